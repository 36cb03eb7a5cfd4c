import { hostname, networkInterfaces } from 'node:os';
import type { Browser, Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { linksOf } from '../../homebridge-ui/page/model/house-page.ts';
import { qrPath } from '../../homebridge-ui/page/model/qr-path.ts';
import { houseAddresses } from '../../src/ui/house-addresses.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { HOME, openWithNames } from '../../tools/pictures/replaced-names.ts';
import {
  expectNoErrors,
  expectOneLanguage,
  expectToFit,
  type Language,
  pressSave,
  type Shared,
} from './settings-page.ts';

const METERS = { meters: [{ name: 'Linky', port: 'demo' }] };
const LINKS = ['http://192.168.1.20:8588/', 'http://raspberrypi.local:8588/'];

/** Defines the tests of the card about the house's page. */
export function houseTests({ language, texts, save }: Language, shared: () => Shared): void {
  const { audiences, unsaved } = texts.house;

  describe('the card about the house’s page', () => {
    let browser: Browser;
    let ui: Ui;

    beforeAll(() => {
      ({ browser, ui } = shared());
    });

    test('opens the page to the network, with its addresses and a QR code of the first, and closes it', async () => {
      await ui.configure(pluginBlock(METERS));
      await using settings = await openWithNames(browser, ui, { width: 320 }, [], { '/house': HOME });
      const card = cardOf(settings);
      await choose(card, audiences.network);
      await card.locator('.qr svg').waitFor();
      expect(await linksIn(card)).toEqual(LINKS);
      const { size, path } = qrPath(LINKS[0] ?? '');
      expect(await card.locator('.qr path').getAttribute('d')).toBe(path);
      expect(await card.locator('.qr svg').getAttribute('viewBox')).toBe(`-4 -4 ${size + 8} ${size + 8}`);
      expect(await card.getByRole('img', { name: LINKS[0] ?? '' }).count()).toBe(1);
      // A screen reader says this on its own, and neither addresses nor steps.
      expect(await card.locator('[aria-live]').allTextContents()).toEqual([unsaved.on]);
      await expectToFit(settings);
      await expectOneLanguage(settings, language);

      await choose(card, audiences.machine);
      await expect.poll(() => linksIn(card)).toEqual(['http://127.0.0.1:8588/']);
      expect(await card.locator('.qr').count()).toBe(0);

      await choose(card, audiences.off);
      await expect.poll(() => linksIn(card)).toEqual([]);
      expect(await card.getByText(unsaved.off).count()).toBe(0);
      expectNoErrors(settings, ui);
    });

    test('saves who may open it, and shows that again, with the addresses of this machine', async () => {
      await ui.configure(pluginBlock(METERS));
      await chooseAndSave(audiences.network);
      const block = pluginBlock({ ...METERS, page: { port: 8588, host: '0.0.0.0' } });
      await expect.poll(() => blockIn(ui)).toEqual(block);
      const links = linksOf({ ...block }, houseAddresses(networkInterfaces(), hostname()));
      await chooseAndSave(audiences.off, audiences.network, links);
      await expect.poll(() => blockIn(ui)).toEqual(pluginBlock(METERS));
    });

    /** @param before the choice that the card shows when it is opened, and its links */
    async function chooseAndSave(
      audience: string,
      before = audiences.off,
      links: readonly string[] = [],
    ): Promise<void> {
      await using settings = await openSettings(browser, ui);
      const card = cardOf(settings);
      await card.getByRole('radio', { name: before, checked: true }).waitFor();
      await expect.poll(() => linksIn(card)).toEqual(links);
      await choose(card, audience);
      await pressSave(settings, save);
    }
  });
}

function cardOf({ frame }: Settings): Locator {
  return frame.locator('.house');
}

function choose(card: Locator, audience: string): Promise<void> {
  return card.getByLabel(audience).check();
}

function linksIn(card: Locator): Promise<readonly string[]> {
  return card.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
}
