import type { Batch } from './batch.ts';
import type { PointMemory } from './point.ts';

/** How far the mirror has come: an immutable value, one step a batch. */
export interface Progress {
  /** The position of the next Reading to send. */
  readonly next: number;
  /** The furthest that was ever acknowledged. */
  readonly reached: number;
  /** Everything before it is believed to be on the server's disk. */
  readonly settled: number;
  readonly memory: PointMemory;
  /** The most Readings that the next batch may hold. */
  readonly most: number;
  /** Acknowledgements of the last ten minutes, oldest first. */
  readonly recent: readonly Acknowledgement[];
  /** Acknowledgements of so long before the last one are sent again after a failure. */
  readonly doubtMs: number;
}

interface Acknowledgement {
  readonly upTo: number;
  readonly atMs: number;
}

/**
 * VictoriaMetrics loses the last seconds that it acknowledged when it is killed: an acknowledgement counts once another
 * has come ten minutes later.
 */
const SETTLES_AFTER_MS = 600_000;
/** No server was seen to lose more than the last nine. */
const LEAST_DOUBT_MS = 15_000;
/** One acknowledgement a second is kept at most. */
const APART_MS = 1_000;
const MOST_READINGS = 500;
const FEWEST_READINGS = 50;

export function progressFrom(position: number): Progress {
  return {
    next: position,
    reached: position,
    settled: position,
    memory: new Map(),
    most: MOST_READINGS,
    recent: [],
    doubtMs: SETTLES_AFTER_MS,
  };
}

/** @param nowMs monotonic */
export function acknowledged(progress: Progress, { upTo, full, memory }: Batch, nowMs: number): Progress {
  const recent = [...progress.recent];
  const last = recent.at(-1);
  if (last && nowMs - last.atMs < APART_MS) recent[recent.length - 1] = { upTo, atMs: last.atMs };
  else recent.push({ upTo, atMs: nowMs });
  const old = recent.findLastIndex(({ atMs }) => nowMs - atMs >= SETTLES_AFTER_MS);
  return {
    next: upTo,
    reached: Math.max(progress.reached, upTo),
    settled: recent[old]?.upTo ?? progress.settled,
    memory,
    most: full ? progress.most : MOST_READINGS,
    recent: recent.slice(old + 1),
    doubtMs: full ? progress.doubtMs : SETTLES_AFTER_MS,
  };
}

/**
 * The server may have been killed: what it acknowledged in the last ten minutes is sent again. When it happens again
 * before all is sent it is half as long, lest a server that is failing now and then is sent the same for ever.
 */
export function rewound(progress: Progress): Progress {
  const { recent, settled, doubtMs } = progress;
  const lastMs = recent.at(-1)?.atMs ?? 0;
  const sure = recent.findLastIndex(({ atMs }) => lastMs - atMs >= doubtMs);
  return {
    ...progress,
    next: recent[sure]?.upTo ?? settled,
    memory: new Map(),
    recent: recent.slice(0, sure + 1),
    doubtMs: recent.length === 0 ? doubtMs : Math.max(LEAST_DOUBT_MS, doubtMs / 2),
  };
}

/** No answer in time: a slow server gets less at a time, until it has everything. */
export function slowed(progress: Progress): Progress {
  return { ...progress, most: Math.max(FEWEST_READINGS, Math.floor(progress.most / 2)) };
}

/** The journal begins later than it did: what is gone is gone. */
export function startingAt(progress: Progress, begin: number): Progress {
  if (progress.next >= begin) return progress;
  return { ...progress, next: begin, reached: Math.max(progress.reached, begin) };
}
