import type { CDPSession, Page } from 'playwright-core';
import { answerByItself } from './open-tab-answers.ts';
import { type FastTab, standStill } from './open-tab-clock.ts';

/** What a page holds once what is not used any more was collected. */
interface Held {
  readonly nodes: number;
  readonly listeners: number;
  /** All that its code has made: objects, arrays, functions, elements that it knows. */
  readonly objects: number;
  /** What these take, and the code itself, of which the browser compiles more and more for a while. */
  readonly heapBytes: number;
  /** What the browser itself holds for the page: elements, styles, what it has measured. */
  readonly browserBytes: number;
}

/** A page of which the time can be made to pass. */
export interface OpenTab {
  /** Lets so much time pass in the tab that is open. */
  pass(ms: number): Promise<void>;
  /** Has the server go away, or come back. */
  setAway(isAway: boolean): Promise<void>;
  /** Has the page in the background, or in front again. */
  see(isSeen: boolean): Promise<void>;
  /** How often the plugin's status was asked for until now. */
  asked(): Promise<number>;
  held(): Promise<Held>;
}

/** Four days before a month ends, at half past eight in Paris. */
const BEGIN_MS = Date.parse('2026-06-27T08:30:00+02:00');
/** What one collection frees may be all that keeps something else. */
const COLLECTIONS = 3;

/** Makes a page, before it is loaded, one whose time stands until it is made to pass, and which answers its questions itself. */
export async function makeFast(page: Page): Promise<void> {
  await page.addInitScript(standStill, BEGIN_MS);
  await page.addInitScript(answerByItself);
}

/** @param page one that `makeFast` had, and that is loaded */
export async function openTab(page: Page): Promise<OpenTab> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return {
    pass: (ms) => page.evaluate((ms) => (globalThis as unknown as FastTab).pass(ms), ms),
    see: (isSeen) => page.evaluate((isSeen) => (globalThis as unknown as FastTab).see(isSeen), isSeen),
    setAway: (isAway) => page.evaluate((isAway) => void Object.assign(globalThis, { isAway }), isAway),
    asked: () => page.evaluate(() => (globalThis as unknown as FastTab).asked['api/status'] ?? 0),
    held: () => heldBy(session),
  };
}

async function heldBy(session: CDPSession): Promise<Held> {
  for (let time = 0; time < COLLECTIONS; time += 1) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  const { embedderHeapUsedSize } = await session.send('Runtime.getHeapUsage');
  return {
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    objects: await objectsIn(session),
    heapBytes: metric('JSHeapUsedSize'),
    browserBytes: embedderHeapUsedSize,
  };
}

/** How many objects there are, once what is not used any more was collected. */
async function objectsIn(session: CDPSession): Promise<number> {
  const objectGroup = 'counted';
  const { result } = await session.send('Runtime.evaluate', { expression: 'Object.prototype', objectGroup });
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
    objectGroup,
  });
  const { result: count } = await session.send('Runtime.callFunctionOn', {
    functionDeclaration: 'function () { return this.length; }',
    objectId: objects.objectId ?? '',
    returnByValue: true,
  });
  await session.send('Runtime.releaseObjectGroup', { objectGroup });
  return count.value as number;
}
