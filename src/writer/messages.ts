import type { Config, InfluxConfig } from '../config/config.ts';
import type { DeliveryTrouble } from '../influx/delivery-trouble.ts';
import type { Log } from '../log.ts';
import type { Reading, TicMode } from '../reading.ts';
import type { Host } from '../texts/texts.ts';

/**
 * All that crosses between Homebridge's thread and the writer's. Structured clone copies it, and only
 * `SharedArrayBuffer`s are seen by both.
 */

/** What a thread is started for, as its `workerData`. */
export type Job = WriteJob | SendJob;

/** To write the Readings that it is given: journal, mirror and status socket in `folder`. */
export interface WriteJob {
  readonly kind: 'write';
  readonly config: Config;
  readonly folder: string;
  /** What runs the service: its texts name what there is there. */
  readonly host: Host;
  /** See `vitals.ts`. */
  readonly vitals: SharedArrayBuffer;
}

/** To send what the journal at `path` holds from a wall time on to an InfluxDB, once. */
export interface SendJob {
  readonly kind: 'send';
  readonly path: string;
  readonly fromMs: number;
  readonly influx: InfluxConfig;
}

/** A Reading on its way. */
export interface MeterReading {
  /** The slug of its meter. */
  readonly meter: string;
  readonly reading: Reading;
}

/** What Homebridge's thread says. */
export type ToThread =
  | { readonly kind: 'take'; readonly parcels: readonly MeterReading[] }
  | { readonly kind: 'ask'; readonly id: number; readonly question: WriterQuestion }
  /** To end in good order: everything on disk that can be. Nothing is said after it. */
  | { readonly kind: 'stop' };

/** What a writing thread says. */
export type FromWriter =
  /** It has room for so many more Readings. */
  | { readonly kind: 'took'; readonly count: number }
  /** How many of each meter's Readings are gone from its memory since it began: on disk, or given up. */
  | { readonly kind: 'gone'; readonly counts: ReadonlyMap<string, number> }
  | { readonly kind: 'say'; readonly level: keyof Log; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WriterAnswers[WriterQuestion['about']] }
  /** Its last word: how many Readings could not be written. */
  | { readonly kind: 'stopped'; readonly unwritten: number };

/** What a sending thread says. */
export type FromSender =
  /** A line that the database will never take. */
  | { readonly kind: 'refused'; readonly line: string; readonly says: string }
  /** How it ended: all is sent, it was told to stop, or something is in the way that does not pass. */
  | ({ readonly kind: 'ended' } & SendOutcome);

/** What a sending came to. */
export interface SendOutcome {
  readonly total: SentTotal;
  /** What was in the way, after that. */
  readonly trouble?: DeliveryTrouble;
  /** Whether the last lines of some series were refused. */
  readonly isRefusing: boolean;
  /** False where what answers takes what it is sent, and nothing shows that it keeps it. */
  readonly isVerified: boolean;
}

/** Of one sending: Readings that were sent, lines that were refused, and points that are older than the database keeps. */
export interface SentTotal {
  readonly readings: number;
  readonly refused: number;
  readonly dropped: number;
}

/** What can be asked for. */
export type WriterQuestion =
  /** The minutes of a meter that are on disk and began in [fromMs, toMs), oldest first. */
  | { readonly about: 'minutes'; readonly meter: string; readonly fromMs: number; readonly toMs: number }
  /** The mode that a meter spoke last. */
  | { readonly about: 'lastMode'; readonly meter: string };

/** What comes back. */
export interface WriterAnswers {
  /** Undefined while the disk is away. */
  readonly minutes: readonly WrittenMinute[] | undefined;
  readonly lastMode: TicMode | undefined;
}

/** When a minute began, how many readings of it have a power, and the mean of those. */
export interface WrittenMinute {
  readonly atMs: number;
  readonly count: number;
  readonly meanVA?: number;
}
