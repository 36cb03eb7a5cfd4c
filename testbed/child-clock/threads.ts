// How the main thread of a child process whose clock a test has in hand (`preload.ts`) moves the other threads: one order
// at a time to a thread, and an answer to each, over a channel that keeps no thread alive.
import { BroadcastChannel, isMainThread, MessagePort, threadId, type Worker } from 'node:worker_threads';
import { messagesPosted, real } from './time.ts';
import { type Due, earliest, rearm, ringLater } from './timers.ts';

/**
 * A thread that does not answer is looked at so often, and left out from then on until it does. Each look is a timer of its
 * own: a machine that stands still for longer than all of them together has missed one, and the thread has the others left.
 */
const LOOKS = 20;
const LOOK_EVERY_MS = 250;
/** Threads that go on sending messages to each other never come to rest. */
const MOST_ROUNDS = 1_000;

type Order = { readonly kind: 'rest' } | { readonly kind: 'rearm' } | { readonly kind: 'ring'; readonly timer: number };
interface OrderTo {
  readonly to: number;
  readonly nth: number;
  readonly order: Order;
}
/** Sent when an order is carried out, and, without its number, when a thread has begun. */
interface Answer {
  readonly from: number;
  readonly nth?: number;
  readonly due?: Due | undefined;
}

/** A timer, and the thread in which it is to ring. */
export interface DueIn extends Due {
  readonly thread: number;
}

class Thread {
  readonly id: number;
  hasBegun = false;
  /** It does not answer: it computes, waits for the disk, or never heard of these clocks. */
  isLeftOut = false;
  readonly #open = new Map<number, { readonly order: Order; settle(due?: Due): void }>();

  constructor(id: number) {
    this.id = id;
  }

  /** Resolves when the order is carried out, the thread has ended, or nobody waits for it any longer. */
  ask(order: Order): Promise<DueIn | undefined> {
    const nth = ++ordersGiven;
    return new Promise((resolve) => {
      const cancelLooks = afterLooks(LOOKS, () => {
        this.isLeftOut = true;
        settle();
      });
      const settle = (due?: Due) => {
        cancelLooks();
        this.#open.delete(nth);
        resolve(due && { ...due, thread: this.id });
      };
      this.#open.set(nth, { order, settle });
      if (this.hasBegun) tell(this.id, nth, order);
    });
  }

  onAnswer({ nth, due }: Answer): void {
    if (this.isLeftOut) this.#takeIn();
    if (nth !== undefined) this.#open.get(nth)?.settle(due);
    else {
      this.hasBegun = true;
      for (const [waits, { order }] of this.#open) tell(this.id, waits, order);
    }
  }

  #takeIn(): void {
    this.isLeftOut = false;
    threadsChanged += 1;
    // The clocks may have been set to another pace without it.
    this.ask({ kind: 'rearm' });
  }

  onEnd(): void {
    for (const { settle } of this.#open.values()) settle();
  }
}

/** Gives what calls it off. */
function afterLooks(looks: number, then: () => void): () => void {
  let left = looks;
  let look = real.setTimeout(function next() {
    left -= 1;
    if (left === 0) then();
    else look = real.setTimeout(next, LOOK_EVERY_MS);
  }, LOOK_EVERY_MS);
  return () => real.clearTimeout(look);
}

const channel = new BroadcastChannel('the clock of this process, as a test has it');
const threads = new Map<number, Thread>();
let ordersGiven = 0;
/** Counts the threads that have been started, have begun, have ended or are no longer left out. */
let threadsChanged = 0;

/** Resolves when what was to follow at once, in any thread, has come about; gives the timer that rings next. */
export async function rest(): Promise<DueIn | undefined> {
  for (let round = 1; ; round += 1) {
    const before = stirred();
    const [, ...dues] = await Promise.all([turns(), ...present().map((thread) => thread.ask({ kind: 'rest' }))]);
    if (stirred() !== before && round < MOST_ROUNDS) continue;
    const own = earliest();
    return firstOf([own && { ...own, thread: threadId }, ...dues]);
  }
}

/** A thread that answers has handled what others had posted to it before. So all is at rest once this has stayed as it was. */
function stirred(): number {
  return Atomics.load(messagesPosted, 0) + threadsChanged;
}

/** Rings that timer in its thread. */
export async function ring({ thread, id }: DueIn): Promise<void> {
  if (thread === threadId) await obey({ kind: 'ring', timer: id });
  else await threads.get(thread)?.ask({ kind: 'ring', timer: id });
}

/** Resolves when each thread has set its timers by the pace that the clocks have now. */
export async function rearmAll(): Promise<void> {
  rearm();
  await Promise.all(present().map((thread) => thread.ask({ kind: 'rearm' })));
}

function present(): Thread[] {
  return [...threads.values()].filter(({ isLeftOut }) => !isLeftOut);
}

function firstOf(dues: readonly (DueIn | undefined)[]): DueIn | undefined {
  return dues
    .filter((due) => due !== undefined)
    .sort((a, b) => a.dueMs - b.dueMs || a.thread - b.thread || a.id - b.id)[0];
}

function tell(to: number, nth: number, order: Order): void {
  post({ to, nth, order });
}

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'rearm':
      return rearm();
    case 'ring':
      ringLater(order.timer);
      return turns();
    case 'rest':
      return turns();
  }
}

/** What follows from a timer, or from a message that has come, at once. */
async function turns(): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) await new Promise((resolve) => setImmediate(resolve));
}

function post(message: OrderTo | Answer): void {
  isPostingHere = true;
  channel.postMessage(message);
  isPostingHere = false;
}

// A broadcast channel posts by a port, too.
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
  channel.onmessage = async ({ data }: { data: OrderTo | Answer }) => {
    if (!('to' in data) || data.to !== threadId) return;
    await obey(data.order);
    post({ from: threadId, nth: data.nth, due: earliest() });
  };
  post({ from: threadId });
}
channel.unref();
