import type { Batch } from './batch.ts';

/**
 * How far delivery has come, as a value that is never changed in place. Positions are those of the journal.
 * Invariant: nothing before `next` will be sent again, unless a failure moves the cursor back.
 */
export interface Cursor {
  /** The position of the next Reading to send. */
  readonly next: number;
  /** Everything before this position was acknowledged at least once, or is no longer in the journal. */
  readonly furthest: number;
  /** What was acknowledged in the minute before the last acknowledgement, in this order. */
  readonly recent: readonly Acknowledgement[];
  /** When a failure last moved the cursor back, on the monotonic clock. */
  readonly failedAtMs: number;
}

interface Acknowledgement {
  /** The position of the first Reading of the batch. */
  readonly from: number;
  readonly atMs: number;
  /** How often it had been sent again. */
  readonly times: number;
}

/**
 * How long before the last acknowledgement an acknowledgement may not be on the server's disk. A killed VictoriaMetrics lost at most nine
 * seconds; a power cut loses what the kernel has not yet written, about 35 s.
 */
const IN_DOUBT_MS = 60_000;
/** What is doubted at least, after failures in quick succession. */
const LEAST_IN_DOUBT_MS = 10_000;
/**
 * What was sent again so often is doubted no more: a server that cuts off or refuses some requests all day, while it keeps what it
 * acknowledges, would get the same batches for ever.
 */
const MOST_TIMES = 5;

/** @param position up to which the journal counts Readings as delivered */
export function cursorAt(position: number, furthest = position): Cursor {
  return { next: position, furthest, recent: [], failedAtMs: Number.NEGATIVE_INFINITY };
}

/** The server has acknowledged the batch at the cursor. */
export function acknowledged(cursor: Cursor, { from, to }: Pick<Batch, 'from' | 'to'>, nowMs: number): Cursor {
  const lastMinute = cursor.recent.filter(({ atMs }) => nowMs - atMs <= IN_DOUBT_MS);
  const before = from < cursor.furthest ? cursor.recent.findLast((one) => one.from <= from) : undefined;
  const recent = [...lastMinute, { from, atMs: nowMs, times: before ? before.times + 1 : 0 }];
  return { ...cursor, next: to, furthest: Math.max(cursor.furthest, to), recent };
}

/**
 * The server may have lost what it acknowledged last: the cursor goes back over it, unless nothing was acknowledged since it last went back.
 * If that was less than two minutes ago, it goes back over half of that time, but over ten seconds at least; and not a sixth time over the
 * same. So it moves forward in the long run.
 */
export function wentBack(cursor: Cursor, nowMs: number): Cursor {
  const { next, recent, failedAtMs } = cursor;
  const inDoubtMs = Math.min(IN_DOUBT_MS, Math.max(LEAST_IN_DOUBT_MS, (nowMs - failedAtMs) / 2));
  const lastMs = recent.at(-1)?.atMs ?? nowMs;
  const doubted = recent.filter(({ atMs }) => atMs > failedAtMs && lastMs - atMs <= inDoubtMs);
  const lost = doubted.filter(({ times }) => times < MOST_TIMES);
  if (lost.length === 0) return cursor;
  return { ...cursor, next: Math.min(next, ...lost.map(({ from }) => from)), failedAtMs: nowMs };
}

/** Where delivery begins after a restart or a power cut: everything before this is believed to be on the server's disk. */
export function positionOnDisk({ next, recent }: Cursor): number {
  return Math.min(next, ...recent.map(({ from }) => from));
}

/** The journal now begins at `begin`: Readings before that are gone and cannot be sent. */
export function startingAt(cursor: Cursor, begin: number): Cursor {
  if (positionOnDisk(cursor) >= begin) return cursor;
  const recent = cursor.recent.map((one) => ({ ...one, from: Math.max(one.from, begin) }));
  return { ...cursor, next: Math.max(cursor.next, begin), furthest: Math.max(cursor.furthest, begin), recent };
}
