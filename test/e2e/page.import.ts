import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hourText } from '../../homebridge-ui/page/model/date-words.ts';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import { textsFor } from '../../src/texts/texts.ts';
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
import { HOUR_MS } from '../../testbed/support/time.ts';
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

    test('is marked: in the bars, in the legend, in the sentence of each bar, and in a note', async () => {
      await goBackTo(settings, 'month', 1);
      const heights = await card(settings)
        .locator('.column .up')
        .evaluateAll((bars) =>
          bars.map((bar) => ({
            bar: [...bar.querySelectorAll('i')].reduce((sum, part) => sum + part.getBoundingClientRect().height, 0),
            mark: bar.querySelector('.imported')?.getBoundingClientRect().height,
          })),
        );
      expect(heights).toHaveLength(31);
      expect(heights.map(({ mark }) => mark)).toEqual(heights.map(({ bar }) => expect.closeTo(bar, 0)));
      await card(settings).locator('.legend').getByText(energy.importedColumn).waitFor();
      const october = STEPS.filter(({ fromMs }) => dateInParis(fromMs).startsWith('2027-10'));
      await card(settings)
        .locator('.notes')
        .getByText(energy.importedNote(words.energy(whOf(october))))
        .waitFor();
      await card(settings).locator('figure').focus();
      await settings.page.keyboard.press('End');
      expect(await card(settings).locator('.readout').textContent()).toContain(energy.allImportedReadout);
    });

    test('leaves what the meter itself has told, also where the file has the same days', async () => {
      await goBackTo(settings, 'month', 0);
      const rows = await tableRows(settings);
      const fromFile = STEPS.filter(({ fromMs }) => fromMs >= midnightInParis('2027-11-01'));
      const days = [...Map.groupBy(fromFile, ({ fromMs }) => dateInParis(fromMs)).values()].map((day) =>
        inKWh(whOf(day)),
      );
      expect(rows.slice(0, 5).map((row) => numberIn(row[energy.importedColumn] ?? null))).toEqual(days.slice(0, 5));
      expect(rows.slice(6)).toEqual(own.slice(6).map((row) => expect.objectContaining(row)));
    });

    test('has hours: those of the file, 25 of them on the day on which the clocks go back', async () => {
      await goBackTo(settings, 'month', 1);
      await choose(settings, energy.views.day);
      for (let day = 26; day < 31; day += 1) await turn(settings, energy.on);
      expect(await card(settings).locator('.period h3').textContent()).toMatch(/\b31\b.*2027/);
      const sunday = STEPS.filter(({ fromMs }) => dateInParis(fromMs) === '2027-10-31');
      const hours = Map.groupBy(sunday, ({ fromMs }) => fromMs - (fromMs % HOUR_MS));
      const rows = await tableRows(settings);
      expect(rows).toHaveLength(25);
      expect(rows.map((row) => [row[energy.when], numberIn(row[energy.importedColumn] ?? null)])).toEqual(
        [...hours].map(([atMs, steps]) => [hourText(atMs, words), inKWh(whOf(steps))]),
      );
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

    test('that was imported before changes nothing, and says so', async () => {
      await settings.frame.locator('.import input[type=file]').setInputFiles(playwrightFile(CURVE));
      const stage = settings.frame.locator('.stage');
      await stage.getByRole('heading', { name: imports.found(CURVE.name), exact: true }).waitFor();
      expect(await stage.getByRole('button').allTextContents()).toEqual([imports.close]);
      await press(settings, imports.close);
      expect(await settings.frame.locator('.imports li').count()).toBe(1);
    });

    test('of another meter is not imported, and only the ends of the numbers are told', async () => {
      const other = { name: 'voisin.csv', bytes: curveBytes(STEPS.slice(0, 96), '99887766554433') };
      await drop(settings, other);
      const stage = settings.frame.locator('.stage .ill');
      await stage.getByRole('heading', { name: imports.refused(other.name), exact: true }).waitFor();
      const says = await stage.textContent();
      expect(says).toContain('4433');
      expect(says).toContain('1234');
      expect(await stage.getByRole('button').allTextContents()).toEqual([imports.close]);
      await press(settings, imports.close);
    });

    test('that does not tell drawn from given energy is of what was given, once a box is ticked', async () => {
      const { historyImport } = textsFor(language, 'page');
      const steps = STEPS.slice(0, 96);
      const production = {
        name: 'historique_prod.csv',
        bytes: bytesOf(CURVE_LINES.beginAndEnd({ rows: rowsOf(steps), prm: PRM })),
      };
      await drop(settings, production);
      const stage = settings.frame.locator('.stage');
      await stage.getByText(historyImport.takenAsDrawn, { exact: true }).waitFor();
      await stage.getByLabel(imports.isGiven, { exact: true }).check();
      await stage.getByText(historyImport.takenAsGiven, { exact: true }).waitFor();
      expect(await stage.getByLabel(imports.isGiven, { exact: true }).isChecked()).toBe(true);
      await press(settings, imports.import);
      const items = settings.frame.locator('.imports li');
      const given = items.filter({ hasText: historyImport.ofGiven(historyImport.kind['beginAndEnd'] ?? '') });
      await given.getByRole('button').click();
      expect(await items.count()).toBe(2);
      await press(settings, imports.undoNow);
      await given.waitFor({ state: 'detached' });
      expect(await items.count()).toBe(1);
      await press(settings, imports.close);
    });

    test('that is broken says why, with the line', async () => {
      const lines = CURVE_LINES.enedisCurve({ rows: rowsOf(STEPS.slice(0, 96)), prm: PRM });
      const broken = { name: 'abime.csv', bytes: bytesOf(lines.with(9, '2027-09-01T03:30:00+02:00;beaucoup')) };
      await drop(settings, broken);
      const stage = settings.frame.locator('.stage .ill');
      await stage.getByRole('heading', { name: imports.refused(broken.name), exact: true }).waitFor();
      expect(await stage.textContent()).toMatch(language === 'fr' ? /ligne\s10.*beaucoup/s : /[Ll]ine 10.*beaucoup/s);
      await press(settings, imports.close);
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

    test('is given up before it is imported: nothing is kept of it', async () => {
      await drop(settings, CURVE);
      await settings.frame.locator('.stage').getByRole('heading').waitFor();
      await press(settings, imports.cancel);
      expect(await settings.frame.locator('.stage').innerHTML()).toBe('');
      expect(await settings.frame.locator('.imports li').count()).toBe(0);
    });

    test('dropped beside its place, or with another one, is not taken', async () => {
      await drop(settings, CURVE, settings.frame.locator('.energy'));
      expect(await settings.frame.locator('.stage').innerHTML()).toBe('');
      await settings.frame.locator('.import input[type=file]').evaluate((input) => input.setAttribute('multiple', ''));
      await settings.frame
        .locator('.import input[type=file]')
        .setInputFiles([playwrightFile(CURVE), playwrightFile(CURVE)]);
      await settings.frame.locator('.stage').getByText(imports.several).waitFor();
      await press(settings, imports.close);
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
