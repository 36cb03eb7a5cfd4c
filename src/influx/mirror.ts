/*
 * Delivery: how every Reading reaches the database, whatever happens to the database, to this process or to the power.
 *
 *  1. Every Reading has a position in the journal, which does not change as long as the journal's epoch stays the same. Readings are sent in
 *     the order of their positions, one batch at a time, and the cursor moves once the client has said that a batch is stored.
 *  2. A server that was killed may have lost what it acknowledged last. So after a failure that passes by itself (a cut, silent or 5xx
 *     answer, no connection, a full disk), and after a connection that was lost while idle, the cursor goes back over what was acknowledged
 *     in the last minute, but not a sixth time over the same (`wentBack`). On disk it lags a minute of acknowledgements behind, and a run
 *     begins there. So a kill or a power cut makes some points come twice, which changes nothing, and loses none.
 *  3. `partial write` means that the rest is stored. Any other 400 or 422 is tried once more, a measurement at a time. If all are refused,
 *     it is the database, and everything waits; if only some are, their points are counted, reported once per measurement, and passed over.
 *     A 413 halves the batch.
 *  4. A 204 is believed. Whether the address is that of a database, *Test* finds out (`trial.ts`).
 *
 * cursor.ts implements 2, sender.ts implements 3, and answer.ts says what an answer means.
 */
import { type Clock, sleep } from '../base/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { WaitingReadings } from '../trouble/trouble.ts';
import { type Batch, batchOf } from './batch.ts';
import { type Client, openClient } from './client.ts';
import { acknowledged, type Cursor, cursorAt, positionOnDisk, startingAt, wentBack } from './cursor.ts';
import { type DeliveryTrouble, type Mistake, retryDelayMs } from './delivery-trouble.ts';
import { MirrorLog, type MirrorLogParts } from './mirror-log.ts';
import type { PointMemory } from './points.ts';
import { createSender, type Sender, type SendResult } from './sender.ts';

/** What the mirror needs from the journal. */
export type MirrorJournal = Pick<Journal, 'begin' | 'end' | 'epoch' | 'delivered' | 'read' | 'setDelivered'>;

export interface MirrorParts extends MirrorLogParts {
  readonly journal: MirrorJournal;
  readonly clock: Clock;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Opened here, except in tests. */
  readonly client?: Client;
}

export interface MirrorStatus {
  /** `clash`: the database refuses some measurements, usually because another program gave one of their fields another type. */
  readonly state: 'starting' | 'delivering' | 'clash' | DeliveryTrouble['kind'];
  /** Readings in the journal that were never acknowledged. */
  readonly pending: number;
  /** The wall time of the oldest of them. */
  readonly oldestPendingAtMs?: number;
  /** Readings that were acknowledged in this run, each counted once. */
  readonly delivered: number;
  /** Points that the database will never accept, and Readings that cannot be made into points. */
  readonly refused: number;
  /** What the user must change, as long as the mirror waits for it. */
  readonly mistake?: Mistake;
  /** The last error, even if it is over. */
  readonly lastError?: string;
  /** The measurements that the database refuses at present, and its reasons. */
  readonly refusedMeasurements?: readonly { readonly measurement: string; readonly says: string }[];
}

/** A quarter of a megabyte of lines: a frame takes 1.1 kB with `linky_tic`. Half as many Readings were no faster (DECISIONS.md). */
const MOST_READINGS = 200;
/** After so many deadlines in a row, and after each 413, a batch has half as many, until everything is sent. */
const DEADLINES_TO_HALVE = 3;
/** How long to wait for new Readings once everything has been sent. */
const POLL_EVERY_MS = 10_000;
/** How long the request that is under way when life ends, and those after it, may take in total. */
const STOP_WITHIN_MS = 600;
/** How long to wait after an error that can only be a bug. */
const RETRY_AFTER_DEFECT_MS = 60_000;
/**
 * Readings that are unsent when a run starts are no backlog if they span no more than this: the position on disk lags behind, and is only
 * written with a commit. All of them may have been acknowledged.
 */
const NO_BACKLOG_MS = 120_000;

type Sent = Extract<SendResult, { kind: 'sent' }>;

/** None of the Readings of a batch could be made into lines. */
const NOTHING_SENT: SendResult = { kind: 'sent', refused: [] };

/** Sends the content of the journal to one InfluxDB. */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #log: MirrorLog;
  #epoch: number;
  #cursor: Cursor;
  /** The last written values of `linky_energy`, `linky_register` and `linky_info`, up to the cursor. */
  #memory: PointMemory = new Map();
  /** The batch at the cursor, if it was made while the one before it was on its way. */
  #ahead: Batch | undefined;
  #batchReadings = MOST_READINGS;
  #deadlinesInARow = 0;
  #trouble: DeliveryTrouble | undefined;
  /** How often a batch has failed since a Reading was last acknowledged for the first time. */
  #failuresInARow = 0;
  #delivered = 0;
  #refused = 0;
  #lastError: string | undefined;
  /** When everything was last acknowledged, on the monotonic clock, and how many had been delivered then. */
  #completeAtMs: number;
  #deliveredAtLast = 0;

  constructor(parts: MirrorParts) {
    const { journal, clock } = parts;
    this.#parts = parts;
    this.#log = new MirrorLog(parts);
    this.#epoch = journal.epoch;
    const isBacklog = spanMs(journal, journal.delivered, journal.end) > NO_BACKLOG_MS;
    this.#cursor = cursorAt(journal.delivered, isBacklog ? journal.delivered : journal.end);
    this.#completeAtMs = isBacklog ? Number.NEGATIVE_INFINITY : clock.now();
  }

  get status(): MirrorStatus {
    const { unsent, sinceMs } = this.#waiting;
    const refused = this.#log.refused;
    const state = refused.length > 0 ? 'clash' : this.#delivered > 0 ? 'delivering' : 'starting';
    return {
      state: this.#trouble?.kind ?? state,
      pending: unsent,
      oldestPendingAtMs: sinceMs,
      delivered: this.#delivered,
      refused: this.#refused,
      mistake: this.#trouble?.kind === 'misconfigured' ? this.#trouble.why : undefined,
      lastError: this.#lastError,
      refusedMeasurements:
        refused.length > 0 ? refused.map(({ measurement, says }) => ({ measurement, says })) : undefined,
    };
  }

  /**
   * Since when the oldest unsent Reading has been waiting, on the monotonic clock; undefined if none is. It arrived after everything was last
   * acknowledged, so a clock that is set does not make it seem old.
   */
  get waitingSinceMs(): number | undefined {
    const { clock } = this.#parts;
    const { unsent, sinceMs } = this.#waiting;
    if (unsent === 0 || sinceMs === undefined) return undefined;
    return Math.max(clock.now() - Math.max(0, clock.wall() - sinceMs), this.#completeAtMs);
  }

  /** What was never acknowledged. */
  get #waiting(): WaitingReadings {
    const { journal } = this.#parts;
    const { furthest } = startingAt(this.#cursor, journal.begin);
    return { unsent: Math.max(0, journal.end - furthest), sinceMs: journal.read(furthest, 1)[0]?.atMs };
  }

  /**
   * Sends until `life` ends, and then, for at most 0.6 s, what has arrived since. Never rejects. The journal must stay open until this has
   * ended.
   */
  async run(life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    const { config, clock, client = openClient(config) } = this.#parts;
    const sender = createSender(client, clock.wall, (text) => this.#log.answer(text));
    const end = new AbortController();
    // While InfluxDB cannot be reached, a stop does not wait for it.
    const endSoon = () => clock.after(this.#trouble ? 0 : STOP_WITHIN_MS, () => end.abort());
    life.addEventListener('abort', endSoon, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, sender, end.signal), clock, life);
      // Sends the rest, until a round wants to wait.
      while (!this.#trouble && !end.signal.aborted && (await this.#round(client, sender, end.signal)) === 0);
    } finally {
      client.close();
    }
  }

  /** Sends one batch. Returns how long to wait before the next, in ms. */
  async #round(client: Client, sender: Sender, end: AbortSignal): Promise<number> {
    try {
      this.#followJournal();
      const batch = this.#next();
      if (!batch) return this.#nothingToSend();
      const isEmpty = batch.lines.length === 0;
      const sent = client.whenSent();
      const sending = isEmpty ? NOTHING_SENT : sender.send(batch.lines, end);
      // The next batch is made while the server works. Made sooner, it would only delay this one, which is still being compressed.
      await Promise.race([sending, sent]);
      const ahead = batch.full ? this.#batchFrom(batch.to, batch.memory) : undefined;
      const result = await sending;
      // The answer does not count then: the batch comes once more after what may have been lost.
      if (client.wasCutOff() && this.#goBack()) return 0;
      if (result.kind === 'sent') return this.#sent(batch, ahead, result);
      // A request that our own stop has cancelled is not a trouble.
      if (end.aborted) return POLL_EVERY_MS;
      if (result.kind !== 'tooLarge') return this.#failed(result);
      return this.#halved(batch) ? 0 : this.#failed({ ...result, kind: 'misconfigured', why: 'refusesAll' });
    } catch (error) {
      this.#log.defect(error);
      return RETRY_AFTER_DEFECT_MS;
    }
  }

  /** If the journal was opened again, its positions may refer to other Readings. Its oldest Readings may be gone at any time. */
  #followJournal(): void {
    const { epoch, delivered, begin } = this.#parts.journal;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#cursor = cursorAt(delivered);
      this.#memory = new Map();
      this.#ahead = undefined;
    }
    this.#cursor = startingAt(this.#cursor, begin);
  }

  #next(): Batch | undefined {
    const [ahead, { next }] = [this.#ahead, this.#cursor];
    this.#ahead = undefined;
    return ahead?.from === next ? ahead : this.#batchFrom(next, this.#memory);
  }

  #batchFrom(from: number, memory: PointMemory): Batch | undefined {
    const { journal, config } = this.#parts;
    const { furthest } = this.#cursor;
    // What is sent again comes in batches of its own, so that it is not counted again.
    const most = from < furthest ? Math.min(this.#batchReadings, furthest - from) : this.#batchReadings;
    return batchOf(from, journal.read(from, most), most, memory, config.literal);
  }

  /** Returns whether the cursor has moved. */
  #goBack(): boolean {
    const cursor = wentBack(this.#cursor, this.#parts.clock.now());
    const hasMoved = cursor !== this.#cursor;
    if (hasMoved) this.#memory = new Map();
    this.#cursor = cursor;
    return hasMoved;
  }

  /** The server has accepted a batch. Returns how long to wait before the next, in ms. */
  #sent(batch: Batch, ahead: Batch | undefined, sent: Sent): number {
    const { journal, clock } = this.#parts;
    // The acknowledgement does not count if the Readings at these positions have become others.
    if (journal.epoch !== this.#epoch) return 0;
    const { furthest } = this.#cursor;
    this.#cursor = acknowledged(this.#cursor, batch, clock.now());
    this.#memory = batch.memory;
    this.#ahead = ahead;
    journal.setDelivered(positionOnDisk(this.#cursor));
    if (batch.from >= furthest) this.#count(batch, sent);
    this.#deadlinesInARow = 0;
    // A batch without lines sent nothing: none of its Readings could be made into lines.
    if (batch.lines.length > 0) {
      this.#trouble = undefined;
      this.#log.answered(batch.lines, sent.refused, sent.partly);
    }
    return batch.full ? 0 : this.#nothingToSend();
  }

  #count({ from, to, lines, defects }: Batch, { refused }: Sent): void {
    this.#failuresInARow = 0;
    if (lines.length > 0) this.#delivered += to - from;
    this.#refused += defects.length + refused.reduce((sum, { points }) => sum + points, 0);
    if (defects.length > 0) this.#log.unreadable(defects[0]);
  }

  /** Everything has been sent for now. Returns how long to wait for new Readings, in ms. */
  #nothingToSend(): number {
    this.#batchReadings = MOST_READINGS;
    if (this.#trouble) return POLL_EVERY_MS;
    this.#completeAtMs = this.#parts.clock.now();
    if (this.#delivered > this.#deliveredAtLast) this.#log.caughtUp(this.#delivered);
    this.#deliveredAtLast = this.#delivered;
    return POLL_EVERY_MS;
  }

  /** A batch could not be delivered. Returns how long to wait before the next attempt, in ms. */
  #failed(trouble: DeliveryTrouble): number {
    const { random } = this.#parts;
    this.#trouble = trouble;
    this.#failuresInARow += 1;
    this.#lastError = trouble.says;
    if (trouble.kind === 'unreachable') {
      if (trouble.why === 'silent') this.#missedDeadline();
      this.#goBack();
    }
    this.#log.trouble(trouble, this.#delivered, this.#waiting);
    return retryDelayMs(trouble, this.#failuresInARow, random);
  }

  #missedDeadline(): void {
    this.#deadlinesInARow += 1;
    if (this.#deadlinesInARow % DEADLINES_TO_HALVE === 0)
      this.#batchReadings = Math.max(1, Math.floor(this.#batchReadings / 2));
  }

  /** Halves the batches. Returns false if this one has a single Reading. */
  #halved({ from, to }: Batch): boolean {
    this.#batchReadings = Math.max(1, Math.floor((to - from) / 2));
    return to - from > 1;
  }
}

/** The time between two Readings of the journal, the second of which is the last before `to`. */
function spanMs({ read }: Pick<Journal, 'read'>, from: number, to: number): number {
  const [oldest, newest] = [read(from, 1)[0], read(to - 1, 1)[0]];
  return oldest && newest ? newest.atMs - oldest.atMs : 0;
}
