import { readFileSync } from 'node:fs';
import { enterCgroup, usedInCgroupMs } from './cgroup.ts';

/** A number that only grows: processor time so far, in ms. */
export interface ProcessorClock {
  /**
   * How it is counted. A cgroup (Linux as root) counts every process that was started in it, also one that outlived its parent.
   * The times of a process count its children only once they were waited for, so what is killed together with its parent is
   * missing there.
   */
  readonly counted: 'cgroup' | 'children';
  usedMs(): number;
}

/** The kernel counts the times in /proc in hundredths of a second (USER_HZ), whatever the machine. */
const TICK_MS = 10;

/** Counts what this process uses, and all that it starts from now on. */
export function startProcessorClock(): ProcessorClock {
  const beforeMs = ownMs();
  try {
    const folder = enterCgroup(`worker-${process.pid}`);
    return { counted: 'cgroup', usedMs: () => beforeMs + usedInCgroupMs(folder) };
  } catch {
    return { counted: 'children', usedMs: () => ownMs() + waitedForMs() };
  }
}

/** The processor time of this process alone. */
export function ownMs(): number {
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
