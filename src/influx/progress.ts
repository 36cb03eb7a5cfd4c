/**
 * How far delivery has come, as a value that is never changed in place. Positions are those of the journal.
 *
 * `live` only moves forward, and each doubt lies before it.
 */
export interface Progress {
  /** The live cursor: everything before it was acknowledged at least once, or is no longer in the journal. */
  readonly live: number;
  /** What is to be sent once more, oldest first. No two of these ranges overlap or touch. */
  readonly doubts: readonly Range[];
  /** What was acknowledged in the minute before the last acknowledgement, in the order of the acknowledgements. */
  readonly recent: readonly Acknowledged[];
  /** How many doubts came up since the last minute that had none. */
  readonly doubtsInARow: number;
  /** When the last of them came up, on the monotonic clock. */
  readonly doubtedAtMs: number;
  /** When something that was in doubt was acknowledged last. */
  readonly sentAgainAtMs: number;
}

/** The positions from `from` up to, but without, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Acknowledged extends Range {
  /** On the monotonic clock. */
  readonly atMs: number;
}

/**
 * How long an acknowledgement stays in doubt. A killed VictoriaMetrics lost the last nine seconds at most, and a power cut
 * takes what the kernel has not written yet: some 35 s.
 */
const IN_DOUBT_MS = 60_000;
/** Acknowledgements of one second are noted as one where they follow each other, so that a fast backlog notes sixty. */
const NOTED_MS = 1_000;
/** After so many doubts in a row what is in doubt is sent slowly. */
const MOST_IN_A_ROW = 5;
const SLOWLY_MS = 60_000;

export function progressFrom(position: number): Progress {
  const never = Number.NEGATIVE_INFINITY;
  return { live: position, doubts: [], recent: [], doubtsInARow: 0, doubtedAtMs: never, sentAgainAtMs: never };
}

/** The server has acknowledged a range: one that begins at the live cursor, or a part of what was in doubt. */
export function acknowledged(progress: Progress, range: Range, nowMs: number): Progress {
  const inDoubt = progress.recent.filter(({ atMs }) => nowMs - atMs < IN_DOUBT_MS);
  const last = inDoubt.at(-1);
  const continues = last?.to === range.from && Math.floor(last.atMs / NOTED_MS) === Math.floor(nowMs / NOTED_MS);
  const noted = { from: continues ? last.from : range.from, to: range.to, atMs: nowMs };
  return {
    ...progress,
    live: Math.max(progress.live, range.to),
    doubts: without(progress.doubts, range),
    recent: [...(continues ? inDoubt.slice(0, -1) : inDoubt), noted],
    doubtsInARow: isQuiet(progress, nowMs) ? 0 : progress.doubtsInARow,
    sentAgainAtMs: range.to > progress.live ? progress.sentAgainAtMs : nowMs,
  };
}

/** The server may have lost what it acknowledged last: it was killed, or may have been. */
export function doubted(progress: Progress, nowMs: number): Progress {
  if (progress.recent.length === 0) return progress;
  return {
    ...progress,
    doubts: merged([...progress.doubts, ...progress.recent]),
    recent: [],
    doubtsInARow: isQuiet(progress, nowMs) ? 1 : progress.doubtsInARow + 1,
    doubtedAtMs: nowMs,
  };
}

/**
 * What is to be sent once more now. A server that fails now and then would be sent the same for ever, since each failure has
 * it doubted what it took a moment before: after several doubts in a row, one batch a minute is sent, most of which are not
 * doubted any more when the next failure comes. A minute without a doubt ends that.
 */
export function inDoubt(progress: Progress, nowMs: number): Range | undefined {
  const isSlow = progress.doubtsInARow >= MOST_IN_A_ROW && !isQuiet(progress, nowMs);
  return isSlow && nowMs - progress.sentAgainAtMs < SLOWLY_MS ? undefined : progress.doubts[0];
}

/** What a restart, even after a power cut, may begin with: everything before it is believed to be on the server's disk. */
export function placeOnDisk({ live, doubts, recent }: Progress): number {
  return Math.min(live, ...[...doubts, ...recent].map(({ from }) => from));
}

/** The journal begins later than it did: what is gone from it cannot be sent. */
export function startingAt(progress: Progress, begin: number): Progress {
  if (placeOnDisk(progress) >= begin) return progress;
  const gone = { from: 0, to: begin };
  const recent = progress.recent.flatMap((one) => without([one], gone).map((range) => ({ ...one, ...range })));
  return { ...progress, live: Math.max(progress.live, begin), doubts: without(progress.doubts, gone), recent };
}

function isQuiet({ doubtedAtMs }: Progress, nowMs: number): boolean {
  return nowMs - doubtedAtMs >= IN_DOUBT_MS;
}

/** These ranges as few as there can be, oldest first. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = [];
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else apart.push({ from, to });
  }
  return apart;
}

/** These ranges without what `taken` has of them. */
function without(ranges: readonly Range[], taken: Range): readonly Range[] {
  return ranges
    .flatMap(({ from, to }) => [
      { from, to: Math.min(to, taken.from) },
      { from: Math.max(from, taken.to), to },
    ])
    .filter(({ from, to }) => from < to);
}
