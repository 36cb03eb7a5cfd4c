/** `npm run --silent release:notes` prints the part of the changelog that is about this version: the notes of its release. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pack from '../package.json' with { type: 'json' };
import { PROJECT } from '../testbed/project.ts';
import { notesIn } from './rules.ts';

process.stdout.write(`${notesIn(await readFile(join(PROJECT, 'CHANGELOG.md'), 'utf8'), pack.version)}\n`);
