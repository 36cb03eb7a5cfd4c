import { type ResourceLimits, type Transferable, Worker } from 'node:worker_threads';
import { type Clock, sleep } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { printable, printableLines } from '../base/printable.ts';
import type { EndOfThread } from '../trouble/trouble.ts';
import { killAtExit } from './kill-at-exit.ts';
import { type Vitals, vitalsIn } from './vitals.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A thread that has lived for this long works again; one that ends at once, again and again, does not. */
const WORKS_AFTER_MS = 60_000;
/** A thread that has lived for this long is well: the pauses before a restart begin anew. */
const WELL_AFTER_MS = 600_000;
/** A thread is terminated after this many successive checks without a sign of life. Checks are counted, not time: the machine may sleep. */
const SILENT_LOOKS = 6;
const LOOK_EVERY_MS = 10_000;
/** `terminate` ends a thread within some ms, unless the thread waits in a system call. */
const ENDS_WITHIN_MS = 250;

export interface SupervisorOptions<From> {
  /** The entry file of the thread. */
  readonly entry: URL;
  /** The name of the thread, for debuggers. */
  readonly name: string;
  /** Its `workerData`. For `vitals`, see `vitals.ts`. */
  readonly job: { readonly vitals: SharedArrayBuffer };
  /** The limits of its heap, in MB: V8 ends a thread that needs more. */
  readonly heap: ResourceLimits;
  readonly log: Log;
  readonly clock: Clock;
  /** Called with the reason why the thread ended without being asked to; with undefined once a thread has worked for a minute. */
  reportEnd(cause: EndCause | undefined): void;
  /** Called with whether the thread waits for the disk, and can neither continue nor be terminated. */
  reportStuck(isStuck: boolean): void;
  /** Called when a thread has begun. It has not received any of the messages sent to the previous one. */
  begun(): void;
  heard(message: From): void;
  /** Called when the thread has ended. */
  ended(): void;
  /** Called at each check of a thread that has lived for ten minutes. */
  well(): void;
}

/** Why a thread ended without being asked to. */
interface EndCause {
  readonly kind: EndOfThread;
  readonly says?: string;
}

interface RunningThread {
  readonly worker: Worker;
  /** When it began, on the monotonic clock. */
  readonly sinceMs: number;
  /** Resolves when the thread has ended. */
  readonly over: Promise<void>;
  /** The vitals' beats at the last check. */
  beats: number;
  /** How many successive checks found no new beat. */
  silentLooks: number;
  cause?: EndCause;
  /** Whether it was terminated, or ended by an error, and is still there. */
  wasTerminated: boolean;
}

/**
 * Keeps a thread alive: the writer's, or the one that shares the readings. It restarts the thread when it ends, after 1 s doubling to 60 s,
 * and terminates it if it shows no sign of life for a minute. A thread that is waiting for the disk at that time cannot be terminated, as
 * `terminate` waits for the system call too, and a second thread must not open the same database or port. So it is left as it is, which is
 * reported, and it continues when the disk answers.
 */
export class Supervisor<To, From> {
  readonly #parts: SupervisorOptions<From>;
  readonly #vitals: Vitals;
  #thread: RunningThread | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #cancelStart = () => {};
  #cancelLook = () => {};
  #isStopping = false;

  constructor(parts: SupervisorOptions<From>) {
    this.#parts = parts;
    this.#vitals = vitalsIn(parts.job.vitals);
  }

  start(): void {
    this.#begin();
    this.#lookLater();
  }

  get isRunning(): boolean {
    return this.#thread !== undefined;
  }

  /** Sends a message to the thread, if there is one. */
  post(message: To, transferred: readonly Transferable[] = []): void {
    this.#thread?.worker.postMessage(message, transferred);
  }

  /**
   * Waits until the thread has ended, but at most for this long, and then terminates it. The caller asks the thread to stop, now or in
   * `begun`: if no thread is running and there is work for one, a last thread is started. Resolves to whether the thread has ended.
   */
  async stop(withinMs: number, hasWork = false): Promise<boolean> {
    this.#isStopping = true;
    this.#cancelStart();
    this.#cancelLook();
    if (!this.#thread && hasWork) this.#begin();
    if (!this.#thread) return true;
    const { worker } = this.#thread;
    // The thread may be the only thing that keeps the process alive.
    worker.ref();
    await this.#ended(withinMs);
    if (this.#thread) void worker.terminate();
    await this.#ended(ENDS_WITHIN_MS);
    worker.unref();
    if (this.#thread) this.#thread.wasTerminated = true;
    return this.#thread === undefined;
  }

  /** Resolves when the thread has ended, or after `withinMs`. */
  async #ended(withinMs: number): Promise<void> {
    if (!this.#thread) return;
    const wait = new AbortController();
    await Promise.race([this.#thread.over, sleep(withinMs, this.#parts.clock, wait.signal)]);
    wait.abort();
  }

  #begin(): void {
    const { entry, name, job, heap, clock, begun, reportEnd } = this.#parts;
    this.#vitals.begin();
    try {
      const worker = new Worker(entry, { name, workerData: job, resourceLimits: heap });
      const over = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const { beats } = this.#vitals;
      this.#watch({ worker, over, beats, sinceMs: clock.now(), silentLooks: 0, wasTerminated: false });
    } catch (error) {
      // The system refused to create a thread.
      reportEnd(causeOf(error));
      if (!this.#isStopping) this.#startLater();
      return;
    }
    begun();
  }

  #watch(thread: RunningThread): void {
    const { worker } = thread;
    const endWatch = killAtExit(this.#vitals, () => thread.wasTerminated);
    this.#thread = thread;
    worker.on('message', this.#parts.heard);
    worker.on('error', (error: unknown) => {
      thread.cause ??= causeOf(error);
      if (error instanceof Error && error.stack) this.#parts.log.debug(printableLines(error.stack));
    });
    worker.on('exit', (code) => {
      endWatch();
      this.#thread = undefined;
      this.#parts.ended();
      if (!this.#isStopping || thread.cause)
        this.#parts.reportEnd(thread.cause ?? { kind: 'broken', says: `exit ${code}` });
      if (!this.#isStopping) this.#startLater();
    });
    // After the listeners: a listener for messages would undo an earlier call.
    worker.unref();
  }

  #startLater(): void {
    this.#cancelStart = this.#parts.clock.after(this.#pauseMs, () => this.#begin());
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #lookLater(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      if (this.#thread) this.#look(this.#thread);
      this.#lookLater();
    });
  }

  #look(thread: RunningThread): void {
    const { beats } = this.#vitals;
    thread.silentLooks = beats === thread.beats ? thread.silentLooks + 1 : 0;
    thread.beats = beats;
    if (thread.silentLooks === 0) this.#foundWell(thread);
    else if (thread.silentLooks >= SILENT_LOOKS) this.#foundSilent(thread);
  }

  #foundWell(thread: RunningThread): void {
    const { reportEnd, reportStuck, clock, well } = this.#parts;
    const livedMs = clock.now() - thread.sinceMs;
    reportStuck(false);
    if (livedMs >= WORKS_AFTER_MS) reportEnd(undefined);
    if (livedMs < WELL_AFTER_MS) return;
    this.#pauseMs = FIRST_PAUSE_MS;
    well();
  }

  #foundSilent(thread: RunningThread): void {
    // If a thread was terminated, or ended by an error, and is still there, it waits in a system call as well.
    thread.wasTerminated = thread.cause !== undefined;
    if (this.#vitals.hasDiskWork || thread.wasTerminated) {
      this.#parts.reportStuck(true);
      return;
    }
    thread.cause = { kind: 'stood' };
    void thread.worker.terminate();
  }
}

function causeOf(error: unknown): EndCause {
  const { code, message = error } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? { kind: 'memory' }
    : { kind: 'broken', says: printable(String(message)) };
}
