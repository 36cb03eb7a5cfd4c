import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How the processor time of a run is counted. A cgroup (Linux as root) counts every process that was started in it, also
 * one that outlived its parent. The times of a process count its children only once they were waited for, so what is
 * killed together with its parent is missing there.
 */
export type Counted = 'cgroup' | 'children';

/** A number that only grows: processor time so far, in ms. */
export interface ProcessorClock {
  readonly counted: Counted;
  usedMs(): number;
}

/** The kernel counts the times in /proc in hundredths of a second (USER_HZ), whatever the machine. */
const TICK_MS = 10;

/** Puts this process, and all that it starts from now on, into a cgroup of its own, where that is possible. */
export function enterCgroup(name: string): ProcessorClock {
  const beforeMs = ownMs();
  try {
    const folder = join(cgroupOfThisProcess(), name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'cgroup.procs'), String(process.pid));
    return { counted: 'cgroup', usedMs: () => beforeMs + usageMs(folder) };
  } catch {
    return { counted: 'children', usedMs: () => ownMs() + waitedForMs() };
  }
}

/** The processor time of the cgroup that this process is in. @throws where there is none */
export function cgroupUsageMs(): number {
  return usageMs(cgroupOfThisProcess());
}

/** Removes a cgroup below that of this process, if no process is left in it. */
export function removeCgroup(name: string): void {
  try {
    rmdirSync(join(cgroupOfThisProcess(), name));
  } catch {
    // It was never made, or something in it still runs.
  }
}

/** The folder of this process in the second version of cgroups, the only one that counts without a controller. */
function cgroupOfThisProcess(): string {
  const mounted = readFileSync('/proc/self/mounts', 'utf8').match(/^\S+ (\S+) cgroup2 /m)?.[1];
  const path = readFileSync('/proc/self/cgroup', 'utf8').match(/^0::(.*)$/m)?.[1];
  if (mounted === undefined || path === undefined) throw new Error('no cgroup');
  return join(mounted, path);
}

function usageMs(folder: string): number {
  return Number(readFileSync(join(folder, 'cpu.stat'), 'utf8').match(/^usage_usec (\d+)$/m)?.[1]) / 1000;
}

function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The processor time of the children that have ended and were waited for; 0 where /proc is missing. */
function waitedForMs(): number {
  try {
    // After the name in brackets, which may hold blanks, cutime and cstime are the 14th and 15th (man 5 proc).
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  } catch {
    return 0;
  }
}
