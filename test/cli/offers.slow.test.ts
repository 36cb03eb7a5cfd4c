import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type OffersCommandOptions, offers as printOffers } from '../../src/cli/offers.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { houseHistory, inOrder, producerHistory } from '../../testbed/energy-history.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeMachine } from '../doctor/machine-fake.ts';
import { fakeSession } from './session-fake.ts';

const { en } = textsIn;
/** 14 August 2026, at noon in Paris. */
const NOW_MS = Date.UTC(2026, 7, 14, 10);
const PRICES = [
  {
    ...{ from: '2026-02-01', subscription: 20, given: 0.04 },
    periods: [
      { name: 'HP', price: 0.21 },
      { name: 'HC', price: 0.16, hours: '22:00-06:00' },
    ],
  },
];
const storage = temporaryFolder();

beforeAll(() => {
  writeHistory(storage, inOrder([houseHistory('maison', NOW_MS, 370), producerHistory('toit', NOW_MS)]));
  const meters = [
    { name: 'Maison', port: 'demo', prices: PRICES },
    { name: 'Toit', port: 'demo' },
  ];
  writeFileSync(join(storage, 'config.json'), configFile({ meters }));
});

async function offers(...args: readonly string[]) {
  const { code, stdout, stderr } = await runCliHere(['offers', '--storage', storage, ...args], { wallMs: NOW_MS });
  return { code, stderr, lines: stdout.split('\n').filter((line) => line !== '') };
}

async function offersOf(meter: string, ...args: readonly string[]) {
  const { lines, stderr } = await offers('--meter', meter, '--json', ...args);
  expect([lines.length, stderr]).toEqual([1, '']);
  return JSON.parse(lines[0] ?? '');
}

describe('linky-tic offers --json', () => {
  test('has an object a meter, with the offers beside the own prices on the same days', async () => {
    const found = await offersOf('Maison');
    expect(found).toMatchObject({
      meter: 'maison',
      subscribedKVA: 9,
      offPeakHours: '22:00-06:00',
      areHoursOfTempo: false,
      ...{ sheet: '2026-08-01', sheetSource: 'publicTables' },
    });
    expect(found.exceeded).toBeUndefined();
    expect(found.offers.map(({ offer }: { offer: string }) => offer)).toEqual(['base', 'hphc', 'tempo', 'own']);
    const [base, hphc, tempo, own] = found.offers;
    for (const { days, to } of [base, hphc, own]) expect([days, to]).toEqual([365, '2026-08-13']);
    expect(base.energyWh).toBe(own.energyWh);
    expect(base.ownEuros).toBe(own.euros);
    const parts = [own.subscriptionEuros, ...Object.values<number>(own.eurosByTariff)];
    expect(own.euros).toBeCloseTo(
      parts.reduce((sum, euros) => sum + euros, 0),
      1,
    );
    // A frame comes once an hour, on the hour: the energy of the hour before a boundary is known with that frame only.
    expect(tempo).toMatchObject({ days: expect.any(Number), why: expect.any(String) });
    expect(tempo.euros).toBeUndefined();
  });

  test('says why there is no sum, until the hours and the power are given', async () => {
    const unknown = await offersOf('toit');
    expect(unknown.offers[1].why).toBe(en.cli.offers.why.hoursUnknown);
    expect(unknown.offers[3].why).toBe(en.cli.offers.why.noPrices);
    expect(unknown.offers[0]).toMatchObject({ days: 60 });
    expect(unknown.offers[0].ownEuros).toBeUndefined();
    const [base] = (await offersOf('toit', '--kva', '24')).offers;
    expect(base.subscriptionEuros).toBeGreaterThan(2 * unknown.offers[0].subscriptionEuros);
    const { offers } = await offersOf('toit', '--kva', '24');
    expect(offers[2].why).toContain('24');
  });

  test('takes --kva instead of what the meter told, and says if that would not have been enough', async () => {
    const { subscribedKVA, exceeded } = await offersOf('Maison', '--kva', '1');
    // The history has up to 600 VA + 10 × 100 VA + 12 × 7 VA.
    expect([subscribedKVA, exceeded]).toEqual([1, { ...exceeded, kVA: 1, greatestVA: 1_684 }]);
    expect(exceeded.days).toBeGreaterThan(300);
    const { lines } = await offers('--meter', 'Maison', '--kva', '1');
    expect(lines.find((line) => line.includes('would not have been enough'))).toContain(exceeded.date);
  });

  test('takes --hours in the seasons of the settings', async () => {
    const hours = '11-01..03-31 00:30-07:30; 04-01..10-31 00:30-05:30,12:30-15:30';
    expect(await offersOf('toit', '--hours', hours)).toMatchObject({ offPeakHours: hours });
  });
});

test('for people it has a table, the parts of each sum, and what is not in it, and never tells to change', async () => {
  const { code, stderr, lines } = await offers('--language', 'fr');
  expect([code, stderr]).toEqual([0, '']);
  const { fr } = textsIn;
  expect(lines[0]).toContain(`maison, 9\u00a0kVA`);
  expect(lines[0]).toContain(fr.cli.offers.columns.difference);
  expect(lines).toContain(fr.cli.offers.leavesOut);
  expect(lines).toContain(fr.cli.offers.hours('22:00-06:00'));
  expect(lines).toContain(fr.cli.offers.ownOlder('2026-02-01', '2026-08-01'));
  expect(lines.join('\n')).not.toMatch(/changez|passez à|choisissez/i);
});

test('of a house with Tempo it says that its hours need not be those of HP/HC, and how to give others', async () => {
  const tempo = join(storage, 'tempo.json');
  const names = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'];
  const prices = [{ from: '2026-01-01', subscription: 15, periods: names.map((name) => ({ name, price: 0.2 })) }];
  writeFileSync(tempo, configFile({ meters: [{ name: 'Toit', port: 'demo', prices }] }));
  const says = [en.cli.offers.hoursOfTempo, en.cli.offersGive.hoursOfTempo];
  expect((await offers('--meter', 'Toit', '--config', tempo)).lines).toEqual(expect.arrayContaining(says));
  const { lines } = await offers('--meter', 'Toit', '--config', tempo, '--hours', '02:00-07:00,13:00-16:00');
  for (const one of says) expect(lines).not.toContain(one);
});

test('prices of nothing are euros, too', async () => {
  const free = join(storage, 'free.json');
  const prices = [{ from: '2026-01-01', subscription: 0, periods: [{ name: 'BASE', price: 0 }] }];
  writeFileSync(free, configFile({ meters: [{ name: 'Toit', port: 'demo', prices }] }));
  const { lines } = await offers('--meter', 'Toit', '--config', free);
  expect(lines.find((line) => line.startsWith(`${en.cli.offers.names.own} `))).toContain(' €0.00');
});

test('what is not known can be given, and it says how', async () => {
  const { hoursUnknown } = en.cli.offersGive;
  expect((await offers('--meter', 'Toit')).lines).toContain(hoursUnknown);
  expect((await offers('--meter', 'Toit', '--hours', '22:30-06:30')).lines).not.toContain(hoursUnknown);
});

describe('linky-tic offers ends with a sentence', () => {
  test.each([
    [['--kva', 'nine'], en.cli.usage.kva('nine')],
    [['--hours', '25:00-06:00'], en.cli.usage.hours('25:00-06:00')],
    [['--hours', 'nuit'], en.cli.usage.hours('nuit')],
    [['--meter', 'Cave'], en.historyImport.command.unknownMeter('Cave', ['maison', 'toit'])],
  ])('about %j', async (args, says) => {
    const { code, stderr, lines } = await offers(...args);
    expect([code, lines]).toEqual([2, []]);
    expect(stderr).toContain(says);
  });
});

test('what is given stands beside what it would have saved', async () => {
  const priced = join(storage, 'roof.json');
  const [line] = PRICES;
  writeFileSync(
    priced,
    configFile({
      meters: [{ name: 'Toit', port: 'demo', prices: [{ ...line, periods: [{ name: 'BASE', price: 0.2 }] }] }],
    }),
  );
  const { given } = await offersOf('toit', '--config', priced);
  expect(given.givenEuros).toBeCloseTo((given.givenWh / 1000) * 0.04, 2);
  expect(given.savedEuros).toBeCloseTo((given.givenWh / 1000) * 0.2, 2);
});

describe('the advice about the subscribed power', () => {
  const nowMs = Date.UTC(2026, 7, 3, 21);
  const folder = temporaryFolder();

  beforeAll(() => writeHistory(folder, houseHistory('neuf', nowMs, 2.9)));

  /** What is printed while the plugin tells the phases. */
  async function printedWith(options: OffersCommandOptions): Promise<readonly string[]> {
    const lastReading = readingWith({ contract: 'HC..', subscribedVA: 9000, phases: 1 });
    const neuf = {
      ...{ slug: 'neuf', name: 'Neuf', port: 'demo', staleAfter: 20, ageMs: 1_000, atMs: nowMs },
      lastReading,
    };
    const machine = fakeMachine({ status: { version: '1.0.0', meters: [neuf] } });
    const { session, printed } = fakeSession('en', { clock: { ...systemClock, wall: () => nowMs } });
    await printOffers({ storage: folder, ...options }, session, machine);
    return printed;
  }

  test('stands below the offers while the plugin tells the phases, in cents', async () => {
    const [json = ''] = await printedWith({ json: true });
    const { subscription } = JSON.parse(json);
    expect(subscription).toMatchObject({ kind: 'smaller', subscribedKVA: 9, fittingKVA: 6 });
    expect(subscription.savedEurosAYear).toBe(Number(subscription.savedEurosAYear.toFixed(2)));
    expect(await printedWith({})).toContain(en.cli.offers.advice.smaller('6\u00a0kVA'));
  });

  test('is about the subscribed power, even if another one is asked for', async () => {
    const [json = ''] = await printedWith({ json: true, kva: '12' });
    expect(JSON.parse(json)).toMatchObject({ subscribedKVA: 12, subscription: { subscribedKVA: 9 } });
  });
});
