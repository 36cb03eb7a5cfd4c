import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { englishHousePage as enHouse } from '../../src/texts/en/house-page.ts';
import { englishPage as en } from '../../src/texts/en/page.ts';
import { englishPageStart as enStart } from '../../src/texts/en/page-start.ts';
import { frenchHousePage as frHouse } from '../../src/texts/fr/house-page.ts';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import { type PageAnswers, pageAnswers } from '../../src/ui/page-answers.ts';
import { houseHistory } from '../../testbed/energy-history.ts';
import { missingBrowser, openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { type HouseServer, startHouseServer } from '../../testbed/house-server.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const WIDTHS = [320, 390, 768, 1280];
/** Another language than these two gets English. */
const LOOKS = [
  { locale: 'fr-CA', language: 'fr', texts: fr, house: frHouse, colorScheme: 'light' },
  { locale: 'de-DE', language: 'en', texts: en, house: enHouse, colorScheme: 'dark' },
] as const;
const PRICES = [
  {
    from: '2025-01-01',
    subscription: 15.74,
    periods: [
      { name: 'HP', price: 0.2081 },
      { name: 'HC', price: 0.1635 },
    ],
  },
];
const READING: Partial<Reading> = {
  ...{ phases: 1, apparentPowerVA: 2310, activePowerW: 2196, activePowerErrorW: 28, subscribedVA: 9000 },
  ...{ tariff: 'HP..', contract: 'HC..', importedWh: 32_655_000, maxPowerVAToday: 5230 },
  calendar: { periods: {}, offPeak: '22:00-06:00', offPeakTomorrow: '22:00-06:00', seenDays: 12 },
};

const missing = missingBrowser();
const title = ['the views of the house’s page', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  /** What the plugin tells of itself at present. */
  const told = { version: '1.0.0', ageMs: 800 };
  let browser: Browser;
  let server: HouseServer;

  beforeAll(async () => {
    const folder = temporaryFolder({ inMemory: true });
    writeHistory(folder, houseHistory('maison', Date.now(), 40));
    const answers = pageAnswers(thisMachine(), folder);
    server = started.use(await startHouseServer((path, asks) => answerTo(path as keyof PageAnswers, asks, answers)));
    browser = started.use(await openBrowser());
  });

  afterAll(() => started.disposeAsync());

  test.each(LOOKS)('fit every width, keep to the policy and ask nobody else, in $language', async (look) => {
    await using house = await opened(look);
    const { page, errors, hosts } = house;
    await page.locator('.curve canvas').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(look.language);
    expect(await page.locator('main').getAttribute('data-lighting')).toBe(look.colorScheme);
    await expectToFit(page);
    await page.getByRole('tab', { name: look.texts.tabs.energy, exact: true }).click();
    await page.locator('.energy:not(.is-stale) .period h3:not(:empty)').waitFor();
    await page.getByText(look.texts.energy.units.euros, { exact: true }).click();
    // What the server makes of the prices, which the page is not told.
    await page.locator('.energy').getByText(look.texts.energy.facts.cost, { exact: true }).waitFor();
    await page.locator('.offers:not(.is-stale) .sum').first().waitFor();
    await expectToFit(page);
    expect(await page.getByText(look.texts.energy.addPrices).count()).toBe(0);
    expect(await page.locator('.prices, .import, .registers, .mirror, .form-control').count()).toBe(0);
    expect(errors).toEqual([]);
    expect([...hosts]).toEqual([new URL(server.url).host]);
  });

  test('load nothing that only the settings page has', async () => {
    const code = server.asked.filter((path) => path.endsWith('.js')).map((path) => path.replace(/-.{8}\.js$/, ''));
    expect([...new Set(code)].toSorted()).toEqual([
      ...['/curve-chart', '/energy-view', '/house-page', '/house.js', '/texts-en', '/texts-fr', '/views'],
    ]);
  });

  describe('of one page that stays open', () => {
    let house: Awaited<ReturnType<typeof opened>>;

    beforeAll(async () => {
      house = await opened(LOOKS[0]);
      await house.page.locator('.curve canvas').waitFor();
    });

    afterAll(() => house[Symbol.asyncDispose]());

    test('are operated by the keyboard, and come back to the tab that was open', async () => {
      const { page, errors } = house;
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('tab', { selected: true }).textContent()).toBe(fr.tabs.energy);
      const bars = page.locator('figure.bars');
      await bars.locator('.column').first().waitFor();
      await bars.focus();
      await page.keyboard.press('ArrowLeft');
      await page.locator('.energy .readout:not(:empty)').waitFor();
      await page.reload();
      await page.getByRole('tab', { name: fr.tabs.energy, selected: true }).waitFor();
      expect(errors).toEqual([]);
    });

    test('turn dark, with the colours of the curve', async () => {
      const { page } = house;
      await page.getByRole('tab', { name: fr.tabs.live }).click();
      await page.locator('.curve canvas').waitFor();
      const picture = () =>
        page.locator('.curve canvas').evaluate((canvas) => (canvas as unknown as Picture).toDataURL());
      const before = await picture();
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('main[data-lighting=dark]').waitFor();
      await expect.poll(picture).not.toBe(before);
    });

    test('show a silent meter as silent', async () => {
      const { page } = house;
      told.ageMs = 300_000;
      await page.locator('.meter.is-stale .age.stale', { hasText: fr.live.silent('5 minutes') }).waitFor();
      told.ageMs = 800;
      await page.locator('.meter:not(.is-stale)').waitFor();
    });

    test('mark what they show as old while the server is away, and are back by themselves', async () => {
      const { page } = house;
      await server.goAway();
      await page.locator('.meter.is-stale .age.stale', { hasText: frHouse.lost }).waitFor();
      for (const name of [fr.tabs.live, fr.tabs.energy]) {
        await page.getByRole('tab', { name }).click();
        await page.getByRole('tabpanel', { name }).getByText(frHouse.unanswered).first().waitFor();
      }
      await server.comeBack();
      await page.locator('.energy:not(.is-stale) .period h3:not(:empty)').waitFor();
      await expect.poll(() => page.getByText(frHouse.unanswered).count()).toBe(0);
      expect(await page.locator('.meter.is-stale').count()).toBe(0);
    });
  });

  test('catch up at once when they are seen again', async () => {
    await using house = await opened(LOOKS[0], (page) => page.clock.install());
    const { page } = house;
    await page.locator('.curve canvas').waitFor();
    const curves = () => server.asked.filter((path) => path === '/api/curve').length;
    await see(page, false);
    await page.clock.runFor(40_000);
    const before = [server.asked.length, curves()];
    await page.clock.runFor(10_000);
    expect([server.asked.length, curves()]).toEqual(before);
    await see(page, true);
    await expect.poll(curves).toBe((before[1] ?? 0) + 1);
    await page.locator('.meter:not(.is-stale)').waitFor();
  });

  test('are loaded again, once, when the plugin has another version, also where the page is longer on its way than a question', async () => {
    await using house = await opened(LOOKS[0]);
    const { page, loads } = house;
    await page.locator('.meter .power strong:not(:empty)').waitFor();
    const reload = Promise.withResolvers<void>();
    let reloads = 0;
    await page.route(server.url, async (route) => {
      reloads += 1;
      await reload.promise;
      await route.continue();
    });
    told.version = '3.0.0';
    await expect.poll(() => reloads).toBe(1);
    const before = timesAsked();
    await expect.poll(timesAsked).toBeGreaterThan(before + 1);
    reload.resolve();
    await expect.poll(() => loads.length).toBe(2);
    expect(reloads).toBe(1);
  });

  test('come by themselves, where one of them could not be loaded at first', async () => {
    await using house = await opened(LOOKS[0], async (page) => {
      await page.clock.install();
      await page.route(/\/energy-view-/, (route) => route.abort());
    });
    const { page } = house;
    await page.locator('.meter .power strong:not(:empty)').waitFor();
    await page.getByRole('tab', { name: fr.tabs.energy }).click();
    await page.getByText(frHouse.failed).waitFor();
    await page.getByRole('button', { name: fr.part.again, exact: true }).focus();
    await page.unroute(/\/energy-view-/);
    // One second after the other, all of them answered: what comes back after an outage is another matter.
    for (let second = 0; second < 90 && (await page.locator('.energy').count()) === 0; second += 1) {
      const before = timesAsked();
      await page.clock.runFor(1000);
      await expect.poll(timesAsked).toBeGreaterThan(before);
      expect(await page.getByText(frHouse.unanswered).count()).toBe(0);
    }
    await page.locator('.energy .period h3:not(:empty)').waitFor();
    // The focus stays where the button was.
    expect(await page.locator(':focus .energy').count()).toBe(1);
  });

  test('that cannot be loaded whole are said to be so in both languages, and come once their files are there', async () => {
    await using house = await opened(LOOKS[0], async (page) => {
      await page.clock.install();
      await page.route(/\/views-/, (route) => route.abort(), { times: 2 });
    });
    const { page, loads } = house;
    await page.locator('[data-start=failed]').waitFor();
    expect(await page.locator('main').textContent()).toContain(enStart.unloaded);
    expect(await page.locator('main p[lang=fr]').isVisible()).toBe(true);
    await page.unroute(/\/views-/);
    await page.clock.runFor(10_000);
    await expect.poll(() => loads.length).toBe(2);
    await page.locator('.meter .power strong:not(:empty)').waitFor();
  });

  /** How often the status was asked for. */
  function timesAsked(): number {
    return server.asked.filter((path) => path === '/api/status').length;
  }

  /** Opens the page anew. @param before is called with the page while it is still empty */
  async function opened(
    { locale, colorScheme }: Pick<(typeof LOOKS)[number], 'locale' | 'colorScheme'>,
    before?: (page: Page) => Promise<void>,
  ) {
    const viewport = { width: 1280, height: 800 };
    const context: BrowserContext = await browser.newContext({
      locale,
      colorScheme,
      viewport,
      timezoneId: 'Europe/Paris',
    });
    const page = await context.newPage();
    const errors: string[] = [];
    const hosts = new Set<string>();
    const loads: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    page.on('load', () => loads.push(page.url()));
    await before?.(page);
    await page.goto(server.url);
    return { page, errors, hosts, loads, [Symbol.asyncDispose]: () => context.close() };
  }

  async function answerTo(path: keyof PageAnswers, asks: object, answers: PageAnswers) {
    if (path === '/status') return { body: statusAnswer() };
    const question = { ...asks, ...((path === '/spans' || path === '/offers') && { prices: PRICES }) };
    return { body: await answers[path](question as never) };
  }

  function statusAnswer() {
    const { version, ageMs } = told;
    const nowMs = Date.now();
    const meter = { slug: 'maison', name: 'Maison', staleAfter: 30, isPriced: true };
    const meters = [{ ...meter, lastReading: READING, atMs: nowMs - ageMs, ageMs }];
    return { nowMs, status: { version, meters }, troubles: [], news: [] };
  }
});

/** Expects no part of the page to be wider than any window that it may have, and no choice to be wider than its frame. */
async function expectToFit(page: Page): Promise<void> {
  const wider: number[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const part of await page.locator('html, .segments:visible').all())
      wider.push(await part.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  }
  expect(wider.filter((px) => px > 0)).toEqual([]);
}

/** Has a page in the background, or in front again. */
function see(page: Page, isSeen: boolean): Promise<void> {
  return page.locator('html').evaluate(({ ownerDocument }, hidden) => {
    Object.defineProperty(ownerDocument, 'hidden', { value: hidden, configurable: true });
    ownerDocument.dispatchEvent(new Event('visibilitychange'));
  }, !isSeen);
}

/** A canvas in the browser. */
interface Picture {
  toDataURL(): string;
}
