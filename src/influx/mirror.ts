/*
 * Delivery: how every Reading reaches the database, whatever happens to the database, to this process or to the power.
 *
 *  1. Each Reading has a position in the journal, which does not change as long as the journal's epoch stays the same. Readings are sent in
 *     the order of their positions, one request at a time.
 *  2. The live cursor is the position of the next Reading that has not been acknowledged in this run. Within one run and one epoch of the
 *     journal, it only moves forward.
 *  3. A server that was killed may have lost what it acknowledged last. So a failed request, and a connection that was lost while idle,
 *     each raise a doubt: the range of positions that were acknowledged in the minute before the last acknowledgement. Doubts merge, and
 *     are sent once more when the live cursor has nothing left.
 *  4. The position on disk lies before every doubt, and before everything that was acknowledged in the minute up to the last
 *     acknowledgement. A run begins with the live cursor at that position. So after a kill or a power cut some points are sent twice, which
 *     changes nothing, and none is lost.
 *  5. A line that the database refuses for good is counted and set aside, and its series is reported once, with what to do. It does not
 *     hold up any other line. What is refused because of the database and not because of the line (no room for another database, a name
 *     that is not allowed, all series in the same words) is neither counted nor set aside: it is kept, and sent.
 *  6. Nothing counts as stored, or as refused, before it is known that what answers is the database.
 *  7. An outage is in the list of troubles from the first request that fails to the first that is answered, and a series from the batch in
 *     which its newest line is refused to the batch in which it is stored.
 *
 * delivery-queue.ts and progress.ts implement 1 to 4, send-lines.ts, refused-lines.ts, refuses-all.ts and answer.ts implement 5,
 * verified-client.ts implements 6, and mirror-log.ts implements 7.
 */
import { type Clock, sleep } from '../base/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Batch } from './batch.ts';
import { type Client, openClient, type Timeouts } from './client.ts';
import { createDeliveryQueue, type DeliveryQueue, type DeliveryQueueJournal } from './delivery-queue.ts';
import { type DeliveryTrouble, type Mistake, mayHaveLostWrites, retryDelayMs } from './delivery-trouble.ts';
import type { KnownServer } from './known-server.ts';
import { MirrorLog, type MirrorLogParts, type SentReadings } from './mirror-log.ts';
import { type RefusedLines, refusedLinesIn } from './refused-lines.ts';
import { createRefusedSeries, type SeriesRefusal } from './refused-series.ts';
import { type SendResult, sendLines } from './send-lines.ts';
import { createVerifiedClient, type VerifiedClient } from './verified-client.ts';
import { createWaitingSince, type WaitingSince } from './waiting-since.ts';

/** What the mirror needs from the journal. */
export type MirrorJournal = DeliveryQueueJournal & Pick<Journal, 'note' | 'setNote'>;

export interface MirrorParts extends MirrorLogParts {
  readonly journal: MirrorJournal;
  /** Where refused lines are set aside. */
  readonly folder: string;
  readonly clock: Clock;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly timeouts?: Timeouts;
  /** Called with true before work on the disk of `folder`, which may take any time, and with false after it. */
  readonly markDiskWork?: (isBegin: boolean) => void;
}

export interface MirrorStatus {
  /**
   * `clash`: the database refuses every line of some series, but accepts the others. Usually another program gave one of their fields a
   * different type.
   */
  readonly state: 'starting' | 'delivering' | 'clash' | DeliveryTrouble['kind'];
  /** Readings in the journal that are still to be sent, including those in doubt. */
  readonly pending: number;
  /** Those of them that are in doubt: they were acknowledged and will be sent once more. Absent if there are none. */
  readonly doubted?: number;
  /** Acknowledged Readings, each counted once. */
  readonly delivered: number;
  /** Points that the database will never accept, and Readings that cannot be made into points. */
  readonly refused: number;
  /** Points that are older than the database keeps. */
  readonly dropped: number;
  /** The wall time of the oldest Reading that has not been acknowledged in this run. */
  readonly oldestPendingAtMs?: number;
  /** What the user must change, as long as the mirror waits for it. */
  readonly mistake?: Mistake;
  /** The last error, even if it is over. */
  readonly lastError?: string;
  /** At most 20 of the `refusedSeriesInAll` series that the database refuses at present, and the reasons. */
  readonly refusedSeries?: readonly SeriesRefusal[];
  readonly refusedSeriesInAll?: number;
  /** The database accepts what is sent, but nothing shows that it keeps it, as reading back is not allowed. */
  readonly unverified?: true;
}

/** How long to wait for new Readings once everything has been sent. */
const POLL_EVERY_MS = 10_000;
/** How long the request that is under way when life ends, and those after it, may take in total. */
const STOP_WITHIN_MS = 600;
/** How long to wait after an error that can only be a bug. */
const RETRY_AFTER_DEFECT_MS = 60_000;
const MOST_SERIES_IN_STATUS = 20;
/** The name of the journal's note with the address at which an InfluxDB was found. */
const DATABASE_NOTE = 'database';

type Done = Extract<SendResult, { kind: 'done' }>;

/** Sends the content of the journal to one InfluxDB. */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #log: MirrorLog;
  readonly #queue: DeliveryQueue;
  readonly #waitingSince: WaitingSince;
  readonly #refusedLines: RefusedLines;
  readonly #refusedSeries = createRefusedSeries();
  #trouble: DeliveryTrouble | undefined;
  #failuresInARow = 0;
  #delivered = 0;
  /** Readings that were in doubt and have been acknowledged again. */
  #sentOnceMore = 0;
  #dropped = 0;
  #defects = 0;
  #lastError: string | undefined;
  #isVerified = true;
  #server: KnownServer | undefined;
  /**
   * Whether the database has accepted everything that was sent since the log last reported that it has everything; undefined if nothing was
   * sent.
   */
  #isAllTaken: boolean | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#log = new MirrorLog(parts);
    this.#refusedLines = refusedLinesIn(parts.folder, parts.clock.wall, this.#log);
    this.#queue = createDeliveryQueue(parts.journal, parts.config.literal);
    this.#waitingSince = createWaitingSince(parts.journal, parts.clock);
  }

  get status(): MirrorStatus {
    const { unsent, doubted, oldestAtMs } = this.#queue.backlog;
    const refusedSeries = this.#refusedSeries.all;
    const state = refusedSeries.length > 0 ? 'clash' : this.#delivered > 0 ? 'delivering' : 'starting';
    return {
      state: this.#trouble?.kind ?? state,
      pending: unsent + doubted,
      ...(doubted > 0 && { doubted }),
      delivered: this.#delivered,
      refused: this.#refusedLines.count + this.#defects,
      dropped: this.#dropped,
      ...(oldestAtMs !== undefined && { oldestPendingAtMs: oldestAtMs }),
      ...(this.#trouble?.kind === 'misconfigured' && { mistake: this.#trouble.why }),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
      ...(refusedSeries.length > 0 && {
        refusedSeries: refusedSeries.slice(0, MOST_SERIES_IN_STATUS),
        refusedSeriesInAll: refusedSeries.length,
      }),
      ...(!this.#isVerified && { unverified: true }),
    };
  }

  get #sentUntilNow(): SentReadings {
    return { forTheFirstTime: this.#delivered, onceMore: this.#sentOnceMore };
  }

  /** Since when the oldest unsent Reading has been waiting, on the monotonic clock; undefined if none is. See `WaitingSince`. */
  get waitingSinceMs(): number | undefined {
    return this.#waitingSince(this.#queue.live);
  }

  /**
   * Sends until `life` ends, and then, for at most 0.6 s, what has arrived since. Never rejects. The journal must stay open until this has
   * ended.
   */
  async run(life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    const { config, timeouts, clock, journal } = this.#parts;
    const client = openClient(config, timeouts, clock.now);
    const note = {
      get: () => journal.note(DATABASE_NOTE),
      set: (text: string) => journal.setNote(DATABASE_NOTE, text),
    };
    const onAnswer = (text: string) => this.#log.answer(text);
    const verified = createVerifiedClient({ client, config, clock, note, onAnswer });
    const end = new AbortController();
    // While InfluxDB cannot be reached, a stop does not wait for it.
    const endSoon = () => clock.after(this.#trouble ? 0 : STOP_WITHIN_MS, () => end.abort());
    life.addEventListener('abort', endSoon, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, verified, end.signal), clock, life);
      // Sends the rest, until a round wants to wait.
      while (!this.#trouble && !end.signal.aborted && (await this.#round(client, verified, end.signal)) === 0);
    } finally {
      client.close();
    }
  }

  /** Sends one batch. Returns how long to wait before the next, in ms. */
  async #round(client: Client, verified: VerifiedClient, end: AbortSignal): Promise<number> {
    try {
      if (client.wasCutOff) {
        this.#queue.doubt(this.#parts.clock.now());
        verified.forget();
      }
      const batch = this.#queue.next();
      if (!batch) return this.#nothingToSend();
      const result = await sendLines(batch.lines, verified.write, end, this.#refusedSeries);
      this.#isVerified = verified.isVerified;
      this.#server = verified.server;
      if (result.kind === 'done') return this.#sent(batch, result);
      // A request that our own stop has cancelled is not a trouble.
      return end.aborted ? POLL_EVERY_MS : this.#failed(result);
    } catch (error) {
      this.#log.defect(error);
      return RETRY_AFTER_DEFECT_MS;
    }
  }

  /** The server has accepted a batch. Returns how long to wait before the next, in ms. */
  #sent(batch: Batch, done: Done): number {
    const { now } = this.#parts.clock;
    const sentAs = this.#queue.acknowledge(batch, now(), this.#isVerified);
    if (!sentAs) return 0;
    const { refusals, dropped, partly } = done;
    const isTaken = this.#isVerified && batch.defects.length + refusals.length + dropped === 0 && partly === undefined;
    this.#isAllTaken = isTaken && this.#isAllTaken !== false;
    // Readings in doubt were counted when they were new.
    if (sentAs === 'new') this.#count(batch, done);
    else this.#sentOnceMore += batch.to - batch.from;
    // But a line that was stored then, and has been lost since, may be refused now.
    this.#setAside(done);
    // A batch without lines sent nothing to the server: none of its Readings could be made into lines.
    if (batch.lines.length > 0) this.#answered(done);
    return this.#queue.isNextDueAtOnce(now()) ? 0 : this.#nothingToSend();
  }

  #count({ from, to, lines, defects }: Batch, { dropped }: Done): void {
    if (lines.length > 0) this.#delivered += to - from;
    this.#dropped += dropped;
    this.#defects += defects.length;
    if (defects.length > 0) this.#log.unreadable(defects[0]);
    if (dropped > 0) this.#log.dropped(dropped);
  }

  #setAside({ refusals }: Done): void {
    if (refusals.length === 0) return;
    const { markDiskWork = () => {} } = this.#parts;
    markDiskWork(true);
    this.#refusedLines.take(refusals, this.#refusedSeries.has);
    markDiskWork(false);
  }

  #answered({ partly, refusals }: Done): void {
    this.#trouble = undefined;
    this.#failuresInARow = 0;
    this.#log.answered();
    if (partly !== undefined) this.#log.partlyStored(partly);
    if (!this.#isVerified) this.#log.unverified();
    this.#log.refused(this.#refusedSeries.all, refusals, this.#refusedLines.file);
  }

  /** Everything has been sent for now. Returns how long to wait for new Readings, in ms. */
  #nothingToSend(): number {
    this.#queue.roundEnded();
    const isAllTaken = this.#isAllTaken;
    if (isAllTaken === undefined || this.#trouble || this.#delivered === 0 || this.#queue.backlog.doubted > 0)
      return POLL_EVERY_MS;
    const isComplete = isAllTaken && this.#refusedSeries.all.length === 0;
    this.#log.caughtUp(this.#sentUntilNow, isComplete, this.#server);
    this.#isAllTaken = undefined;
    return POLL_EVERY_MS;
  }

  /** A batch could not be delivered. Returns how long to wait before the next attempt, in ms. */
  #failed(trouble: DeliveryTrouble): number {
    const { clock, random } = this.#parts;
    this.#trouble = trouble;
    this.#failuresInARow += 1;
    this.#lastError = trouble.says;
    if (trouble.kind === 'unreachable' && trouble.why === 'silent') this.#queue.slowDown();
    if (mayHaveLostWrites(trouble)) this.#queue.doubt(clock.now());
    this.#log.trouble(trouble, this.#sentUntilNow, this.#queue.backlog);
    return retryDelayMs(trouble, this.#failuresInARow, random);
  }
}
