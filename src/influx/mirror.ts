/*
 * Delivery: how every Reading reaches the database, whatever becomes of the database, of this process or of the power.
 *
 *  1. Each Reading has a position in the journal, which does not change for as long as the journal's epoch stays the
 *     same. Readings are sent in the order of their positions, with one request at a time.
 *  2. The live cursor is the position of the next Reading that was not acknowledged in this run. Within one run, and
 *     one epoch of the journal, it only moves forward.
 *  3. A server that was killed may have lost what it acknowledged last. So a failed request, and a connection that was
 *     lost while idle, each raise a doubt: the range of positions that were acknowledged in the minute before the last
 *     acknowledgement. Doubts merge, and are sent once more when the live cursor has nothing left.
 *  4. The position on disk lies before every doubt, and before all that was acknowledged in the minute up to the last
 *     acknowledgement. A run begins with the live cursor at that position. So after a kill or a power cut some points
 *     are sent twice, which changes nothing, and none is lost.
 *  5. A line that the database refuses for good is counted and set aside, and its series is named once, with what to
 *     do. It holds up no other line. What is refused for its database and not for itself (no room for another database, a
 *     name that is not allowed, all series in the same words) is neither counted nor set aside: it is kept, and sent.
 *  6. Nothing counts as stored, or as refused, before it is known that what answers is the database.
 *  7. On the list of what is wrong, an outage stands from the first request that fails to the first that is answered, and a
 *     series from the batch in which its newest line is refused to the one in which it is stored.
 *
 * delivery-queue.ts and progress.ts hold 1 to 4, send-lines.ts, refused-lines.ts, refuses-all.ts and answer.ts hold 5,
 * verified-client.ts holds 6, and mirror-log.ts holds 7.
 */
import { type Clock, sleep } from '../clock.ts';
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

/** What the mirror needs of the journal. */
export type MirrorJournal = DeliveryQueueJournal & Pick<Journal, 'note' | 'setNote'>;

export interface MirrorParts extends MirrorLogParts {
  readonly journal: MirrorJournal;
  /** Where refused lines are set aside. */
  readonly folder: string;
  readonly clock: Clock;
  /** Gives a number from 0 to 1. */
  readonly random: () => number;
  readonly timeouts?: Timeouts;
  /** Is called with true before work on the disk of `folder`, which may take any time, and with false after it. */
  readonly markDiskWork?: (isBegin: boolean) => void;
}

export interface MirrorStatus {
  /**
   * `clash`: the database refuses every line of some series, and takes the others. Mostly the type of a field is not
   * the one that another program gave it.
   */
  readonly state: 'starting' | 'delivering' | 'clash' | DeliveryTrouble['kind'];
  /** Readings in the journal that are to be sent, those in doubt included. */
  readonly pending: number;
  /** Those of them that are in doubt: they were acknowledged, and are sent once more. Absent while there are none. */
  readonly doubted?: number;
  /** Acknowledged Readings, each counted once. */
  readonly delivered: number;
  /** Points that the database will never take, and Readings that cannot be made into points. */
  readonly refused: number;
  /** Points that are older than the database keeps. */
  readonly dropped: number;
  /** The wall time of the oldest Reading that was not acknowledged in this run. */
  readonly oldestPendingAtMs?: number;
  /** What the user must change, while the mirror waits for that. */
  readonly mistake?: Mistake;
  /** What went wrong last, even if it is over. */
  readonly lastError?: string;
  /** At most 20 of the `refusedSeriesInAll` series that the database refuses at present, and why. */
  readonly refusedSeries?: readonly SeriesRefusal[];
  readonly refusedSeriesInAll?: number;
  /** The database takes what is sent, but nothing shows that it keeps it, as it may not be read back. */
  readonly unverified?: true;
}

/** How long to wait for new Readings when everything has been sent. */
const POLL_EVERY_MS = 10_000;
/** How long the request under way at the end of life, and those after it, may take together. */
const STOP_WITHIN_MS = 600;
/** How long to wait after an error that can only be a bug. */
const RETRY_AFTER_DEFECT_MS = 60_000;
const MOST_SERIES_IN_STATUS = 20;
/** The name of the journal's note that holds at which address an InfluxDB was found. */
const DATABASE_NOTE = 'database';

type Done = Extract<SendResult, { kind: 'done' }>;

/** Sends what the journal holds to one InfluxDB. */
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
  /** Readings that were in doubt and are acknowledged again. */
  #sentOnceMore = 0;
  #dropped = 0;
  #defects = 0;
  #lastError: string | undefined;
  #isVerified = true;
  #server: KnownServer | undefined;
  /**
   * Whether the database has taken everything that was sent since the log was told so last; undefined when nothing was
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

  /** Since when, on the monotonic clock, the oldest Reading waits that was not sent; undefined when none does. See `WaitingSince`. */
  get waitingSinceMs(): number | undefined {
    return this.#waitingSince(this.#queue.live);
  }

  /**
   * Sends until `life` ends, and then for 0.6 s at most what has come since. Never throws. The journal must be open for
   * as long.
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
    // While InfluxDB is away a stop does not wait for it.
    const endSoon = () => clock.after(this.#trouble ? 0 : STOP_WITHIN_MS, () => end.abort());
    life.addEventListener('abort', endSoon, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, verified, end.signal), clock, life);
      // Sends what is left, until a round wants to wait.
      while (!this.#trouble && !end.signal.aborted && (await this.#round(client, verified, end.signal)) === 0);
    } finally {
      client.close();
    }
  }

  /** Sends one batch. Gives how long to wait for the next, in ms. */
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
      // A request that our own stop has cut off is no trouble.
      return end.aborted ? POLL_EVERY_MS : this.#failed(result);
    } catch (error) {
      this.#log.defect(error);
      return RETRY_AFTER_DEFECT_MS;
    }
  }

  /** The server has taken a batch. Gives how long to wait for the next, in ms. */
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
    // But a line that was stored then, and lost since, may be refused now.
    this.#setAside(done);
    // A batch without lines asked nothing of the server: none of its Readings could be made into lines.
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

  /** Everything has been sent for now. Gives how long to wait for new Readings, in ms. */
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

  /** A batch could not be delivered. Gives how long to wait for the next try, in ms. */
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
