import { type ResourceLimits, type Transferable, Worker } from 'node:worker_threads';
import { type Clock, sleep } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { printable, printableLines } from '../base/printable.ts';
import type { TroubleList } from '../trouble/list.ts';
import type { EndOfThread } from '../trouble/trouble.ts';
import type { FromEveryThread, ThreadJob, ToEveryThread } from './messages.ts';
import { type Vitals, vitalsIn } from './vitals.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A thread that has lived for this long works again: its trouble is over, and the pauses before a restart begin anew. */
const WORKS_AFTER_MS = 60_000;
/** A thread is terminated after this many successive looks without a sign of life. Looks are counted, not time: the machine may sleep. */
const SILENT_LOOKS = 6;
const LOOK_EVERY_MS = 10_000;
/** `terminate` ends a thread within some ms, unless the thread waits in a system call. */
const ENDS_WITHIN_MS = 250;
/** How long a slow disk has to answer at an exit before the process is killed. */
const EXIT_PATIENCE_MS = 1_000;
/** A clock that is slewed changes by less than this at a time. */
const LEAST_STEP_MS = 1_000;

export interface SupervisorOptions<From> {
  /** The part of the plugin whose troubles the thread's are. */
  readonly part: 'writer' | 'share';
  /** The entry file of the thread. */
  readonly entry: URL;
  /** The name of the thread, for debuggers. */
  readonly name: string;
  /** Its `workerData`. */
  readonly job: ThreadJob;
  /** The limits of its heap, in MB: V8 ends a thread that needs more. */
  readonly heap: ResourceLimits;
  readonly log: Log;
  readonly troubles: TroubleList;
  readonly clock: Clock;
  /** Whether the thread is sent the list of troubles, at the start and at each change. */
  readonly needsList: boolean;
  /** Called when a thread has begun. It has not received any of the messages sent to the previous one. */
  begun(): void;
  heard(message: From): void;
  /** Called when the thread has ended. All its messages have been heard. */
  ended(): void;
}

/** A thread that is kept alive. */
export interface Supervisor<To> {
  start(): void;
  readonly isRunning: boolean;
  /** Sends a message to the thread, if there is one. */
  post(message: To, transferred?: readonly Transferable[]): void;
  /**
   * Waits until the thread has ended, but at most for this long, and then terminates it. The caller asks the thread to stop, now or in
   * `begun`: if no thread is running and there is work for one, a last thread is started. Resolves to whether the thread has ended.
   */
  stop(withinMs: number, hasWork?: boolean): Promise<boolean>;
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
  /** The vitals' beats at the last look. */
  beats: number;
  /** How many successive looks found no new beat. */
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
export function supervise<To, From>(options: SupervisorOptions<From>): Supervisor<To | ToEveryThread> {
  const { part, entry, name, job, heap, log, troubles, clock, needsList, begun, heard, ended } = options;
  const vitals = vitalsIn(job.vitals);
  let thread: RunningThread | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let cancelStart = () => {};
  let cancelLook = () => {};
  let isStopping = false;
  let isListDue = false;
  /** The wall time at which the monotonic clock was 0, by which the last list was dated. */
  let listOriginMs = originMs();

  if (needsList) troubles.listen(postList);

  function post(message: To | ToEveryThread, transferred: readonly Transferable[] = []): void {
    thread?.worker.postMessage(message, transferred);
  }

  function reportEnd(cause: EndCause | undefined): void {
    troubles.report(`thread of ${part}`, cause && { part, ...cause });
  }

  function reportStuck(isStuck: boolean): void {
    troubles.report(`disk of ${part}`, isStuck ? { part, kind: 'stuck' } : undefined);
  }

  function begin(): void {
    vitals.begin();
    try {
      const worker = new Worker(entry, { name, workerData: job, resourceLimits: heap });
      const over = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      watch({ worker, over, beats: vitals.beats, sinceMs: clock.now(), silentLooks: 0, wasTerminated: false });
    } catch (error) {
      // The system refused to create a thread.
      reportEnd(causeOf(error));
      if (!isStopping) beginLater();
      return;
    }
    postList();
    begun();
  }

  function watch(begunThread: RunningThread): void {
    const { worker } = begunThread;
    const endWatch = killAtExit(vitals, () => begunThread.wasTerminated);
    thread = begunThread;
    worker.on('message', (message: From | FromEveryThread) => {
      if (!isForEveryThread(message)) heard(message);
      else if (message.kind === 'log') log[message.level](message.text);
      else if (message.kind === 'report') troubles.report(...message.args);
      else troubles.tell(message.news);
    });
    worker.on('error', (error: unknown) => {
      begunThread.cause ??= causeOf(error);
      if (error instanceof Error && error.stack) log.debug(printableLines(error.stack));
    });
    worker.on('exit', (code) => {
      endWatch();
      thread = undefined;
      ended();
      const { cause } = begunThread;
      if (!isStopping || cause) reportEnd(cause ?? { kind: 'broken', says: `exit ${code}` });
      if (!isStopping) beginLater();
    });
    // After the listeners: a listener for messages would undo an earlier call.
    worker.unref();
  }

  function beginLater(): void {
    cancelStart = clock.after(pauseMs, begin);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  function lookLater(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, () => {
      if (thread) look(thread);
      // The wall time since when a trouble stands has changed if the clock was set.
      if (Math.abs(originMs() - listOriginMs) > LEAST_STEP_MS) postList();
      lookLater();
    });
  }

  function look(running: RunningThread): void {
    const { beats } = vitals;
    running.silentLooks = beats === running.beats ? running.silentLooks + 1 : 0;
    running.beats = beats;
    if (running.silentLooks === 0) foundAlive(running);
    else if (running.silentLooks >= SILENT_LOOKS) foundSilent(running);
  }

  function foundAlive({ sinceMs }: RunningThread): void {
    reportStuck(false);
    if (clock.now() - sinceMs < WORKS_AFTER_MS) return;
    reportEnd(undefined);
    pauseMs = FIRST_PAUSE_MS;
  }

  function foundSilent(running: RunningThread): void {
    // If a thread was terminated, or ended by an error, and is still there, it waits in a system call as well.
    running.wasTerminated = running.cause !== undefined;
    if (vitals.hasDiskWork || running.wasTerminated) {
      reportStuck(true);
      return;
    }
    running.cause = { kind: 'stood' };
    void running.worker.terminate();
  }

  function originMs(): number {
    return clock.wall() - clock.now();
  }

  /** All changes within a turn of the event loop go into one message. */
  function postList(): void {
    if (!needsList || isListDue) return;
    isListDue = true;
    setImmediate(() => {
      isListDue = false;
      listOriginMs = originMs();
      post({ kind: 'list', troubles: troubles.standing, news: troubles.news });
    });
  }

  /** Resolves when the thread has ended, or after `withinMs`. */
  async function endOf({ over }: RunningThread, withinMs: number): Promise<void> {
    const wait = new AbortController();
    await Promise.race([over, sleep(withinMs, clock, wait.signal)]);
    wait.abort();
  }

  return {
    start() {
      begin();
      lookLater();
    },
    get isRunning() {
      return thread !== undefined;
    },
    post,
    async stop(withinMs, hasWork = false) {
      isStopping = true;
      cancelStart();
      cancelLook();
      if (!thread && hasWork) begin();
      const last = thread;
      if (!last) return true;
      // The thread may be the only thing that keeps the process alive.
      last.worker.ref();
      await endOf(last, withinMs);
      if (thread) void last.worker.terminate();
      if (thread) await endOf(last, ENDS_WITHIN_MS);
      last.worker.unref();
      last.wasTerminated = true;
      return thread === undefined;
    },
  };
}

const FROM_EVERY_THREAD: { readonly [K in FromEveryThread['kind']]: true } = { log: true, report: true, tell: true };

function isForEveryThread(message: unknown): message is FromEveryThread {
  return Object.hasOwn(FROM_EVERY_THREAD, (message as FromEveryThread).kind);
}

/**
 * Kills the process on exit if its thread still waits for the disk by then. An exit waits for all threads, and so for the system call in
 * which a thread is: if a disk never answers, the exit would never end. Listeners that were registered before this one have run by then.
 * @param wasTerminated whether the thread was terminated and is still there
 * @returns removes the listener
 */
function killAtExit(vitals: Vitals, wasTerminated: () => boolean): () => void {
  const kill = () => {
    if (wasTerminated() || !vitals.waitForDisk(EXIT_PATIENCE_MS)) process.kill(process.pid, 'SIGKILL');
  };
  process.on('exit', kill);
  return () => process.off('exit', kill);
}

function causeOf(error: unknown): EndCause {
  const { code, message = error } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? { kind: 'memory' }
    : { kind: 'broken', says: printable(String(message)) };
}
