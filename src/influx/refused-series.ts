import { seriesOf } from './line-protocol.ts';

/** A series of which the last line that was sent was refused, and why. */
export interface SeriesRefusal {
  /** Measurement and tags, as they stand in the line. */
  readonly series: string;
  /** What the server said of that line, in short. */
  readonly says: string;
}

/** Which series a database refuses at present: mostly since another program gave one of their fields another type. */
export interface RefusedSeries {
  /** In the order in which they were refused first. */
  readonly all: readonly SeriesRefusal[];
  has(series: string): boolean;
  /** These lines were refused. */
  refused(lines: readonly string[], says: string): void;
  /** These lines were stored: what is refused of their series is over. */
  stored(lines: readonly string[]): void;
}

export function createRefusedSeries(): RefusedSeries {
  const saysOf = new Map<string, string>();
  return {
    get all() {
      return Array.from(saysOf, ([series, says]) => ({ series, says }));
    },
    has: (series) => saysOf.has(series),
    refused(lines, says) {
      for (const line of lines) saysOf.set(seriesOf(line), says);
    },
    stored(lines) {
      if (saysOf.size > 0) for (const line of lines) saysOf.delete(seriesOf(line));
    },
  };
}
