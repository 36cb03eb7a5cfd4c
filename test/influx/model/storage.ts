/** What the database refuses: lines of a measurement, of one meter or of all, each or only those of some milliseconds. */
export interface Refusal {
  readonly measurement: string;
  readonly meter?: string;
  /** Of the times that this number divides. */
  readonly every: number;
}

/** What became of the lines of one request. */
export interface Written {
  readonly refused: readonly string[];
  /** How many are older than the database keeps. */
  readonly dropped: number;
}

/** A database: what stands on its disk, and what it would lose if it was killed now. */
export interface Storage {
  /** What it refuses at present. */
  refusals: readonly Refusal[];
  /** How long it keeps anything: older points are dropped. */
  keepsMs: number;
  /** Looks at lines, and stores those that it takes, unless `storesNone`, or one is refused and `isWhole`. */
  write(lines: readonly string[], isWhole: boolean): Written;
  /** Stores lines without a look at them. */
  store(lines: readonly string[]): void;
  /** Loses what came in the last `ms`. */
  lose(ms: number): void;
  has(line: string): boolean;
  /** Whether a line is there, and would be after a power cut at this moment. */
  isSafe(line: string): boolean;
  /** The lines that it refused, or dropped, when it had them before it. */
  readonly everRefused: ReadonlySet<string>;
  readonly everDropped: ReadonlySet<string>;
  readonly lines: Iterable<string>;
}

/** The most that a killed server was seen to lose of what it had acknowledged (VictoriaMetrics). */
export const LOST_BY_KILL_MS = 9_000;
/** What the page cache of its machine holds, which a power cut takes. */
export const LOST_BY_POWER_CUT_MS = 35_000;

/** @param nowMs the time of the run @param trueMs the database's own wall clock, which is right */
export function createStorage(nowMs: () => number, trueMs: () => number): Storage {
  /** By series and time: what was written last, and since when something stands there. */
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

/** Measurement and tags, up to the blank before the fields: no tag of the model's meters holds one. */
export function seriesOf(line: string): string {
  return line.slice(0, line.indexOf(' '));
}

export function timeOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** The meter and the time of a line: of one Reading, whatever its measurement. */
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
