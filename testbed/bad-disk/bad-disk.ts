import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePreload } from '../c-preload.ts';

/** The state of a disk. A number: each sync takes so many ms. `never`: no sync returns. `read-only`, `full`: nothing can be written. */
export type DiskState = 'well' | 'never' | 'read-only' | 'full' | number;

const SOURCE = fileURLToPath(new URL('bad-disk.c', import.meta.url));
const STATE_FILE = 'disk';

/** Compiles the library that simulates a bad disk, and gives its path. */
export function compileBadDisk(): string {
  return compilePreload(SOURCE);
}

/**
 * For the environment of a process: the disk of all files whose path begins with `folder` has the state that `setDiskState` sets in
 * `flagFolder`.
 */
export function diskEnv(library: string, folder: string, flagFolder: string): NodeJS.ProcessEnv {
  return { LD_PRELOAD: library, BAD_DISK_FOLDER: folder, BAD_DISK_STATE: join(flagFolder, STATE_FILE) };
}

/** Sets the state of the disk from now on. A sync that hangs returns when the new state lets it. */
export async function setDiskState(flagFolder: string, disk: DiskState): Promise<void> {
  const path = join(flagFolder, STATE_FILE);
  if (disk === 'well') return rm(path, { force: true });
  // Renaming is atomic: nobody reads an incomplete state.
  await writeFile(`${path}.new`, String(disk));
  await rename(`${path}.new`, path);
}
