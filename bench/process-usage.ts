import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process has used so far, and holds now. */
export interface Usage {
  /** Of all its threads, in milliseconds. */
  readonly processorMs: number;
  readonly residentMB: number;
  /** What nobody shares with it and no file holds: what the machine would have back if it ended. */
  readonly privateMB: number;
}

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** @throws when there is no such process */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold blanks; utime and stime are fields 14 and 15 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string) => (Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(memory)?.[1]) * 1024) / 1e6;
  return {
    processorMs: (Number(fields[11]) + Number(fields[12])) * (1_000 / TICKS_PER_S),
    residentMB: megabytes('Rss'),
    privateMB: megabytes('Private_Dirty'),
  };
}

/** From now on `mostResidentMB` tells the most of what comes (proc_pid_clear_refs(5)). */
export function forgetMostResident(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory that a process was resident with, however shortly. */
export function mostResidentMB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
}

/** What each process does over so many seconds, all in the same ones: percent of a core, and its memory at the end. */
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

/** The process whose working directory this is, as it is a Homebridge's storage folder. */
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

/** The value below which a share of them lies, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** More than a product of thousands of factors is wrong by, and less than one value's share. */
const ROUNDING = 1e-9;

/** A value, or, when it is not `whole`, something that it is not below: the measurement was cut short. */
export interface Observed {
  readonly value: number;
  readonly whole: boolean;
}

/**
 * The value below which a share of them would lie had none been cut short, by Kaplan and Meier's estimate, which is right if
 * what cuts them short does so whatever their length. `NaN` if so few are whole that none of them would lie above.
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
