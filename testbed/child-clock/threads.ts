// How the main thread of a child process with a steered clock (`preload.ts`) controls the timers of the other threads. It sends
// them commands, each of which is answered, over a channel that keeps no thread alive.
import { BroadcastChannel, isMainThread, MessagePort, threadId, type Worker } from 'node:worker_threads';
import { pending } from './pending.ts';
import { messagesPosted, real } from './time.ts';
import { type Due, earliest, postpone, rearm, ringLater } from './timers.ts';

/**
 * A thread that has not answered after this many checks is left out until it answers. Each check has a timer of its own, so a
 * machine that stands still for a long time costs the thread only one of its checks.
 */
const CHECKS = 20;
const CHECK_EVERY_MS = 250;
/** Threads that keep sending messages to each other are never idle. */
const MOST_ROUNDS = 1_000;

type Command =
  | { readonly kind: 'wait until idle' }
  | { readonly kind: 'rearm' }
  | { readonly kind: 'postpone'; readonly ms: number }
  | { readonly kind: 'ring'; readonly timer: number };
interface CommandMessage {
  readonly to: number;
  readonly nth: number;
  readonly command: Command;
}
/** Sent when a command was carried out and, without a number, when a thread has started. */
interface Answer {
  readonly from: number;
  readonly nth?: number;
  readonly due?: Due;
}

/** A timer that has yet to fire, with its thread. */
export interface DueInThread extends Due {
  readonly thread: number;
}

class Thread {
  readonly id: number;
  hasStarted = false;
  /** Whether it is ignored because it does not answer: it computes, waits for the disk, or has not preloaded these clocks. */
  isLeftOut = false;
  readonly #open = new Map<number, { readonly command: Command; settle(due?: Due): void }>();

  constructor(id: number) {
    this.id = id;
  }

  /** Resolves when the command was carried out, the thread has ended, or it is left out. */
  send(command: Command): Promise<DueInThread | undefined> {
    const nth = ++commandsSent;
    return new Promise((resolve) => {
      const cancelChecks = afterChecks(CHECKS, () => {
        this.isLeftOut = true;
        settle();
      });
      const settle = (due?: Due) => {
        cancelChecks();
        this.#open.delete(nth);
        resolve(due && { ...due, thread: this.id });
      };
      this.#open.set(nth, { command, settle });
      if (this.hasStarted) sendTo(this.id, nth, command);
    });
  }

  onAnswer({ nth, due }: Answer): void {
    if (this.isLeftOut) this.#include();
    if (nth !== undefined) this.#open.get(nth)?.settle(due);
    else {
      this.hasStarted = true;
      for (const [waiting, { command }] of this.#open) sendTo(this.id, waiting, command);
    }
  }

  #include(): void {
    this.isLeftOut = false;
    threadsChanged += 1;
    // The rate of the clocks may have changed while it was left out.
    this.send({ kind: 'rearm' });
  }

  onEnd(): void {
    for (const { settle } of this.#open.values()) settle();
  }
}

/** Calls `then` after so many checks. Returns a function that cancels it. */
function afterChecks(checks: number, then: () => void): () => void {
  let left = checks;
  let check = real.setTimeout(function next() {
    left -= 1;
    if (left === 0) then();
    else check = real.setTimeout(next, CHECK_EVERY_MS);
  }, CHECK_EVERY_MS);
  return () => real.clearTimeout(check);
}

const channel = new BroadcastChannel('steered clock of this process');
const threads = new Map<number, Thread>();
let commandsSent = 0;
/** Counts how often a thread was created, has started, has ended, or was included again. */
let threadsChanged = 0;

/** Resolves when no thread has anything left to do at once. Gives the timer that fires next. */
export async function waitUntilIdle(): Promise<DueInThread | undefined> {
  for (let round = 1; ; round += 1) {
    const before = activity();
    const [, ...dues] = await Promise.all([
      turns(),
      ...includedThreads().map((thread) => thread.send({ kind: 'wait until idle' })),
    ]);
    if (activity() !== before && round < MOST_ROUNDS) continue;
    const own = earliest();
    return firstOf([own && { ...own, thread: threadId }, ...dues]);
  }
}

/**
 * A thread answers after it has handled the messages that were posted to it before. So all are idle once this has not
 * changed.
 */
function activity(): number {
  return Atomics.load(messagesPosted, 0) + threadsChanged;
}

/** Fires that timer in its thread. */
export async function ringTimer({ thread, id }: DueInThread): Promise<void> {
  if (thread === threadId) await execute({ kind: 'ring', timer: id });
  else await threads.get(thread)?.send({ kind: 'ring', timer: id });
}

/** Resolves when each thread has set its timers by the current rate of the clocks. */
export async function rearmAllThreads(): Promise<void> {
  rearm();
  await Promise.all(includedThreads().map((thread) => thread.send({ kind: 'rearm' })));
}

/** Makes the timers of all threads fire so much later. */
export async function postponeInAllThreads(ms: number): Promise<void> {
  postpone(ms);
  await Promise.all(includedThreads().map((thread) => thread.send({ kind: 'postpone', ms })));
}

function includedThreads(): Thread[] {
  return [...threads.values()].filter(({ isLeftOut }) => !isLeftOut);
}

function firstOf(dues: readonly (DueInThread | undefined)[]): DueInThread | undefined {
  return dues
    .filter((due) => due !== undefined)
    .sort((a, b) => a.dueMs - b.dueMs || a.thread - b.thread || a.id - b.id)[0];
}

function sendTo(to: number, nth: number, command: Command): void {
  post({ to, nth, command });
}

async function execute(command: Command): Promise<void> {
  switch (command.kind) {
    case 'rearm':
      return rearm();
    case 'postpone':
      return postpone(command.ms);
    case 'ring':
      ringLater(command.timer);
      return turns();
    case 'wait until idle':
      return turns();
  }
}

/** Lets everything happen that follows at once from a timer, a message or an answer that is waited for. */
async function turns(): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) await new Promise((resolve) => setImmediate(resolve));
  if (pending.count === 0) return;
  await new Promise((resolve) => real.setTimeout(resolve, 1));
  await turns();
}

function post(message: CommandMessage | Answer): void {
  isPostingHere = true;
  channel.postMessage(message);
  isPostingHere = false;
}

// A broadcast channel posts through a port, too. Its messages do not count.
let isPostingHere = false;
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (...given) {
  const answer = postMessage.apply(this, given);
  if (!isPostingHere) Atomics.add(messagesPosted, 0, 1);
  return answer;
};

if (isMainThread) {
  process.on('worker', (worker: Worker) => {
    const thread = new Thread(worker.threadId);
    threads.set(thread.id, thread);
    threadsChanged += 1;
    worker.once('exit', () => {
      threads.delete(thread.id);
      threadsChanged += 1;
      thread.onEnd();
    });
  });
  channel.onmessage = ({ data }: { data: Answer }) => {
    if (data.nth === undefined) threadsChanged += 1;
    threads.get(data.from)?.onAnswer(data);
  };
} else {
  channel.onmessage = async ({ data }: { data: CommandMessage | Answer }) => {
    if (!('to' in data) || data.to !== threadId) return;
    await execute(data.command);
    post({ from: threadId, nth: data.nth, due: earliest() });
  };
  post({ from: threadId });
}
channel.unref();
