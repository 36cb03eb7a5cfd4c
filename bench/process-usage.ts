import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The processor time that a process has used so far, and the memory that it has now. */
export interface Usage {
  /** The time of all its threads, in milliseconds. */
  readonly processorMs: number;
  readonly residentMB: number;
  /** The private memory without mapped files, which the machine would get back if the process ended. */
  readonly privateMB: number;
}

/** The clock ticks per second in /proc, on every Linux on which Node runs. */
const TICKS_PER_S = 100;

/** @throws when there is no such process */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may contain blanks. utime and stime are the fields 14 and 15 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string) => (Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(memory)?.[1]) * 1024) / 1e6;
  return {
    processorMs: (Number(fields[11]) + Number(fields[12])) * (1_000 / TICKS_PER_S),
    residentMB: megabytes('Rss'),
    privateMB: megabytes('Private_Dirty'),
  };
}

/** The processor time that the threads of a process have used so far, in nanoseconds (sched(7), `schedstat`). Threads that ended do not count. */
export function processorNsOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, thread) => {
    const [ns = ''] = readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(ns);
  }, 0);
}

/** Resets the maximum that `mostResidentMB` gives (proc_pid_clear_refs(5)). */
export function forgetMostResident(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The maximum of the resident memory of a process, however short it was. */
export function mostResidentMB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
}

/** Measures several processes at the same time for so many seconds: percent of a core, and the memory at the end. */
export async function loadOf(pids: readonly number[], seconds: number) {
  const startedMs = performance.now();
  const before = pids.map(usageOf);
  await delay(seconds * 1_000);
  const tookMs = performance.now() - startedMs;
  return pids.map(usageOf).map((after, at) => ({
    ...after,
    corePercent: ((after.processorMs - (before[at]?.processorMs ?? 0)) / tookMs) * 100,
    residentBeforeMB: before[at]?.residentMB ?? 0,
  }));
}

/** The process with this working directory: a Homebridge runs in its storage folder. */
export function pidIn(folder: string): number {
  const pid = readdirSync('/proc').find((one) => /^\d+$/.test(one) && directoryOf(one) === folder);
  if (pid === undefined) throw new Error(`No process works in ${folder}`);
  return Number(pid);
}

function directoryOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** The quantile of the values, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** More than the rounding error of a product of thousands of factors, and less than the share of one value. */
const ROUNDING = 1e-9;

/** A measured value. If it is not `whole`, the measurement was cut short, and the true value is at least this. */
export interface Observed {
  readonly value: number;
  readonly whole: boolean;
}

/**
 * The quantile that the values would have if none had been cut short, by the Kaplan–Meier estimate. It is right if
 * values are cut short independently of their length. `NaN` if too few values are whole.
 */
export function quantileOfCut(observed: readonly Observed[], share: number): number {
  const sorted = observed.toSorted((a, b) => a.value - b.value);
  if (observed.filter(({ whole }) => whole).length * (1 - share) < 1) return Number.NaN;
  let above = 1;
  for (const [nth, { value, whole }] of sorted.entries()) {
    if (whole) above *= 1 - 1 / (sorted.length - nth);
    if (above <= 1 - share + ROUNDING) return value;
  }
  return Number.NaN;
}
