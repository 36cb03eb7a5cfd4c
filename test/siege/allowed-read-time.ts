import type { Read, Span } from './tile-readers.ts';

/** What Apple Home is promised: each read is answered within so much. */
export const PROMISED_MS = 100;
/** On a machine that has a core for everybody, nothing beside the home is held up for longer. */
const QUIET_MS = 30;
/** How many times longer than what was held up beside it a read may take, as a home has several things to wait for. */
const FACTOR = 2;
/** What was held up so shortly before a read counts: what it left undone is done during the read. */
const BEFORE_MS = 1_000;
/** Where the system does not tell who waited for a core: what a read may take when something beside it was held up. */
const BUSY_MS = 300;

/** What tells how busy the machine is, beside a home. */
export interface MachineLoad {
  /** When a core, or the process that reads, stood still. */
  readonly pauses: readonly Span[];
  /** The reads of an empty plugin. */
  readonly reads: readonly Read[];
}

/**
 * How long a read may take: what is promised, and what the machine itself took. That is the time for which the two sides of
 * the read waited for a core, the pauses of the machine, and what the empty plugin took longer without either of these
 * reasons, such as a disk that all wait for. A home that holds itself up is not waiting for a core, so it gains nothing by it.
 */
export function allowedMs(read: Read, beside: MachineLoad): number {
  if (read.waitedMs === undefined) return estimatedMs(read, beside);
  const slow = beside.reads.filter((one) => overlap(one, read)).map((one) => unexplainedMs(one, beside.pauses));
  const ms = heldMs(read, [read], beside.pauses);
  // A home that waits for a core shares one, and its caches, with others: what it computes takes longer, too.
  return PROMISED_MS + ms + Math.min(ms, PROMISED_MS) + FACTOR * Math.max(0, ...slow);
}

/** For how long the machine held up what happened in a span, and in the second before it. */
export function heldMs({ fromMs, toMs }: Span, reads: readonly Read[], pauses: readonly Span[]): number {
  const near = { fromMs: fromMs - BEFORE_MS, toMs };
  const waited = reads.filter((read) => overlap(read, near)).map(({ waitedMs = 0 }) => waitedMs);
  return waited.reduce((sum, ms) => sum + ms, coveredMs(near, pauses));
}

/** How much of a span lies in any of the others. */
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

function estimatedMs({ fromMs, toMs }: Span, { pauses, reads }: MachineLoad): number {
  const near = { fromMs: fromMs - BEFORE_MS, toMs: toMs + BEFORE_MS };
  const held = [...pauses, ...reads].filter((one) => lengthOf(one) > QUIET_MS && overlap(one, near)).map(lengthOf);
  return held.length === 0 ? PROMISED_MS : Math.max(BUSY_MS, PROMISED_MS + FACTOR * Math.max(...held));
}

export function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}

export function overlap(one: Span, other: Span): boolean {
  return one.fromMs <= other.toMs && one.toMs >= other.fromMs;
}
