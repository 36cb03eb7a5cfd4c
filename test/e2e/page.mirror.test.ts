import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MirrorStatus } from '../../src/influx/mirror.ts';
import { STATUS_SOCKET, serveStatus } from '../../src/status/socket.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { expectNoErrors, expectToFit, LANGUAGES } from './settings-page.ts';

const BLOCK = {
  platform: 'LinkyTIC',
  meters: [{ name: 'Linky', port: 'demo' }],
  influx: { url: 'http://127.0.0.1:9', bucket: 'linky' },
};
const SENT: MirrorStatus = { state: 'delivering', pending: 0, delivered: 4200, refused: 0, dropped: 0 };
const STRANGER: MirrorStatus = {
  ...SENT,
  ...{ state: 'misconfigured', mistake: 'stranger', pending: 312, delivered: 0, lastError: '204' },
};
const REFUSED: MirrorStatus = {
  ...SENT,
  state: 'clash',
  refused: 612,
  refusedSeries: [
    {
      series: 'linky_tic,meter=maison-de-campagne-principale',
      says: '400 field type conflict: input field "PAPP" on measurement "linky_tic" is type float, already …',
    },
    { series: 'linky_info,meter=linky', says: '400 <b>no</b>' },
  ],
  refusedSeriesInAll: 7,
};

const missing = missingBrowser();
const title = ['the page of a plugin that sends to InfluxDB', missing].filter(Boolean).join(', skipped: ');

let browser: Browser;
beforeAll(async () => {
  if (!missing) browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(missing).for(LANGUAGES)(`${title} in $language`, ({ language, texts: { mirror: texts } }) => {
  const life = new AbortController();
  let mirror = SENT;
  let ui: Ui;

  /** Homebridge runs without the plugin. The test itself answers on the plugin's status socket. */
  beforeAll(async () => {
    ui = await startUi({ language });
    await ui.configure(BLOCK);
    const board = {
      take() {},
      get status() {
        return { version: '0.1.0', meters: [], mirror };
      },
    };
    await serveStatus(join(ui.storage, STATUS_SOCKET), board, life.signal);
  });

  afterAll(async () => {
    life.abort();
    await ui?.[Symbol.asyncDispose]();
  });

  test('says that what answers is not known to be an InfluxDB, and what to do', async () => {
    await using settings = await opened(STRANGER);
    const card = settings.frame.locator('.mirror');
    await card.locator('p.ill').getByText(texts.stranger).waitFor();
    expect(await card.textContent()).toContain(texts.aboutStranger);
    expectNoErrors(settings, ui);
  });

  test('says that the database cannot be verified, and what that means', async () => {
    await using settings = await opened({ ...SENT, unverified: true });
    const card = settings.frame.locator('.mirror');
    await card.locator('p.well').getByText(texts.unverified).waitFor();
    expect(await card.textContent()).toContain(texts.aboutUnverified);
    expectNoErrors(settings, ui);
  });

  test('lists the refused series, with the reason and what to do', async () => {
    await using settings = await opened(REFUSED);
    const card = settings.frame.locator('.mirror');
    await card.locator('p.ill').getByText(texts.state.clash).waitFor();
    const lines = await card.locator('.refused li').allTextContents();
    const told = (REFUSED.refusedSeries ?? []).map(({ series, says }) => `${series} ${says}`);
    expect(lines).toEqual([...told, texts.moreSeries('5')]);
    expect(await card.textContent()).toContain(texts.resend);
    expectNoErrors(settings, ui);
  });

  test.for([
    { dark: false, name: 'a stranger', told: STRANGER },
    { dark: true, name: 'refused series', told: REFUSED },
  ])('fits the width of a phone with $name, dark: $dark', async ({ dark, told }) => {
    mirror = told;
    await using settings = await openSettings(browser, ui, { width: 390, height: 844, dark });
    await settings.frame.locator('.mirror p.ill').waitFor();
    await expectToFit(settings);
  });

  function opened(told: MirrorStatus): Promise<Settings> {
    mirror = told;
    return openSettings(browser, ui);
  }
});
