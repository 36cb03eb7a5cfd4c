import { sleep } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { type Batches, batchesOf } from './ahead.ts';
import type { Mistake } from './answer.ts';
import type { Batch } from './batch.ts';
import { type Sent, sendAll } from './bisect.ts';
import { type Client, openClient, type Patience } from './client.ts';
import { type Door, openDoor } from './delivery.ts';
import { type Losses, type LossParts, lossesOf } from './loss.ts';
import { MirrorNews, type Named, type Trouble } from './news.ts';
import { type Place, placeIn } from './place.ts';
import {
  acknowledged,
  backTo,
  mostNext,
  type Progress,
  progressFrom,
  restingPlace,
  rewound,
  slowed,
  startingAt,
} from './progress.ts';
import { createRuns, type Held, type Runs } from './run.ts';
import { waitAfter } from './wait.ts';

/** What the mirror needs of the journal. */
export type MirrorJournal = Pick<Journal, 'begin' | 'end' | 'epoch' | 'delivered' | 'read' | 'setDelivered'>;

export interface MirrorParts extends Named, LossParts {
  readonly journal: MirrorJournal;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly patience?: Patience;
}

/** Measurement and tags, and why the database will not have their points. */
export interface RefusedSeries {
  readonly series: string;
  readonly says: string;
}

export interface MirrorStatus {
  readonly state: 'starting' | 'delivering' | 'clash' | Trouble['kind'];
  /** Readings that the journal holds and that are still to be sent, all or, in a clash, a part of them. */
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
  readonly refusedSeries?: readonly RefusedSeries[];
  readonly refusedSeriesInAll?: number;
  /** What is sent is taken and cannot be read back: nothing shows that it is kept. Absent when not. */
  readonly unverified?: true;
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
  readonly #place: Place;
  readonly #losses: Losses;
  readonly #batches: Batches;
  #progress: Progress;
  #trouble: Trouble | undefined;
  #failures = 0;
  /** What is refused, line by line, since its series was stored last. */
  #runs: Runs;
  #delivered = 0;
  #lastError: string | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#news = new MirrorNews(parts);
    this.#place = placeIn(parts.journal);
    this.#batches = batchesOf(parts.journal, parts.config.literal);
    this.#progress = progressFrom(parts.journal.delivered);
    this.#runs = createRuns(parts.clock.now);
    this.#losses = lossesOf(parts, this.#news);
  }

  get status(): MirrorStatus {
    const { journal } = this.#parts;
    const next = Math.max(this.#runs.before(this.#progress.next), journal.begin);
    const oldest = journal.read(next, 1)[0];
    const state = this.#runs.held.length > 0 ? 'clash' : this.#delivered > 0 ? 'delivering' : 'starting';
    return {
      state: this.#trouble?.kind ?? state,
      pending: Math.max(0, journal.end - next),
      delivered: this.#delivered,
      refused: this.#losses.refused,
      dropped: this.#losses.dropped,
      ...(oldest && { oldestPendingAtMs: oldest.atMs }),
      ...(this.#trouble?.kind === 'misconfigured' && { mistake: this.#trouble.why }),
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
    const client = openClient(config, patience, clock.now);
    const door = openDoor({ client, config, clock, hear: (says) => this.#news.heard(says) });
    const end = new AbortController();
    const lastCall = () => clock.after(this.#trouble ? 0 : LAST_MS, () => end.abort());
    life.addEventListener('abort', lastCall, { once: true });
    try {
      while (!life.aborted) await sleep(await this.#round(client, door, end.signal), clock, life);
      while (!this.#trouble && !end.signal.aborted && (await this.#round(client, door, end.signal)) === 0);
    } finally {
      client.close();
      this.#place.advance(this.#runs.before(restingPlace(this.#progress)));
    }
  }

  /** One batch, and whatever breaks with it said. Gives the time to wait for the next, in ms. */
  async #round(client: Client, door: Door, end: AbortSignal): Promise<number> {
    try {
      return await this.#sendBatch(client, door, end);
    } catch (error) {
      this.#news.defect(error);
      return DEFECT_MS;
    }
  }

  async #sendBatch(client: Client, door: Door, end: AbortSignal): Promise<number> {
    const { clock } = this.#parts;
    this.#follow();
    if (client.cutOff) this.#progress = rewound(this.#progress, clock.now());
    const { next, memory } = this.#progress;
    const most = mostNext(this.#progress);
    const all = await this.#batches.take(next, most, memory);
    if (!all) return this.#idle();
    const batch = { ...all, lines: this.#runs.without(all.lines) };
    const { held } = this.#runs;
    const [sent] = await Promise.all([
      sendAll(batch.lines, door.deliver, end, this.#runs, next),
      all.full && this.#batches.makeAhead(all.upTo, most, all.memory),
    ]);
    const waitMs = await this.#after(batch, sent, end);
    this.#release(held.filter((one) => !this.#runs.held.includes(one)));
    return waitMs;
  }

  /** The batch before was full, and the last one all the same. */
  #idle(): number {
    if (!this.#trouble && this.#delivered > 0) this.#news.caughtUp(this.#parts.clock.now(), this.#delivered);
    return EVERY_MS;
  }

  /** The journal has another place in mind after its disk was away, and its oldest Readings may be gone. */
  #follow(): void {
    const moved = this.#place.moved();
    if (moved !== undefined) {
      this.#progress = progressFrom(moved);
      this.#runs = createRuns(this.#parts.clock.now);
      this.#news.clashesForgotten();
    }
    this.#progress = startingAt(this.#progress, this.#parts.journal.begin);
  }

  async #after(batch: Batch, sent: Sent, end: AbortSignal): Promise<number> {
    if (sent.kind === 'done') return this.#done(batch, sent);
    if (sent.kind === 'clash') return this.#hold(sent);
    return end.aborted ? EVERY_MS : this.#failed(sent);
  }

  async #done(batch: Batch, sent: Extract<Sent, { kind: 'done' }>): Promise<number> {
    const { clock } = this.#parts;
    const before = this.#progress;
    if (batch.upTo > before.judged) await this.#losses.giveUp(batch, sent, this.#runs);
    this.#progress = acknowledged(before, batch, clock.now());
    // A batch of which no entry could be rendered, or all is held back, has asked nothing of the server.
    if (batch.lines.length === 0) return batch.full ? 0 : EVERY_MS;
    this.#delivered += this.#progress.reached - before.reached;
    this.#trouble = undefined;
    this.#failures = 0;
    this.#place.advance(this.#runs.before(this.#progress.settled));
    if (sent.partly !== undefined) this.#news.partly(sent.partly);
    if (batch.full) return 0;
    this.#news.caughtUp(clock.now(), this.#delivered);
    return EVERY_MS;
  }

  #failed(trouble: Trouble): number {
    this.#trouble = trouble;
    this.#failures += 1;
    this.#lastError = trouble.says;
    const { pending, oldestPendingAtMs } = this.status;
    const waiting = { readings: pending, sinceMs: oldestPendingAtMs };
    this.#news.trouble(trouble, this.#parts.clock.now(), this.#delivered, waiting);
    if (trouble.kind === 'unreachable' && trouble.why === 'silent') this.#progress = slowed(this.#progress);
    if (isGone(trouble)) this.#progress = rewound(this.#progress, this.#parts.clock.now());
    return waitAfter(trouble, this.#failures, this.#parts.random);
  }

  /** All of a series is refused: the others go on, and of it nothing is lost, even after a restart. */
  #hold(clash: Extract<Sent, { kind: 'clash' }>): number {
    this.#lastError = clash.says;
    this.#losses.hold(clash);
    this.#place.retreat(clash.from);
    return 0;
  }

  /** These series are stored again: what was held back of them is sent. */
  #release(held: readonly Held[]): void {
    for (const { measurement, from } of held) {
      this.#progress = backTo(this.#progress, from);
      this.#news.clashOver(measurement);
    }
  }
}

/** Whether the server may have been killed. While it is away, a router in front of it has an answer of its own. */
function isGone(trouble: Trouble): boolean {
  if (trouble.kind === 'misconfigured') return trouble.why === 'address' || trouble.why === 'certificate';
  return trouble.kind === 'unreachable';
}
