/**
 * A rule by which the database refuses lines: those of a measurement, of one meter or of all meters, at all or only some
 * times.
 */
export interface Refusal {
  readonly measurement: string;
  readonly meter?: string;
  /** Refused are the times (in ms) that are multiples of this. */
  readonly every: number;
}

/** What became of the lines of one request. */
interface Written {
  readonly refused: readonly string[];
  /** How many are older than the database keeps. */
  readonly dropped: number;
}

/** What a database has stored, and what of it it would lose if it was killed now. */
export interface Storage {
  /** The rules by which it refuses lines at present. */
  refusals: readonly Refusal[];
  /** Its retention: older points are dropped. */
  keepsMs: number;
  /** Stores the lines that it takes; none of them if it refuses one and `isWhole`. */
  write(lines: readonly string[], isWhole: boolean): Written;
  /** Stores lines whatever the rules say. */
  store(lines: readonly string[]): void;
  /** Loses what was first stored in the last `ms`. */
  lose(ms: number): void;
  has(line: string): boolean;
  /** Whether a line is stored, and would survive a power cut at this moment. */
  isSafe(line: string): boolean;
  /** The lines that it has ever refused or dropped. */
  readonly everRefused: ReadonlySet<string>;
  readonly everDropped: ReadonlySet<string>;
  readonly lines: Iterable<string>;
}

/** The most that a killed server was seen to lose of what it had acknowledged (VictoriaMetrics). */
export const LOST_BY_KILL_MS = 9_000;
/** The most that a power cut takes: what the page cache of its machine holds. */
export const LOST_BY_POWER_CUT_MS = 35_000;

/** @param nowMs the time of the run @param trueMs the database's own wall clock, which is right */
export function createStorage(nowMs: () => number, trueMs: () => number): Storage {
  /** By series and time: the line that was written last, and since when there is one. */
  const points = new Map<string, { readonly line: string; readonly sinceMs: number }>();
  const everRefused = new Set<string>();
  const everDropped = new Set<string>();
  const isThere = (line: string) => points.get(pointOf(line))?.line === line;

  const storage: Storage = {
    refusals: [],
    keepsMs: Number.POSITIVE_INFINITY,
    write(lines, isWhole) {
      const refused = lines.filter((line) => storage.refusals.some((refusal) => isRefused(line, refusal)));
      for (const line of refused) everRefused.add(line);
      if (refused.length > 0 && isWhole) return { refused, dropped: 0 };
      const taken = lines.filter((line) => !refused.includes(line));
      const old = taken.filter((line) => timeOf(line) < trueMs() - storage.keepsMs);
      for (const line of old) everDropped.add(line);
      storage.store(old.length > 0 ? taken.filter((line) => !old.includes(line)) : taken);
      return { refused, dropped: old.length };
    },
    store(lines) {
      for (const line of lines)
        points.set(pointOf(line), { line, sinceMs: points.get(pointOf(line))?.sinceMs ?? nowMs() });
    },
    lose(ms) {
      for (const [point, { sinceMs }] of points) if (nowMs() - sinceMs < ms) points.delete(point);
    },
    has: isThere,
    isSafe: (line) =>
      isThere(line) && nowMs() - (points.get(pointOf(line))?.sinceMs ?? nowMs()) >= LOST_BY_POWER_CUT_MS,
    everRefused,
    everDropped,
    get lines() {
      return [...points.values()].map(({ line }) => line);
    },
  };
  return storage;
}

/** Measurement and tags: all before the first blank that no backslash stands before. */
export function seriesOf(line: string): string {
  return line.slice(0, line.search(/(?<!\\) /));
}

function timeOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** The meter and the time of a line: the same for all lines of one Reading. */
export function readingNameOf(line: string): string {
  return `${/,meter=([^, ]+)/.exec(line)?.[1]} ${timeOf(line)}`;
}

function pointOf(line: string): string {
  return `${seriesOf(line)} ${timeOf(line)}`;
}

function isRefused(line: string, { measurement, meter, every }: Refusal): boolean {
  const series = meter === undefined ? `${measurement},` : `${measurement},meter=${meter}`;
  return (
    seriesOf(line)
      .concat(',')
      .startsWith(series.endsWith(',') ? series : `${series},`) && timeOf(line) % every === 0
  );
}

/**
 * How many lines of a series are set aside until one is stored again (`influx/refused-lines.ts`); the journal has the
 * others.
 */
const MOST_OF_A_SERIES = 100;

/** The series of which the most are set aside, so that more of their lines may be missing. */
export function fullSeriesIn(aside: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const line of aside) counts.set(seriesOf(line), (counts.get(seriesOf(line)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= MOST_OF_A_SERIES).map(([series]) => series));
}

export function hasFullSeries(aside: readonly string[]): boolean {
  return fullSeriesIn(aside).size > 0;
}
