import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Puts this process, and all that it starts from now on, into a new cgroup inside the present one: of the second version, the only
 * one that counts processor time without a controller.
 * @returns its folder
 * @throws where that is not possible: elsewhere than on Linux, or as another user than root
 */
export function enterCgroup(name: string): string {
  const folder = makeCgroup(name);
  writeFileSync(join(folder, 'cgroup.procs'), String(process.pid));
  return folder;
}

/**
 * Makes a cgroup inside the present one, with nobody in it.
 * @returns its folder
 * @throws as `enterCgroup`
 */
export function makeCgroup(name: string): string {
  const folder = join(presentCgroup(), name);
  mkdirSync(folder);
  return folder;
}

/** Has every process in a cgroup and below it stand still, or go on. */
export function freezeCgroup(folder: string, isFrozen: boolean): void {
  writeFileSync(join(folder, 'cgroup.freeze'), isFrozen ? '1' : '0');
}

/** The processor time of all that was ever in a cgroup or below it, in ms. */
export function usedInCgroupMs(folder: string): number {
  return Number(readFileSync(join(folder, 'cpu.stat'), 'utf8').match(/^usage_usec (\d+)$/m)?.[1]) / 1000;
}

/** Takes this process out of a cgroup, and ends that. */
export function leaveCgroup(folder: string): void {
  writeFileSync(join(dirname(folder), 'cgroup.procs'), String(process.pid));
  endCgroup(folder);
}

/** Kills every process in a cgroup and below it, and removes it. What does not end in time is left to the next run. */
export function endCgroup(folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.kill'), '1');
    for (let looks = 0; looks < 100 && isPopulated(folder); looks += 1) Atomics.wait(NEVER_TOLD, 0, 0, 10);
    remove(folder);
  } catch {
    // Another run may have removed it at the same time.
  }
}

/** Waits for nothing but the time: at the end of a process, nothing asynchronous comes back. */
const NEVER_TOLD = new Int32Array(new SharedArrayBuffer(4));

function isPopulated(folder: string): boolean {
  return readFileSync(join(folder, 'cgroup.events'), 'utf8').includes('populated 1');
}

/** The folders of the cgroups beside which this process would make its own; none where there are no cgroups. */
export function cgroupsHere(): readonly string[] {
  try {
    const here = presentCgroup();
    return innerCgroups(here).map(({ name }) => join(here, name));
  } catch {
    return [];
  }
}

function remove(folder: string): void {
  for (const { name } of innerCgroups(folder)) remove(join(folder, name));
  rmdirSync(folder);
}

function innerCgroups(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
}

function presentCgroup(): string {
  const mounted = readFileSync('/proc/self/mounts', 'utf8').match(/^\S+ (\S+) cgroup2 /m)?.[1];
  const path = readFileSync('/proc/self/cgroup', 'utf8').match(/^0::(.*)$/m)?.[1];
  if (mounted === undefined || path === undefined) throw new Error('no cgroup');
  return join(mounted, path);
}
