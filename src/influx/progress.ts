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
  /** How many doubts came up since the last ten minutes that had none. */
  readonly doubtsInARow: number;
  /** When the last of them came up, on the monotonic clock. */
  readonly doubtedAtMs: number;
}

/** The positions from `from` up to, but without, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Acknowledged extends Range {
  /** On the monotonic clock. */
  readonly atMs: number;
  /** Whether it was sent once more, as it had been in doubt. */
  readonly again: boolean;
}

/**
 * How long an acknowledgement may be doubted, counted to the last one. A killed VictoriaMetrics lost the last nine seconds at
 * most, and a power cut takes what the kernel has not written yet: some 35 s.
 */
const IN_DOUBT_MS = 60_000;
/** The same for what was sent once more. With a minute, a server that fails each minute would be sent ever more each time. */
const AGAIN_IN_DOUBT_MS = 40_000;
/** The same where a server fails again and again: as long as a kill needs. */
const FLAKY_IN_DOUBT_MS = 10_000;
/** After so many doubts a server is flaky, until there was none for so long. */
const FLAKY_AT = 5;
const QUIET_MS = 600_000;
/** Acknowledgements of one second are noted as one where they follow each other, so that a fast backlog notes sixty. */
const NOTED_MS = 1_000;

export function progressFrom(position: number): Progress {
  return { live: position, doubts: [], recent: [], doubtsInARow: 0, doubtedAtMs: Number.NEGATIVE_INFINITY };
}

/** The server has acknowledged a range: one that begins at the live cursor, or a part of what was in doubt. */
export function acknowledged(progress: Progress, { from, to }: Range, nowMs: number): Progress {
  const again = to <= progress.live;
  const inDoubt = progress.recent.filter(({ atMs }) => nowMs - atMs < IN_DOUBT_MS);
  const last = inDoubt.at(-1);
  const isInSameSecond = last && Math.floor(last.atMs / NOTED_MS) === Math.floor(nowMs / NOTED_MS);
  const continues = isInSameSecond && last.to === from && last.again === again;
  const noted = { from: continues ? last.from : from, to, atMs: nowMs, again };
  return {
    ...progress,
    live: Math.max(progress.live, to),
    doubts: without(progress.doubts, { from, to }),
    recent: [...(continues ? inDoubt.slice(0, -1) : inDoubt), noted],
    doubtsInARow: isQuiet(progress, nowMs) ? 0 : progress.doubtsInARow,
  };
}

/** What is in doubt can no longer be read, and is not sent once more. */
export function passedOver(progress: Progress, range: Range): Progress {
  return { ...progress, doubts: without(progress.doubts, range) };
}

/** The server may have lost what it acknowledged last: it was killed, or may have been. */
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
 * Whether a server fails again and again. It would be sent the same for ever, since each failure has it doubted what it took a
 * moment before: so what is in doubt is sent a batch a round to it, rather than all at once.
 */
export function isFlaky(progress: Progress, nowMs: number): boolean {
  return progress.doubtsInARow >= FLAKY_AT && !isQuiet(progress, nowMs);
}

/** What a restart, even after a power cut, may begin with: everything before it is believed to be on the server's disk. */
export function positionOnDisk({ live, doubts, recent }: Progress): number {
  return Math.min(live, ...[...doubts, ...recent].map(({ from }) => from));
}

/** The journal begins later than it did: what is gone from it cannot be sent. */
export function startingAt(progress: Progress, begin: number): Progress {
  if (positionOnDisk(progress) >= begin) return progress;
  const gone = { from: 0, to: begin };
  const recent = progress.recent.flatMap((one) => without([one], gone).map((range) => ({ ...one, ...range })));
  return { ...progress, live: Math.max(progress.live, begin), doubts: without(progress.doubts, gone), recent };
}

function isQuiet({ doubtedAtMs }: Progress, nowMs: number): boolean {
  return nowMs - doubtedAtMs >= QUIET_MS;
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
