import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { THREADS } from '../own-files.ts';
import type { RegisterLine } from '../reading/periods.ts';
import type { Reading } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import { createListPost } from '../threads/list-post.ts';
import { Supervisor } from '../threads/supervisor.ts';
import { newVitals } from '../threads/vitals.ts';
import type { TroubleList } from '../trouble/list.ts';
import { HEAP } from './heap.ts';
import type { FromWriter, ToThread, WriterAnswers, WriterQuestion } from './messages.ts';
import { createMirrorBehind } from './mirror-behind.ts';
import { createReadingQueue, MOST_HELD } from './queue.ts';

/**
 * The maximum number of unanswered questions. Homebridge asks one per minute and meter, and a thread that waits for a disk does not answer.
 */
const MOST_QUESTIONS = 100;
/**
 * If this many threads in a row ended before any Reading was on disk, the cause is assumed to be among the oldest hundred, and these are
 * dropped.
 */
const MOST_ENDS = 3;
/** The limit prevents a source that makes up names from filling the memory. */
const MOST_LINES = 1_000;

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
 * The writer service as the main thread uses it: a queue, and a supervisor of the thread that does the work. Nothing here throws, or waits
 * for that thread, for a disk or for a database.
 */
export interface Writer {
  /** Takes a Reading of a meter, by its slug. If the queue is full, the Reading is dropped and counted, and this is logged. */
  take(meter: string, reading: Reading): void;
  /** For a source that can wait: resolves when the thread has taken all but `most` Readings; also when the writer stops. */
  untilAllTakenBut(most: number): Promise<void>;
  /**
   * Keeps a short text under a name in the journal; it survives a restart. After a restart of the thread, the newest text of each name is
   * sent to it again.
   */
  keep(name: string, text: string): void;
  /**
   * Keeps a line of the history of a meter's registers in the journal. After a restart of the thread, the newest thousand lines are sent to
   * it again.
   */
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
  const queue = createReadingQueue();
  const mirrorBehind = config.influx && createMirrorBehind(queue, clock);
  /** The newest text of each name: at most some kilobytes per meter. */
  const notes = new Map<string, string>();
  /** Lines that a killed thread may not have written. */
  let lines: readonly (ToThread & { readonly kind: 'keepLine' })[] = [];
  const asked = new Map<number, (answer: never) => void>();
  let questions = 0;
  let waiting: { readonly most: number; readonly resolve: () => void }[] = [];
  /** How many threads in a row ended before any Reading was on disk. */
  let endsInVain = 0;
  /** How many Readings were lost since that was last logged. */
  let lost = 0;
  let lostInAll = 0;
  let isFlushDue = false;
  let isStopping = false;
  let stopped: Promise<number> | undefined;
  let unwritten: number | undefined;

  const job = { kind: 'write', config, folder, host, recorded, vitals: newVitals() } as const;
  const supervisor = new Supervisor<ToThread, FromWriter>({
    ...{ entry: thread, name: 'linky-tic', job, heap: HEAP, log, clock, begun, heard, ended, well },
    reportEnd: (cause) => troubles.report('thread', cause && { part: 'writer', ...cause }),
    reportStuck: (isStuck) =>
      troubles.report('disk of the thread', isStuck ? { part: 'writer', kind: 'stuck' } : undefined),
  });
  const list = createListPost(troubles, clock, (message) => supervisor.post(message));
  supervisor.start();

  function begun(): void {
    list.post();
    for (const [name, text] of notes) supervisor.post({ kind: 'keep', name, text });
    for (const line of lines) supervisor.post(line);
    if (isStopping) giveAll();
    else flush();
  }

  function well(): void {
    endsInVain = 0;
  }

  function ended(): void {
    lose(queue.ended());
    endsInVain += 1;
    if (endsInVain >= MOST_ENDS && queue.waiting > 0) lose(queue.giveUpOldest());
    for (const answer of asked.values()) answer(undefined as never);
    asked.clear();
  }

  function heard(message: FromWriter): void {
    list.postIfClockWasSet();
    switch (message.kind) {
      case 'took':
        queue.took(message.count);
        flush();
        return;
      case 'leftMemory':
        if (message.counts.size > 0) endsInVain = 0;
        queue.leftMemory(message.counts);
        return;
      case 'debug':
        log.debug(message.text);
        return;
      case 'report':
        troubles.report(...message.args);
        return;
      case 'tell':
        troubles.tell(message.news);
        return;
      case 'waits':
        mirrorBehind?.told(message.sinceMs);
        return;
      case 'answer':
        asked.get(message.id)?.(message.answer as never);
        asked.delete(message.id);
        return;
      case 'stopped':
        unwritten = message.unwritten;
    }
  }

  function flush(): void {
    isFlushDue = false;
    if (isStopping || !supervisor.isRunning) return;
    for (let readings = queue.next(); readings.length > 0; readings = queue.next()) {
      supervisor.post({ kind: 'take', readings });
    }
    if (queue.waiting === 0) tellLost();
    releaseAt(queue.waiting);
  }

  /** Sends the thread everything that is left, and then the message that stops it. */
  function giveAll(): void {
    for (let readings = queue.nextOfAll(); readings.length > 0; readings = queue.nextOfAll()) {
      supervisor.post({ kind: 'take', readings });
    }
    supervisor.post({ kind: 'stop' });
  }

  /** Resolves the promises that wait until no more than this many Readings are left. */
  function releaseAt(left: number): void {
    const released = waiting.filter(({ most }) => left <= most);
    waiting = waiting.filter(({ most }) => left > most);
    for (const { resolve } of released) resolve();
  }

  function lose(count: number): void {
    lost += count;
    lostInAll += count;
  }

  function tellLost(): void {
    troubles.report('queue', undefined);
    if (lost > 0) troubles.tell({ part: 'writer', kind: 'lost', count: lost });
    lost = 0;
  }

  return {
    take(meter, reading) {
      if (isStopping) return;
      if (!queue.add(meter, reading)) {
        if (lost === 0) troubles.report('queue', { part: 'writer', kind: 'full', most: MOST_HELD });
        lose(1);
        return;
      }
      // All Readings of one turn of the event loop go into one message.
      if (!isFlushDue) setImmediate(flush);
      isFlushDue = true;
    },
    untilAllTakenBut(most) {
      if (isStopping || queue.waiting <= most) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ most, resolve }));
    },
    keep(name, text) {
      if (isStopping) return;
      notes.set(name, text);
      supervisor.post({ kind: 'keep', name, text });
    },
    keepLine(meter, line) {
      if (isStopping) return;
      const message = { kind: 'keepLine', meter, line } as const;
      lines = [...lines, message].slice(-MOST_LINES);
      supervisor.post(message);
    },
    ask(question) {
      return new Promise((resolve) => {
        const id = ++questions;
        if (!supervisor.isRunning || asked.size >= MOST_QUESTIONS) return resolve(undefined);
        asked.set(id, resolve);
        supervisor.post({ kind: 'ask', id, question });
      });
    },
    get mirrorBehindMs() {
      return mirrorBehind?.ms;
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
    const hasEnded = await supervisor.stop(LONGEST_STOP_MS, queue.unwritten > 0);
    tellLost();
    const left = unwritten ?? queue.unwritten;
    // A thread that stopped in good order has reported itself what it could not write.
    if (unwritten === undefined && left > 0) {
      const count = left;
      troubles.tell(
        hasEnded ? { part: 'history', kind: 'unwritten', count } : { part: 'writer', kind: 'leftBehind', count },
      );
    }
    return left + lostInAll;
  }
}
