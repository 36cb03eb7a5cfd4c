import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import { THREADS } from '../own-files.ts';
import type { HistoryAnswer, HistoryJob, HistoryQuestion } from './messages.ts';

/** How many questions may be running or waiting at a time. */
export const MOST_QUESTIONS = 8;
/** How long a question may wait for its answer. */
const QUESTION_MS = 20_000;
/** How long the thread lives without a question. */
const IDLE_MS = 60_000;
/** The limits of its heap, in MB: V8 ends a thread that needs more. */
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/** The outcome of a question. `busy`: too many are waiting already. `tooSlow`: it was given up. */
export type Outcome = HistoryAnswer | { readonly kind: 'busy' | 'tooSlow' };

export interface HistoryThread {
  /** Never rejects. If the same question is asked again while it waits, both get the same answer. */
  ask(question: HistoryQuestion): Promise<Outcome>;
}

export interface HistoryThreadParts {
  readonly job: HistoryJob;
  readonly clock: Clock;
  /** The entry file of the thread; by default that of this package. */
  readonly entry?: URL;
}

interface WaitingQuestion {
  readonly question: HistoryQuestion;
  readonly outcome: Promise<Outcome>;
  settle(outcome: Outcome): void;
}

/**
 * Answers questions on a separate thread, one after another. The thread starts with the first question, and ends a minute after the last
 * one, or with `life`. A question that takes too long ends the thread; the next question gets a new one, but only once the old one is gone,
 * which it is not while it waits for a disk: so there is never more than one. It does not keep the process alive.
 */
export function createHistoryThread(
  { job, clock, entry = THREADS.houseHistory }: HistoryThreadParts,
  life: AbortSignal,
): HistoryThread {
  /** In the order in which they were asked. The thread works on the first. */
  const waiting = new Map<string, WaitingQuestion>();
  let thread: Worker | undefined;
  /** Whether the thread is being terminated. */
  let isEnding = false;
  let asked: WaitingQuestion | undefined;
  let cancelEnd = () => {};

  life.addEventListener('abort', endAll, { once: true });

  return {
    ask(question) {
      const key = JSON.stringify([question.path, question.asks]);
      const same = waiting.get(key);
      if (same) return same.outcome;
      if (life.aborted) return Promise.resolve({ kind: 'unreadable' });
      if (waiting.size >= MOST_QUESTIONS) return Promise.resolve({ kind: 'busy' });
      const one = waitingQuestion(key, question);
      waiting.set(key, one);
      goOn();
      return one.outcome;
    },
  };

  function waitingQuestion(key: string, question: HistoryQuestion): WaitingQuestion {
    const { promise: outcome, resolve } = Promise.withResolvers<Outcome>();
    const settle = (answer: Outcome) => {
      cancel();
      waiting.delete(key);
      resolve(answer);
    };
    const one = { question, outcome, settle };
    const cancel = clock.after(QUESTION_MS, () => giveUp(one));
    return one;
  }

  /** Passes the first question to the thread, unless it is working on one. */
  function goOn(): void {
    if (asked || isEnding) return;
    cancelEnd();
    const [next] = waiting.values();
    if (!next) {
      cancelEnd = clock.after(IDLE_MS, end);
      return;
    }
    asked = next;
    try {
      thread ??= begin();
      thread.postMessage(next.question);
    } catch {
      // The system refuses to create a thread.
      settleAsked({ kind: 'unreadable' });
    }
  }

  function begin(): Worker {
    const worker = new Worker(entry, { name: 'linky-tic history', workerData: job, resourceLimits: HEAP });
    worker.on('message', (answer: HistoryAnswer) => {
      if (!isEnding) settleAsked(answer);
    });
    // An `exit` follows, which is handled below.
    worker.on('error', () => {});
    worker.on('exit', () => {
      thread = undefined;
      isEnding = false;
      settleAsked({ kind: 'unreadable' });
    });
    // Only now, since adding a listener for messages keeps the process alive again.
    worker.unref();
    return worker;
  }

  function settleAsked(answer: Outcome): void {
    const one = asked;
    asked = undefined;
    one?.settle(answer);
    goOn();
  }

  function giveUp(one: WaitingQuestion): void {
    if (one === asked) {
      asked = undefined;
      end();
    }
    one.settle({ kind: 'tooSlow' });
  }

  function end(): void {
    isEnding = thread !== undefined;
    void thread?.terminate();
  }

  function endAll(): void {
    cancelEnd();
    asked = undefined;
    end();
    for (const one of waiting.values()) one.settle({ kind: 'unreadable' });
  }
}
