/*
 * Delivery: how every Reading reaches the database, whatever becomes of the database, of this process or of the power.
 *
 *  1. Each Reading has a position in the journal that never changes. Readings are sent in the order of their positions, with
 *     one request on its way at a time.
 *  2. The live cursor is the position of the next Reading that was never acknowledged. It only moves forward.
 *  3. A server that was killed may have lost what it acknowledged last. So a failed request, a connection that was lost while
 *     idle, and a restart each raise a doubt: the range of positions that were acknowledged in the minute before the last
 *     acknowledgement. Doubts merge, and are sent once more when the live cursor has nothing left.
 *  4. On disk stands the position before which nothing is in doubt and nothing was acknowledged less than a minute before
 *     the last acknowledgement. After a restart the live cursor begins there. So a kill or a power cut makes points come twice,
 *     which are the same points, and loses none.
 *  5. A line that the database refuses for good is counted and set aside, and its series is named once, with what to do. It
 *     holds up no other line.
 *  6. Nothing counts as stored, or as refused, before it is known that what answers is the database.
 *
 * delivery-queue.ts and progress.ts hold 1 to 4, send-lines.ts and refused-lines.ts hold 5, and verified-client.ts holds 6.
 */
import { type Clock, sleep } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Batch } from './batch.ts';
import { type Client, openClient, type Timeouts } from './client.ts';
import { createDeliveryQueue, type DeliveryQueue, type DeliveryQueueJournal } from './delivery-queue.ts';
import type { DeliveryTrouble, Mistake } from './delivery-trouble.ts';
import { mayHaveLostWrites, retryDelayMs } from './delivery-trouble.ts';
import { MirrorLog, type MirrorLogParts } from './mirror-log.ts';
import { type RefusedLines, refusedLinesIn } from './refused-lines.ts';
import { createRefusedSeries, type SeriesRefusal } from './refused-series.ts';
import { type SendResult, sendLines } from './send-lines.ts';
import { createVerifiedClient, type VerifiedClient } from './verified-client.ts';

/** What the mirror needs of the journal. */
export type MirrorJournal = DeliveryQueueJournal & Pick<Journal, 'note' | 'setNote'>;

export interface MirrorParts extends MirrorLogParts {
  readonly journal: MirrorJournal;
  /** Where lines that are refused for good are set aside. */
  readonly folder: string;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly patience?: Timeouts;
  /** Is told when work on that disk begins, which may take any time, and when it is over. */
  readonly working?: (isWorking: boolean) => void;
}

export interface MirrorStatus {
  /** `clash`: the database refuses every line of some series, and takes the others. */
  readonly state: 'starting' | 'delivering' | 'clash' | DeliveryTrouble['kind'];
  /** Readings that the journal holds and that are to be sent, those in doubt included. */
  readonly pending: number;
  /** Readings acknowledged, each counted once. */
  readonly delivered: number;
  /** Points that the database will never take. */
  readonly refused: number;
  /** Points older than the database keeps. */
  readonly dropped: number;
  readonly oldestPendingAtMs?: number;
  /** What the user must change, while that is all that it waits for. */
  readonly mistake?: Mistake;
  /** What went wrong last, whether it is over or not. */
  readonly lastError?: string;
  /** The series that the database refuses for good, at most 20 of the `refusedSeriesInAll`, and what it says about each. */
  readonly refusedSeries?: readonly SeriesRefusal[];
  readonly refusedSeriesInAll?: number;
  /** What is sent is taken and cannot be read back: nothing shows that it is kept. Absent when not. */
  readonly unverified?: true;
}

/** How often what is new is sent. */
const EVERY_MS = 10_000;
/** How long what is in flight at the end of life, and what is sent after it, may take together. */
const LAST_MS = 600;
/** How long a defect of ours is given to pass. */
const DEFECT_MS = 60_000;
const MOST_SERIES_TOLD = 20;
/** The name of the journal's note of which address is known for a database. */
const KNOWN = 'database';

type Done = Extract<SendResult, { kind: 'done' }>;

/** Sends what the journal holds to one InfluxDB. */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #news: MirrorLog;
  readonly #lines: RefusedLines;
  readonly #series = createRefusedSeries();
  readonly #outbox: DeliveryQueue;
  #trouble: DeliveryTrouble | undefined;
  #failures = 0;
  #delivered = 0;
  #dropped = 0;
  #defects = 0;
  #lastError: string | undefined;
  #isVerified = true;
  /** Whether the database has taken all that was sent since it had everything last; undefined when nothing was. */
  #isAllTaken: boolean | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#news = new MirrorLog(parts);
    this.#lines = refusedLinesIn(parts.folder, parts.clock.wall, this.#news);
    this.#outbox = createDeliveryQueue(parts.journal, parts.config.literal);
  }

  get status(): MirrorStatus {
    const { pending, oldestAtMs } = this.#outbox;
    const refused = this.#series.all;
    const state = refused.length > 0 ? 'clash' : this.#delivered > 0 ? 'delivering' : 'starting';
    return {
      state: this.#trouble?.kind ?? state,
      pending,
      delivered: this.#delivered,
      refused: this.#lines.count + this.#defects,
      dropped: this.#dropped,
      ...(oldestAtMs !== undefined && { oldestPendingAtMs: oldestAtMs }),
      ...(this.#trouble?.kind === 'misconfigured' && { mistake: this.#trouble.why }),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
      ...(refused.length > 0 && {
        refusedSeries: refused.slice(0, MOST_SERIES_TOLD),
        refusedSeriesInAll: refused.length,
      }),
      ...(!this.#isVerified && { unverified: true }),
    };
  }

  /**
   * Sends until `life` ends, and then for 0.6 s at most what has come since. Never throws. The journal must outlive
   * it.
   */
  async run(life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    const { config, patience, clock, journal } = this.#parts;
    const client = openClient(config, patience, clock.now);
    const note = { get: () => journal.note(KNOWN), set: (text: string) => journal.setNote(KNOWN, text) };
    const door = createVerifiedClient({ client, config, clock, note, hear: (says) => this.#news.heard(says) });
    const end = new AbortController();
    const lastCall = () => clock.after(this.#trouble ? 0 : LAST_MS, () => end.abort());
    life.addEventListener('abort', lastCall, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, door, end.signal), clock, life);
      while (!this.#trouble && !end.signal.aborted && (await this.#round(client, door, end.signal)) === 0);
    } finally {
      client.close();
    }
  }

  /** One batch, and whatever breaks with it said. Gives the time to wait for the next, in ms. */
  async #round(client: Client, door: VerifiedClient, end: AbortSignal): Promise<number> {
    try {
      if (client.cutOff) {
        this.#outbox.doubt(this.#parts.clock.now());
        door.forget();
      }
      const batch = this.#outbox.next();
      if (!batch) return this.#idle();
      const sent = await sendLines(batch.lines, door.deliver, end, this.#series);
      this.#isVerified = door.isVerified;
      if (sent.kind === 'done') return this.#done(batch, sent);
      return end.aborted ? EVERY_MS : this.#failed(sent);
    } catch (error) {
      this.#news.defect(error);
      return DEFECT_MS;
    }
  }

  #done(batch: Batch, sent: Done): number {
    const { now } = this.#parts.clock;
    const sentFor = this.#outbox.acknowledge(batch, now(), this.#isVerified);
    if (!sentFor) return 0;
    const { refusals, dropped, partly } = sent;
    const isTaken = this.#isVerified && batch.defects.length + refusals.length + dropped === 0 && partly === undefined;
    this.#isAllTaken = isTaken && this.#isAllTaken !== false;
    // What is sent once more was counted when it was sent first.
    if (sentFor === 'first') this.#count(batch, sent);
    this.#setAside(sent);
    // A batch of which no entry could be made into lines has asked nothing of the server.
    if (batch.lines.length > 0) this.#answered(sent);
    return this.#outbox.goesOn(now()) ? 0 : this.#idle();
  }

  #count({ from, to, lines, defects }: Batch, { dropped }: Done): void {
    if (lines.length > 0) this.#delivered += to - from;
    this.#dropped += dropped;
    this.#defects += defects.length;
    if (defects.length > 0) this.#news.unreadable(defects[0]);
    if (dropped > 0) this.#news.dropped(dropped);
  }

  /** What was stored when it was sent first, and lost again, may be refused when it is sent once more. */
  #setAside({ refusals }: Done): void {
    if (refusals.length === 0) return;
    const { working = () => {} } = this.#parts;
    working(true);
    this.#lines.take(refusals, this.#series.has);
    working(false);
  }

  #answered({ partly, refusals }: Done): void {
    this.#trouble = undefined;
    this.#failures = 0;
    if (partly !== undefined) this.#news.partly(partly);
    if (!this.#isVerified) this.#news.unverified();
    this.#news.refused(refusals, this.#series.has, this.#lines.file, this.#parts.clock.now());
  }

  /** There is nothing to send at present. */
  #idle(): number {
    this.#outbox.rest();
    const isAllTaken = this.#isAllTaken;
    if (isAllTaken === undefined || this.#trouble || this.#delivered === 0 || this.#outbox.hasDoubts) return EVERY_MS;
    this.#news.caughtUp(this.#parts.clock.now(), this.#delivered, isAllTaken && this.#series.all.length === 0);
    this.#isAllTaken = undefined;
    return EVERY_MS;
  }

  #failed(trouble: DeliveryTrouble): number {
    const { clock, random } = this.#parts;
    this.#trouble = trouble;
    this.#failures += 1;
    this.#lastError = trouble.says;
    const { pending, oldestAtMs } = this.#outbox;
    this.#news.trouble(trouble, clock.now(), this.#delivered, { readings: pending, sinceMs: oldestAtMs });
    if (trouble.kind === 'unreachable' && trouble.why === 'silent') this.#outbox.slowDown();
    if (mayHaveLostWrites(trouble)) this.#outbox.doubt(clock.now());
    return retryDelayMs(trouble, this.#failures, random);
  }
}
