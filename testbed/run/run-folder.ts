import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cgroupsHere, endCgroup, enterCgroup, leaveCgroup, usedInCgroupMs } from './cgroup.ts';
import { ownMs } from './processor-time.ts';

/** The variable that tells the processes of a run where they may keep files in memory. */
export const MEMORY_FOLDER = 'LINKY_TIC_TEST_MEMORY';
const NAME = /^linky-tic-run-(\d+)$/;
const MEMORY = '/dev/shm';

/** The cgroup of all processes of this run, where that can be had, and what this process has used before it was in there. */
let cgroup: { readonly folder: string; readonly beforeMs: number } | undefined;

/**
 * Gives this run, and every process that it starts, one folder for all temporary files, one in memory, and one cgroup. The folders
 * go when the run ends well, and stay when it does not. What earlier runs have left is removed, whether they failed or were
 * killed.
 */
export function beginRun(): void {
  // Vitest may load its configuration more than once.
  if (NAME.test(basename(tmpdir()))) return;
  const places = [tmpdir(), ...(existsSync(MEMORY) ? [MEMORY] : [])];
  removeDeadRuns(places);
  const name = `linky-tic-run-${process.pid}`;
  const folders = places.map((place) => join(place, name));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    // As any folder for temporary files: some tests run programs as other users.
    chmodSync(folder, 0o1777);
  }
  process.env['TMPDIR'] = folders[0];
  process.env[MEMORY_FOLDER] = folders.at(-1);
  try {
    cgroup = { folder: enterCgroup(name), beforeMs: ownMs() };
  } catch {
    // Elsewhere than on Linux, or as another user than root. Then nothing is counted for the run as a whole.
  }
  process.once('exit', (code) => {
    if (cgroup !== undefined) leaveCgroup(cgroup.folder);
    if (code === 0) folders.forEach(remove);
  });
}

/** The processor time of all processes of this run so far, in ms; undefined where there are no cgroups. */
export function usedByRunMs(): number | undefined {
  return cgroup && cgroup.beforeMs + usedInCgroupMs(cgroup.folder);
}

/** Ends what the runs before this one have left running, and then removes what they have left on disk and in memory. */
function removeDeadRuns(places: readonly string[]): void {
  cgroupsHere().filter(isOfDeadRun).forEach(endCgroup);
  const dead = places.flatMap((place) => readdirSync(place).map((name) => join(place, name))).filter(isOfDeadRun);
  if (dead.length === 0) return;
  killProcessesIn(dead.map((path) => basename(path)));
  unmountIn(dead);
  dead.forEach(remove);
}

function isOfDeadRun(path: string): boolean {
  const pid = Number(NAME.exec(basename(path))?.[1]);
  return pid > 0 && !isRunning(pid);
}

/** Kills the processes of dead runs, as far as this user may. Each of them has the folder of its run in its environment. */
function killProcessesIn(runs: readonly string[]): void {
  const pids = existsSync('/proc/self') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  for (const pid of pids) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const folder = environment.find((one) => one.startsWith('TMPDIR='));
      if (folder !== undefined && runs.includes(basename(folder))) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended, or belongs to another user.
    }
  }
}

/** Unmounts the disks that dead runs have mounted in their folders, and frees their loop devices. */
function unmountIn(folders: readonly string[]): void {
  const mounts = existsSync('/proc/self/mounts') ? readFileSync('/proc/self/mounts', 'utf8').split('\n') : [];
  for (const place of mounts.map((line) => line.split(' ')[1] ?? '')) {
    if (!folders.some((folder) => place.startsWith(`${folder}/`))) continue;
    try {
      execFileSync('umount', ['--lazy', '--detach-loop', place]);
    } catch (error) {
      process.emitWarning(`${place} could not be unmounted`, { detail: String(error) });
    }
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
