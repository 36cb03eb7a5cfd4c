import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { CURVE_LINES } from '../../testbed/history-files/curve-files.ts';
import { bytesOf } from '../../testbed/history-files/file-bytes.ts';
import { rowsOf } from '../../testbed/history-files/file-rows.ts';
import { indexLines } from '../../testbed/history-files/index-file.ts';
import { fiveMinuteW, stepsOf } from '../../testbed/history-files/known-house.ts';
import { indexesOf } from '../../testbed/history-files/known-indexes.ts';
import { dateInParis, datePlus, midnightInParis, shownInParis } from '../../testbed/history-files/paris-clock.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import {
  type DayEnergy,
  energyByHours,
  type HoursTariff,
  type MonthBill,
  monthBills,
  typedPrices,
} from '../history-files/house-bill.ts';

const PRM = '09123456789012';
/** The zones of the machine: what is printed must be the same in each. */
const ZONES = ['Europe/Paris', 'America/New_York'];
const AFTER_ALL_MS = Date.UTC(2027, 0, 2);
const HOUSE = { seed: 1904, grainW: 12, isProducer: true };
const YEAR = { fromMs: midnightInParis('2024-01-01'), toMs: midnightInParis('2025-01-01'), minutes: 30 };
const DRAWN = stepsOf(HOUSE, YEAR);
const GIVEN = stepsOf(HOUSE, { ...YEAR, direction: 'given' });

/** The prices change in February and in August, and with the second change come other hours, which divide half hours. */
const HOURS: readonly HoursTariff[] = [
  {
    ...{ from: '2023-08-01', subscription: '16.55', given: '0.1276' },
    periods: [
      { name: 'HP', price: '0.2460' },
      { name: 'HC', price: '0.1828', hours: '22:30-06:30' },
    ],
  },
  {
    ...{ from: '2024-02-01', subscription: '16.70', given: '0.1276' },
    periods: [
      { name: 'HP', price: '0.2700' },
      { name: 'HC', price: '0.2068', hours: '23:00-05:00,12:30-14:30' },
    ],
  },
  {
    ...{ from: '2024-08-14', subscription: '17.01', given: '0.04' },
    periods: [
      { name: 'HP', price: '0.2146' },
      { name: 'HC', price: '0.16965', hours: '02:56-07:56,11:56-14:56' },
    ],
  },
];
const BASE: readonly HoursTariff[] = [
  { from: '2023-08-01', subscription: '15.63', given: '0.1', periods: [{ name: 'BASE', price: '0.2276' }] },
  { from: '2024-02-01', subscription: '15.79', given: '0.1', periods: [{ name: 'BASE', price: '0.2516' }] },
];
const TEMPO: readonly HoursTariff[] = [
  {
    ...{ from: '2023-08-01', subscription: '16.16', given: '0.1' },
    periods: Object.entries({ HCJB: 0.1296, HPJB: 0.1609, HCJW: 0.1486, HPJW: 0.1894, HCJR: 0.1568, HPJR: 0.7562 }).map(
      ([name, price]) => ({ name, price: String(price) }),
    ),
  },
];
const REGISTERS = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'];
const NAMES = ['Bleus', 'Blancs', 'Rouges'].flatMap((colour) =>
  ['Heures Creuses', 'Heures Pleines'].map((half) => `${half} Jours ${colour}`),
);

const LETTERS = { blue: 'B', white: 'W', red: 'R' } as const;

/** A Tempo day begins at 6:00; its off-peak hours are from 22:00 to 6:00. The house lives through the true colours of 2024. */
function tempoPeriod(atMs: number): string {
  const shown = shownInParis(atMs);
  const hour = Number(shown.slice(11, 13));
  const date = hour < 6 ? datePlus(shown.slice(0, 10), -1) : shown.slice(0, 10);
  return `${hour >= 6 && hour < 22 ? 'HP' : 'HC'}J${LETTERS[publishedColour(dayOfDate(date) ?? Number.NaN) ?? 'blue']}`;
}

/** The energy of each date by the registers of Tempo, five minutes by five minutes. */
function energyByColour(): ReadonlyMap<string, DayEnergy> {
  const dates = new Map<string, DayEnergy>();
  for (let atMs = YEAR.fromMs; atMs < YEAR.toMs; atMs += 300_000) {
    const date = dateInParis(atMs);
    const day = dates.get(date) ?? { drawn: new Map<string, bigint>(), given: 0n };
    dates.set(date, day);
    const period = tempoPeriod(atMs);
    day.drawn.set(period, (day.drawn.get(period) ?? 0n) + BigInt(fiveMinuteW(HOUSE, 'drawn', atMs) * 5));
  }
  return dates;
}

const folder = temporaryFolder({ name: 'linky-house', inMemory: true });
const clock = childClock({ aheadMs: AFTER_ALL_MS - Date.now() });
const inFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  const indexes = indexesOf(HOUSE, {
    ...{ from: '2024-01-01', to: '2025-01-01' },
    registers: Object.fromEntries(REGISTERS.map((_, nth) => [`F${nth + 1}`, nth * 1_111_111])),
    registerAt: (atMs) => `F${REGISTERS.indexOf(tempoPeriod(atMs)) + 1}`,
  });
  const periods = Object.fromEntries(REGISTERS.map((name, nth) => [`F${nth + 1}`, [name, NAMES[nth] ?? ''] as const]));
  const files = {
    'drawn.csv': CURVE_LINES.enedisCurve({ rows: rowsOf(DRAWN), prm: PRM }),
    'given.csv': CURVE_LINES.onePointARow({ rows: rowsOf(GIVEN), prm: PRM, direction: 'given' }),
    'indexes.csv': indexLines({ rows: indexes, prm: PRM, calendars: [{ from: '2023-09-01', periods }] }),
  };
  for (const [name, lines] of Object.entries(files)) await writeFile(inFolder(name), bytesOf(lines));
  for (const [name, tariffs] of Object.entries({ hours: HOURS, base: BASE, tempo: TEMPO })) {
    const meters = [{ name: 'Maison', port: 'demo', prices: typedPrices(tariffs) }];
    await writeFile(inFolder(`${name}.json`), configFile({ meters }), { mode: 0o600 });
  }
});

/** A storage folder, and what is done in it with the settings of a contract, in processes of a zone or, without one, in this process. */
function createStorage(zone?: string) {
  const storage = temporaryFolder({ name: 'storage', inMemory: true });
  const run = (args: readonly string[], contract: string) => {
    // Without `--cost` no prices are wanted.
    const hasPrices = args.includes('--cost') || args.includes('import');
    const config = hasPrices ? ['--config', inFolder(`${contract}.json`)] : [];
    const line = [...args, '--storage', storage, ...config];
    return zone === undefined ? runCliHere(line, { wallMs: AFTER_ALL_MS }) : runCli(line, { clock, env: { TZ: zone } });
  };
  return {
    /** Imports a file, or takes it back, which must succeed. Gives what the command says of it. */
    async import(name: string, ...options: readonly string[]) {
      const { code, stdout, stderr } = await run(['history', 'import', inFolder(name), ...options], 'hours');
      expect([code, stderr]).toEqual([0, '']);
      return stdout.replaceAll(storage, 'STORAGE');
    },
    /** What the command prints, and what it says beside that. It must succeed. */
    async history(line: string, contract = 'hours') {
      const { code, stdout, stderr } = await run(['history', ...line.split(' ')], contract);
      expect(code).toBe(0);
      return { printed: stdout, says: stderr };
    },
  };
}

const objectsIn = (printed: string) =>
  printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What the command is to print of a month: all of it comes from files. */
function monthObject(bill: MonthBill) {
  const nearly = (wh: number) => expect.closeTo(wh, 6);
  const amounts = Object.entries(bill.eurosByPeriod).map(([name, euros]) => [name, Number(euros)]);
  return {
    ...{ meter: 'maison', by: 'month', date: bill.date },
    energyWh: nearly(bill.wh),
    importedWh: nearly(bill.wh),
    euros: Number(bill.euros),
    subscriptionEuros: Number(bill.subscription),
    eurosByTariff: Object.fromEntries(amounts),
  };
}

const byPeriod = ({ whByPeriod }: MonthBill) => ({
  energyWhByTariff: Object.fromEntries(Object.entries(whByPeriod).map(([name, wh]) => [name, expect.closeTo(wh, 6)])),
});

describe('a year of half hours of a known house', () => {
  test('is by month to the watt-hour and to the cent what it was, byte for byte the same in any zone', async () => {
    const homes = await Promise.all(
      ZONES.map(async (zone) => {
        const storage = createStorage(zone);
        const said = [await storage.import('drawn.csv'), await storage.import('given.csv')];
        const hours = await storage.history('--by hour --since 2024-10-26 --format csv');
        const days = await storage.history('--by day --cost --format csv');
        const months = await storage.history('--by month --cost --json');
        return { storage, listing: { said, hours, days, months } };
      }),
    );
    const [{ storage, listing }, ...elsewhere] = homes as [(typeof homes)[number], ...typeof homes];
    expect(elsewhere.map((home) => home.listing)).toEqual([listing]);
    const { months } = listing;
    const [csv, base] = await Promise.all([
      storage.history('--by month --cost --format csv'),
      storage.history('--by month --cost --json', 'base'),
    ]);
    expect([listing.hours, listing.days, months, csv, base].map(({ says }) => says)).toEqual(['', '', '', '', '']);

    const bills = monthBills(energyByHours(DRAWN, GIVEN, HOURS), HOURS);
    expect(objectsIn(months.printed)).toMatchObject(
      bills.map((bill) => ({
        ...monthObject(bill),
        ...byPeriod(bill),
        givenWh: expect.closeTo(bill.givenWh, 6),
        givenEuros: Number(bill.givenEuros),
      })),
    );
    expectCsv(csv.printed, bills);

    const ofBase = monthBills(energyByHours(DRAWN, GIVEN, BASE), BASE);
    expect(objectsIn(base.printed)).toMatchObject(ofBase.map(monthObject));
  });

  test('has the periods of its registers once they are imported, and is without each file as it was before', async () => {
    const storage = createStorage();
    const inMonths = () => storage.history('--by month --cost --json', 'tempo');
    const inDaysAndHours = () =>
      Promise.all([
        storage.history('--by day --cost --format csv', 'tempo'),
        storage.history('--by hour --since 2024-03-30 --format csv'),
      ]);
    await storage.import('given.csv');
    const withGiven = await inDaysAndHours();
    const monthsOfGiven = await inMonths();
    await storage.import('drawn.csv');
    const withCurve = await inDaysAndHours();
    const monthsOfCurve = await inMonths();
    await storage.import('indexes.csv');
    const withBoth = await inDaysAndHours();
    const monthsOfBoth = await inMonths();
    await storage.import('drawn.csv', '--undo');
    const monthsOfIndexes = await inMonths();

    const bills = monthBills(energyByColour(), TEMPO);
    const billed = bills.map((bill) => ({ ...monthObject(bill), ...byPeriod(bill) }));
    for (const { printed } of [monthsOfBoth, monthsOfIndexes]) expect(objectsIn(printed)).toMatchObject(billed);
    // Of what was given alone there are no euros: nobody knows what was drawn.
    expect(objectsIn(monthsOfGiven.printed)).toMatchObject(
      bills.map(({ date }) => ({ date, unpriced: { kind: 'unknownDrawn' } })),
    );
    // The curve alone has the same euros, by the published colour of each day.
    expect(monthsOfCurve.says).toBe('');
    expect(objectsIn(monthsOfCurve.printed)).toMatchObject(billed);
    // Its hours are there with the indexes as well.
    const [, hoursOfCurve] = withCurve;
    const [, hoursOfBoth] = withBoth;
    expect(hoursOfBoth).toEqual(hoursOfCurve);

    await storage.import('drawn.csv');
    expect(await inDaysAndHours()).toEqual(withBoth);
    await storage.import('indexes.csv', '--undo');
    expect(await inDaysAndHours()).toEqual(withCurve);
    await storage.import('drawn.csv', '--undo');
    expect(await inDaysAndHours()).toEqual(withGiven);
  });
});

/** The columns of CSV have the bill, whatever else they have. */
function expectCsv(csv: string, bills: readonly MonthBill[]): void {
  const [titles = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const cells = (title: string) => rows.map((row) => row[titles.indexOf(title)]);
  expect(cells('date')).toEqual(bills.map(({ date }) => date));
  expect(cells('euros')).toEqual(bills.map(({ euros }) => euros));
  expect(cells('subscription_euros')).toEqual(bills.map(({ subscription }) => subscription));
  expect(cells('given_euros')).toEqual(bills.map(({ givenEuros }) => givenEuros));
  for (const name of ['HC', 'HP']) {
    expect(cells(`euros ${name}`)).toEqual(bills.map(({ eurosByPeriod }) => eurosByPeriod[name]));
    const wh = bills.map(({ whByPeriod }) => expect.closeTo(whByPeriod[name] ?? 0, 6));
    expect(cells(`energy_wh ${name}`).map(Number)).toEqual(wh);
  }
  for (const title of ['energy_wh', 'imported_wh']) {
    expect(cells(title).map(Number)).toEqual(bills.map(({ wh }) => expect.closeTo(wh, 6)));
  }
  expect(cells('given_wh').map(Number)).toEqual(bills.map(({ givenWh }) => expect.closeTo(givenWh, 6)));
}
