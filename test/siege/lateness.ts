import type { Span } from './readers.ts';

/** What Apple Home is promised: each read is answered within so much. */
export const PROMISED_MS = 100;
/** On a machine that has a core for everybody, nothing beside the home is held up for longer. */
const QUIET_MS = 30;
/** What a read may take in any case in a world in which the machine was busy. */
const BUSY_MS = 300;
/** How many times longer than what was held up beside it at the time a read may take, as a home waits for a core several times. */
const FACTOR = 2;
/** What was held up shortly before or after counts as at the time. */
const AROUND_MS = 1_000;

/**
 * How long a read may take. On a quiet machine that is what is promised. On one that is evidently busy it is more, because what
 * the siege looks for holds a home for half a second to minutes while all beside it runs as it did before.
 * @param beside what tells in the same world how busy the machine is: the reads of an empty plugin, and the pauses of processes
 * that have next to nothing to do
 */
export function allowedMs(read: Span, beside: readonly Span[]): number {
  const held = beside.filter((one) => lengthOf(one) > QUIET_MS);
  if (held.length === 0) return PROMISED_MS;
  const near = { fromMs: read.fromMs - AROUND_MS, toMs: read.toMs + AROUND_MS };
  const longest = Math.max(0, ...held.filter((one) => overlap(one, near)).map(lengthOf));
  return Math.max(BUSY_MS, PROMISED_MS + FACTOR * longest);
}

export function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}

export function overlap(one: Span, other: Span): boolean {
  return one.fromMs <= other.toMs && one.toMs >= other.fromMs;
}
