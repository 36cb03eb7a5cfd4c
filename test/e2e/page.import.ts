import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import { houseHistory } from '../../testbed/energy-history.ts';
import { CURVE_LINES } from '../../testbed/history-files/curve-files.ts';
import { bytesOf } from '../../testbed/history-files/file-bytes.ts';
import { rowsOf } from '../../testbed/history-files/file-rows.ts';
import { type KnownStep, stepsOf } from '../../testbed/history-files/known-house.ts';
import { dateInParis, midnightInParis, shownInParis } from '../../testbed/history-files/paris-clock.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { type Look, openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import type { TimedReading } from '../../testbed/journal-history.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import {
  drawn,
  expectNoErrors,
  expectToFit,
  factOf,
  type Language,
  numberIn,
  openTab,
  press,
  type Shared,
  tableRows,
} from './settings-page.ts';

/** Nothing is plugged in there, so that the meter's own days stay as they were written. */
const PORT = '/dev/serial/by-id/nothing-is-plugged-in';
/** The present: the house has been read since the sixth of November. */
export const NOW_MS = Date.parse('2027-11-26T10:30:00Z');
const READ_DAYS = 20;
const PRM = '12345678901234';
/** October with its 25 hours at one end, and some days of which the meter has told too. */
const STEPS = stepsOf(
  { seed: 7, grainW: 12 },
  { fromMs: midnightInParis('2027-09-01'), toMs: midnightInParis('2027-11-10'), minutes: 30 },
);
const CURVE: SentFile = { name: 'mes-heures.csv', bytes: curveBytes(STEPS, PRM) };
const PRICES = { peak: 0.2142, offPeak: 0.1589, subscription: 15.86 } as const;
/** The house of which files are imported. It has a journal of its own. */
const HOUSE = { name: 'Campagne', slug: 'campagne' } as const;
/** The plugin's settings, whose prices tell no hours. */
const BLOCK = pluginBlock({
  meters: [
    {
      ...{ name: HOUSE.name, port: PORT },
      prices: [
        {
          ...{ from: '2020-01-01', subscription: PRICES.subscription },
          periods: [
            { name: 'HP', price: PRICES.peak },
            { name: 'HC', price: PRICES.offPeak },
          ],
        },
      ],
    },
  ],
});

/** What the meter itself has told. */
export function importHistory(): Iterable<TimedReading> {
  return houseHistory(HOUSE.slug, NOW_MS, READ_DAYS);
}

/** Defines the tests of files of the history on the page. Homebridge's clock must be ahead, and its journal have `importHistory`. */
export function importTests({ language, texts }: Language, shared: () => Shared): void {
  let browser: Browser;
  let ui: Ui;

  beforeAll(async () => {
    ({ browser, ui } = shared());
    await ui.configure(BLOCK);
  });

  const { energy, imports } = texts;
  const words = pageWordsIn(language, [language === 'fr' ? 'fr-FR' : 'en-US']);
  describe('on one page', () => {
    let settings: Settings;
    /** The tables of the present month, and of the months, before anything was imported. */
    let own: Awaited<ReturnType<typeof tableRows>>;
    let ownMonths: typeof own;

    beforeAll(async () => {
      settings = await opened();
      own = await tableRows(settings);
      ownMonths = await months(settings);
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    afterEach(() => expectNoErrors(settings, ui));

    test('is dropped, says what it has, and becomes bars once it is imported, each with the energy of the file', async () => {
      await drop(settings, CURVE);
      const found = settings.frame.locator('.stage');
      await found.getByRole('heading', { name: imports.found(CURVE.name), exact: true }).waitFor();
      const says = (await found.locator('p').allTextContents()).join(' ');
      expect(says).toContain('1234');
      expect(says).not.toContain(PRM);
      expect(numbersIn(says)).toEqual(expect.arrayContaining([70, whOf(STEPS) / 1000]));
      expect(await months(settings)).toEqual(ownMonths);

      await press(settings, imports.import);
      await found.getByRole('heading', { name: imports.done, exact: true }).waitFor();
      await goBackTo(settings, 'month', 1);
      const october = STEPS.filter(({ fromMs }) => dateInParis(fromMs).startsWith('2027-10'));
      const days = [...Map.groupBy(october, ({ fromMs }) => dateInParis(fromMs)).values()].map((day) =>
        inKWh(whOf(day)),
      );
      const rows = await tableRows(settings);
      expect(rows.map((row) => numberIn(row[energy.total] ?? null))).toEqual(days);
      expect(rows.map((row) => numberIn(row[energy.importedColumn] ?? null))).toEqual(days);
      expect(numberIn(await factOf(card(settings), energy.facts.drawn))).toBe(inKWh(whOf(october)));
    });

    test('has no euros until the hours of the periods are typed, to which a button brings; then they are those of the bill', async () => {
      await goBackTo(settings, 'month', 1);
      await choose(settings, energy.units.euros);
      await card(settings).getByRole('button', { name: energy.addHours, exact: true }).click();
      const field = settings.frame.locator('.price-line .hours input:focus');
      await field.waitFor();
      await settings.frame
        .getByLabel(texts.prices.hoursOf(tariffName('HC', texts)), { exact: true })
        .fill('HC (22H00-6H00)');
      await settings.frame.getByText(texts.prices.understood('22:00-06:00'), { exact: true }).waitFor();
      await card(settings).locator('.notes').getByText(energy.withoutSubscription).waitFor({ state: 'detached' });
      await expect.poll(async () => numberIn(await factOf(card(settings), energy.facts.cost))).toBe(octoberEuros());
      await choose(settings, energy.units.energy);
    });

    test('that is larger than any of its kind is not even sent', async () => {
      await settings.frame.locator('.import').evaluate((place, bytes) => {
        const { DataTransfer, DragEvent } = globalThis as unknown as BrowserParts;
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], 'film.mkv'));
        place.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, MOST_FILE_BYTES + 1);
      const says = imports.tooLarge('film.mkv', words.quantity(64, imports.megabyte));
      await settings.frame.locator('.stage .ill').getByText(says).waitFor();
      await press(settings, imports.close);
    });

    test('is undone after a yes: then everything is as before', async () => {
      await goBackTo(settings, 'month', 0);
      await settings.frame.locator('.imports').getByRole('button').click();
      await press(settings, imports.keep);
      expect(await settings.frame.locator('.imports li').count()).toBe(1);
      await settings.frame.locator('.imports').getByRole('button').click();
      await press(settings, imports.undoNow);
      await settings.frame.locator('.stage').getByRole('heading', { name: imports.done, exact: true }).waitFor();
      await settings.frame.locator('.imports').waitFor({ state: 'hidden' });
      await drawn(settings);
      expect(await months(settings)).toEqual(ownMonths);
      const rows = await tableRows(settings);
      expect(rows.filter((row) => energy.importedColumn in row)).toEqual([]);
      expect(await isOff(settings, energy.back)).toBe(true);
      await press(settings, imports.close);
    });

    test('is chosen, imported and undone with the keyboard alone', async () => {
      const { page, frame } = settings;
      await page.bringToFront();
      await frame.getByRole('button', { name: new RegExp(`^${imports.drop}`) }).focus();
      const chosen = page.waitForEvent('filechooser');
      await focused(imports.drop);
      await page.keyboard.press('Enter');
      await (await chosen).setFiles(playwrightFile(CURVE));
      await focused(imports.found(CURVE.name));
      await page.keyboard.press('Tab');
      await focused(imports.import);
      await page.keyboard.press('Enter');
      await focused(imports.done);
      await page.keyboard.press('Tab');
      await focused(imports.see);
      await page.keyboard.press('Tab');
      await focused(imports.close);
      // The list of imports is asked for anew, and comes later.
      await frame.locator('.imports').getByRole('button').waitFor();
      await page.keyboard.press('Tab');
      await focused(imports.undo);
      await page.keyboard.press('Enter');
      await focused(imports.keep);
      await page.keyboard.press('Shift+Tab');
      await focused(imports.undoNow);
      await page.keyboard.press('Enter');
      await focused(imports.done);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await focused(imports.drop);
    });

    /** Waits until the focus is on what has this text, or this name. */
    async function focused(text: string): Promise<void> {
      const focus = settings.frame.locator(':focus');
      await expect
        .poll(async () => (await focus.count()) > 0 && (await focus.evaluate(({ textContent }) => textContent)))
        .toContain(text);
    }
  });

  test('fits the width of a small phone at each step', async () => {
    await using phone = await opened({ width: 360, height: 780, dark: true });
    await expectToFit(phone);
    await drop(phone, { ...CURVE, name: `${'un-nom-de-fichier-bien-long-'.repeat(4)}.csv` });
    await phone.frame.locator('.stage').getByRole('heading').waitFor();
    await expectToFit(phone);
    await press(phone, imports.import);
    await phone.frame.locator('.imports').getByRole('button').click();
    await expectToFit(phone);
    await press(phone, energy.table);
    await goBackTo(phone, 'month', 1);
    await expectToFit(phone);
    expect(await card(phone).locator('.column .imported').first().isVisible()).toBe(true);
    await press(phone, imports.undoNow);
    await phone.frame.locator('.imports').waitFor({ state: 'hidden' });
    expectNoErrors(phone, ui);
  });

  async function opened(look?: Look): Promise<Settings> {
    const page = await openSettings(browser, ui, look);
    await openTab(page, texts.tabs.energy);
    await drawn(page);
    return page;
  }

  /** Shows the present month, or one so many months before it. */
  async function goBackTo(page: Settings, view: 'month', count: number): Promise<void> {
    await choose(page, energy.views[view]);
    if (!(await isOff(page, energy.today))) await turn(page, energy.today);
    for (let step = 0; step < count; step += 1) await turn(page, energy.back);
  }

  async function choose(page: Settings, name: string): Promise<void> {
    await card(page).getByLabel(name, { exact: true }).check();
    await drawn(page);
  }

  async function turn(page: Settings, name: string): Promise<void> {
    await card(page).getByRole('button', { name, exact: true }).click();
    await drawn(page);
  }

  async function isOff(page: Settings, name: string): Promise<boolean> {
    return (await card(page).getByRole('button', { name, exact: true }).getAttribute('aria-disabled')) === 'true';
  }

  /** The table of all months of the present year. */
  async function months(page: Settings) {
    await choose(page, energy.views.year);
    const rows = await tableRows(page);
    await choose(page, energy.views.month);
    return rows;
  }
}

/** A file as the browser is given it. */
interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What drops a file, in the browser. */
interface BrowserParts {
  readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
  readonly DragEvent: new (kind: string, init: object) => Event;
}

/** Drops a file on a place; on the one for files unless given. */
async function drop({ frame }: Settings, { name, bytes }: SentFile, on?: Locator): Promise<void> {
  const place = on ?? frame.locator('.import');
  const base64 = Buffer.from(bytes).toString('base64');
  const dataTransfer = await place.evaluateHandle(
    (_, [name, base64]) => {
      const { DataTransfer } = globalThis as unknown as BrowserParts;
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
      return transfer;
    },
    [name, base64] as const,
  );
  await place.dispatchEvent('dragover', { dataTransfer });
  await place.dispatchEvent('drop', { dataTransfer });
}

function playwrightFile({ name, bytes }: SentFile) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(bytes) };
}

function card({ frame }: Settings): Locator {
  return frame.locator('.energy');
}

function curveBytes(steps: readonly KnownStep[], prm: string): Uint8Array {
  return bytesOf(CURVE_LINES.enedisCurve({ rows: rowsOf(steps), prm }));
}

function whOf(steps: readonly KnownStep[]): number {
  return steps.reduce((sum, { meanW, minutes }) => sum + meanW * minutes, 0) / 60;
}

function inKWh(wh: number): number {
  return Number((wh / 1000).toFixed(1));
}

/** What October costs, from the steps and the prices alone. */
function octoberEuros(): number {
  const october = STEPS.filter(({ fromMs }) => dateInParis(fromMs).startsWith('2027-10'));
  const isOffPeak = ({ fromMs }: KnownStep) => {
    const time = shownInParis(fromMs).slice(11, 16);
    return time < '06:00' || time >= '22:00';
  };
  const [offPeak, peak] = [october.filter(isOffPeak), october.filter((step) => !isOffPeak(step))].map(whOf) as [
    number,
    number,
  ];
  const euros = PRICES.subscription + (offPeak * PRICES.offPeak + peak * PRICES.peak) / 1000;
  return Number(euros.toFixed(2));
}

/** All numbers in a text of either language. */
function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/\d+(?:[\s\u00a0\u202f]\d{3})*(?:[.,]\d+)?/g)].map(([number]) =>
    Number(number.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')),
  );
}
