import type { Clock } from '../base/clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import { ownVersion } from '../own-files.ts';
import type { Reading } from '../reading/reading.ts';
import type { News } from '../trouble/news.ts';
import type { Trouble } from '../trouble/trouble.ts';
import type { RequestResult } from './request.ts';

/** The status of the plugin, for other processes: the settings page and the command line. */
export interface Status extends StatusList {
  /** The plugin's version. */
  readonly version: string;
  readonly meters: readonly MeterStatus[];
  /** Absent without an InfluxDB. */
  readonly mirror?: MirrorStatus;
  /** The outcomes of the last requests that this socket accepted, in order: see `request.ts`. */
  readonly requests: readonly RequestResult[];
}

/** The list of what is wrong: see `trouble/list.ts`. */
export interface StatusList {
  /** The present troubles, in the order in which they began. */
  readonly troubles: readonly Trouble[];
  /** What happened within the last thirty days, the newest last. */
  readonly news: readonly News[];
}

/** The settings that the plugin runs with, which may differ from those saved since. */
type RunningConfig = Pick<MeterConfig, 'slug' | 'name' | 'port' | 'staleAfter'>;

export interface MeterStatus extends RunningConfig {
  /** Absent until the first frame. */
  readonly lastReading?: Reading;
  /** When that Reading arrived, in milliseconds since 1970, by this machine's clock. */
  readonly atMs?: number;
  /** How long ago that was, in milliseconds, by the monotonic clock, which is not affected when the wall clock is set. */
  readonly ageMs?: number;
}

/** The parts of a status other than the meters. Each is called when the status is read. */
export interface StatusParts {
  readonly mirror?: () => MirrorStatus;
  readonly requests?: () => readonly RequestResult[];
  readonly list?: () => StatusList;
}

const NOTHING_WRONG: StatusList = { troubles: [], news: [] };

/** Collects the status: the last Reading of each meter, and the state of the mirror. */
export interface StatusBoard {
  take(slug: string, reading: Reading): void;
  readonly status: Status;
}

/** @param clock its `now` is the clock of the Readings' `monotonicMs` */
export function createStatusBoard(
  meters: readonly RunningConfig[],
  clock: Pick<Clock, 'now' | 'wall'>,
  { mirror, requests = () => [], list = () => NOTHING_WRONG }: StatusParts = {},
): StatusBoard {
  const version = ownVersion();
  const last = new Map<string, { readonly lastReading: Reading; readonly atMs: number }>();
  // The Reading may have waited in a queue, so its time is calculated from its age.
  const wallTimeOf = ({ monotonicMs }: Reading) => Math.round(clock.wall() - (clock.now() - monotonicMs));
  const statusOf = ({ slug, name, port, staleAfter }: RunningConfig): MeterStatus => {
    const newest = last.get(slug);
    const ageMs = newest && clock.now() - newest.lastReading.monotonicMs;
    return { slug, name, port, staleAfter, ...newest, ageMs };
  };
  return {
    take: (slug, lastReading) => void last.set(slug, { lastReading, atMs: wallTimeOf(lastReading) }),
    get status() {
      return {
        ...{ version, meters: meters.map(statusOf), requests: requests(), ...list() },
        mirror: mirror?.(),
      };
    },
  };
}
