import type { CDPSession, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a page holds once what is not used any more was collected. */
interface Held {
  readonly nodes: number;
  readonly listeners: number;
  readonly heapBytes: number;
}

const EARLY_MINUTES = 10;
const LATE_MINUTES = 50;

/**
 * Gives a page that is about to be loaded a clock that can be made fast. From then on, its questions have the answers that came before,
 * with other values each time, and nobody answers in the fourth minute of each half hour.
 */
export async function inFastTime(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const own = globalThis as unknown as FastPage;
    const { setTimeout, clearTimeout, fetch } = globalThis;
    const { now } = Date;
    /** Timers of the page, and which of them are timers of the browser, too: those from before the time is fast. */
    const waiting = new Map<number, { readonly atMs: number; readonly act: () => void }>();
    const real = new Map<number, ReturnType<typeof setTimeout>>();
    const bodies = new Map<string, string>();
    let fastAtMs: number | undefined;
    let begunAtMs = 0;
    let timers = 0;
    let answersDue = 0;
    Date.now = () => fastAtMs ?? now();
    own.asked = 0;
    globalThis.setTimeout = ((act: () => void, ms = 0) => {
      timers -= 1;
      const timer = timers;
      waiting.set(timer, { atMs: Date.now() + ms, act });
      const fire = () => {
        globalThis.clearTimeout(timer);
        act();
      };
      if (fastAtMs === undefined) real.set(timer, setTimeout(fire, ms));
      return timer;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      waiting.delete(Number(timer));
      clearTimeout(real.get(Number(timer)));
      real.delete(Number(timer));
    };
    globalThis.fetch = async (address, options) => {
      const path = String(address).split('?')[0] ?? '';
      if (fastAtMs === undefined) {
        answersDue += 1;
        const response = await fetch(address, options);
        bodies.set(path, await response.clone().text());
        answersDue -= 1;
        return response;
      }
      own.asked += path === 'api/status' ? 1 : 0;
      if (Math.floor((fastAtMs - begunAtMs) / 60_000) % 30 === 3) throw new TypeError('nobody');
      const answer = changed(bodies.get(path) ?? '{}', fastAtMs);
      return { status: 200, ok: true, json: async () => answer } as Response;
    };
    own.pass = async (minutes) => {
      AbortSignal.timeout = () => new AbortController().signal;
      while (answersDue > 0) await quiet();
      if (fastAtMs === undefined) begunAtMs = fastAtMs = now();
      for (const timer of real.values()) clearTimeout(timer);
      const endMs = fastAtMs + minutes * 60_000;
      while (fastAtMs < endMs) {
        const [next] = [...waiting].sort(([, one], [, other]) => one.atMs - other.atMs);
        if (next) {
          const [timer, { atMs, act }] = next;
          waiting.delete(timer);
          fastAtMs = Math.max(fastAtMs, atMs);
          act();
        }
        await quiet();
      }
    };

    /** Lets what has been answered be drawn. */
    async function quiet(): Promise<void> {
      for (let turn = 0; turn < 4; turn += 1) {
        await new Promise<void>((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => {
            port1.close();
            resolve();
          });
          port1.start();
          port2.postMessage('');
        });
      }
    }

    function changed(body: string, atMs: number): unknown {
      const answer = JSON.parse(body);
      const va = Math.round(atMs / 1000) % 3000;
      if (answer.nowMs) answer.nowMs = atMs;
      for (const meter of answer.status?.meters ?? []) {
        meter.lastReading.apparentPowerVA = va;
        meter.atMs = atMs;
      }
      for (const column of [answer.meanVA, answer.leastVA, answer.greatestVA]) column?.splice(-1, 1, va);
      for (const span of answer.spans ?? []) if (span.energyWh) span.energyWh += va;
      return answer;
    }
  });
}

/** Has an hour pass in a page in fast time, in both tabs, and tells what the page held at its beginning and its end. */
export async function anHour(
  page: Page,
): Promise<{ readonly early: Held; readonly late: Held; readonly asked: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await pass(page, EARLY_MINUTES);
  const early = await heldBy(session);
  await pass(page, LATE_MINUTES);
  const late = await heldBy(session);
  return { early, late, asked: await page.evaluate(() => (globalThis as unknown as FastPage).asked) };
}

/** Has so many minutes pass, half of them in each tab. */
async function pass(page: Page, minutes: number): Promise<void> {
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await page.evaluate((ms) => (globalThis as unknown as FastPage).pass(ms), minutes / 2);
  }
}

async function heldBy(session: CDPSession): Promise<Held> {
  for (let time = 0; time < 3; time += 1) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  const held = {
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    heapBytes: metric('JSHeapUsedSize'),
  };
  expect(held.nodes).toBeGreaterThan(100);
  return held;
}

interface FastPage {
  /** How often the status was asked for in fast time. */
  asked: number;
  pass(minutes: number): Promise<void>;
}
