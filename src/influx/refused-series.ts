import { seriesOf } from './line-protocol.ts';

/** A line that the server will never take, and what the server says about it. */
export interface RefusedLine {
  readonly line: string;
  readonly says: string;
}

/** A series whose newest line was refused, and why. */
export interface SeriesRefusal {
  /** Measurement and tags, as in the line. */
  readonly series: string;
  /** What the server said about that line, in short. */
  readonly says: string;
}

/** What the log has to say about refused series since it last spoke. */
export interface RefusedSeriesChanges {
  readonly begun: readonly string[];
  readonly over: readonly string[];
}

/** Which series a database refuses at present: mostly because another program gave one of their fields another type. */
export interface RefusedSeries {
  /** In the order in which their present refusal began. */
  readonly all: readonly SeriesRefusal[];
  /** Whether the newest line of this series was refused. */
  has(series: string): boolean;
  /** The server has refused these lines. */
  refused(lines: readonly string[], says: string): void;
  /** The server has stored these lines, so it no longer refuses their series. */
  stored(lines: readonly string[]): void;
  /**
   * What has changed with a batch. A refusal is reported as begun once, and as over when the newest line of its series
   * was stored and none was refused for ten minutes. So a series that is refused now and then is named once.
   * @param refusals the refused lines of the batch @param nowMs monotonic
   */
  changes(refusals: readonly RefusedLine[], nowMs: number): RefusedSeriesChanges;
}

interface State {
  readonly says: string;
  /** Whether its newest line was refused. */
  readonly isRefused: boolean;
  /** When a line of it was refused last, once `changes` has given it as begun. */
  readonly refusedAtMs?: number;
}

const OVER_AFTER_MS = 600_000;

export function createRefusedSeries(): RefusedSeries {
  const states = new Map<string, State>();
  return {
    get all() {
      return Array.from(states).flatMap(([series, { says, isRefused }]) => (isRefused ? { series, says } : []));
    },
    has: (series) => states.get(series)?.isRefused === true,
    refused(lines, says) {
      for (const line of lines) {
        const series = seriesOf(line);
        const before = states.get(series);
        // A series that was stored and is refused again comes last.
        if (before && !before.isRefused) states.delete(series);
        states.set(series, { ...before, says, isRefused: true });
      }
    },
    stored(lines) {
      if (states.size === 0) return;
      for (const series of lines.map(seriesOf)) {
        const before = states.get(series);
        // A refusal that the log has not named yet is forgotten.
        if (before?.refusedAtMs === undefined) states.delete(series);
        else states.set(series, { ...before, isRefused: false });
      }
    },
    changes(refusals, nowMs) {
      const begun = new Set<string>();
      for (const { line, says } of refusals) {
        const series = seriesOf(line);
        const before = states.get(series);
        if (before?.refusedAtMs === undefined) begun.add(series);
        // There is no state if the series was stored later in this batch.
        states.set(series, { says, isRefused: false, ...before, refusedAtMs: nowMs });
      }
      const over = Array.from(states).flatMap(([series, { isRefused, refusedAtMs }]) =>
        !isRefused && refusedAtMs !== undefined && nowMs - refusedAtMs >= OVER_AFTER_MS ? series : [],
      );
      for (const series of over) states.delete(series);
      return { begun: [...begun], over };
    },
  };
}
