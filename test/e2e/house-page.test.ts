import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { englishHousePage as house } from '../../src/texts/en/house-page.ts';
import { freePort } from '../../testbed/daemon.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingBrowser, openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { numberIn } from './settings-page.ts';

/** A meter in standard mode takes somewhat more than a second for a frame. */
const FRAME_MS = 1500;
/** The power of the first frame, in VA. Each one after it says one more. */
const FIRST_VA = 1000;

const missing = missingBrowser() ?? missingPty();
const title = ['the house’s page of a running plugin', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let meter: PtyMeter;
  let counted: Disposable;
  let page: Page;
  /** What stands in the console as an error, which is also each answer that did not come. */
  const errors: string[] = [];
  let start: () => Promise<Awaited<ReturnType<typeof startHomebridge>>>;
  let homebridge: Awaited<ReturnType<typeof startHomebridge>>;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    meter = started.use(await startPtyMeter({ everyMs: FRAME_MS }));
    counted = started.use(counting(meter));
    const storage = started.use(await temporaryStorage());
    const port = await freePort();
    const meters = [{ name: 'Linky', port: meter.port, mode: 'standard', staleAfter: 5 }];
    const config = pluginBlock({ meters, page: { port }, journal: { commitSeconds: 1 } });
    start = async () => started.use(await startHomebridge({ config, storage: storage.path }));
    homebridge = await start();
    await homebridge.waitForLog(`The house’s page is at http://127.0.0.1:${port}, only for browsers on this machine.`);
    const context = await browser.newContext({ locale: 'en-GB' });
    started.defer(() => context.close());
    page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`http://127.0.0.1:${port}/`);
  });

  afterAll(() => started.disposeAsync());

  test('shows one frame of the meter after the other', async () => {
    await expect.poll(() => power(page)).toBeGreaterThanOrEqual(FIRST_VA);
    const shown: number[] = [];
    // A machine that stalls skips one now and then; a page that asks less often than frames come never shows three in a row.
    const inARow = async () => {
      shown.push(await power(page));
      return longestRow(shown);
    };
    await expect.poll(inARow).toBeGreaterThanOrEqual(3);
    expect(await page.locator('.meter.is-stale').count()).toBe(0);
  });

  test('marks what it shows as old while Homebridge is away, and comes back by itself, without being loaded again', async () => {
    await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
    await homebridge.stop();
    const card = page.locator('.meter');
    await card.and(page.locator('.is-stale')).waitFor();
    expect(await card.locator('.age').textContent()).toBe(house.lost);
    expect(await page.locator('main').textContent()).toContain(house.unanswered);
    const before = await power(page);

    homebridge = await start();
    await expect.poll(() => power(page)).toBeGreaterThan(before);
    await card.and(page.locator(':not(.is-stale)')).waitFor();
    expect(await page.locator('main').textContent()).not.toContain(house.unanswered);
    expect(await page.evaluate(() => 'isTheSame' in globalThis)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('shows a meter as silent that has fallen silent, and never its last number as a new one', async () => {
    counted[Symbol.dispose]();
    meter.fallSilent();
    await page.locator('.meter.is-stale').waitFor();
    expect(await page.locator('.meter .age.stale').textContent()).not.toBe(house.lost);
  });
});

/** Has each frame of a meter say one VA more than the one before. */
function counting(meter: PtyMeter): Disposable {
  let said = -1;
  const timer = setInterval(sayNext, 20);
  sayNext();
  return { [Symbol.dispose]: () => clearInterval(timer) };

  function sayNext(): void {
    if (meter.sent() <= said) return;
    said = meter.sent();
    meter.say(demoGroups(FIRST_VA + said), 'standard');
  }
}

/** The power that the page shows, in VA. */
async function power(page: Page): Promise<number> {
  return numberIn(await page.locator('.meter .power strong').textContent());
}

/** How many numbers stand in a row of which each is one more than the one before. */
function longestRow(numbers: readonly number[]): number {
  let [longest, row] = [0, 0];
  for (const [at, number] of numbers.entries()) {
    const before = numbers[at - 1];
    if (number === before) continue;
    row = before !== undefined && number === before + 1 ? row + 1 : 1;
    longest = Math.max(longest, row);
  }
  return longest;
}
