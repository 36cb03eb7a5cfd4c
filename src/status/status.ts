import type { Clock } from '../base/clock.ts';
import { listOf, number, object, optional, ours, printableText, type ShapeOf, thoseOf } from '../base/json-shape.ts';
import type { MeterConfig } from '../config/config.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import { ownVersion } from '../own-files.ts';
import type { Reading } from '../reading/reading.ts';
import { news, trouble } from '../trouble/shapes.ts';

/** The version of this program. It is read once: an update replaces the file while the program runs. */
export const VERSION = ownVersion();

/** More than the list of troubles keeps. */
const MOST_TROUBLES = 200;
const MOST_NEWS = 100;

const meterShape = object({
  slug: printableText,
  // The settings that the plugin runs with, which may differ from those saved since.
  name: printableText,
  port: printableText,
  staleAfter: number,
  /** Absent until the first frame. */
  lastReading: optional(ours<Reading>),
  /** When that Reading arrived, in milliseconds since 1970, by this machine's clock. */
  atMs: optional(number),
  /** How long ago that was, in milliseconds, by the monotonic clock, which is not affected when the wall clock is set. */
  ageMs: optional(number),
});

export type MeterStatus = ShapeOf<typeof meterShape>;

const listShape = {
  /** The present troubles, in the order in which they began. */
  troubles: thoseOf(trouble, MOST_TROUBLES),
  /** What happened within the last thirty days, the newest last. */
  news: thoseOf(news, MOST_NEWS),
};

/** The status of the plugin, for other processes: the settings page and the command line. */
export const statusShape = object({
  /** The plugin's version. */
  version: printableText,
  meters: listOf<MeterStatus>(meterShape),
  /** Absent without an InfluxDB. */
  mirror: optional(ours<MirrorStatus>),
  ...listShape,
});

export type Status = ShapeOf<typeof statusShape>;
/** The list of what is wrong: see `trouble/list.ts`. */
export type StatusList = Pick<Status, keyof typeof listShape>;

/** The settings that the plugin runs with. */
type RunningConfig = Pick<MeterConfig, 'slug' | 'name' | 'port' | 'staleAfter'>;

/** The parts of a status other than the meters. Each is called when the status is read. */
export interface StatusParts {
  readonly mirror?: () => MirrorStatus;
  readonly list?: () => StatusList;
}

/** Collects the status: the last Reading of each meter, and the state of the mirror. */
export interface StatusBoard {
  take(slug: string, reading: Reading): void;
  readonly status: Status;
}

/** @param clock its `now` is the clock of the Readings' `monotonicMs` */
export function createStatusBoard(
  meters: readonly RunningConfig[],
  clock: Pick<Clock, 'now' | 'wall'>,
  { mirror, list = () => ({ troubles: [], news: [] }) }: StatusParts = {},
): StatusBoard {
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
      return { version: VERSION, meters: meters.map(statusOf), mirror: mirror?.(), ...list() };
    },
  };
}
