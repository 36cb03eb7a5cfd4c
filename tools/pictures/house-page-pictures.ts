import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../src/texts/texts.ts';
import { freePort } from '../../testbed/daemon.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { bridgeTo } from './bridge-to-house.ts';
import { type Camera, SETTLED_MS } from './camera.ts';
import { pricesOf } from './energy-pictures.ts';
import type { WrittenHistory } from './photographed-history.ts';
import { FAMILY, momentsOfPictures } from './photographed-house.ts';
import { HOME } from './replaced-names.ts';

/** The devices of the home in the pictures. */
const PHONE = { width: 390, height: 844 };
const TABLET = { width: 1080, height: 810 };

interface HouseLook {
  readonly viewport: typeof PHONE;
  readonly dark?: true;
}

/** The house's page on a phone and on a tablet, and the card of the settings page that switches it on. */
export async function housePage(
  camera: Camera,
  browser: Browser,
  history: WrittenHistory,
  language: Language,
): Promise<void> {
  const { eveningMs } = momentsOfPictures();
  await using bridge = await bridgeTo(FAMILY, eveningMs - Date.now());
  const meters = [{ name: 'Linky', port: bridge.port, prices: pricesOf(FAMILY.kind) }];
  const port = await freePort();
  await using ui = await startUi({
    ...{ language, aheadMs: eveningMs - Date.now() },
    config: pluginBlock({ language, meters, page: { port } }),
    prepare: (storage) => history.copyTo(storage),
  });
  await delay(SETTLED_MS);
  const opened = (look: HouseLook) => openedHouse(browser, `http://127.0.0.1:${port}/`, ui, language, look);
  for (const [name, look] of [
    ['house-phone', { viewport: PHONE }],
    ['house-phone-dark', { viewport: PHONE, dark: true }],
    ['house-tablet', { viewport: TABLET }],
    ['house-tablet-dark', { viewport: TABLET, dark: true }],
  ] as const) {
    await using house = await opened(look);
    await camera.shootWindow(house.page, `${name}.${language}`);
  }
  await using house = await opened({ viewport: PHONE, dark: true });
  await showYearInEuros(house.page, language);
  await camera.shootWindow(house.page, `house-energy.${language}`);
  // The port that the card proposes, which need not be free on the machine that takes the pictures.
  await ui.configure(pluginBlock({ language, meters, page: { port: 8588, host: '0.0.0.0' } }));
  await using settings = await camera.opened(ui, {}, [], { '/house': HOME });
  await settings.frame.locator('.house .qr svg').waitFor();
  await camera.shoot(settings, `house-card.${language}`, { only: '.house' });
}

/** Opens the house's page as a device of the home does whose clock is that of the pictures. */
async function openedHouse(
  browser: Browser,
  url: string,
  { aheadMs }: Ui,
  language: Language,
  { viewport, dark }: HouseLook,
): Promise<AsyncDisposable & { readonly page: Page }> {
  const context = await browser.newContext({
    ...{ viewport, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    ...{ reducedMotion: 'reduce', timezoneId: 'Europe/Paris' },
    ...{ locale: { fr: 'fr-FR', en: 'en-GB' }[language], colorScheme: dark ? 'dark' : 'light' },
  });
  await context.clock.setSystemTime(Date.now() + aheadMs);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.curve canvas').waitFor();
  await delay(SETTLED_MS);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

async function showYearInEuros(page: Page, language: Language): Promise<void> {
  const { tabs, energy } = pageTextsIn[language];
  await page.getByRole('tab', { name: tabs.energy, exact: true }).click();
  const card = page.locator('.energy');
  await card.locator('figure').waitFor();
  await card.getByLabel(energy.views.year, { exact: true }).check();
  await card.getByLabel(energy.units.euros, { exact: true }).check();
  await delay(SETTLED_MS);
}
