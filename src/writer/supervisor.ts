import { Worker } from 'node:worker_threads';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { printable, printableLines } from '../printable.ts';
import type { Texts } from '../texts/texts.ts';
import { killAtExit } from './kill-at-exit.ts';
import type { FromWriter, ToThread, WriteJob } from './messages.ts';
import { type Vitals, vitalsIn } from './vitals.ts';

/**
 * What V8 may take in the thread, in MB: one that takes more ends. The old generation has room for the Readings that the
 * journal keeps in memory while a disk is away. With the young one at 8 or at 32, a backlog is sent a tenth slower; where it has
 * no limit, it grows by 100 MB (docs/performance.md).
 */
export const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A thread that has lived for so long is well: one that breaks down once an hour fills no log. */
const WELL_AFTER_MS = 600_000;
/** One that gave no sign of life at so many looks in a row is given up. They are counted, as a machine may sleep in between. */
const SILENT_LOOKS = 6;
const LOOK_EVERY_MS = 10_000;
/** Homebridge gives a plugin five seconds to end. */
const LONGEST_STOP_MS = 4_000;
/** A thread that is told to has ended after some ms, unless it waits in a system call. */
const ENDS_WITHIN_MS = 250;

export interface SupervisorOptions {
  /** The thread's entry. */
  readonly entry: URL;
  readonly job: WriteJob;
  readonly log: Log;
  readonly texts: Texts['writer'];
  readonly clock: Clock;
  /** A thread has begun. It knows nothing of what the one before was told. */
  begun(): void;
  heard(message: FromWriter): void;
  /** It has ended. */
  ended(): void;
  /** It has lived for ten minutes. Heard more than once. */
  well(): void;
}

/** Why a thread ended that was not asked to. */
type EndCause = { readonly kind: 'memory' | 'silent' } | { readonly kind: 'broken'; readonly says: string };

/** A thread, and what is known of it. */
interface RunningThread {
  readonly worker: Worker;
  readonly sinceMs: number;
  /** Resolves when it has ended. */
  readonly over: Promise<void>;
  beats: number;
  /** How many looks in a row found no new beat. */
  silentLooks: number;
  cause?: EndCause;
  /** It was told to end, and has not. */
  isGivenUp: boolean;
}

/**
 * Keeps the writer's thread alive: starts it again when it ends, after 1 s doubling to 60 s, and ends it when it gives no sign
 * of life for a minute. One that waits for the disk by then cannot be ended (`terminate` waits for the system call, too), and
 * two must not have one database: it is left alone, which is said once, and goes on when the disk answers.
 */
export class Supervisor {
  readonly #parts: SupervisorOptions;
  readonly #vitals: Vitals;
  #life: RunningThread | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #cancelStart = () => {};
  #cancelLook = () => {};
  /** Of the ends since a thread was last well, what was told. */
  readonly #toldEnds = new Set<EndCause['kind']>();
  #isToldStuck = false;
  #isStopping = false;

  constructor(parts: SupervisorOptions) {
    this.#parts = parts;
    this.#vitals = vitalsIn(parts.job.vitals);
  }

  start(): void {
    this.#begin();
    this.#lookLater();
  }

  get isRunning(): boolean {
    return this.#life !== undefined;
  }

  /** Tells the thread, if there is one. */
  post(message: ToThread): void {
    this.#life?.worker.postMessage(message);
  }

  /**
   * Waits for four seconds at most until the thread has ended, which is to be told to, in `begun` too: where it is about to be
   * started again, it is started for a last time if there is `work` for it. Gives whether it has ended.
   */
  async stop(work: boolean): Promise<boolean> {
    this.#isStopping = true;
    this.#cancelStart();
    this.#cancelLook();
    if (!this.#life && work) this.#begin();
    if (!this.#life) return true;
    const { worker } = this.#life;
    // Nothing else may keep the process alive any more.
    worker.ref();
    await this.#ended(LONGEST_STOP_MS);
    if (this.#life) void worker.terminate();
    await this.#ended(ENDS_WITHIN_MS);
    worker.unref();
    if (this.#life) this.#life.isGivenUp = true;
    return this.#life === undefined;
  }

  /** Resolves when the thread has ended, or after so long. */
  async #ended(withinMs: number): Promise<void> {
    if (!this.#life) return;
    const wait = new AbortController();
    await Promise.race([this.#life.over, sleep(withinMs, this.#parts.clock, wait.signal)]);
    wait.abort();
  }

  #begin(): void {
    const { entry, job, clock, begun } = this.#parts;
    this.#vitals.begin();
    try {
      const worker = new Worker(entry, { name: 'linky-tic', workerData: job, resourceLimits: HEAP });
      const over = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const { beats } = this.#vitals;
      this.#watch({ worker, over, beats, sinceMs: clock.now(), silentLooks: 0, isGivenUp: false });
    } catch (error) {
      // The system has no thread to give.
      this.#startLater(causeOf(error));
      return;
    }
    begun();
  }

  #watch(life: RunningThread): void {
    const { worker } = life;
    const endWatch = killAtExit(this.#vitals, () => life.isGivenUp);
    this.#life = life;
    worker.unref();
    worker.on('message', this.#parts.heard);
    worker.on('error', (error: unknown) => {
      life.cause ??= causeOf(error);
      if (error instanceof Error && error.stack) this.#parts.log.debug(printableLines(error.stack));
    });
    worker.on('exit', (code) => {
      endWatch();
      this.#life = undefined;
      this.#parts.ended();
      if (!this.#isStopping || life.cause) this.#startLater(life.cause ?? { kind: 'broken', says: `exit ${code}` });
    });
  }

  #startLater(cause: EndCause): void {
    const { log, texts, clock } = this.#parts;
    const says = cause.kind === 'broken' ? texts.broken(cause.says) : texts[cause.kind];
    if (this.#toldEnds.has(cause.kind)) log.debug(says);
    else log.error(says);
    this.#toldEnds.add(cause.kind);
    if (this.#isStopping) return;
    this.#cancelStart = clock.after(this.#pauseMs, () => this.#begin());
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #lookLater(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      if (this.#life) this.#look(this.#life);
      this.#lookLater();
    });
  }

  #look(life: RunningThread): void {
    const { beats } = this.#vitals;
    life.silentLooks = beats === life.beats ? life.silentLooks + 1 : 0;
    life.beats = beats;
    if (life.silentLooks === 0) this.#isWell(life);
    else if (life.silentLooks >= SILENT_LOOKS) this.#isSilent(life);
  }

  #isWell(life: RunningThread): void {
    const { log, texts, clock } = this.#parts;
    if (this.#isToldStuck) log.info(texts.unstuck);
    this.#isToldStuck = false;
    if (clock.now() - life.sinceMs < WELL_AFTER_MS) return;
    if (this.#toldEnds.size > 0) log.info(texts.back);
    this.#toldEnds.clear();
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#parts.well();
  }

  #isSilent(life: RunningThread): void {
    const { log, texts } = this.#parts;
    // What was told to end and is still there waits in a system call, too.
    life.isGivenUp = life.cause !== undefined;
    if (this.#vitals.isInDisk || life.isGivenUp) {
      if (!this.#isToldStuck) log.error(texts.stuck);
      this.#isToldStuck = true;
      return;
    }
    life.cause = { kind: 'silent' };
    void life.worker.terminate();
  }
}

function causeOf(error: unknown): EndCause {
  const { code, message = error } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? { kind: 'memory' }
    : { kind: 'broken', says: printable(String(message)) };
}
