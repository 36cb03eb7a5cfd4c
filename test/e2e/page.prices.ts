import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayText } from '../../homebridge-ui/page/model/date-words.ts';
import { rowsOf } from '../../homebridge-ui/page/model/hours-rows.ts';
import { hoursInWords } from '../../homebridge-ui/page/model/hours-words.ts';
import { priceText } from '../../homebridge-ui/page/model/prices-words.ts';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { dayOfDate, parisHourOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { regulatedPrices } from '../../src/money/regulated-tariffs.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { type Look, openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import type { TimedReading } from '../../testbed/journal-history.ts';
import { NEVER_STALE } from '../../testbed/meter/pty-meter.ts';
import { ADDRESS, offPeakGroups } from '../../testbed/support/frames.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import {
  expectNoErrors,
  expectToFit,
  followReports,
  type Language,
  openTab,
  press,
  pressSave,
  type Shared,
  saveButton,
  toBeSavable,
} from './settings-page.ts';

/** When the house began to be read: at regulated prices older than those of the bill below. */
const BEGAN_MS = Date.UTC(2025, 9, 1);
/** What the house draws at most, less than a smaller subscription, and at which hour. */
const PEAK = { va: 5840, hour: 19 } as const;
/** The prices of a bill. */
const BILL = {
  from: '2026-02-01',
  subscription: 19.56,
  periods: [
    { name: 'HP', price: 0.2065 },
    { name: 'HC', price: 0.1579 },
  ],
} as const;

/** The meter of the house. */
export const PRICED = { name: 'Linky', slug: 'linky' } as const;
/** What it says: more than `pricedHistory` has counted. */
export const PRICED_GROUPS = offPeakGroups({ HCHC: '099000000', HCHP: '099000000' });

/** What the tests of the prices have in common with other tests. */
interface Priced extends Shared {
  /** The port of the meter, which the plugin reads. */
  readonly port: string;
}

/** Defines the tests of the prices on the page. The journal must have `pricedHistory`. @param look of all pages but a phone's */
export function pricesTests({ language, texts, save }: Language, look: Look, shared: () => Priced): void {
  let browser: Browser;
  let port: string;
  let ui: Ui;

  beforeAll(() => {
    ({ browser, port, ui } = shared());
  });

  /** The plugin's settings with these prices. */
  function block(lines: readonly unknown[] = []): object {
    const own = { name: PRICED.name, port, ...NEVER_STALE, ...(lines.length > 0 && { prices: lines }) };
    return pluginBlock({ meters: [own], journal: { commitSeconds: 1 } });
  }

  const words = pageWordsIn(language, [language === 'fr' ? 'fr-FR' : 'en-US']);
  const prices = texts.prices;

  describe('of a bill', () => {
    let settings: Settings;

    beforeAll(async () => {
      settings = await opened({});
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('can be typed with the keyboard alone', async () => {
      const { page } = settings;
      const reported = await followReports(settings);
      await settings.frame.getByRole('button', { name: prices.first, exact: true }).focus();
      await page.keyboard.press('Enter');
      const focused = settings.frame.locator(':focus');
      await expect.poll(() => focused.getAttribute('type')).toBe('date');
      await focused.fill(BILL.from);
      const form = line(settings, 0);
      // A date has four stops: its three parts and the calendar. Behind each price stand its hours, a button for more of them, and one that
      // removes it.
      for (const [stops, label, typed] of [
        [4, prices.subscription, '19,56'],
        [1, tariffName('HP', texts), '0,2065'],
        [4, tariffName('HC', texts), '0,1579'],
      ] as const) {
        for (let stop = 0; stop < stops; stop += 1) await page.keyboard.press('Tab');
        const field = form.getByLabel(label, { exact: true });
        await expect.poll(() => field.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
        await page.keyboard.type(typed);
      }
      await expectNoProblem(settings);
      await expect.poll(reported).toEqual([block([BILL])]);
    });

    test('are filled in with their units, and saved as they were understood', async () => {
      await press(settings, prices.remove);
      await press(settings, prices.first);
      const form = line(settings, 0);
      await form.getByLabel(prices.from).fill(BILL.from);
      await form.getByLabel(prices.subscription).fill('234,72');
      await form.getByText(prices.yearly(priceText(234.72, 'month', words)), { exact: true }).waitFor();
      await fillMoney(form, prices.subscription, '234,72 €/an', priceText(19.56, 'month', words));
      await fillMoney(form, tariffName('HP', texts), '20,65 c€/kWh', priceText(0.2065, 'kWh', words));
      await fillMoney(form, tariffName('HC', texts), '0,1579 € TTC', priceText(0.1579, 'kWh', words));
      await expectNoProblem(settings);
      expectNoErrors(settings, ui);
      await pressSave(settings, save);
      await expect.poll(() => blockIn(ui)).toEqual(block([BILL]));
    });
  });

  describe('while there are none', () => {
    let settings: Settings;

    beforeAll(async () => {
      settings = await opened({});
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('stand beside the greatest power of each month, with what it says about the subscription', async () => {
      const card = settings.frame.locator('.subscription');
      await card.getByText(texts.offers.advice.smaller(words.quantity(6, 'kVA'))).waitFor();
      const rows = await card.locator('tbody:not(.heads) tr').allInnerTexts();
      expect(rows).toHaveLength(13);
      expect(rows.slice(1).every((row) => row.includes(words.quantity(PEAK.va / 1000, 'kVA', 2)))).toBe(true);
      expectNoErrors(settings, ui);
    });

    test('of the regulated tariff are proposed for what the meter says, with their source, and taken when the user says so', async () => {
      await settings.frame.getByText(prices.none).waitFor();
      const offer = settings.frame.locator('.regulated');
      await offer
        .getByText(prices.regulated.title(texts.tariffs.contracts.offPeak, words.quantity(9, 'kVA')))
        .waitFor();
      expect(await blockIn(ui)).toEqual(block());
      const known = regulatedPrices('offPeak', 9);
      const rows = await offer.locator('tbody:not(.heads) tr').allTextContents();
      const { price, source } = known.at(-1) ?? { price: BILL, source: 'edf' };
      expect(rows[0]).toBe(
        [
          dayText(dayOfDate(price.from) ?? 0, 'dayAndYear', words),
          prices.regulated.sources[source],
          words.count(price.subscription, 2),
          ...price.periods.map((period) => words.count(period.price, 4)),
        ].join(''),
      );
      await press(settings, prices.regulated.take);
      await offer.waitFor({ state: 'detached' });
      expect(await settings.frame.locator('.price-line').count()).toBe(rows.length);
      await pressSave(settings, save);
      await expect.poll(() => blockIn(ui)).toEqual(block(known.slice(-rows.length).map(({ price }) => price)));
    });
  });

  describe('beside those of a bill', () => {
    let settings: Settings;

    beforeAll(async () => {
      settings = await opened(BILL);
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('that cannot be right are explained at their fields, and cannot be saved', async () => {
      const form = line(settings, 0);
      for (const [typed, says] of [
        ['cher', prices.unclear.kWh],
        ['20,65 €', /0[.,]2142/],
        ['0,1297 € HT', prices.untaxed],
        ['', prices.missing],
      ] as const) {
        await form.getByLabel(tariffName('HP', texts), { exact: true }).fill(typed);
        await form.locator('small.wrong').getByText(says).waitFor();
        await settings.frame.locator('.problems').getByText(texts.problems.prices).waitFor();
        await expect.poll(() => saveButton(settings, save).isEnabled()).toBe(false);
      }
      await form.getByLabel(tariffName('HP', texts), { exact: true }).fill('0,2065');
      await expectNoProblem(settings);
      await press(settings, prices.add);
      await line(settings, 0).getByLabel(prices.from).fill(BILL.from);
      await settings.frame.locator('.price-line .wrong').getByText(BILL.from).first().waitFor();
      expect(await saveButton(settings, save).isEnabled()).toBe(false);
    });
  });

  test('of the household’s own are replaced by regulated ones of the same date only after a yes', async () => {
    const own = { ...BILL, subscription: 17 };
    for (const [answer, subscription] of [
      [prices.regulated.keep, 17],
      [prices.regulated.replace, 19.56],
    ] as const) {
      await using settings = await opened({ ...own, from: '2026-02-02' });
      const offer = settings.frame.locator('.regulated');
      await offer.locator('summary').click();
      expect(await settings.frame.getByText(prices.regulated.aboutNewer).count()).toBe(0);
      await line(settings, 0).getByLabel(prices.from).fill(own.from);
      await press(settings, prices.regulated.take);
      await offer
        .getByRole('alert')
        .getByText(dayText(dayOfDate(own.from) ?? 0, 'dayAndYear', words))
        .waitFor();
      await press(settings, answer);
      await pressSave(settings, save);
      const outcome = async () => {
        const all = pricesOf(await blockIn(ui));
        return [all.find(({ from }) => from === own.from)?.subscription, all.length > 2];
      };
      await expect.poll(outcome).toEqual([subscription, true]);
    }
  });

  describe('of periods with hours', () => {
    const SEASONS = '11-01..03-31 23:30-07:30; 04-01..10-31 01:30-06:30, 12:00-15:00';
    const LETTER = {
      en: 'Winter (from 1 November to 31 March): 23:30 to 7:30; summer (from 1 April to 31 October): 1:30-6:30 and 12:00-15:00',
      fr: 'Hiver (du 1er novembre au 31 mars) : 23h30 à 7h30 ; été (du 1er avril au 31 octobre) : 1h30-6h30 et 12h-15h',
    };
    const label = (period: 'HP' | 'HC') => prices.hoursOf(tariffName(period, texts));
    const hoursOf = (from: unknown) => pricesOf(from)[0]?.periods.map(({ hours }) => hours);

    test('can be typed as a letter has them, are saved for both seasons, and shown as a row for each', async () => {
      await using settings = await opened(BILL);
      const field = line(settings, 0).getByLabel(label('HC'), { exact: true });
      await field.fill('par ici 22h');
      await line(settings, 0).getByText(prices.unclearHours, { exact: true }).waitFor();
      await expect.poll(() => saveButton(settings, save).isEnabled()).toBe(false);
      await field.fill(LETTER[language]);
      const understood = prices.understood(hoursInWords(rowsOf(SEASONS) ?? [], words));
      await line(settings, 0).getByText(understood, { exact: true }).waitFor();
      await expectNoProblem(settings);
      await pressSave(settings, save);
      await expect.poll(async () => hoursOf(await blockIn(ui))).toEqual([undefined, SEASONS]);

      await using again = await reopened();
      const rows = line(again, 0).getByRole('group', { name: label('HC') });
      await expect.poll(() => rows.count()).toBe(2);
      const shown = await rows.locator('input:visible, select').all();
      expect(await Promise.all(shown.map((field) => field.inputValue()))).toEqual([
        ...['11-01..03-31', '', '23:30-07:30'],
        ...['04-01..10-31', '', '01:30-06:30, 12:00-15:00'],
      ]);
      expectNoErrors(again, ui);
    });

    test('get a second row by the keyboard, and other dates and days as they are typed', async () => {
      await using settings = await opened(BILL);
      const { page } = settings;
      const reported = await followReports(settings);
      const form = line(settings, 0);
      await form.getByLabel(label('HC'), { exact: true }).focus();
      await page.keyboard.type('23h30-7h30');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const row = form.getByRole('group', { name: prices.hoursNth(label('HC'), 2), exact: true });
      await expect
        .poll(() =>
          row
            .locator('select')
            .first()
            .evaluate((one) => one.matches(':focus')),
        )
        .toBe(true);
      await row.getByLabel(prices.season, { exact: true }).selectOption(prices.seasons.other);
      await page.keyboard.press('Tab');
      await row.getByText(prices.unclearDates, { exact: true }).waitFor();
      await page.keyboard.type('15/5 - 15/9');
      await page.keyboard.press('Tab');
      await row.getByLabel(prices.days, { exact: true }).selectOption(prices.dayChoices.weekendAndHolidays);
      await page.keyboard.press('Tab');
      await page.keyboard.type('24h/24');
      await row.getByText(prices.understood('15'), { exact: false }).waitFor();
      await expectNoProblem(settings);
      const two = '23:30-07:30; 05-15..09-15 sat-sun,holiday 00:00-24:00';
      await expect.poll(async () => hoursOf((await reported())[0])).toEqual([undefined, two]);

      await row.getByRole('button', { name: prices.removeHours, exact: true }).click();
      await expect.poll(() => form.getByRole('group', { name: label('HC') }).count()).toBe(0);
      await expect.poll(() => form.getByLabel(label('HC'), { exact: true }).inputValue()).toBe('23h30-7h30');
      await expect.poll(async () => hoursOf((await reported())[0])).toEqual([undefined, '23:30-07:30']);
      expectNoErrors(settings, ui);
    });
  });

  test('fit the width of a small phone', async () => {
    const [peak, offPeak] = BILL.periods;
    const hours = '11-01..03-31 mon-fri 23:30-07:30; 05-15..09-15 wed,holiday 01:30-06:30';
    const periods = [peak, { ...offPeak, hours }];
    await using settings = await opened({ ...BILL, periods }, { ...look, width: 360, dark: true });
    await line(settings, 0).locator('.hours-row').first().waitFor();
    await settings.frame.locator('.regulated').waitFor();
    await settings.frame.locator('.peaks').waitFor();
    for (const closed of await settings.frame.locator('.price-line:not([open]) > summary').all()) await closed.click();
    await expectToFit(settings);
    expectNoErrors(settings, ui);
  });

  /** Opens the tab of the energy, with these prices alone in the settings; an empty object for none. */
  async function opened(price: Partial<typeof BILL> | object, shown = look): Promise<Settings> {
    const lines = Object.keys(price).length === 0 ? [] : [{ ...BILL, ...price }];
    await ui.configure(block(lines));
    return await reopened(shown);
  }

  async function reopened(shown = look): Promise<Settings> {
    const settings = await openSettings(browser, ui, shown);
    await openTab(settings, texts.tabs.energy);
    await settings.frame.locator('.prices').getByRole('button').first().waitFor();
    return settings;
  }

  async function fillMoney(form: Locator, label: string, typed: string, understood: string): Promise<void> {
    await form.getByLabel(label, { exact: true }).fill(typed);
    await form.getByText(prices.understood(understood), { exact: true }).waitFor();
  }

  async function expectNoProblem(settings: Settings): Promise<void> {
    await toBeSavable(settings, save);
    expect(await settings.frame.locator('.price-line .wrong:not(:empty)').count()).toBe(0);
  }
}

/** The form of a price line, the newest first. */
function line({ frame }: Settings, position: number): Locator {
  return frame.locator('.price-line:not(.regulated)').nth(position);
}

interface PriceLine {
  readonly from: string;
  readonly subscription: number;
  readonly periods: readonly { readonly hours?: string }[];
}

function pricesOf(block: unknown): readonly PriceLine[] {
  return (block as { meters?: readonly { prices?: readonly PriceLine[] }[] } | undefined)?.meters?.[0]?.prices ?? [];
}

/** Has the days of the house's history count as seen from beginning to end, although it has only one frame an hour. */
export function seeWholeDays(storage: string): void {
  using database = new DatabaseSync(join(storage, JOURNAL_FILE)) as DatabaseSync & Disposable;
  database.exec(`UPDATE day SET body = json_set(body, '$.seenMinutes', 1440) WHERE meter = '${PRICED.slug}'`);
}

/** The history of the house, with a frame an hour. */
export function* pricedHistory(nowMs: number): Generator<TimedReading> {
  const registers = { HCHC: 4_000_000, HCHP: 9_000_000 };
  for (let atMs = BEGAN_MS; atMs < nowMs - HOUR_MS; atMs += HOUR_MS) {
    const hour = parisHourOf(atMs);
    const isOffPeak = hour < 6 || hour >= 22;
    registers[isOffPeak ? 'HCHC' : 'HCHP'] += isOffPeak ? 310 : 520;
    const reading = readingWith({
      ...{ apparentPowerVA: hour === PEAK.hour ? PEAK.va : 700, importedWh: registers.HCHC + registers.HCHP },
      ...{ registers: { ...registers }, tariff: isOffPeak ? 'HC..' : 'HP..', contract: 'HC..', subscribedVA: 9000 },
      frame: frameWith({ address: ADDRESS }),
    });
    yield { meter: PRICED.slug, atMs, reading };
  }
}
