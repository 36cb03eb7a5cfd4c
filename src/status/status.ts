import { readFileSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import type { Reading } from '../reading.ts';

/** How things are, for another process to read: the settings page and the command line. */
export interface Status {
  /** Of the plugin. */
  readonly version: string;
  readonly meters: readonly MeterStatus[];
  /** Absent without an InfluxDB. */
  readonly mirror?: MirrorStatus;
}

/** What of its configuration is told: as it runs, which may differ from what was saved since. */
type Told = Pick<MeterConfig, 'slug' | 'name' | 'port' | 'staleAfter'>;

export interface MeterStatus extends Told {
  /** Absent until the first frame. */
  readonly lastReading?: Reading;
  /** When that came, in milliseconds since 1970, by this machine's clock. */
  readonly atMs?: number;
  /** How long ago that was, in milliseconds, whatever became of this machine's clock since. */
  readonly ageMs?: number;
}

/** What is known so far. */
export interface StatusBoard {
  take(slug: string, reading: Reading): void;
  readonly status: Status;
}

/** @param clock the one that the readings are of */
export function createStatusBoard(
  meters: readonly Told[],
  mirror: (() => MirrorStatus) | undefined,
  clock: Pick<Clock, 'now' | 'wall'>,
): StatusBoard {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const last = new Map<string, { readonly lastReading: Reading; readonly atMs: number }>();
  // It may have waited on its way here.
  const wallTimeOf = ({ monotonicMs }: Reading) => Math.round(clock.wall() - (clock.now() - monotonicMs));
  const statusOf = ({ slug, name, port, staleAfter }: Told): MeterStatus => {
    const heard = last.get(slug);
    const ageMs = heard && clock.now() - heard.lastReading.monotonicMs;
    return { slug, name, port, staleAfter, ...heard, ...(ageMs !== undefined && { ageMs }) };
  };
  return {
    take: (slug, lastReading) => void last.set(slug, { lastReading, atMs: wallTimeOf(lastReading) }),
    get status() {
      return { version, meters: meters.map(statusOf), ...(mirror && { mirror: mirror() }) };
    },
  };
}
