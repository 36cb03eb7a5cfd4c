import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { type HistoryCommandOptions, history } from '../../src/cli/history.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene, type Scene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const PRICES = [
  {
    from: '2026-01-01',
    subscription: 31,
    periods: [
      { name: 'HP', price: 0.2 },
      { name: 'HC', price: 0.1, hours: '22:00-06:00' },
    ],
  },
];
const WITHOUT_HOURS = PRICES.map((price) => ({
  ...price,
  periods: price.periods.map(({ name, price: one }) => ({ name, price: one })),
}));

/** Three hours of a meter on 28 July 2026, from noon in Paris on, and a file of three days up to then. */
function importScene() {
  const scene = createScene();
  const journal = scene.open();
  for (let minute = 0; minute < 180; minute += 1) {
    journal.take('linky', readingAt(scene.clock.nowMs, readingWith(10_000_000 + minute * 10)));
    scene.pass(MINUTE_MS);
  }
  journal.commit();
  return { scene, journal };
}

function readingWith(importedWh: number) {
  return {
    apparentPowerVA: 600,
    importedWh,
    registers: { HCHC: 1_000_000, HCHP: importedWh - 1_000_000 },
    tariff: 'HP..',
  };
}

const curveDay = (date: string): ImportedDay => ({
  day: dayOfDate(date) ?? 0,
  curve: [{ fromMinute: 0, stepMinutes: 30, meanW: new Array<number>(48).fill(601) }],
});
const FILE = { meter: 'linky', kind: 'enedisCurve', days: ['2026-07-26', '2026-07-27', '2026-07-28'].map(curveDay) };

async function listing({ path, clock }: Scene, options: HistoryCommandOptions) {
  const { session, printed, remarks } = fakeSession('en', { clock: { ...fakeClock(), wall: () => clock.wallMs } });
  await history({ storage: dirname(path), since: '2026-01-01', ...options }, session);
  return { printed, remarks };
}

function withPrices(scene: Scene, prices: object): void {
  const meters = [{ name: 'Linky', port: '/dev/ttyUSB0', prices }];
  writeFileSync(join(dirname(scene.path), 'config.json'), configFile({ meters }));
}

const OPTIONS: readonly HistoryCommandOptions[] = (['minute', 'hour', 'day', 'month', 'year'] as const).flatMap(
  (by) => [...(['table', 'csv'] as const).map((format) => ({ by, format })), { by, json: true }],
);

describe('the history with an imported file', () => {
  test('lists its days before those of the meter, and completes the first one', async () => {
    const { scene, journal } = importScene();
    journal.addImport(FILE);
    withPrices(scene, PRICES);
    const { printed, remarks } = await listing(scene, { by: 'day', format: 'csv', cost: true });
    expect(printed).toEqual([
      'meter,date,energy_wh,energy_wh HC,energy_wh HP,imported_wh,greatest_va,greatest_at,seen,euros,subscription_euros,euros HC,euros HP',
      'linky,2026-07-26,14424,4808,9616,14424,,,1,3.40,1.00,0.48,1.92',
      'linky,2026-07-27,14424,4808,9616,14424,,,1,3.40,1.00,0.48,1.92',
      'linky,2026-07-28,14424,4808,9616,12634,600,2026-07-28T12:00:00+02:00,1,3.40,1.00,0.48,1.92',
    ]);
    expect(remarks).toEqual([]);
  });

  test('tells why it has no euros where the prices have no hours', async () => {
    const { scene, journal } = importScene();
    journal.addImport(FILE);
    withPrices(scene, WITHOUT_HOURS);
    const { printed, remarks } = await listing(scene, { by: 'month', json: true, cost: true });
    expect(printed.map((line) => JSON.parse(line))).toMatchObject([
      { date: '2026-07', unpriced: { kind: 'noHours', date: '2026-07-26' } },
    ]);
    expect(printed[0]).not.toMatch(/powerSeen|"euros"/);
    expect(remarks.join()).toMatch(/prices of that day have no hours/);
  });

  test('has the same energy by period with and without its cost', async () => {
    const { scene, journal } = importScene();
    journal.addImport(FILE);
    withPrices(scene, PRICES);
    const energies = async (cost: boolean) => {
      const { printed } = await listing(scene, { by: 'month', json: true, cost });
      return printed.map((line) => JSON.parse(line).energyWhByTariff);
    };
    expect(await energies(true)).toEqual([{ HC: 3 * 4808, HP: 3 * 9616 }]);
    expect(await energies(false)).toEqual(await energies(true));
  });

  test('lists the hours of its curve where the meter has no minute', async () => {
    const { scene, journal } = importScene();
    journal.addImport(FILE);
    withPrices(scene, PRICES);
    const { printed } = await listing(scene, { by: 'hour', json: true, since: '2026-07-27T22:00' });
    const hours = printed.map((line) => JSON.parse(line));
    expect(hours.map(({ from }) => from)).toEqual(
      Array.from({ length: 26 }, (_, nth) => Date.parse('2026-07-27T22:00:00+02:00') + nth * HOUR_MS),
    );
    expect(hours[0]).toEqual({
      ...{ meter: 'linky', by: 'hour', from: Date.parse('2026-07-27T22:00:00+02:00'), minutes: 60 },
      ...{ energyWh: 601, energyWhByTariff: { HC: 601 }, importedWh: 601 },
    });
    expect(hours.filter((hour) => hour.importedWh === undefined).map(({ meanVA }) => meanVA)).toEqual([600, 600, 600]);
  });

  test('is of the last day only, by hour, unless more is asked for', async () => {
    const { scene, journal } = importScene();
    journal.addImport(FILE);
    const { session, printed } = fakeSession('en', { clock: { ...fakeClock(), wall: () => scene.clock.wallMs } });
    await history({ storage: dirname(scene.path), by: 'hour', format: 'csv' }, session);
    expect(printed[1]).toMatch(/^linky,2026-07-27T15:00:00/);
  });
});

describe('the history without an imported file', () => {
  test.each(OPTIONS)('is the same, to the byte, before an import and once it is undone: %o', async (options) => {
    const { scene, journal } = importScene();
    withPrices(scene, PRICES);
    const before = await listing(scene, options);
    expect(before.printed.join()).not.toMatch(/import|files/i);
    const outcome = journal.addImport(FILE);
    if (options.by !== 'minute') expect(await listing(scene, options)).not.toEqual(before);
    if (outcome.kind === 'imported') journal.undoImport('linky', outcome.record.id);
    expect(await listing(scene, options)).toEqual(before);
  });

  test('does not read the settings, whatever is in them', async () => {
    const { scene } = importScene();
    writeFileSync(join(dirname(scene.path), 'config.json'), 'no JSON');
    expect((await listing(scene, { by: 'day', json: true })).printed).toHaveLength(1);
  });
});

test('settings that cannot be read leave the curve without periods, and the listing goes on', async () => {
  const { scene, journal } = importScene();
  journal.addImport(FILE);
  writeFileSync(join(dirname(scene.path), 'config.json'), 'no JSON');
  const { printed, remarks } = await listing(scene, { by: 'day', json: true });
  expect(printed.map((line) => JSON.parse(line).energyWh)).toEqual([14_424, 14_424, 1790]);
  expect(remarks).toEqual([]);
});
