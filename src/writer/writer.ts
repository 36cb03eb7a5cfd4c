import { extname } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Reading } from '../reading.ts';
import type { Host, Texts } from '../texts/texts.ts';
import type { FromWriter, WriterAnswers, WriterQuestion } from './messages.ts';
import { createReadingQueue, MOST_HELD } from './queue.ts';
import { Supervisor } from './supervisor.ts';
import { newVitals } from './vitals.ts';
import { Said } from './writer-log.ts';

/** The entry of the thread: it lies beside this file, as it was written and as it was built. */
export const THREAD = new URL(`./thread/thread${extname(import.meta.url)}`, import.meta.url);

/** A source that can wait has no more than this before it. */
const FEW = 500;
/** Homebridge asks once a minute and meter: what a thread that waits for a disk has not answered is not asked for without an end. */
const MOST_QUESTIONS = 100;
/** After so many threads that ended with none of what they were given on disk, something in it is what ends them. */
const MOST_ENDS = 3;

export interface WriterOptions {
  readonly config: Config;
  /** Where the journal is, the status socket, and the lines that InfluxDB refuses for good. */
  readonly folder: string;
  /** What runs it. Homebridge unless said otherwise. */
  readonly host?: Host;
  readonly log: Log;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly thread?: URL;
}

/**
 * The writer service as Homebridge's thread has it: a queue before the thread that does the work. Nothing of it throws, and
 * whatever that thread, a disk or a database does, nothing of it waits.
 */
export interface Writer {
  /** Takes a Reading of a meter, which is named by its slug. What there is no room for is left out, counted and said. */
  take(meter: string, reading: Reading): void;
  /** Resolves when few Readings wait, for a source that can wait itself; also when the writer stops. */
  fewWait(): Promise<void>;
  /** Undefined when the thread ends before it has answered, or when there is none. May never come while it waits for a disk. */
  ask<A extends WriterQuestion['about']>(
    question: WriterQuestion & { about: A },
  ): Promise<WriterAnswers[A] | undefined>;
  /**
   * Has all that was taken written, and ends: within four seconds. Gives how many Readings may not be on disk, or were lost.
   * Never rejects.
   */
  stop(): Promise<number>;
}

export function startWriter(options: WriterOptions): Writer {
  const { config, folder, host = 'homebridge', log, texts, clock, thread = THREAD } = options;
  const queue = createReadingQueue();
  const said = new Said();
  const asked = new Map<number, (answer: never) => void>();
  let questions = 0;
  let waiting: (() => void)[] = [];
  /** Threads in a row that ended with nothing on disk. */
  let endsInVain = 0;
  /** Readings that were lost since that was told last, and in all. */
  let lost = 0;
  let lostInAll = 0;
  let isToldFull = false;
  let isFlushDue = false;
  let isStopping = false;
  let stopped: Promise<number> | undefined;
  let unwritten: number | undefined;

  const job = { kind: 'write', config, folder, host, vitals: newVitals() } as const;
  const supervised = { entry: thread, job, log, texts: texts.writer, clock, begun, heard, ended, well };
  const supervisor = new Supervisor(supervised);
  supervisor.start();

  function begun(): void {
    said.begin();
    if (isStopping) giveAll();
    else flush();
  }

  function well(): void {
    said.forget();
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
    switch (message.kind) {
      case 'took':
        queue.took(message.count);
        flush();
        return;
      case 'gone':
        if (message.counts.size > 0) endsInVain = 0;
        queue.gone(message.counts);
        return;
      case 'say':
        say(message.level, message.text);
        return;
      case 'answer':
        asked.get(message.id)?.(message.answer as never);
        asked.delete(message.id);
        return;
      case 'stopped':
        unwritten = message.unwritten;
    }
  }

  function say(level: keyof Log, text: string): void {
    if (level === 'debug' || said.isNews(text, level === 'error')) log[level](text);
    else log.debug(text);
  }

  function flush(): void {
    isFlushDue = false;
    if (isStopping || !supervisor.isRunning) return;
    for (let parcels = queue.next(); parcels.length > 0; parcels = queue.next()) {
      supervisor.post({ kind: 'take', parcels });
    }
    if (queue.waiting === 0) tellLost();
    if (queue.waiting < FEW) release();
  }

  /** Everything that there is, for a last time. */
  function giveAll(): void {
    for (let parcels = queue.nextOfAll(); parcels.length > 0; parcels = queue.nextOfAll()) {
      supervisor.post({ kind: 'take', parcels });
    }
    supervisor.post({ kind: 'stop' });
  }

  function release(): void {
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  function lose(count: number): void {
    lost += count;
    lostInAll += count;
  }

  function tellLost(): void {
    if (lost > 0) log.warn(texts.writer.lost(lost));
    lost = 0;
    isToldFull = false;
  }

  return {
    take(meter, reading) {
      if (isStopping) return;
      if (!queue.add(meter, reading)) {
        if (!isToldFull) log.warn(texts.writer.full(MOST_HELD));
        isToldFull = true;
        lose(1);
        return;
      }
      // What comes in one turn goes in one message.
      if (!isFlushDue) setImmediate(flush);
      isFlushDue = true;
    },
    fewWait() {
      if (isStopping || queue.waiting < FEW) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    ask(question) {
      return new Promise((resolve) => {
        const id = ++questions;
        if (!supervisor.isRunning || asked.size >= MOST_QUESTIONS) return resolve(undefined);
        asked.set(id, resolve);
        supervisor.post({ kind: 'ask', id, question });
      });
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<number> {
    isStopping = true;
    release();
    if (supervisor.isRunning) giveAll();
    const hasEnded = await supervisor.stop(queue.unwritten > 0);
    tellLost();
    const left = unwritten ?? queue.unwritten;
    // The thread itself says what it could not write.
    const says = hasEnded ? texts.journal.unwritten : texts.writer.leftBehind;
    if (unwritten === undefined && left > 0) log.warn(says(left));
    return left + lostInAll;
  }
}
