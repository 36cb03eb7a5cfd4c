import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { THREADS } from '../own-files.ts';
import type { RegisterLine } from '../reading/periods.ts';
import type { Reading } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import { createPost } from '../threads/post.ts';
import { supervise } from '../threads/supervisor.ts';
import { newVitals, vitalsIn } from '../threads/vitals.ts';
import type { TroubleList } from '../trouble/list.ts';
import {
  type FromWriter,
  HEAP,
  type MeterReading,
  type ToThread,
  type WriterAnswers,
  type WriterQuestion,
} from './messages.ts';

/** Almost three hours of a meter that sends a frame per second. */
export const MOST_HELD = 10_000;
/** At most this many Readings are sent to the thread before it has taken them. */
const MOST_ON_THE_WAY = 500;
/**
 * The maximum number of unanswered questions. Homebridge asks one per minute and meter, and a thread that waits for a disk does not answer.
 */
const MOST_QUESTIONS = 100;
/** How many notes and register lines are kept for the next thread: a source that makes up names must not fill the memory. */
const MOST_KEPT = 1_000;
/** How long a thread may take after its start to report what is waiting for InfluxDB. */
const TELLS_WITHIN_MS = 60_000;

/** Homebridge gives a plugin five seconds to stop. */
const LONGEST_STOP_MS = 4_000;

export interface WriterOptions {
  readonly config: Config;
  /** For the journal, the status socket, and the file of lines that InfluxDB refuses for good. */
  readonly folder: string;
  /** The program that runs the service: Homebridge by default. */
  readonly host?: Host;
  /** The slugs of the meters whose source is a recording. */
  readonly recorded?: readonly string[];
  readonly log: Log;
  readonly troubles: TroubleList;
  readonly clock: Clock;
  readonly thread?: URL;
}

/**
 * The writer service as the main thread uses it: a post, and a supervisor of the thread that does the work. Nothing here throws, or waits
 * for that thread, for a disk or for a database.
 */
export interface Writer {
  /** Takes a Reading of a meter, by its slug. If too many wait for the thread, the oldest is dropped and counted, and this is logged. */
  take(meter: string, reading: Reading): void;
  /** For a source that can wait: resolves when the thread has taken all but `most` Readings; also when the writer stops. */
  untilAllTakenBut(most: number): Promise<void>;
  /** Keeps a short text under a name in the journal, also over a restart of the thread. */
  keep(name: string, text: string): void;
  /** Keeps a line of the history of a meter's registers in the journal, also over a restart of the thread. */
  keepLine(meter: string, line: RegisterLine): void;
  /**
   * Asks the thread. Resolves to undefined if the thread ends before it answers, or if there is none. While the thread waits for a disk,
   * the promise may stay pending for ever.
   */
  ask<A extends WriterQuestion['about']>(
    question: WriterQuestion & { about: A },
  ): Promise<WriterAnswers[A] | undefined>;
  /**
   * The age of the oldest Reading that waits for InfluxDB, in milliseconds: 0 if none is waiting, undefined until that is known, or without
   * an InfluxDB.
   */
  readonly mirrorBehindMs: number | undefined;
  /**
   * Writes everything that was taken, and ends, within about four seconds. Resolves to the number of Readings that may not be on disk, or
   * were lost. Never rejects.
   */
  stop(): Promise<number>;
}

export function startWriter(options: WriterOptions): Writer {
  const { config, folder, host = 'homebridge', recorded = [], log, troubles, clock, thread = THREADS.writer } = options;
  const job = { kind: 'write', config, folder, host, recorded, vitals: newVitals() } as const;
  const post = createPost<MeterReading>({
    most: MOST_HELD,
    mostOnTheWay: MOST_ON_THE_WAY,
    send: (first, readings) => supervisor.post({ kind: 'take', first, readings }),
  });
  const supervisor = supervise<ToThread, FromWriter>({
    ...{ part: 'writer', name: 'linky-tic', needsList: true },
    ...{ entry: thread, job, heap: HEAP, log, troubles, clock, begun, heard, ended },
  });
  /** The newest text of each name, and the newest register lines: they are sent to each thread. */
  const kept = new Map<string, ToThread>();
  const asked = new Map<number, (answer: never) => void>();
  let questions = 0;
  let waiting: { readonly most: number; readonly resolve: () => void }[] = [];
  /** What the thread last told of what waits for InfluxDB, and when. */
  let mirror: { readonly toldMs: number; readonly sinceMs?: number } | undefined;
  /** How many dropped Readings the log has told of. */
  let toldDropped = 0;
  let isStopping = false;
  let stopped: Promise<number> | undefined;
  let unwritten: number | undefined;
  supervisor.start();

  function begun(): void {
    for (const message of kept.values()) supervisor.post(message);
    post.begun();
    if (isStopping) giveAll();
  }

  function ended(): void {
    post.ended(vitalsIn(job.vitals).item);
    for (const answer of asked.values()) answer(undefined as never);
    asked.clear();
  }

  function heard(message: FromWriter): void {
    switch (message.kind) {
      case 'took':
        post.took(message.upTo);
        if (post.waiting === 0) tellDropped();
        releaseAt(post.waiting);
        return;
      case 'committed':
        post.settled(message.upTo);
        return;
      case 'waits':
        mirror = { toldMs: clock.now(), sinceMs: message.sinceMs };
        return;
      case 'answer':
        asked.get(message.id)?.(message.answer as never);
        asked.delete(message.id);
        return;
      case 'stopped':
        unwritten = message.unwritten;
    }
  }

  /** Sends the thread everything that is left, and then the message that stops it. */
  function giveAll(): void {
    post.sendAll();
    supervisor.post({ kind: 'stop' });
  }

  /** Resolves the promises that wait until no more than this many Readings are left. */
  function releaseAt(left: number): void {
    const released = waiting.filter(({ most }) => left <= most);
    waiting = waiting.filter(({ most }) => left > most);
    for (const { resolve } of released) resolve();
  }

  function tellDropped(): void {
    troubles.report('post', undefined);
    const count = post.dropped - toldDropped;
    if (count > 0) troubles.tell({ part: 'writer', kind: 'lost', count });
    toldDropped = post.dropped;
  }

  function keep(name: string, message: ToThread): void {
    if (isStopping) return;
    kept.delete(name);
    kept.set(name, message);
    const [oldest] = kept.size > MOST_KEPT ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    supervisor.post(message);
  }

  /** Since when the oldest Reading has been waiting for InfluxDB. While the thread takes nothing, what it has not taken waits as well. */
  function mirrorBehindSinceMs(): number | undefined {
    if (mirror?.sinceMs !== undefined) return mirror.sinceMs;
    const oldestMs = post.oldestWaiting?.reading.monotonicMs;
    // A new thread may be given Readings again that were sent to the database already: they were not waiting when it was last told.
    return oldestMs === undefined ? undefined : Math.max(oldestMs, mirror?.toldMs ?? oldestMs);
  }

  return {
    take(meter, reading) {
      if (isStopping) return;
      const before = post.dropped;
      post.add({ meter, reading });
      if (post.dropped > before) troubles.report('post', { part: 'writer', kind: 'full', most: MOST_HELD });
    },
    untilAllTakenBut(most) {
      if (isStopping || post.waiting <= most) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ most, resolve }));
    },
    keep: (name, text) => keep(`note ${name}`, { kind: 'keep', name, text }),
    keepLine: (meter, line) => keep(`line ${meter} ${JSON.stringify(line)}`, { kind: 'keepLine', meter, line }),
    ask(question) {
      return new Promise((resolve) => {
        const id = ++questions;
        if (!supervisor.isRunning || asked.size >= MOST_QUESTIONS) return resolve(undefined);
        asked.set(id, resolve);
        supervisor.post({ kind: 'ask', id, question });
      });
    },
    get mirrorBehindMs() {
      if (!config.influx) return undefined;
      const sinceMs = mirrorBehindSinceMs();
      const ms = sinceMs === undefined ? 0 : Math.max(0, clock.now() - sinceMs);
      return mirror || ms > TELLS_WITHIN_MS ? ms : undefined;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<number> {
    isStopping = true;
    releaseAt(0);
    if (supervisor.isRunning) giveAll();
    const hasEnded = await supervisor.stop(LONGEST_STOP_MS, post.unsettled > 0);
    tellDropped();
    const left = unwritten ?? post.unsettled;
    // A thread that stopped in good order has reported itself what it could not write.
    if (unwritten === undefined && left > 0) {
      const count = left;
      troubles.tell(
        hasEnded ? { part: 'history', kind: 'unwritten', count } : { part: 'writer', kind: 'leftBehind', count },
      );
    }
    return left + post.dropped;
  }
}
