import { writeFile } from 'node:fs/promises';
import { files } from './files.ts';

for (const { name, text } of files()) await writeFile(new URL(name, import.meta.url), text);
