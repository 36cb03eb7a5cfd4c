import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingBrowser, openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, type PtyMeter, startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { numberIn } from './settings-page.ts';

const missing = missingBrowser() ?? missingPty();
const title = ['the house’s page of a running plugin', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let meter: PtyMeter;
  let page: Page;
  /** What stands in the console as an error, which is also each answer that did not come. */
  const errors: string[] = [];
  let start: (aheadMs?: number) => Promise<Homebridge>;
  let homebridge: Homebridge;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    meter = started.use(await startPtyMeter(WHEN_ASKED));
    const storage = started.use(await temporaryStorage());
    const port = await freePort();
    const meters = [{ name: 'Linky', port: meter.port, mode: 'standard', staleAfter: 5 }];
    const config = pluginBlock({ meters, page: { port }, journal: { commitSeconds: 1 } });
    // The meter sends a frame in each step of Homebridge's clock, so a slow machine does not make it silent.
    const pace = { ...QUICKLY, before: meter.send };
    start = async (aheadMs = 0) => {
      const clock = childClock({ isSteered: true, endsSlowly: true, aheadMs });
      return started.use(await startHomebridge({ config, storage: storage.path, clock, pace }));
    };
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
    for (const va of [1_000, 0, 1_001]) {
      meter.say(demoGroups(va), 'standard');
      await expect.poll(() => power(page)).toBe(va);
    }
    expect(await page.locator('.meter.is-stale').count()).toBe(0);
  });
});

/** The power that the page shows, in VA. */
async function power(page: Page): Promise<number> {
  return numberIn(await page.locator('.meter .power strong').textContent());
}
