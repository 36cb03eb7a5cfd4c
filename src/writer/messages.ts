import type { Config, InfluxConfig } from '../config/config.ts';
import type { Minute } from '../energy/minute.ts';
import type { DeliveryTrouble } from '../influx/delivery-trouble.ts';
import type { RefusedPoints } from '../influx/sender.ts';
import type { RegisterLine } from '../reading/periods.ts';
import type { Reading, TicMode } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import type { ThreadJob, ToEveryThread } from '../threads/messages.ts';

/** The messages between the main thread (Homebridge's, or that of `linky-tic`) and the writer's thread, besides those of every thread. */

/**
 * The limits of the heap of a thread that writes or sends, in MB. The old generation has room for the Readings that the journal keeps in
 * memory while a disk does not work. DECISIONS.md has what 8 and 32 MB for the young generation, and no limit, cost.
 */
export const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/** What a thread is started for: its `workerData`. */
export type Job = WriteJob | SendJob;

/** Write the Readings that are sent to the thread: to the journal, to InfluxDB, and to the status socket, all in `folder`. */
export interface WriteJob extends ThreadJob {
  readonly kind: 'write';
  readonly config: Config;
  readonly folder: string;
  /** The program that runs the service: the texts use its terms. */
  readonly host: Host;
  /** The slugs of the meters whose source is a recording. */
  readonly recorded: readonly string[];
}

/** Send the content of the journal at `path` from a wall time on to an InfluxDB, once. */
export interface SendJob {
  readonly kind: 'send';
  readonly path: string;
  readonly fromMs: number;
  readonly influx: InfluxConfig;
}

/** A Reading, and the slug of its meter. */
export interface MeterReading {
  readonly meter: string;
  readonly reading: Reading;
}

/** From the main thread to a thread. */
export type ToThread =
  /** Readings of the post, the first of which has this number: see `threads/post.ts`. */
  | { readonly kind: 'take'; readonly first: number; readonly readings: readonly MeterReading[] }
  /** Keep a short text under a name in the journal, at once. */
  | { readonly kind: 'keep'; readonly name: string; readonly text: string }
  /** Keep a line of the history of a meter's registers in the journal, at once. */
  | { readonly kind: 'keepLine'; readonly meter: string; readonly line: RegisterLine }
  | { readonly kind: 'ask'; readonly id: number; readonly question: WriterQuestion }
  | ToEveryThread;

/** From a thread with a `WriteJob`. */
export type FromWriter =
  /** The thread has taken the Readings up to this number. */
  | { readonly kind: 'took'; readonly upTo: number }
  /** The Readings up to this number are on disk, or were dropped by the journal, which has told so. */
  | { readonly kind: 'committed'; readonly upTo: number }
  /**
   * Sent every ten seconds if there is an InfluxDB: since when the oldest Reading has been waiting for it, on the monotonic clock. Absent
   * if none is waiting.
   */
  | { readonly kind: 'waits'; readonly sinceMs?: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WriterAnswers[WriterQuestion['about']] }
  /** The last message: how many Readings could not be written. */
  | { readonly kind: 'stopped'; readonly unwritten: number };

/** From a thread with a `SendJob`, as its last message: everything is sent, or it was asked to stop, or a trouble does not pass. */
export type FromSender = { readonly kind: 'ended' } & SendOutcome;

/** How a `SendJob` ended. */
export interface SendOutcome {
  /** How many Readings were sent. */
  readonly readings: number;
  /** The points that the database will never accept, by measurement. */
  readonly refused: readonly RefusedPoints[];
  /** The trouble that prevented the rest from being sent. */
  readonly trouble?: DeliveryTrouble;
}

/** Questions to a thread with a `WriteJob`. */
export type WriterQuestion =
  /** The minutes of a meter that are on disk and began in [fromMs, toMs), oldest first. */
  | { readonly about: 'minutes'; readonly meter: string; readonly fromMs: number; readonly toMs: number }
  /** The newest minutes of a meter that are on disk, at most `most`, oldest first, whatever the wall clock says. */
  | { readonly about: 'latestMinutes'; readonly meter: string; readonly most: number }
  /** The mode in which a meter was last received. */
  | { readonly about: 'lastMode'; readonly meter: string }
  /** The short text that is kept under a name. */
  | { readonly about: 'note'; readonly name: string }
  /** The history of a meter's registers, oldest first. */
  | { readonly about: 'registerLines'; readonly meter: string };

/** The answer to each question. */
export interface WriterAnswers {
  /** Undefined while the disk does not work. */
  readonly minutes: readonly Minute[] | undefined;
  /** Undefined while the disk does not work. */
  readonly latestMinutes: readonly Minute[] | undefined;
  readonly lastMode: TicMode | undefined;
  /** Undefined until the disk has worked; without a text if nothing is kept under the name. */
  readonly note: { readonly text?: string } | undefined;
  /** Undefined until the disk has worked. */
  readonly registerLines: readonly RegisterLine[] | undefined;
}
