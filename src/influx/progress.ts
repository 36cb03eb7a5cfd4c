/**
 * How far delivery has come, as a value that is never changed in place. Positions are those of the journal.
 * Invariants: `live` only moves forward, and every doubt lies before it.
 */
export interface Progress {
  /** The live cursor: everything before it was acknowledged at least once, or is no longer in the journal. */
  readonly live: number;
  /** What is to be sent once more, oldest first. No two of these ranges overlap or touch. */
  readonly doubts: readonly PositionRange[];
  /** What was acknowledged in the minute before the last acknowledgement, in the order of acknowledgement. */
  readonly recent: readonly Acknowledgement[];
  /** How many doubts have been raised since the last ten minutes without any. */
  readonly doubtsInARow: number;
  /** When the last doubt was raised, on the monotonic clock. */
  readonly doubtedAtMs: number;
}

/** The positions from `from` up to, but not including, `to`. */
export interface PositionRange {
  readonly from: number;
  readonly to: number;
}

interface Acknowledgement extends PositionRange {
  /** On the monotonic clock. */
  readonly atMs: number;
  /** Whether these Readings had been in doubt, so that this was not their first acknowledgement. */
  readonly again: boolean;
}

/**
 * How long before the last acknowledgement an acknowledgement is still doubted. A killed VictoriaMetrics lost at most nine seconds; a power
 * cut loses what the kernel has not yet written, about 35 s.
 */
const IN_DOUBT_MS = 60_000;
/**
 * The same for Readings that were sent once more. With a full minute here, a server that fails every minute would be sent more and more
 * each time.
 */
const AGAIN_IN_DOUBT_MS = 40_000;
/** The same for a flaky server: only what it loses when it is killed. */
const FLAKY_IN_DOUBT_MS = 10_000;
/** A server is flaky from this many doubts on, until none has been raised for `QUIET_MS`. */
const FLAKY_AT = 5;
const QUIET_MS = 600_000;
/** Consecutive acknowledgements within one second are kept as one, so that even a fast backlog leaves only sixty in `recent`. */
const MERGED_WITHIN_MS = 1_000;

/**
 * The progress when this process has not sent anything yet. @param position the position up to which the journal counts Readings as
 * delivered
 */
export function progressFrom(position: number): Progress {
  return { live: position, doubts: [], recent: [], doubtsInARow: 0, doubtedAtMs: Number.NEGATIVE_INFINITY };
}

/** The server has acknowledged a range, which either begins at the live cursor or is part of a doubt. */
export function acknowledged(progress: Progress, { from, to }: PositionRange, nowMs: number): Progress {
  const again = to <= progress.live;
  const lastMinute = progress.recent.filter(({ atMs }) => nowMs - atMs < IN_DOUBT_MS);
  const last = lastMinute.at(-1);
  const isInSameSecond = last && Math.floor(last.atMs / MERGED_WITHIN_MS) === Math.floor(nowMs / MERGED_WITHIN_MS);
  const isContinued = isInSameSecond && last.to === from && last.again === again;
  const newest = { from: isContinued ? last.from : from, to, atMs: nowMs, again };
  return {
    ...progress,
    live: Math.max(progress.live, to),
    doubts: without(progress.doubts, { from, to }),
    recent: [...(isContinued ? lastMinute.slice(0, -1) : lastMinute), newest],
    doubtsInARow: isQuiet(progress, nowMs) ? 0 : progress.doubtsInARow,
  };
}

/** These Readings can no longer be read from the journal, so they will not be sent once more. */
export function passedOver(progress: Progress, range: PositionRange): Progress {
  return { ...progress, doubts: without(progress.doubts, range) };
}

/** The server may have lost what it acknowledged last: it was, or may have been, killed. */
export function doubted(progress: Progress, nowMs: number): Progress {
  const lastMs = progress.recent.at(-1)?.atMs;
  if (lastMs === undefined) return progress;
  const againMs = isFlaky(progress, nowMs) ? FLAKY_IN_DOUBT_MS : AGAIN_IN_DOUBT_MS;
  const lost = progress.recent.filter(({ atMs, again }) => !again || lastMs - atMs < againMs);
  return {
    ...progress,
    doubts: merged([...progress.doubts, ...lost]),
    recent: [],
    doubtsInARow: isQuiet(progress, nowMs) ? 1 : progress.doubtsInARow + 1,
    doubtedAtMs: nowMs,
  };
}

/**
 * Whether a server fails again and again. Each failure raises a doubt about what the server accepted a moment before, so the same Readings
 * would be sent to it for ever. To avoid this, a flaky server is sent only one batch in doubt per round.
 */
export function isFlaky(progress: Progress, nowMs: number): boolean {
  return progress.doubtsInARow >= FLAKY_AT && !isQuiet(progress, nowMs);
}

/**
 * Where delivery may begin after a restart or a power cut: everything before this position is believed to be on the
 * server's disk.
 */
export function positionOnDisk({ live, doubts, recent }: Progress): number {
  return Math.min(live, ...[...doubts, ...recent].map(({ from }) => from));
}

/** How many positions are in doubt: they were acknowledged and will be sent once more. */
export function inDoubt({ doubts }: Progress): number {
  return doubts.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The journal now begins at `begin`: Readings before that are gone and cannot be sent. */
export function startingAt(progress: Progress, begin: number): Progress {
  if (positionOnDisk(progress) >= begin) return progress;
  const gone = { from: 0, to: begin };
  const recent = progress.recent.flatMap((acknowledgement) =>
    without([acknowledgement], gone).map((range) => ({ ...acknowledgement, ...range })),
  );
  return { ...progress, live: Math.max(progress.live, begin), doubts: without(progress.doubts, gone), recent };
}

function isQuiet({ doubtedAtMs }: Progress, nowMs: number): boolean {
  return nowMs - doubtedAtMs >= QUIET_MS;
}

/** The same positions in as few ranges as possible, oldest first. */
function merged(ranges: readonly PositionRange[]): readonly PositionRange[] {
  const apart: PositionRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else apart.push({ from, to });
  }
  return apart;
}

/** The ranges without the positions of `removed`. */
function without(ranges: readonly PositionRange[], removed: PositionRange): readonly PositionRange[] {
  return ranges
    .flatMap(({ from, to }) => [
      { from, to: Math.min(to, removed.from) },
      { from: Math.max(from, removed.to), to },
    ])
    .filter(({ from, to }) => from < to);
}
