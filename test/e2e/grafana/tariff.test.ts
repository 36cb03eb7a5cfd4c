import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REGISTERS } from '../../../src/influx/points.ts';
import { isContractRegister, periodName } from '../../../src/reading/periods.ts';
import { byLabel, type TempoColour } from '../../../src/reading/reading.ts';
import { missingServers } from '../../../testbed/databases/servers.ts';
import { type Dashboard, imported, panelsOf } from './dashboard.ts';
import {
  ANSWERS_AT_IMPORT,
  cost,
  costSeriesOf,
  indexesOf,
  namedSeriesOf,
  priceOf,
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
import { STANDARD } from './standard-contract.ts';
import { WEEKS } from './week-of-contract.ts';

/** The figures that the panels must show for each contract, with its periods and the values of its last frame. */
const EXPECTED = [
  {
    meter: WEEKS.base,
    periods: ['base'],
    subscribedVA: 3000,
    contract: 'BASE',
    period: 'TH..',
    counts: 'base',
    offPeak: [],
  },
  {
    meter: WEEKS.ejp,
    periods: ['ejp_hn', 'ejp_hpm'],
    subscribedVA: 9000,
    contract: 'EJP.',
    period: 'HN..',
    counts: 'ejp_hn',
    offPeak: [],
  },
  {
    meter: WEEKS.tempo,
    periods: ['hcjb', 'hpjb', 'hcjw', 'hpjw', 'hcjr', 'hpjr'],
    subscribedVA: 12_000,
    contract: 'BBR(',
    period: 'HPJW',
    counts: 'hpjw',
    offPeak: ['hcjb', 'hcjw', 'hcjr'],
  },
  {
    meter: STANDARD.weekend,
    periods: ['HC', 'HP', 'own_1'],
    subscribedVA: 9000,
    contract: 'HC ET WEEK-END',
    period: 'HEURE  PLEINE',
    counts: 'HP',
    offPeak: ['HC'],
  },
  {
    meter: STANDARD.offer,
    periods: ['HP', 'own_2', 'other', 'f10'],
    subscribedVA: 9000,
    contract: 'SOLEIL',
    period: 'HP',
    counts: 'HP',
    offPeak: ['own_2'],
  },
  {
    meter: STANDARD.changed,
    periods: ['BASE', 'HC', 'HP'],
    subscribedVA: 9000,
    contract: 'CHANGE',
    period: 'HEURE  PLEINE',
    counts: 'HP',
    offPeak: ['HC'],
  },
  {
    meter: STANDARD.nameless,
    periods: ['f02', 'f07'],
    subscribedVA: 9000,
    contract: 'H PLEINE/CREUSE',
    period: 'HEURE  PLEINE',
    counts: 'f02',
    offPeak: [],
  },
] as const;

const WEEK = { fromMs: midnight(2025, 12, 11), toMs: NOW_MS };
const COLOURS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };

let loaded: FilledDatabases;

beforeAll(async () => {
  if (missingServers().length === 0)
    loaded = await startFilledDatabases([...Object.values(WEEKS), ...Object.values(STANDARD)]);
});
afterAll(() => loaded?.[Symbol.asyncDispose]());

beforeEach(({ skip }) => {
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
  expect(missing).toEqual([]);
});

const DIALECTS = [
  { file: 'linky-influxql.en.json', ask: (): DataSource => influxSource(loaded.influx), hasWords: true },
  { file: 'linky-promql.en.json', ask: (): DataSource => victoriaSource(loaded.victoria, NOW_MS), hasWords: false },
];

describe.each(DIALECTS.flatMap((dialect) => EXPECTED.map((expected) => ({ ...dialect, ...expected }))))(
  '$file of $contract:',
  ({ file, ask, hasWords, meter, periods, subscribedVA, contract, period, counts, offPeak }) => {
    let dashboard: Dashboard;
    beforeAll(async () => {
      dashboard = await imported(file, ANSWERS_AT_IMPORT);
    });

    test('the generated week counts in each period of the contract, and in no other', () => {
      expect(namedSeriesOf(meter)).toEqual([...periods].sort());
    });

    test('energy by day, by month and in shares is that of each period', async () => {
      expect(valuesByName(await answer('Energy by day and tariff'))).toEqual(used(meter, periods, WEEK, 'DD/MM'));
      expect(valuesByName(await answer('Energy by month and tariff'))).toEqual(used(meter, periods, WEEK, 'MM/YYYY'));
      expect(valuesByName(await answer('Energy by year and tariff'))).toEqual(used(meter, periods, WEEK, 'YYYY'));
      const shares = periods.map((period) => [period, usedWhIn(meter, [period], WEEK)]);
      expect(numbersOf(await answer('Tariffs, this month'))).toEqual(Object.fromEntries(shares));
      expect(numbersOf(await answer('This month'))).toEqual({ Energy: usedWhIn(meter, ['total'], WEEK) });
    });

    test('the off-peak share is that of the off-peak periods, if the contract has any', async () => {
      const known = periods.filter((period) => !period.startsWith('f'));
      const share = (100 * usedWhIn(meter, offPeak, WEEK)) / usedWhIn(meter, known, WEEK);
      const shown = numbersOf(await answer('Off-peak share, this month'));
      expect(shown).toEqual(offPeak.length > 0 ? { 'Off-peak': expect.closeTo(share, 9) } : {});
    });

    test('the cost is the energy of each period at its price, plus the subscription', async () => {
      const bySeries = Object.entries(Object.groupBy(periods as readonly string[], costSeriesOf));
      const costs = bySeries.map(([series, of = []]) => {
        const euros = of.map((period) => (usedWhIn(meter, [period], WEEK) * priceOf(period)) / 1000);
        return [series, expect.closeTo(total(euros), 6)] as const;
      });
      const shown = numbersOf(await answer('Cost, this month'));
      expect(shown).toEqual({
        ...Object.fromEntries(costs),
        Subscription: expect.closeTo(subscriptionFee(meter, WEEK), 6),
      });
      expect(total(shown)).toBeCloseTo(cost(meter, WEEK), 6);
      const days = valuesByName(await answer('Cost by day and tariff'));
      const summed = Object.values(days).map((points) => total(points as Readonly<Record<string, number>>));
      expect(total(summed)).toBeCloseTo(cost(meter, WEEK), 6);
    });

    test('each index of standard mode has its energy in a row of its own, whatever it counts and since when', async () => {
      const byIndex = (format: string) =>
        Object.fromEntries(
          indexesOf(meter).map((index) => [index.slice('index '.length), used(meter, [index], WEEK, format)[index]]),
        );
      expect(valuesByName(await answer('Energy by day and index'))).toEqual(byIndex('DD/MM'));
      expect(valuesByName(await answer('Energy by month and index'))).toEqual(byIndex('MM/YYYY'));
      expect(valuesByName(await answer('Energy by year and index'))).toEqual(byIndex('YYYY'));
    });

    test('the contract, its power, its period and its indexes are those of the meter', async () => {
      const { registers: indexes, calendar, importedWh = 0, tempoToday, tempoTomorrow } = last(meter);
      expect(numbersOf(await answer('Subscribed power'))).toEqual({ Subscribed: subscribedVA });
      const [tariff] = await answer('Tariff');
      expect(hasWords ? tariff?.points[0]?.[1] : tariff?.name).toBe(hasWords ? period : counts);
      const [word] = hasWords ? await answer('Contract') : [];
      expect(word?.points[0]?.[1]).toBe(hasWords ? contract : undefined);
      expect(panelsOf(dashboard).some(({ title }) => title === 'Contract')).toBe(hasWords);
      const kWh = byLabel(indexes).flatMap(([label, wh]) => {
        const period = isContractRegister(label, 'standard') && calendar?.periods[label];
        return label === 'EAST' ? [] : [[period ? periodName(period.name) : REGISTERS[label], wh / 1000]];
      });
      expect(numbersOf(await answer('Indexes'))).toEqual({ ...Object.fromEntries(kWh), total: importedWh / 1000 });
      expect(Object.values(numbersOf(await answer('Tempo today')))).toEqual(shownAs(tempoToday));
      expect(Object.values(numbersOf(await answer('Tempo tomorrow')))).toEqual(shownAs(tempoTomorrow));
    });

    function answer(title: string): Promise<readonly Series[]> {
      return seriesOf(ask(), dashboard, panelOf(dashboard, title), meter.slug, NOW_MS);
    }
  },
);

/** Nothing is shown for a contract without colours. */
function shownAs(colour: TempoColour | undefined): readonly number[] {
  return colour ? [COLOURS[colour]] : [];
}

function last({ moments }: GeneratedMeter): GeneratedMeter['moments'][number]['reading'] {
  const moment = moments.at(-1);
  if (moment === undefined) throw new Error('a meter that never spoke');
  return moment.reading;
}
