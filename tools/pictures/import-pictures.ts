import { setTimeout as delay } from 'node:timers/promises';
import { withoutPrm } from '../../src/base/masked-numbers.ts';
import { beginningOfDay, dateOf, dayOfDate, parisDayOf } from '../../src/base/paris-time.ts';
import type { Price } from '../../src/money/price.ts';
import { regulatedPrices } from '../../src/money/regulated-tariffs.ts';
import { household } from '../../src/source/demo/household.ts';
import { LANGUAGES, type Language } from '../../src/texts/languages.ts';
import { CURVE_LINES } from '../../testbed/history-files/curve-files.ts';
import { bytesOf } from '../../testbed/history-files/file-bytes.ts';
import type { CurveRow } from '../../testbed/history-files/file-rows.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Look, Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import type { TimedReading } from '../../testbed/journal-history.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { type Camera, SETTLED_MS } from './camera.ts';
import { ADDRESS, type WrittenHistory, written } from './photographed-history.ts';
import { momentsOfPictures } from './photographed-house.ts';

const STEP_MINUTES = 30;
const HOUSE = household(1);
/** When the plugin began to read the house. */
const READ_SINCE_MS = beginningOfDay(dayOf('2026-08-20')) + 15 * 60 * MINUTE_MS;
/** What the household has downloaded: its last days overlap with what the plugin has read. */
const FILE = { from: '2025-01-06', to: '2026-08-24', name: 'Enedis_Conso_Heure_20250106-20260824_12345678901234.csv' };
/** The grid operator lacks these days. */
const LACKING = { from: '2025-11-10', to: '2025-11-12' };
const SUBSCRIBED_KVA = 9;

/** The history of a house from before the plugin: a file is dropped, and becomes bars. */
export async function imported(camera: Camera): Promise<void> {
  const history = written(offPeakHistory(momentsOfPictures().eveningMs));
  for (const language of LANGUAGES) await importedIn(camera, language, history);
}

async function importedIn(camera: Camera, language: Language, history: WrittenHistory): Promise<void> {
  const aheadMs = momentsOfPictures().eveningMs - Date.now();
  const meter = { name: 'Linky', port: '/dev/serial/by-id/nothing-is-plugged-in', prices: pricesWithHours() };
  const config = { platform: 'LinkyTIC', language, meters: [meter] };
  await using ui = await startUi({ language, aheadMs, config, prepare: (storage) => history.copyTo(storage) });
  await shootFound(camera, ui, language, {}, `import.${language}`);
  await shootHours(camera, ui, language, {}, `prices-hours.${language}`);
  if (language === 'fr') {
    await shootFound(camera, ui, language, { dark: true }, 'import-dark.fr');
    await shootFound(camera, ui, language, { width: 390 }, 'import-phone.fr');
    await shootHours(camera, ui, language, { width: 390, dark: true }, 'prices-hours-phone-dark.fr');
  }
  await shootImported(camera, ui, language);
}

/** What the page says of the file. */
async function shootFound(camera: Camera, ui: Ui, language: Language, look: Look, picture: string): Promise<void> {
  await using settings = await energyTab(camera, ui, language, look);
  await chooseFile(settings, language);
  await camera.shoot(settings, picture, { only: '.import' });
}

/** The prices with the hours of their periods, by which the energy of a file has euros. */
async function shootHours(camera: Camera, ui: Ui, language: Language, look: Look, picture: string): Promise<void> {
  await using settings = await energyTab(camera, ui, language, look);
  const newest = settings.frame.locator('.prices details.price-line').first();
  if ((await newest.getAttribute('open')) === null) await newest.locator('summary').click();
  await camera.shoot(settings, picture, { only: '.prices' });
}

/** The year and the month in which the file ends and the plugin begins, then the list of what was imported. */
async function shootImported(camera: Camera, ui: Ui, language: Language): Promise<void> {
  const { energy, imports } = pageTextsIn[language];
  {
    await using settings = await energyTab(camera, ui, language, {});
    await chooseFile(settings, language);
    await press(settings, imports.import);
    await settings.frame.getByRole('heading', { name: imports.done, exact: true }).waitFor();
    await delay(SETTLED_MS);
    await camera.shoot(settings, `imported.${language}`, { only: '.import' });
  }
  for (const [look, name] of [
    [{}, 'imported-bars'],
    [{ dark: true }, 'imported-bars-dark'],
    [{ width: 360 }, 'imported-bars-phone'],
  ] as const) {
    await using settings = await energyTab(camera, ui, language, look);
    for (const [view, steps] of [
      ['year', 0],
      ['month', monthOf(momentsOfPictures().eveningMs) - monthOf(READ_SINCE_MS)],
    ] as const) {
      await settings.frame.locator('.energy').getByLabel(energy.views[view], { exact: true }).check();
      for (let step = 0; step < steps; step += 1) {
        await delay(SETTLED_MS / 4);
        await press(settings, energy.back);
      }
      await delay(SETTLED_MS);
      await camera.shoot(settings, `${name}-${view}.${language}`, { only: '.energy' });
    }
  }
}

async function energyTab(camera: Camera, ui: Ui, language: Language, look: Look): Promise<Settings> {
  const settings = await camera.opened(ui, look, []);
  await settings.frame.getByRole('tab', { name: pageTextsIn[language].tabs.energy, exact: true }).click();
  await settings.frame.locator('.energy figure').waitFor();
  return settings;
}

async function chooseFile({ frame }: Settings, language: Language): Promise<void> {
  const buffer = Buffer.from(bytesOf(CURVE_LINES.enedisCurve({ rows: fileRows(), prm: '12345678901234' })));
  await frame.locator('.import input[type=file]').setInputFiles({ name: FILE.name, mimeType: 'text/csv', buffer });
  await frame
    .getByRole('heading', { name: pageTextsIn[language].imports.found(withoutPrm(FILE.name)), exact: true })
    .waitFor();
}

async function press({ frame }: Settings, name: string): Promise<void> {
  await frame.getByRole('button', { name, exact: true }).click();
}

/** The mean power of each half hour, but for the days that are lacking. */
function fileRows(): readonly CurveRow[] {
  const [from, to] = [dayOf(FILE.from), dayOf(FILE.to)].map(beginningOfDay) as [number, number];
  const lacking = [dayOf(LACKING.from), dayOf(LACKING.to)].map(beginningOfDay) as [number, number];
  const rows: CurveRow[] = [];
  for (let fromMs = from; fromMs < to; fromMs += STEP_MINUTES * MINUTE_MS) {
    if (fromMs >= lacking[0] && fromMs < lacking[1]) continue;
    const wh = HOUSE.drawnWh(fromMs, fromMs + STEP_MINUTES * MINUTE_MS);
    rows.push({ fromMs, minutes: STEP_MINUTES, watts: Math.round((wh * 60) / STEP_MINUTES) });
  }
  return rows;
}

/** What a meter with off-peak hours says of the demo house. */
function* offPeakHistory(endMs: number): Generator<TimedReading> {
  const frame = frameWith({ mode: 'historique', address: ADDRESS });
  for (let atMs = READ_SINCE_MS; atMs < endMs; atMs += MINUTE_MS) {
    const { apparentPowerVA, supplierWh, offPeak } = HOUSE.at(atMs);
    const sum = (rest: number) => supplierWh.reduce((total, wh, index) => (index % 2 === rest ? total + wh : total), 0);
    const registers = { HCHC: sum(0), HCHP: sum(1) };
    const told = { contract: 'HC..', subscribedVA: SUBSCRIBED_KVA * 1000, tariff: offPeak ? 'HC..' : 'HP..' };
    const importedWh = registers.HCHC + registers.HCHP;
    yield { meter: 'linky', atMs, reading: readingWith({ apparentPowerVA, importedWh, registers, ...told, frame }) };
  }
}

/** The regulated prices, with the off-peak hours of the demo house. */
function pricesWithHours(): readonly Price[] {
  return regulatedPrices('offPeak', SUBSCRIBED_KVA).map(({ price }) => ({
    ...price,
    periods: price.periods.map((period) => (period.name === 'HC' ? { ...period, hours: '22:00-06:00' } : period)),
  }));
}

/** A month of Paris as a number, so that two of them can be subtracted. */
function monthOf(atMs: number): number {
  const [year = 0, month = 0] = dateOf(parisDayOf(atMs)).split('-').map(Number);
  return year * 12 + month;
}

function dayOf(date: string): number {
  const day = dayOfDate(date);
  if (day === undefined) throw new Error(`no date: ${date}`);
  return day;
}
