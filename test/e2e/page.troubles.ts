import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MirrorStatus } from '../../src/influx/mirror.ts';
import { STATUS_SOCKET, serveStatus } from '../../src/status/socket.ts';
import type { Status } from '../../src/status/status.ts';
import { textsFor } from '../../src/texts/texts.ts';
import type { News } from '../../src/trouble/news.ts';
import type { InfluxPlace, Trouble } from '../../src/trouble/trouble.ts';
import { said } from '../../src/trouble/words.ts';
import { openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import {
  cardIn,
  expectNoErrors,
  expectOneLanguage,
  expectToFit,
  type Language,
  openTab,
  type Shared,
} from './settings-page.ts';

const PORT = '/dev/ttyUSB0';
const URL = 'http://127.0.0.1:9';
const BLOCK = pluginBlock({
  meters: [
    { name: 'Linky', port: PORT },
    { name: 'Cave', port: '/dev/ttyUSB1' },
  ],
  influx: { url: URL, bucket: 'linky' },
});

const SENT: MirrorStatus = { state: 'delivering', pending: 0, delivered: 4200, refused: 0 };
const REFUSED_MEASUREMENTS = [
  {
    measurement: 'linky_tic',
    says: '400 field type conflict: input field "PAPP" on measurement "linky_tic" is type float, already …',
  },
  { measurement: 'linky_info', says: '400 <b>no</b>' },
];

const SINCE = { since: Date.now() - 600_000 };
const LINE = { ...SINCE, part: 'line', meter: 'linky', name: 'Linky', port: PORT } as const;
const HISTORY = { ...SINCE, part: 'history', path: '/var/lib/homebridge/linky-tic.db', says: 'SQLITE_FULL' } as const;
const DATABASE: InfluxPlace = {
  ...{ url: URL, version: '2', hasCredentials: false },
  ...{ org: '', bucket: 'linky', database: '', username: '' },
};
const MIRROR = { ...SINCE, part: 'mirror', to: DATABASE, says: '400' } as const;

/** Defines the tests of how the page shows what is wrong. Homebridge must run without the plugin: the test answers in its place. */
export function troubleTests({ language, texts }: Language, shared: () => Shared): void {
  describe('what is wrong, on a phone in the dark', () => {
    const words = textsFor(language, 'page').troubles;
    const life = new AbortController();
    let troubles: readonly Trouble[] = [];
    const news: readonly News[] = [];
    let mirror = SENT;
    let settings: Settings;

    beforeAll(async () => {
      const { browser, ui } = shared();
      await ui.configure(BLOCK);
      const reading = { lastReading: readingWith({ apparentPowerVA: 390 }), ageMs: 6000 };
      const board = {
        take() {},
        get status(): Status {
          const meters = [
            { slug: 'linky', name: 'Linky', port: PORT, staleAfter: 20, ...reading },
            { slug: 'cave', name: 'Cave', port: '/dev/ttyUSB1', staleAfter: 20, ...reading },
          ];
          return { version: '1.0.0', meters, mirror, troubles, news };
        },
      };
      await serveStatus(join(ui.storage, STATUS_SOCKET), () => ({ status: board.status }), life.signal);
      settings = await openSettings(browser, ui, { width: 375, height: 812, dark: true });
    });

    afterAll(async () => {
      life.abort();
      await settings?.[Symbol.asyncDispose]();
    });

    beforeEach(() => openTab(settings, texts.tabs.live));

    const panel = () => settings.frame.locator('[role=tabpanel]:not([hidden])');
    const shown = (name: string, within: Locator = panel()) => within.locator(`[data-trouble="${name}"]`);

    async function expectInWords(trouble: Trouble, card: Locator): Promise<void> {
      await card.waitFor();
      const { says, cure, meanwhile = '' } = said(trouble, words);
      for (const text of [says, cure, meanwhile]) expect(await card.textContent()).toContain(text);
    }

    test('of a line stands in the card of its meter, says why it is not read, and goes by itself', async () => {
      const gone = { ...LINE, kind: 'gone' } as const;
      troubles = [gone];
      const card = cardIn(settings, 'Linky');
      await expectInWords(gone, shown('line/gone', card));
      expect(await shown('line/gone').count()).toBe(1);
      expect(await card.locator('.age').textContent()).toMatch(new RegExp(`^${texts.live.unplugged('.*')}$`));
      expect(await cardIn(settings, 'Cave').locator('.age.stale').count()).toBe(0);
      await expectToFit(settings);
      await expectOneLanguage(settings, language);

      await openTab(settings, texts.tabs.port);
      await shown('line/gone').waitFor();
      await expectToFit(settings);
      await openTab(settings, texts.tabs.live);
      troubles = [];
      await shown('line/gone').waitFor({ state: 'detached' });
      expect(await card.locator('.age').textContent()).toMatch(new RegExp(`^${texts.live.age('.*')}$`));
      expectNoErrors(settings, shared().ui);
    });

    test('is not drawn again at each answer, so that a screen reader says it once', async () => {
      const silent = { ...LINE, kind: 'silent' } as const;
      troubles = [silent];
      await shown('line/silent').waitFor();
      const card = await shown('line/silent').elementHandle();
      expect(await shown('line/silent').locator('..').getAttribute('role')).toBe('status');
      troubles = [silent, { ...HISTORY, kind: 'full' }];
      await shown('history/full').waitFor();
      expect(await card?.evaluate(({ isConnected }) => isConnected)).toBe(true);
    });

    test('of the history stands at the top, and no history is said to be empty', async () => {
      const unreachable = { ...HISTORY, kind: 'unreachable' } as const;
      troubles = [];
      await openTab(settings, texts.tabs.energy);
      // The journal has nothing of this month.
      await panel().locator('.bars').waitFor();
      await panel().getByText(texts.subscription.empty).waitFor();
      troubles = [unreachable];
      await expectInWords(unreachable, shown('history/unreachable'));
      await panel().locator('.bars').waitFor({ state: 'hidden' });
      await panel().getByText(texts.subscription.empty).waitFor({ state: 'hidden' });
      await expectToFit(settings);

      await openTab(settings, texts.tabs.live);
      await shown('history/unreachable').waitFor();
      expect(await isAbove(shown('history/unreachable'), settings.frame.locator('.meter').first())).toBe(true);
      await settings.frame.getByText(texts.curve.empty).waitFor({ state: 'hidden' });
      // Frames that are in memory alone do not all arrive.
      expect(await settings.frame.locator('.mirror').getByText(texts.mirror.delivering).count()).toBe(0);
      troubles = [];
      await settings.frame.locator('.mirror').getByText(texts.mirror.delivering).waitFor();
      await settings.frame.getByText(texts.curve.empty).waitFor();
      expectNoErrors(settings, shared().ui);
    });

    test('of the database stands above its card and on its tab; the card lists the refused measurements with their reasons', async () => {
      const at = { fromMs: SINCE.since, toMs: SINCE.since + 60_000 };
      const refused: Trouble = { ...MIRROR, kind: 'refused', measurement: 'linky_tic', ...at };
      troubles = [refused];
      mirror = { ...SENT, state: 'clash', refused: 612, refusedMeasurements: REFUSED_MEASUREMENTS };
      const card = settings.frame.locator('.mirror');
      // Its times are in the zone of the browser, which is not that of the test.
      await shown('mirror/refused').getByText(said(refused, words).cure).waitFor();
      expect(await isAbove(shown('mirror/refused'), card)).toBe(true);
      const told = REFUSED_MEASUREMENTS.map(({ measurement, says }) => `${measurement} ${says}`);
      await expect.poll(() => card.locator('.refused li').allTextContents()).toEqual(told);
      expect(await card.locator('.well').count()).toBe(0);
      await expectToFit(settings);

      troubles = [{ ...MIRROR, kind: 'address' }];
      mirror = { ...SENT, state: 'misconfigured', mistake: 'address', pending: 312, delivered: 0, lastError: '400' };
      await shown('mirror/address').waitFor();
      await openTab(settings, texts.tabs.influx);
      await shown('mirror/address').waitFor();
      await expectToFit(settings);
      expectNoErrors(settings, shared().ui);
    });
  });
}

async function isAbove(upper: Locator, lower: Locator): Promise<boolean> {
  const [above, below] = [await upper.boundingBox(), await lower.boundingBox()];
  return above !== null && below !== null && above.y + above.height <= below.y;
}
