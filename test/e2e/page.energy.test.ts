import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayText } from '../../homebridge-ui/page/model/date-words.ts';
import { VIEWS } from '../../homebridge-ui/page/model/energy-period.ts';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { dateOf, dayOfDate, parisDayOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import type { Day } from '../../src/energy/day.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { roundedEuros } from '../../src/money/euros.ts';
import { isOldSheet, regulatedPrices } from '../../src/money/regulated-tariffs.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { houseHistory, inOrder, producerHistory } from '../../testbed/energy-history.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { startStandIn } from '../../testbed/homebridge/ui-stand-in.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { importHistory, importTests, NOW_MS } from './page.import.ts';
import { expectOffersToFit, offersTests } from './page.offers.ts';
import {
  askAsBefore,
  drawn,
  drawOnDemand,
  drawUntil,
  expectNoErrors,
  expectOneLanguage,
  expectToFit,
  FRENCH,
  factOf,
  numberIn,
  openTab,
  press,
  tableRows,
} from './settings-page.ts';

/** Nothing is plugged in there, so that the journal stays as it was written. */
const PORT = '/dev/serial/by-id/nothing-is-plugged-in';
const HOUSE = 'Maison';
/** A producer who is no longer in the settings, and has no prices. */
const PRODUCER = 'grange';
/** Another one, who is in the settings and types the prices. */
const ROOF = 'Toit';
/** What this one types, in euros. */
const TYPED = { subscription: 12.03, energy: 0.194, given: 0.04 } as const;
/** Two price lines, so that the price changes on the way. The present is always the same, so the change lies in the same month. */
const CHANGE = dateOf(parisDayOf(NOW_MS) - 100);
const PRICES = [
  { from: '2020-01-01', subscription: 15.65, HP: 0.2065, HC: 0.1579 },
  { from: CHANGE, subscription: 15.86, HP: 0.2142, HC: 0.1589 },
] as const;
const BLOCK = pluginBlock({
  meters: [
    {
      ...{ name: HOUSE, port: PORT },
      prices: PRICES.map(({ from, subscription, HP, HC }) => ({
        ...{ from, subscription },
        periods: Object.entries({ HP, HC }).map(([name, price]) => ({ name, price })),
      })),
    },
    { name: ROOF, port: `${PORT}-either` },
  ],
});

const missing = missingBrowser();
const title = ['the energy on the page', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let ui: Ui;
  /** The days of the house, as the journal has them. */
  let days: readonly Day[];
  let today: number;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    today = parisDayOf(NOW_MS);
    const history = inOrder([
      houseHistory('maison', NOW_MS),
      ...[PRODUCER, 'toit'].map((slug) => producerHistory(slug, NOW_MS)),
      importHistory(),
    ]);
    const aheadMs = NOW_MS - Date.now();
    ui = started.use(
      await startStandIn({
        language: 'fr',
        config: BLOCK,
        aheadMs,
        prepare: (storage) => writeHistory(storage, history),
      }),
    );
    days = inJournal(ui, (archive) => daysOf(archive, 'maison'));
  });

  afterAll(() => started.disposeAsync());

  const { language, texts } = FRENCH;
  const { energy } = texts;
  /** So many days up to one of them; of those of an absence, only the subscription is known. */
  const daysUntil = (last: number, count: number) =>
    Array.from({ length: count }, (_, nth) => last - count + 1 + nth).map(
      (day): Day => days.find((one) => one.day === day) ?? { day, energyWhByTariff: {}, seenMinutes: 0 },
    );

  describe('on one page', () => {
    let settings: Settings;

    beforeAll(async () => {
      settings = await openSettings(browser, ui, { before: drawOnDemand });
      await openTab(settings, texts.tabs.energy);
      await drawn(settings);
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('is by day in the present month at first, as the journal has it', async () => {
      await show('month');
      const month = days.filter(({ day }) => monthOf(day) === monthOf(today));
      expect(await energyRows()).toEqual(sumsBy(month, ({ day }) => dateOf(day)));
      expect(numberIn(await factOf(card(), energy.facts.drawn))).toBe(inKWh(sumOf(month, 'energyWh')));
    });

    test('is shown from the second copy while the database is gone, and says so', async () => {
      await show('month');
      const before = await energyRows();
      const path = join(ui.storage, JOURNAL_FILE);
      const says = textsFor(language, 'page').journal.rescued.gone(path);
      await rename(path, `${path}.away`);
      await drawUntil(settings, () => card().getByText(says).isVisible());
      // What the day that is not over yet has counted was in the database alone.
      expect((await energyRows()).slice(0, before.length - 1)).toEqual(before.slice(0, -1));
      expectNoErrors(settings, ui);
      await rename(`${path}.away`, path);
      await drawUntil(settings, async () => !(await card().getByText(says).isVisible()));
      expect(await energyRows()).toEqual(before);
    });

    test('is beside that of a year before, and says the difference between the same days', async () => {
      await show('year');
      const marks = (await tableRows(settings)).flatMap((row) => row[energy.facts.yearBefore] || []);
      const lastYear = days.filter(({ day }) => yearOf(day) === String(Number(yearOf(today)) - 1));
      // The month in which the journal began was not read from its beginning.
      const begun = monthOf(days[0]?.day ?? today);
      const whole = lastYear.filter(({ day }) => monthOf(day) !== begun);
      expect(whole.length).toBeGreaterThan(27);
      expect(marks.map(numberIn)).toEqual(sumsBy(whole, ({ day }) => monthOf(day)).map(({ total }) => total));
      await show('month');
      await turn(energy.back);
      const month = previousMonth(today);
      const [now, then] = [month, `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`].map((one) =>
        sumOf(
          days.filter(({ day }) => monthOf(day) === one),
          'energyWh',
        ),
      ) as [number, number];
      const said = (await factOf(card(), energy.facts.compared)) ?? '';
      const totals = said.match(/[\d.,\s]+kWh/g) ?? [];
      expect(totals.map((text) => numberIn(text))).toEqual([inKWh(now), inKWh(then)]);
      expect(said.match(/^[−+±]\d+/)?.[0]).toBe(
        `${now < then ? '−' : '+'}${Math.round(Math.abs((now - then) / then) * 100)}`,
      );
    });

    test('costs what the prices say, the subscription of each day included', async () => {
      await show('month');
      await choose(energy.units.euros);
      const costs = days.filter(({ day }) => monthOf(day) === monthOf(today)).map(costOf);
      const shown = (await tableRows(settings)).flatMap((row) => row[energy.total] || []);
      expect(shown.map((text) => numberIn(text))).toEqual(costs.map(roundedEuros));
      const sum = costs.reduce((total, euros) => total + euros, 0);
      expect(numberIn(await factOf(card(), energy.facts.cost))).toBe(roundedEuros(sum));
      await show('day');
      await card().getByText(energy.withoutSubscription).waitFor();
      await choose(energy.units.energy);
    });

    test('is saved as CSV: the spans that are shown, for a spreadsheet', async () => {
      await show('month');
      const [between, decimal] = [';', ','];
      const { name, lines } = await savedCsv(settings, energy.csv, between);
      expect(name).toBe(`linky-maison-month-${monthOf(today)}.csv`);
      const month = days.filter(({ day }) => monthOf(day) === monthOf(today));
      expect(lines[0]?.slice(0, 4)).toEqual(['\ufeffdate', 'energy_wh', 'energy_wh HC', 'energy_wh HP']);
      expect(lines.slice(1).map((cells) => cells.slice(0, 2))).toEqual(
        month.map(({ day, energyWh }) => [dateOf(day), String(energyWh)]),
      );
      const euros = lines[0]?.indexOf('euros') ?? -1;
      expect(lines.slice(1).map((cells) => cells[euros])).toEqual(
        month.map((day) => roundedEuros(costOf(day)).toFixed(2).replace('.', decimal)),
      );
    });

    test('is read by keyboard: the tab, the bars, and the table on request', async () => {
      await show('month');
      await openTab(settings, texts.tabs.live);
      await settings.page.keyboard.press('ArrowRight');
      await settings.frame.locator('[role=tab]:focus', { hasText: texts.tabs.energy }).waitFor();
      await drawn(settings);
      await moveMouseAway(settings);
      await card().locator('figure').focus();
      await settings.page.keyboard.press('Home');
      const [first = {}] = await tableRows(settings);
      const readout = await card().locator('.readout').textContent();
      expect(readout).toContain(first[energy.when]);
      expect(readout).toContain(first[energy.total]);
      await settings.page.keyboard.press('ArrowRight');
      expect(await card().locator('.readout').textContent()).not.toBe(readout);
      await settings.page.keyboard.press('Escape');
      const table = card().getByRole('region');
      expect((await table.boundingBox())?.width).toBeLessThan(2);
      await card().getByRole('button', { name: energy.table, exact: true }).focus();
      await settings.page.keyboard.press('Enter');
      expect((await table.boundingBox())?.width).toBeGreaterThan(200);
      await settings.page.keyboard.press('Enter');
    });

    test('of a producer earns what is typed for a kWh given, which is not taken off the cost', async () => {
      await settings.frame.locator('.meter-choice').getByLabel(ROOF, { exact: true }).check();
      await drawn(settings);
      const newest = regulatedPrices('base', 6).at(-1)?.price.from ?? '';
      const date = dayText(dayOfDate(newest) ?? 0, 'dayAndYear', pageWordsIn(language, [language]));
      const old = texts.offers.oldSheet(date);
      await settings.frame.locator('.regulated').waitFor();
      await expect
        .poll(() => settings.frame.locator('.prices').getByText(old).count())
        .toBe(isOldSheet(newest, dateOf(today)) ? 1 : 0);
      await settings.frame.locator('.prices').getByRole('button', { name: texts.prices.first, exact: true }).click();
      const form = settings.frame.locator('.price-line:not(.regulated)');
      await form.getByLabel(texts.prices.subscription, { exact: true }).fill(String(TYPED.subscription));
      await form.getByLabel(texts.prices.allHours, { exact: true }).fill(String(TYPED.energy));
      await form.getByLabel(texts.prices.given, { exact: true }).fill('4 c€');
      await choose(energy.units.euros);
      await card().getByText(energy.facts.paid).waitFor();
      const month = inJournal(ui, (archive) => daysOf(archive, 'toit')).filter(
        ({ day }) => monthOf(day) === monthOf(today),
      );
      const subscription = (TYPED.subscription * month.length) / daysInMonth(today);
      const costs = subscription + (sumOf(month, 'energyWh') / 1000) * TYPED.energy;
      const earns = (sumOf(month, 'givenWh') / 1000) * TYPED.given;
      expect(numberIn(await factOf(card(), energy.facts.paid))).toBe(roundedEuros(earns));
      expect(numberIn(await factOf(card(), energy.facts.cost))).toBe(roundedEuros(costs));
      // What other contracts would have cost is computed anew beside these prices.
      await settings.frame.locator('.offers .sum').getByText(texts.offers.names.own).waitFor();
      await choose(energy.units.energy);
      await settings.frame.locator('.meter-choice').getByLabel(HOUSE, { exact: true }).check();
      await drawn(settings);
    });

    test('without errors in the browser, and in one language', async () => {
      expectNoErrors(settings, ui);
      await expectOneLanguage(settings, language);
    });

    test('keeps the focus and the selected bar when it draws again', async () => {
      await show('month');
      await moveMouseAway(settings);
      await card().locator('figure').focus();
      await settings.page.keyboard.press('Home');
      await settings.page.keyboard.press('ArrowRight');
      const readout = card().locator('.readout');
      const read = await readout.textContent();
      await using _ = await changeGreatest(settings, 77_777);
      const changed = card().getByText(/77.?777/);
      await drawUntil(settings, () => changed.isVisible());
      expect(await card().locator('figure:focus').count()).toBe(1);
      expect(await readout.textContent()).toBe(read);
    });

    test('ignores a late answer for the view that was chosen before', async () => {
      await show('month');
      const release = await holdSpans(settings);
      await card().getByLabel(energy.views.year, { exact: true }).check();
      await settings.frame.locator('.energy.is-stale').waitFor();
      await release('later');
      await choose(energy.views.all);
      await release('now');
      expect(await card().locator('.period h3').textContent()).toBe(energy.allYears);
    });

    const card = () => settings.frame.locator('.energy');

    /** Shows the period of a view that contains today. */
    async function show(view: (typeof VIEWS)[number]): Promise<void> {
      await choose(energy.views[view]);
      if (!(await isOff(energy.today))) await turn(energy.today);
    }

    async function choose(name: string): Promise<void> {
      await card().getByLabel(name, { exact: true }).check();
      await drawn(settings);
    }

    async function turn(name: string): Promise<void> {
      await card().getByRole('button', { name, exact: true }).click();
      await drawn(settings);
    }

    async function isOff(name: string): Promise<boolean> {
      return (await card().getByRole('button', { name, exact: true }).getAttribute('aria-disabled')) === 'true';
    }

    /** The numbers in the rows of the table, without those of hours, days and months in which nothing was read. */
    async function energyRows(): Promise<readonly Sums[]> {
      const rows = (await tableRows(settings)).filter((row) => row[energy.total]);
      const [offPeak, peak] = [tariffName('HC', texts), tariffName('HP', texts)];
      const number = (text: string | undefined) => numberIn(text ?? null);
      return rows.map((row) => ({
        offPeak: number(row[offPeak]),
        peak: number(row[peak]),
        total: number(row[energy.total]),
      }));
    }
  });

  describe('what other contracts would have cost', () =>
    offersTests(FRENCH, () => ({
      ...{ browser, ui, block: BLOCK, house: HOUSE, single: PRODUCER, costOf: (day) => costAt(day, PRICES[1]) },
      year: daysUntil(today - 1, 365),
    })));

  test('fits the width of a small phone, and reads a bar to a finger', async () => {
    await using phone = await openSettings(browser, ui, { width: 360, height: 780, dark: true, before: withTouch });
    await openTab(phone, texts.tabs.energy);
    await drawn(phone);
    const phoneCard = phone.frame.locator('.energy');
    for (const view of VIEWS) {
      await phoneCard.getByLabel(energy.views[view], { exact: true }).check();
      await drawn(phone);
      await expectToFit(phone);
    }
    await phoneCard.getByLabel(energy.units.euros, { exact: true }).check();
    await expectToFit(phone);
    expect(await phoneCard.locator('.summary').textContent()).toBe(texts.curve.touch);
    const bar = phoneCard.locator('.column').last();
    await bar.scrollIntoViewIfNeeded();
    await touch(phone.page, await bar.boundingBox());
    const [year] = (await tableRows(phone)).slice(-1).map((row) => row[energy.when]);
    await expect.poll(() => phoneCard.locator('.readout').textContent()).toContain(year);
    await press(phone, energy.table);
    await expectOffersToFit(phone);
    await expectToFit(phone);
    expectNoErrors(phone, ui);
  });

  describe('a file of the history', () => importTests(FRENCH, () => ({ browser, ui })));
});

/** Presses the button that saves, and reads the file that the browser was given. */
async function savedCsv({ page, frame }: Settings, name: string, between: string) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name, exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const lines = text.split('\r\n').slice(0, -1);
  return { name: download.suggestedFilename(), lines: lines.map((line) => line.split(between)) };
}

/** A page that is touched, as that of a telephone: it has no keys, and nothing hovers. */
async function withTouch(page: Page): Promise<AsyncDisposable> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  return { [Symbol.asyncDispose]: () => browser.detach() };
}

/** A finger touches the middle of a box, and is lifted. */
async function touch(page: Page, box: Awaited<ReturnType<Locator['boundingBox']>>): Promise<void> {
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  const browser = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
  await browser.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await browser.detach();
}

/** Homebridge UI's client in the plugin's page. */
interface Homebridge {
  request(path: string, body: object): Promise<{ spans?: { greatestVA?: number }[] }>;
}

/** A page that scrolls may bring a bar under the mouse, where the last click has left it. That would choose the bar. */
function moveMouseAway({ page }: Settings): Promise<void> {
  return page.mouse.move(0, 0);
}

/** Changes all further answers until the scope is left: the greatest power of the first span is this one. */
async function changeGreatest({ frame }: Settings, greatestVA: number): Promise<AsyncDisposable> {
  const main = frame.locator('main');
  await main.evaluate((_, greatestVA) => {
    const { homebridge } = globalThis as unknown as { homebridge: Homebridge };
    const ask = Object.getPrototypeOf(homebridge).request.bind(homebridge);
    homebridge.request = async (path, body) => {
      const answer = await ask(path, body);
      const [first] = answer.spans ?? [];
      if (first) first.greatestVA = greatestVA;
      return answer;
    };
  }, greatestVA);
  return { [Symbol.asyncDispose]: () => main.evaluate(askAsBefore) };
}

/**
 * Holds back the answers to the next view's requests for energy. The function that it returns lets further requests
 * through at once (`'later'`), and then gives the page what was held back (`'now'`).
 */
async function holdSpans({ frame }: Settings): Promise<(when: 'later' | 'now') => Promise<void>> {
  const main = frame.locator('main');
  await main.evaluate(() => {
    const page = globalThis as unknown as { homebridge: Homebridge; release(): Promise<void> };
    const ask = Object.getPrototypeOf(page.homebridge).request.bind(page.homebridge);
    const held: (() => void)[] = [];
    page.homebridge.request = async (path, body) => {
      const answer = await ask(path, body);
      if (path === '/spans') await new Promise<void>((resolve) => held.push(resolve));
      return answer;
    };
    page.release = async () => {
      for (const release of held) release();
      // The page handles an answer before any timer fires.
      await new Promise((resolve) => setTimeout(resolve));
    };
  });
  return (when) =>
    main.evaluate(async (_, when) => {
      const page = globalThis as unknown as { homebridge: Partial<Homebridge>; release(): Promise<void> };
      if (when === 'later') delete page.homebridge.request;
      else await page.release();
    }, when);
}

interface Sums {
  readonly offPeak: number;
  readonly peak: number;
  readonly total: number;
}

function inJournal<T>({ storage }: Ui, read: (archive: ReadOnlyJournal) => T): T {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return read(archive);
}

/** The energy of groups of days, in kWh to one decimal. */
function sumsBy(days: readonly Day[], key: (day: Day) => string): readonly Sums[] {
  return Array.from(Map.groupBy(days, key).values(), (inside) => {
    const wh = (period: string) =>
      inside.reduce((sum, { energyWhByTariff }) => sum + (energyWhByTariff[period] ?? 0), 0);
    return { offPeak: inKWh(wh('HC..')), peak: inKWh(wh('HP..')), total: inKWh(sumOf(inside, 'energyWh')) };
  });
}

function sumOf(days: readonly Day[], field: 'energyWh' | 'givenWh'): number {
  return days.reduce((sum, day) => sum + (day[field] ?? 0), 0);
}

function inKWh(wh: number): number {
  return Number((wh / 1000).toFixed(1));
}

/** What a day costs, from the prices alone. */
function costOf(day: Day): number {
  const price = PRICES.findLast(({ from }) => from <= dateOf(day.day));
  if (!price) throw new Error(`no price on ${dateOf(day.day)}`);
  return costAt(day, price);
}

function costAt({ day, energyWhByTariff }: Day, price: (typeof PRICES)[number]): number {
  const kWh = (period: string) => (energyWhByTariff[period] ?? 0) / 1000;
  return price.subscription / daysInMonth(day) + kWh('HP..') * price.HP + kWh('HC..') * price.HC;
}

function daysInMonth(day: number): number {
  const [year = 0, month = 0] = dateOf(day).split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function monthOf(day: number): string {
  return dateOf(day).slice(0, 7);
}

function yearOf(day: number): string {
  return dateOf(day).slice(0, 4);
}

function previous(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return monthOf(Date.UTC(year, number - 2, 1) / 86_400_000);
}

function previousMonth(day: number): string {
  return previous(monthOf(day));
}
