import { join } from 'node:path';
import { type Clock, sleep } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { type Batch, batchOf } from './batch.ts';
import { type Refusal, type Sent, sendAll } from './bisect.ts';
import { type Client, openClient, type Patience } from './client.ts';
import { deliverTo } from './delivery.ts';
import { MirrorNews, type Named, type Trouble } from './news.ts';
import {
  acknowledged,
  backTo,
  type Progress,
  progressFrom,
  restingPlace,
  rewound,
  slowed,
  startingAt,
} from './progress.ts';
import { REFUSED_FILE, setAside } from './refused.ts';
import { createRuns } from './run.ts';
import { waitAfter } from './wait.ts';

/** What the mirror needs of the journal. */
export type MirrorJournal = Pick<Journal, 'begin' | 'end' | 'delivered' | 'read' | 'setDelivered'>;

export interface MirrorParts extends Named {
  readonly journal: MirrorJournal;
  /** Where lines that are refused for good are set aside. */
  readonly folder: string;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly patience?: Patience;
}

export interface MirrorStatus {
  readonly state: 'starting' | 'delivering' | Trouble['kind'];
  /** Readings that the journal holds and that are still to be sent. */
  readonly pending: number;
  /** Readings acknowledged, each counted once. */
  readonly delivered: number;
  /** Points that the database will never take. */
  readonly refused: number;
  /** Points older than the database keeps. */
  readonly dropped: number;
  readonly oldestPendingAtMs?: number;
  readonly lastError?: string;
}

/** How often what is new is sent. */
const EVERY_MS = 10_000;
/** How long what is in flight at the end of life, and the last batch after it, may take together. */
const LAST_MS = 600;
/** How long a defect of ours is given to pass. */
const DEFECT_MS = 60_000;

/** Sends what the journal holds to one InfluxDB: at least once, oldest first, one request in flight. */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #news: MirrorNews;
  #progress: Progress;
  /** How far the journal is to know that we are. */
  #place: number;
  #trouble: Trouble | undefined;
  #failures = 0;
  /** What is refused, line by line, since its series was stored last. */
  #runs = createRuns();
  #counts = { delivered: 0, refused: 0, dropped: 0 };
  #lastError: string | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#news = new MirrorNews(parts);
    this.#place = parts.journal.delivered;
    this.#progress = progressFrom(this.#place);
  }

  get status(): MirrorStatus {
    const { journal } = this.#parts;
    const next = Math.max(this.#progress.next, journal.begin);
    const oldest = journal.read(next, 1)[0];
    return {
      state: this.#trouble?.kind ?? (this.#counts.delivered > 0 ? 'delivering' : 'starting'),
      pending: Math.max(0, journal.end - next),
      ...this.#counts,
      ...(oldest && { oldestPendingAtMs: oldest.atMs }),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    };
  }

  /**
   * Sends until `life` ends, and then for 0.6 s at most what has come since. Never throws. The journal must outlive
   * it.
   */
  async run(life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    const { config, patience, clock } = this.#parts;
    const client = openClient(config, patience);
    const end = new AbortController();
    const lastCall = () => clock.after(this.#trouble ? 0 : LAST_MS, () => end.abort());
    life.addEventListener('abort', lastCall, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, end.signal), clock, life);
      while (!this.#trouble && (await this.#round(client, end.signal)) === 0);
    } finally {
      client.close();
      this.#keepPlace(restingPlace(this.#progress));
    }
  }

  /** One batch, and whatever breaks with it said. Gives the time to wait for the next, in ms. */
  async #round(client: Client, end: AbortSignal): Promise<number> {
    try {
      return await this.#sendBatch(client, end);
    } catch (error) {
      this.#news.defect(error);
      return DEFECT_MS;
    }
  }

  async #sendBatch(client: Client, end: AbortSignal): Promise<number> {
    const { journal, config, clock } = this.#parts;
    this.#follow();
    if (client.cutOff) this.#progress = rewound(this.#progress, clock.now());
    const { next, most, memory } = this.#progress;
    const batch = batchOf(journal.read(next, most), most, memory, config.literal);
    if (!batch) return this.#idle();
    const deliver = deliverTo(client, clock, (says) => this.#news.heard(says));
    const sent = await sendAll(batch.lines, deliver, end, this.#runs, next);
    if (sent.kind === 'done') return await this.#done(batch, sent);
    return end.aborted ? EVERY_MS : this.#failed(sent);
  }

  /** The batch before was full, and the last one all the same. */
  #idle(): number {
    const { delivered } = this.#counts;
    if (!this.#trouble && delivered > 0) this.#news.caughtUp(this.#parts.clock.now(), delivered);
    return EVERY_MS;
  }

  /** The journal has another place in mind after its disk was away, and its oldest Readings may be gone. */
  #follow(): void {
    const { journal } = this.#parts;
    if (journal.delivered !== this.#place) {
      this.#place = journal.delivered;
      this.#progress = progressFrom(this.#place);
      this.#runs = createRuns();
    }
    this.#progress = startingAt(this.#progress, journal.begin);
  }

  /** Lets the journal know that what stands before `position` need not be sent again, unless it has another place in mind. */
  #keepPlace(position: number): void {
    const { journal } = this.#parts;
    if (journal.delivered !== this.#place || position <= this.#place) return;
    journal.setDelivered(position);
    this.#place = journal.delivered;
  }

  async #done(batch: Batch, { refusals, dropped, partly }: Extract<Sent, { kind: 'done' }>): Promise<number> {
    const { clock } = this.#parts;
    const before = this.#progress;
    await this.#setAside(refusals);
    this.#counts.refused += batch.defects.length;
    if (batch.defects.length > 0) this.#news.unreadable(batch.defects[0]);
    this.#progress = acknowledged(before, batch, clock.now());
    // A batch of which no entry could be rendered has asked nothing of the server.
    if (batch.lines.length === 0) return batch.full ? 0 : EVERY_MS;
    this.#counts.delivered += this.#progress.reached - before.reached;
    this.#counts.dropped += dropped;
    this.#trouble = undefined;
    this.#failures = 0;
    this.#keepPlace(this.#progress.settled);
    if (dropped > 0) this.#news.dropped(dropped);
    if (partly !== undefined) this.#news.partly(partly);
    if (batch.full) return 0;
    this.#news.caughtUp(clock.now(), this.#counts.delivered);
    return EVERY_MS;
  }

  #failed(trouble: Trouble): number {
    this.#trouble = trouble;
    this.#failures += 1;
    this.#lastError = trouble.says;
    if (trouble.kind === 'clash') this.#goBackTo(this.#runs.clashFrom ?? this.#progress.next);
    const { pending, oldestPendingAtMs } = this.status;
    const waiting = { readings: pending, sinceMs: oldestPendingAtMs };
    this.#news.trouble(trouble, this.#parts.clock.now(), this.#counts.delivered, waiting);
    if (trouble.kind === 'unreachable') {
      if (trouble.why === 'silent') this.#progress = slowed(this.#progress);
      this.#progress = rewound(this.#progress, this.#parts.clock.now());
    }
    return waitAfter(trouble, this.#failures, this.#parts.random);
  }

  /** What was set aside before it turned out that everything of its kind is refused is sent again, even after a restart. */
  #goBackTo(position: number): void {
    const { journal } = this.#parts;
    this.#progress = backTo(this.#progress, position);
    if (position >= this.#place) return;
    journal.setDelivered(position);
    this.#place = journal.delivered;
  }

  /** A line that can be set aside nowhere goes into the log: it must not hold up all that come after it. */
  async #setAside(refusals: readonly Refusal[]): Promise<void> {
    const [first] = refusals;
    if (!first) return;
    this.#counts.refused += refusals.length;
    const { folder, clock } = this.#parts;
    try {
      await setAside(folder, refusals, clock.wall());
      this.#news.setAside(join(folder, REFUSED_FILE), first.says);
    } catch (error) {
      for (const { line } of refusals) this.#news.notSetAside(REFUSED_FILE, String(error), line);
    }
  }
}
