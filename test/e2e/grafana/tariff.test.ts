import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REGISTERS } from '../../../src/influx/points.ts';
import type { TempoColour } from '../../../src/reading.ts';
import { missingServers } from '../../../testbed/databases/servers.ts';
import { type Dashboard, imported, panelsOf } from './dashboard.ts';
import {
  ANSWERS_AT_IMPORT,
  cost,
  framesIn,
  PRICES,
  subscriptionFee,
  total,
  used,
  usedWhIn,
} from './expected-figures.ts';
import { type FilledDatabases, startFilledDatabases } from './filled-databases.ts';
import { type GeneratedMeter, midnight, NOW_MS } from './generated-meter.ts';
import {
  type DataSource,
  influxSource,
  numbersOf,
  panelOf,
  type Series,
  seriesOf,
  valuesByName,
  victoriaSource,
} from './panel-answer.ts';
import { WEEKS } from './week-of-contract.ts';

/** The figures that the panels must show for each contract, with its indexes and the values of its last frame. */
const EXPECTED = [
  {
    meter: WEEKS.base,
    registers: ['base'],
    subscribedVA: 3000,
    contract: 'BASE',
    period: 'TH..',
    counts: 'base',
    offPeak: [],
  },
  {
    meter: WEEKS.ejp,
    registers: ['ejp_hn', 'ejp_hpm'],
    subscribedVA: 9000,
    contract: 'EJP.',
    period: 'HN..',
    counts: 'ejp_hn',
    offPeak: [],
  },
  {
    meter: WEEKS.tempo,
    registers: ['hcjb', 'hpjb', 'hcjw', 'hpjw', 'hcjr', 'hpjr'],
    subscribedVA: 12_000,
    contract: 'BBR(',
    period: 'HPJW',
    counts: 'hpjw',
    offPeak: ['hcjb', 'hcjw', 'hcjr'],
  },
] as const;

const WEEK = { fromMs: midnight(2025, 12, 11), toMs: NOW_MS };
const COLOURS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };

let loaded: FilledDatabases;

beforeAll(async () => {
  if (missingServers().length === 0) loaded = await startFilledDatabases(Object.values(WEEKS));
});
afterAll(() => loaded?.[Symbol.asyncDispose]());

beforeEach(({ skip }) => {
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
  expect(missing).toEqual([]);
});

const DIALECTS = [
  { file: 'linky-influxql.en.json', ask: (): DataSource => influxSource(loaded.influx), hasWords: true },
  { file: 'linky-promql.en.json', ask: (): DataSource => victoriaSource(loaded.victoria), hasWords: false },
];

describe.each(DIALECTS.flatMap((dialect) => EXPECTED.map((expected) => ({ ...dialect, ...expected }))))(
  '$file of $contract:',
  ({ file, ask, hasWords, meter, registers, subscribedVA, contract, period, counts, offPeak }) => {
    let dashboard: Dashboard;
    beforeAll(async () => {
      dashboard = await imported(file, ANSWERS_AT_IMPORT);
    });

    test('the generated week counts in each index of the contract, and in no other', () => {
      expect(indexesOf(meter)).toEqual([...registers].sort());
    });

    test('energy by day, by month and in shares is that of each index', async () => {
      expect(valuesByName(await answer('Energy by day and tariff'))).toEqual(used(meter, registers, WEEK, 'DD/MM'));
      expect(valuesByName(await answer('Energy by month and tariff'))).toEqual(used(meter, registers, WEEK, 'MM/YYYY'));
      const shares = registers.map((register) => [register, usedWhIn(meter, [register], WEEK)]);
      expect(numbersOf(await answer('Tariffs, this month'))).toEqual(Object.fromEntries(shares));
      expect(numbersOf(await answer('This month'))).toEqual({ Energy: usedWhIn(meter, ['total'], WEEK) });
    });

    test('the off-peak share is that of the off-peak indexes, if the contract has any', async () => {
      const share = (100 * usedWhIn(meter, offPeak, WEEK)) / usedWhIn(meter, registers, WEEK);
      const shown = numbersOf(await answer('Off-peak share, this month'));
      expect(shown).toEqual(offPeak.length > 0 ? { 'Off-peak': expect.closeTo(share, 9) } : {});
    });

    test('the cost is the energy of each index at its price, plus the subscription', async () => {
      const euros = Object.fromEntries(
        registers.map((register) => [
          register,
          expect.closeTo((usedWhIn(meter, [register], WEEK) * PRICES[register]) / 1000, 6),
        ]),
      );
      const shown = numbersOf(await answer('Cost, this month'));
      expect(shown).toEqual({ ...euros, Subscription: expect.closeTo(subscriptionFee(meter, WEEK), 6) });
      expect(total(shown)).toBeCloseTo(cost(meter, WEEK), 6);
      const days = valuesByName(await answer('Cost by day and tariff'));
      const summed = Object.values(days).map((points) => total(points as Readonly<Record<string, number>>));
      expect(total(summed)).toBeCloseTo(cost(meter, WEEK), 6);
    });

    test('the contract, its power, its period and its indexes are those of the meter', async () => {
      const { registers: indexes, importedWh = 0, tempoToday, tempoTomorrow } = last(meter);
      expect(numbersOf(await answer('Subscribed power'))).toEqual({ Subscribed: subscribedVA });
      const [tariff] = await answer('Tariff');
      expect(hasWords ? tariff?.points[0]?.[1] : tariff?.name).toBe(hasWords ? period : counts);
      const [word] = hasWords ? await answer('Contract') : [];
      expect(word?.points[0]?.[1]).toBe(hasWords ? contract : undefined);
      expect(panelsOf(dashboard).some(({ title }) => title === 'Contract')).toBe(hasWords);
      const kWh = Object.entries(indexes).map(([label, wh]) => [REGISTERS[label], wh / 1000]);
      expect(numbersOf(await answer('Indexes'))).toEqual({ ...Object.fromEntries(kWh), total: importedWh / 1000 });
      expect(Object.values(numbersOf(await answer('Tempo today')))).toEqual(shownAs(tempoToday));
      expect(Object.values(numbersOf(await answer('Tempo tomorrow')))).toEqual(shownAs(tempoTomorrow));
    });

    function answer(title: string): Promise<readonly Series[]> {
      return seriesOf(ask(), dashboard, panelOf(dashboard, title), meter.slug, NOW_MS);
    }
  },
);

/** The indexes that have grown. */
function indexesOf(meter: GeneratedMeter): readonly string[] {
  const registers = framesIn(meter, WEEK).flatMap(({ usedWh }) => Object.keys(usedWh));
  return [...new Set(registers)].filter((register) => register !== 'total').sort();
}

/** Nothing is shown for a contract without colours. */
function shownAs(colour: TempoColour | undefined): readonly number[] {
  return colour ? [COLOURS[colour]] : [];
}

function last({ moments }: GeneratedMeter): GeneratedMeter['moments'][number]['reading'] {
  const moment = moments.at(-1);
  if (moment === undefined) throw new Error('a meter that never spoke');
  return moment.reading;
}
