import type { Read, Span } from './tile-readers.ts';

/** Each read must be answered within this time, unless a world promises another one. */
export const PROMISED_MS = 100;
/** On a machine with a core for every process, nothing is held up for longer. */
const QUIET_MS = 30;
/** By how many times a delay of the machine a read may be longer: a home waits for several things, and what it computes takes longer. */
const FACTOR = 2;
/** Delays this shortly before a read count, too: the work that they left undone is done during the read. */
const BEFORE_MS = 1_000;
/** Where it is unknown who waited for a core: the time that a read may take when another process was held up. */
const BUSY_MS = 300;

/** How busy the machine was while a home was read. */
export interface MachineLoad {
  /** When a core did not run, or the process that reads. */
  readonly pauses: readonly Span[];
  /** The reads of the home with the empty plugin. */
  readonly reads: readonly Read[];
}

/** The promised time of reads that may take `longerMs` longer than those of a home with the empty plugin, of which half are quicker than that. */
export function promisedBesideEmptyMs({ reads, pauses }: MachineLoad, longerMs: number): number {
  const own = reads.map((read) => Math.max(0, lengthOf(read) - heldMs(read, [read], pauses)));
  return longerMs + (own.toSorted((a, b) => a - b)[own.length >> 1] ?? 0);
}

/**
 * How long a read may take: the promised time, and the time that the machine took. The latter is the time for which
 * Homebridge, the helpers for which it sleeps, and the reader waited for a core, the pauses of the machine, and the delay of the empty plugin for any
 * other reason, such as a slow disk. A home that blocks itself does not wait for a core, so this gives it no more time.
 */
export function allowedMs(read: Read, load: MachineLoad, promisedMs = PROMISED_MS): number {
  if (read.waitedMs === undefined) return estimatedMs(read, load, promisedMs);
  const slow = load.reads.filter((one) => overlap(one, read)).map((one) => unexplainedMs(one, load.pauses));
  const ms = heldMs(read, [read], load.pauses);
  // A home that waits for a core shares it and its caches with other processes, so what it computes takes longer, too.
  return promisedMs + ms + FACTOR * (Math.min(ms, PROMISED_MS) + Math.max(0, ...slow));
}

/** For how long the machine held up the processes in a span, and in the second before it. */
export function heldMs({ fromMs, toMs }: Span, reads: readonly Read[], pauses: readonly Span[]): number {
  const near = { fromMs: fromMs - BEFORE_MS, toMs };
  const waited = reads.filter((read) => overlap(read, near)).map(({ waitedMs = 0 }) => waitedMs);
  return waited.reduce((sum, ms) => sum + ms, coveredMs(near, pauses));
}

/** How much of a span is covered by the others. */
function coveredMs({ fromMs, toMs }: Span, others: readonly Span[]): number {
  let [sumMs, seenMs] = [0, fromMs];
  for (const other of others.filter((one) => overlap(one, { fromMs, toMs })).toSorted((a, b) => a.fromMs - b.fromMs)) {
    const endMs = Math.min(other.toMs, toMs);
    sumMs += Math.max(0, endMs - Math.max(other.fromMs, seenMs));
    seenMs = Math.max(seenMs, endMs);
  }
  return sumMs;
}

function unexplainedMs(read: Read, pauses: readonly Span[]): number {
  const ms = lengthOf(read) - heldMs(read, [read], pauses);
  return ms > QUIET_MS ? ms : 0;
}

function estimatedMs({ fromMs, toMs }: Span, { pauses, reads }: MachineLoad, promisedMs: number): number {
  const near = { fromMs: fromMs - BEFORE_MS, toMs: toMs + BEFORE_MS };
  const held = [...pauses, ...reads].filter((one) => lengthOf(one) > QUIET_MS && overlap(one, near)).map(lengthOf);
  return held.length === 0 ? promisedMs : Math.max(BUSY_MS, promisedMs + FACTOR * Math.max(...held));
}

export function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}

export function overlap(one: Span, other: Span): boolean {
  return one.fromMs <= other.toMs && one.toMs >= other.fromMs;
}
