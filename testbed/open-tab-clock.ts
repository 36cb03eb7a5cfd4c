import type { TabAnswer } from './open-tab-answers.ts';

/** What a page in fast time has for whoever lets its time pass. */
export interface FastTab {
  /** Gives the answer to a question at a moment. */
  answerTo: TabAnswer;
  /** How often each question was asked. */
  readonly asked: { [path: string]: number };
  /** Whether the server is there. */
  isAway: boolean;
  /** Has so much time pass, and all that the page does in it. */
  pass(ms: number): Promise<void>;
  /** Has the page in the background, or in front again. */
  see(isSeen: boolean): void;
}

/**
 * Gives the page in which it runs a clock that stands until its time is made to pass, and answers that take no time. It runs before the
 * page's own code, and knows nothing of this file.
 */
export function standStill(beginMs: number): void {
  const own = globalThis as unknown as FastTab & { document: object & { dispatchEvent(event: Event): void } };
  const waiting = new Map<number, { readonly atMs: number; readonly act: () => void }>();
  const { port1, port2 } = new MessageChannel();
  let nowMs = beginMs;
  let timers = 0;
  let isSeen = true;
  let settled = () => {};
  port1.addEventListener('message', () => settled());
  port1.start();
  const asked: { [path: string]: number } = {};
  Object.assign(own, { asked, isAway: false, pass, see });
  Object.defineProperty(own.document, 'hidden', { get: () => !isSeen });
  Date.now = () => nowMs;
  // A request that is answered at once is never late.
  AbortSignal.timeout = () => new AbortController().signal;
  globalThis.setTimeout = ((act: () => void, ms = 0) => {
    timers += 1;
    waiting.set(timers, { atMs: nowMs + ms, act });
    return timers;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = (timer) => void waiting.delete(Number(timer));
  globalThis.fetch = async (address) => {
    const [path = '', query = ''] = String(address).split('?asks=');
    asked[path] = (asked[path] ?? 0) + 1;
    if (own.isAway) throw new TypeError('Nobody answers');
    const answer = own.answerTo(path, JSON.parse(decodeURIComponent(query)), nowMs);
    return { status: 200, ok: true, json: async () => answer } as unknown as Response;
  };

  async function pass(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    for (let timer = nextBefore(endMs); timer !== undefined; timer = nextBefore(endMs)) {
      const { atMs, act } = waiting.get(timer) ?? { atMs: nowMs, act: () => {} };
      waiting.delete(timer);
      nowMs = Math.max(nowMs, atMs);
      act();
      // What was answered is shown before anything else happens.
      await new Promise<void>((resolve) => {
        settled = resolve;
        port2.postMessage('');
      });
    }
    nowMs = endMs;
  }

  function nextBefore(endMs: number): number | undefined {
    let next: number | undefined;
    let nextMs = endMs;
    for (const [timer, { atMs }] of waiting) {
      if (atMs >= nextMs) continue;
      next = timer;
      nextMs = atMs;
    }
    return next;
  }

  function see(seen: boolean): void {
    isSeen = seen;
    own.document.dispatchEvent(new Event('visibilitychange'));
  }
}
