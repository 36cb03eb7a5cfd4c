import type { Browser, Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TroubleNote } from '../../src/ui/protocol.ts';
import { houseHistory } from '../../testbed/energy-history.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { startStandIn } from '../../testbed/homebridge/ui-stand-in.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { drawn, drawOnDemand, expectNoErrors, FRENCH, openTab, partsOf, VIEWS } from './settings-page.ts';

const { texts } = FRENCH;
const TROUBLE: TroubleNote = { part: 'history', kind: 'unreadable', since: 0, says: 'Illisible.', cure: '' };

const missing = missingBrowser();
const title = ['the parts of the page', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let ui: Ui;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    ui = started.use(
      await startStandIn({
        language: FRENCH.language,
        config: pluginBlock({ language: 'fr', meters: [{ name: 'Maison', port: 'demo' }] }),
        prepare: (storage) => writeHistory(storage, houseHistory('maison', Date.now(), 40)),
      }),
    );
  });

  afterAll(() => started.disposeAsync());

  test('that is not open asks for nothing, and what is open begins with its first values', async () => {
    await using settings = await openSettings(browser, ui, { before: recordRequests });
    await expect.poll(() => partsOf(settings)).toEqual([...VIEWS, 'texts-fr', 'views']);
    await settings.frame.locator('.curve canvas').waitFor();
    const asked = await requestsOf(settings);
    expect(asked[0]).toBe('/status');
    expect([...new Set(asked)].toSorted()).toEqual(['/check', '/contract', '/curve', '/meters', '/status']);
    await openTab(settings, texts.tabs.energy);
    await drawn(settings);
    expect([...new Set(await requestsOf(settings))].toSorted()).toEqual([
      '/check',
      '/contract',
      '/curve',
      '/imports',
      '/meters',
      '/offers',
      '/spans',
      '/status',
    ]);
    expectNoErrors(settings, ui);
  });

  test('that was left asks for nothing any more, also when its history comes into trouble', async () => {
    await using settings = await openSettings(browser, ui, { before: recordRequests });
    await settings.frame.locator('.curve canvas').waitFor();
    await openTab(settings, texts.tabs.energy);
    await drawn(settings);
    await openTab(settings, texts.tabs.influx);
    await settings.frame.locator('.influx').waitFor();
    const before = (await requestsOf(settings)).length;
    await settings.frame.locator('html').evaluate((_, trouble) => {
      (globalThis as unknown as Recorded).troubles = [trouble];
    }, TROUBLE);
    for (const panel of ['#panel-0', '#panel-1'])
      await settings.frame.locator(panel).locator('.trouble').waitFor({ state: 'attached' });
    expect(new Set((await requestsOf(settings)).slice(before))).toEqual(new Set(['/status']));
    expectNoErrors(settings, ui);
  });

  test('says that it loads, by keyboard too, and is shown when it comes, unless another tab is open by then', async () => {
    const held = holding(/\/energy-view-/);
    await using settings = await openSettings(browser, ui, { before: held.begin });
    const { frame, page } = settings;
    await frame.getByRole('tab', { name: texts.tabs.live }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await frame.getByRole('tab', { selected: true }).textContent()).toBe(texts.tabs.energy);
    await status(settings, texts.curve.loading).waitFor();
    await page.keyboard.press('ArrowLeft');
    await held.release();
    await expect.poll(() => partsOf(settings)).toContain('energy-view');
    expect(await frame.locator('.energy').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await drawn(settings);
    expectNoErrors(settings, ui);
  });

  test('that cannot be had is said in words, and is tried again when its tab opens or its button is pressed', async () => {
    const lost = losing(/\/(?:energy-view|curve-chart)-/);
    // Nothing is tried again by itself, once a minute.
    await using settings = await openSettings(browser, ui, {
      before: (page) => both(drawOnDemand(page), lost.begin(page)),
    });
    const { frame, page } = settings;
    const chart = frame.locator('.curve .canvas');
    const again = { name: texts.part.again, exact: true };
    await chart.getByText(texts.part.failed).waitFor();
    await openTab(settings, texts.tabs.energy);
    await status(settings, texts.part.failed).waitFor();
    await openTab(settings, texts.tabs.live);
    // The chart on the other tab is tried again too.
    const energyTries = () => lost.lost.filter((address) => address.includes('/energy-view-')).length;
    const tries = energyTries();
    await openTab(settings, texts.tabs.energy);
    const panel = frame.getByRole('tabpanel');
    await expect.poll(energyTries).toBe(tries + 1);
    await status(settings, texts.part.failed).waitFor();
    // The button that did not help keeps the focus.
    await panel.getByRole('button', again).focus();
    await page.keyboard.press('Enter');
    await expect.poll(energyTries).toBe(tries + 2);
    await status(settings, texts.part.failed).waitFor();
    expect(await panel.getByRole('button', again).evaluate((button) => button.matches(':focus'))).toBe(true);

    // Many browsers keep the failure of an address.
    expect(new Set(lost.lost).size).toBe(lost.count());
    await lost.end();
    await page.keyboard.press('Enter');
    await drawn(settings);
    await openTab(settings, texts.tabs.live);
    await chart.getByRole('button', again).click();
    await chart.locator('canvas').waitFor();
    expect(await frame.getByText(texts.part.failed).count()).toBe(0);
  });

  test('is tried once more where it is the texts, and Homebridge’s form is there without them', async () => {
    {
      const lost = losing(/\/texts-fr-/, 1);
      await using settings = await openSettings(browser, ui, { before: lost.begin });
      await settings.frame.locator('.curve canvas').waitFor();
      expect(lost.count()).toBe(1);
    }
    await using without = await openSettings(browser, ui, { before: losing(/\/texts-fr-/).begin });
    await without.frame.getByRole('alert').getByText('formulaire de Homebridge').waitFor();
    await without.dialogue.locator('app-schema-form').waitFor();
  });
});

function status({ frame }: Settings, says: string): Locator {
  return frame.getByRole('tabpanel').getByRole('status').filter({ hasText: says });
}

/** Has the page note the paths of its requests. The troubles that it is told can be replaced. */
function recordRequests(page: Page): Promise<AsyncDisposable> {
  return page.addInitScript(() => {
    const own = globalThis as unknown as Recorded;
    let client: Client | undefined;
    own.asked = [];
    Object.defineProperty(globalThis, 'homebridge', {
      get: () => client,
      set(given: Client) {
        const ask = given._requestResponse.bind(given);
        given._requestResponse = async (payload) => {
          if (payload.path !== undefined) own.asked.push(payload.path);
          const answer = await ask(payload);
          return payload.path === '/status' && own.troubles ? { ...Object(answer), troubles: own.troubles } : answer;
        };
        client = given;
      },
    });
  });
}

function requestsOf({ frame }: Settings): Promise<readonly string[]> {
  return frame.locator('html').evaluate(() => (globalThis as unknown as Recorded).asked);
}

interface Recorded {
  asked: string[];
  /** What the answers to the page say to be wrong, in place of what is. */
  troubles?: readonly TroubleNote[];
}

/** The client of Homebridge UI in the plugin's page. */
interface Client {
  _requestResponse(payload: { readonly path?: string }): Promise<unknown>;
}

/** Holds back files until they are released. */
function holding(files: RegExp) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    begin: (page: Page) => routing(page, files, (route) => promise.then(() => route.continue())),
    release: async () => resolve(),
  };
}

/** Has the requests for files fail, as while Homebridge UI restarts behind a proxy: all, or so many. */
function losing(files: RegExp, most = Number.POSITIVE_INFINITY) {
  const lost: string[] = [];
  const undo = new AsyncDisposableStack();
  return {
    async begin(page: Page) {
      undo.use(
        await routing(page, files, (route) => {
          if (lost.length >= most) return route.continue();
          lost.push(route.request().url());
          return route.fulfill({ status: 503 });
        }),
      );
      return undo;
    },
    /** The addresses of the requests that failed. */
    lost,
    count: () => lost.length,
    end: () => undo.disposeAsync(),
  };
}

async function both(...changes: readonly Promise<AsyncDisposable>[]): Promise<AsyncDisposable> {
  const all = new AsyncDisposableStack();
  for (const change of changes) all.use(await change);
  return all;
}

async function routing(page: Page, files: RegExp, act: (route: Route) => Promise<void>): Promise<AsyncDisposable> {
  await page.route(files, act);
  return { [Symbol.asyncDispose]: () => page.unroute(files, act) };
}
