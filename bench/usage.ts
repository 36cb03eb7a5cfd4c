import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sampledMs } from './sample.ts';
import { type Cell, figure } from './table.ts';

/** What a process has used so far, and holds now. */
export interface Usage {
  /** Of all its threads, in milliseconds. */
  readonly processorMs: number;
  readonly residentMB: number;
  /** What it holds for itself: pages that it shares with other processes of the same program left out. */
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
    privateMB: megabytes('Private_Clean') + megabytes('Private_Dirty'),
  };
}

/** What a process does: percent of a core as the system counts them and as it was found at work, and its memory. */
export interface Load extends Usage {
  readonly corePercent: number;
  /** Not where there is no `perf`. */
  readonly sampledPercent: number | undefined;
  readonly residentBeforeMB: number;
}

/** What each process does over so many seconds, all in the same ones. */
export async function loadOf(pids: readonly number[], seconds: number): Promise<readonly Load[]> {
  const startedMs = performance.now();
  const before = pids.map(usageOf);
  const [sampled] = await Promise.all([
    Promise.all(pids.map((pid) => sampledMs(pid, seconds))),
    delay(seconds * 1_000),
  ]);
  const tookMs = performance.now() - startedMs;
  return pids.map(usageOf).map((after, at) => {
    const atWorkMs = sampled[at];
    return {
      ...after,
      corePercent: ((after.processorMs - (before[at]?.processorMs ?? 0)) / tookMs) * 100,
      sampledPercent: atWorkMs === undefined ? undefined : atWorkMs / (seconds * 10),
      residentBeforeMB: before[at]?.residentMB ?? 0,
    };
  });
}

/** A figure that is not there without `perf`. */
export function sampledFigure(value: number | undefined, decimals: number): Cell {
  return value === undefined ? '?' : figure(value, '', decimals);
}

export const SAMPLED =
  '*Sampled* is how often perf found it at work: what the system counts holds what a virtual machine was held back.';

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
