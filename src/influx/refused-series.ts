import { seriesOf } from './line-protocol.ts';

/** A line that the server will never accept, and what the server says about it. */
export interface RefusedLine {
  readonly line: string;
  readonly says: string;
}

/** A series whose newest line was refused, and why. */
export interface SeriesRefusal {
  /** Measurement and tags, as they are in the line. */
  readonly series: string;
  /** What the server said about that line, in short. */
  readonly says: string;
}

/** The refused series of a database at present, usually because another program gave one of their fields another type. */
export interface RefusedSeries {
  /** In the order in which they began to be refused. */
  readonly all: readonly SeriesRefusal[];
  /** Whether the newest line of this series was refused. */
  has(series: string): boolean;
  /** The server has refused these lines. */
  refused(lines: readonly string[], says: string): void;
  /** The server has stored these lines, so it no longer refuses their series. */
  stored(lines: readonly string[]): void;
}

export function createRefusedSeries(): RefusedSeries {
  /** What the server said about each series, in the order in which they began to be refused. */
  const refused = new Map<string, string>();
  return {
    get all() {
      return Array.from(refused, ([series, says]) => ({ series, says }));
    },
    has: (series) => refused.has(series),
    refused(lines, says) {
      for (const line of lines) refused.set(seriesOf(line), says);
    },
    stored(lines) {
      if (refused.size === 0) return;
      for (const line of lines) refused.delete(seriesOf(line));
    },
  };
}
