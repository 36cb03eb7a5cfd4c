import type { Batch } from './batch.ts';
import type { PointMemory } from './point.ts';

/** How far the mirror has come: an immutable value, one step a batch. */
export interface Progress {
  /** The position of the next Reading to send. */
  readonly next: number;
  /** The furthest that was ever acknowledged. */
  readonly reached: number;
  /** What was refused before it was counted and set aside. */
  readonly judged: number;
  /** Everything before it is believed to be on the server's disk. */
  readonly settled: number;
  readonly memory: PointMemory;
  /** The most Readings that the next batch may hold. */
  readonly most: number;
  /** Acknowledgements of the last ten minutes, oldest first. */
  readonly recent: readonly Acknowledgement[];
  /** Everything before it was acknowledged fifteen seconds or more before a failure. */
  readonly sure: number;
  /** Since when all was sent and nothing failed. */
  readonly wellSinceMs: number | undefined;
  /** How often in a row it went back to where it had gone back before, from further on. */
  readonly inVain: number;
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
/** A quarter of a megabyte of lines, of which two are in memory: one on its way, and the next. */
const MOST_READINGS = 200;
/** A server that fails one request in ten would be sent the same for ever: after so many times it is believed. */
const MOST_IN_VAIN = 20;
const FEWEST_READINGS = 25;

export function progressFrom(position: number): Progress {
  return {
    next: position,
    reached: position,
    judged: position,
    settled: position,
    memory: new Map(),
    most: MOST_READINGS,
    recent: [],
    sure: position,
    wellSinceMs: Number.NEGATIVE_INFINITY,
    inVain: 0,
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
    ...progress,
    next: upTo,
    reached: Math.max(progress.reached, upTo),
    judged: Math.max(progress.judged, upTo),
    settled: recent[old]?.upTo ?? progress.settled,
    memory,
    most: full ? progress.most : MOST_READINGS,
    recent: recent.slice(old + 1),
    wellSinceMs: progress.wellSinceMs ?? (full ? undefined : nowMs),
  };
}

/**
 * The server may have been killed: what it acknowledged in the last ten minutes is sent again. When that happens before
 * it has been well for ten minutes it is fifteen seconds, and twenty times without getting any further is enough: a server that fails now and then
 * must not be sent the same for ever.
 * @param nowMs monotonic
 */
export function rewound(progress: Progress, nowMs: number): Progress {
  const { next, recent, wellSinceMs } = progress;
  const wasWell = wellSinceMs !== undefined && nowMs - wellSinceMs >= SETTLES_AFTER_MS;
  const sure = Math.max(progress.sure, restingPlace(progress));
  const undoes = next > sure ? 1 : 0;
  const inVain = wasWell || sure > progress.sure ? 0 : progress.inVain + undoes;
  const doubted = inVain > MOST_IN_VAIN ? next : Math.min(next, sure);
  const back = wasWell ? placeBefore(progress, SETTLES_AFTER_MS) : doubted;
  return {
    ...progress,
    next: back,
    memory: new Map(),
    recent: recent.filter(({ upTo }) => upTo <= back),
    sure,
    wellSinceMs: undefined,
    inVain,
  };
}

/** Where to begin after an orderly end: what was acknowledged right before it may be lost with the server meanwhile. */
export function restingPlace(progress: Progress): number {
  return placeBefore(progress, LEAST_DOUBT_MS);
}

/** How far the acknowledgements go that came `ms` or more before the last one. */
function placeBefore({ recent, settled }: Progress, ms: number): number {
  const lastMs = recent.at(-1)?.atMs ?? 0;
  return recent.findLast(({ atMs }) => lastMs - atMs >= ms)?.upTo ?? settled;
}

/** What was acknowledged from `position` on was held back in part, and is to be sent. */
export function backTo(progress: Progress, position: number): Progress {
  return {
    ...progress,
    next: Math.min(progress.next, position),
    judged: Math.min(progress.judged, position),
    settled: Math.min(progress.settled, position),
    memory: new Map(),
    recent: progress.recent.filter(({ upTo }) => upTo <= position),
    sure: Math.min(progress.sure, position),
  };
}

/** The most Readings of the next batch: none but those that were judged, or none of those. */
export function mostNext({ next, judged, most }: Progress): number {
  return next < judged ? Math.min(most, judged - next) : most;
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
