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
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { expectNoErrors, expectToFit, FRENCH } from './settings-page.ts';

const BLOCK = pluginBlock({
  meters: [{ name: 'Linky', port: 'demo' }],
  influx: { url: 'http://127.0.0.1:9', bucket: 'linky' },
});
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

describe.skipIf(missing)(title, () => {
  const texts = FRENCH.texts.mirror;
  const started = new AsyncDisposableStack();
  let mirror = SENT;
  let browser: Browser;
  let ui: Ui;

  /** Homebridge runs without the plugin. The test itself answers on the plugin's status socket. */
  beforeAll(async () => {
    browser = started.use(await openBrowser());
    ui = started.use(await startUi({ language: FRENCH.language }));
    await ui.configure(BLOCK);
    const life = new AbortController();
    started.defer(() => life.abort());
    const board = {
      take() {},
      get status() {
        return { version: '0.1.0', meters: [], mirror };
      },
    };
    await serveStatus(join(ui.storage, STATUS_SOCKET), board, life.signal);
  });

  afterAll(() => started.disposeAsync());

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

  test('fits the width of a phone, with refused series and with a stranger', async () => {
    mirror = REFUSED;
    await using settings = await openSettings(browser, ui, { width: 390, height: 844, dark: true });
    const card = settings.frame.locator('main[data-lighting=dark] .mirror');
    await card.getByText(texts.state.clash).waitFor();
    await expectToFit(settings);
    mirror = STRANGER;
    await card.getByText(texts.stranger).waitFor();
    await expectToFit(settings);
  });

  function opened(told: MirrorStatus): Promise<Settings> {
    mirror = told;
    return openSettings(browser, ui);
  }
});
