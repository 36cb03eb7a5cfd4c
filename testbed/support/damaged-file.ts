import { statSync, writeFileSync } from 'node:fs';

/** Overwrites every byte of a file, and keeps its length, as a failing disk does. */
export function overwrite(path: string): void {
  writeFileSync(path, Buffer.alloc(statSync(path).size, 'damaged '), { flag: 'r+' });
}
