import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** The variable that tells the processes of a run where they may keep files in memory. */
export const MEMORY_FOLDER = 'LINKY_TIC_TEST_MEMORY';
const NAME = /^linky-tic-run-(\d+)$/;
const MEMORY = '/dev/shm';

/**
 * Gives this run, and every process that it starts, one folder for all temporary files, and one in memory. They go when the
 * run ends well, and stay when it does not. What earlier runs have left is removed, whether they failed or were killed.
 */
export function beginRun(): void {
  // Vitest may load its configuration more than once.
  if (NAME.test(basename(tmpdir()))) return;
  const folders = [tmpdir(), ...(existsSync(MEMORY) ? [MEMORY] : [])].map((place) => {
    removeOldRuns(place);
    const folder = join(place, `linky-tic-run-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    // As any folder for temporary files: some tests run programs as other users.
    chmodSync(folder, 0o1777);
    return folder;
  });
  process.env['TMPDIR'] = folders[0];
  process.env[MEMORY_FOLDER] = folders.at(-1);
  process.once('exit', (code) => {
    if (code === 0) folders.forEach(remove);
  });
}

/** Removes the folders of runs that are over. */
function removeOldRuns(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) remove(join(place, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What another user owns, or what still writes there, stays until the next run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    process.emitWarning(`${folder} could not be removed`, { detail: String(error) });
  }
}
