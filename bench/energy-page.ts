import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parisDayOf } from '../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { minutesOfDay } from '../src/energy/curve-parts.ts';
import type { NewImport } from '../src/journal/imports.ts';
import { writeImport } from '../src/journal/write-import.ts';
import { textsIn } from '../src/texts/texts.ts';
import { houseHistory } from '../testbed/energy-history.ts';
import { startUi, type Ui } from '../testbed/homebridge/homebridge-ui.ts';
import { openBrowser, openSettings, type Settings } from '../testbed/homebridge/settings-in-browser.ts';
import { writeHistory } from '../testbed/journal-history.ts';
import { NO_REPORTS } from '../testbed/support/troubles.ts';
import { quantile } from './process-usage.ts';
import { figure, type Table } from './table.ts';
import { fillMinutes } from './whole-minutes.ts';

const { en } = textsIn;

const YEARS = [1, 10];
const VIEWS = ['day', 'week', 'month', 'year', 'all'];
/** The row of what other contracts would have cost. */
const OFFERS = 'other contracts';
const ROUNDS = 7;
/** Each of these opens the settings anew, since the page asks for the offers once. */
const OFFERS_ROUNDS = 3;
/** The plugin keeps minutes for two years. */
const MOST_MINUTES_DAYS = 729;
const PRICES = [
  {
    from: '2020-01-01',
    subscription: 15.86,
    periods: [
      { name: 'HP', price: 0.2142 },
      { name: 'HC', price: 0.1589, hours: '22:00-06:00' },
    ],
  },
];

const IMPORTING = { texts: en.journal, reports: NO_REPORTS, now: () => performance.now(), wall: () => Date.now() };

/** Half hours of so many years, which a file tells of the time before the journal's first day. */
function importsOf(years: number): NewImport {
  const stepsOf = (day: number) => minutesOfDay(day) / 30;
  const firstDay = parisDayOf(Date.now()) - 2 * years * 365;
  const days = Array.from({ length: years * 365 }, (_, nth) => ({
    day: firstDay + nth,
    curve: [
      {
        ...{ fromMinute: 0, stepMinutes: 30 },
        meanW: Array.from({ length: stepsOf(firstDay + nth) }, (_, step) => 300 + 17 * step + (nth % 29)),
      },
    ],
  }));
  return { meter: 'maison', kind: 'enedisCurve', days };
}

/** How long the energy takes in Chromium, from the choice of a view to its bars, on journals of one and of ten years. */
export async function energyPageTable(quick: boolean): Promise<Table> {
  const columns: ReadonlyMap<string, number>[] = [];
  for (const years of YEARS) columns.push(await medians(years, quick ? 1 : ROUNDS));
  return {
    title: 'The energy on the settings page',
    says: `From the click on a view to the frame that shows its bars, on a journal of so many years of days, and as many years of half hours from a file before them, with prices. Each day of up to two years has all its minutes. The last row is from the click on the tab to the frame that shows what other contracts would have cost. Homebridge UI and Chromium run on this machine. The median of ${quick ? 1 : ROUNDS}, and of ${quick ? 1 : OFFERS_ROUNDS} in the last row.`,
    header: ['view', ...YEARS.map((years) => `${years} year${years === 1 ? '' : 's'}`)],
    rows: [...VIEWS, OFFERS].map((view) => [
      view,
      ...columns.map((column) => figure(column.get(view) ?? Number.NaN, 'ms')),
    ]),
  };
}

async function medians(years: number, rounds: number): Promise<ReadonlyMap<string, number>> {
  const meters = [{ name: 'Maison', port: '/dev/serial/by-id/nothing-is-plugged-in', prices: PRICES }];
  await using ui = await startUi({
    language: 'en',
    config: { platform: 'LinkyTIC', meters },
    prepare(storage) {
      const today = parisDayOf(Date.now());
      writeHistory(storage, houseHistory('maison', Date.now(), years * 365));
      fillMinutes(storage, 'maison', today - Math.min(years * 365 - 1, MOST_MINUTES_DAYS), today);
      writeImport(join(storage, JOURNAL_FILE), { kind: 'import', import: importsOf(years) }, IMPORTING);
    },
  });
  await using browser = await openBrowser();
  const offersMs: number[] = [];
  for (let round = 0; round < Math.min(rounds, OFFERS_ROUNDS); round += 1)
    offersMs.push(await timeOfOffers(browser, ui));
  await using settings = await openSettings(browser, ui);
  await settings.frame.getByRole('tab', { name: 'Energy', exact: true }).click();
  await settings.frame.locator('.energy:not(.is-stale) .period h3:not(:empty)').waitFor();
  const times = new Map<string, number[]>(VIEWS.map((view) => [view, []]));
  for (let round = 0; round < rounds; round += 1) {
    // No view is the first one to be chosen while it is shown.
    for (const view of ['day', ...VIEWS.toReversed()].slice(round === 0 ? 0 : 1)) {
      times.get(view)?.push(await timeOf(settings, view));
    }
  }
  times.set(OFFERS, offersMs);
  return new Map([...times].map(([view, ms]) => [view, quantile(ms, 0.5)]));
}

/** The time from the click on the tab, whose code is there, to the frame after the offers are there, in milliseconds. */
async function timeOfOffers(browser: Browser, ui: Ui): Promise<number> {
  await using settings = await openSettings(browser, ui);
  const { frame } = settings;
  await frame.getByRole('tab', { name: 'Energy', exact: true }).waitFor();
  const tookMs = await frame.locator('html').evaluate(async (page) => {
    const own = globalThis as unknown as {
      requestAnimationFrame(then: () => void): number;
      setTimeout(then: () => void, ms: number): number;
    };
    const isLoaded = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/energy-view-'));
    while (!isLoaded()) await new Promise<void>((resolve) => own.setTimeout(resolve, 50));
    const tab = page.querySelectorAll('[role=tab]')[1] as unknown as { click(): void } | undefined;
    const beganMs = performance.now();
    tab?.click();
    do await new Promise<void>((resolve) => own.requestAnimationFrame(resolve));
    while (!page.querySelector('.offers li'));
    return performance.now() - beganMs;
  });
  return tookMs;
}

/** The time from the choice of a view to the frame after its bars are there, in milliseconds. */
function timeOf({ frame }: Settings, view: string): Promise<number> {
  return frame.locator('.energy').evaluate(async (card, view) => {
    const { requestAnimationFrame } = globalThis as unknown as { requestAnimationFrame(then: () => void): number };
    const frameShown = () => new Promise<void>((resolve) => requestAnimationFrame(resolve));
    const choice = card.querySelector(`input[value="${view}"]`) as unknown as { click(): void } | null;
    const beganMs = performance.now();
    choice?.click();
    do await frameShown();
    while (card.classList.contains('is-stale'));
    return performance.now() - beganMs;
  }, view);
}
