import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, parisDayOf, parisInstant } from '../../../src/base/paris-time.ts';
import { missingServers } from '../../../testbed/databases/servers.ts';
import { type Dashboard, imported, panelsOf } from './dashboard.ts';
import {
  ANSWERS_AT_IMPORT,
  cost,
  framesIn,
  priceOf,
  subscriptionFee,
  type TimeSpan,
  total,
  used,
  usedWhIn,
} from './expected-figures.ts';
import { type FilledDatabases, startFilledDatabases } from './filled-databases.ts';
import {
  CALENDAR_SINCE_MS,
  farm,
  type GeneratedMeter,
  house,
  midnight,
  NOW_MS,
  TEMPO,
  WATTS_SINCE_MS,
} from './generated-meter.ts';
import {
  type DataSource,
  influxSource,
  numbersOf,
  panelOf,
  type Series,
  seriesOf,
  type ValuesByName,
  valuesByName,
  victoriaSource,
} from './panel-answer.ts';

const HOUSE = house();
const FARM = farm();

let loaded: FilledDatabases;

beforeAll(async () => {
  if (missingServers().length === 0) loaded = await startFilledDatabases([HOUSE, FARM]);
});
afterAll(() => loaded?.[Symbol.asyncDispose]());

beforeEach(({ skip }) => {
  // Skipped where the servers are not installed, except under CI: there a missing server fails with the name of its package.
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
  expect(missing).toEqual([]);
});

describe.each([
  { file: 'linky-influxql.en.json', connect: (): DataSource => influxSource(loaded.influx), labelsEnd: false },
  { file: 'linky-promql.en.json', connect: (): DataSource => victoriaSource(loaded.victoria, NOW_MS), labelsEnd: true },
])('$file', ({ file, connect, labelsEnd }) => {
  let dashboard: Dashboard;
  const answers = new Map<string, Promise<readonly Series[]>>();
  const values = new Map<string, Promise<readonly string[]>>();
  // Bars of PromQL consist of whole hours. The current hour counts if a frame has come in it.
  const begun = labelsEnd ? 3_600_000 : 0;
  beforeAll(async () => {
    dashboard = await imported(file, ANSWERS_AT_IMPORT);
  });

  test('every query of every panel is answered, and only panels about values that the meter lacks are empty', async () => {
    expect(await emptyPanels(HOUSE)).toEqual([
      'Injected',
      'Tempo today',
      'Tempo tomorrow',
      'Voltage, by phase',
      'Injected by day',
      'Injected by month',
      'Energy by day and index',
      'Energy by month and index',
      'Energy by year and index',
      'Power, by phase',
    ]);
    expect(await emptyPanels(FARM)).toEqual([
      ...(labelsEnd ? [] : ['Off-peak hours today', 'Off-peak hours tomorrow']),
      'The same day a year ago',
      'The same month, so far, a year ago',
      'The same year, so far, a year ago',
      'The same days a year ago',
      'The same month, so far, a year ago, at today’s prices',
    ]);
  });

  test('the list of meters has those that wrote points', async () => {
    const { query = '' } = dashboard.templating.list.find(({ name }) => name === 'meter') ?? {};
    const meters = await source.valuesOf(typeof query === 'string' ? query : query.query);
    expect(meters).toEqual(['farm', 'house']);
  });

  test('energy by day and tariff is the energy used on each local day', async () => {
    expect(await shown('Energy by day and tariff')).toEqual(used(HOUSE, ['hc', 'hp'], DAYS, 'DD/MM'));
    expect(await shown('Energy by day and tariff', FARM)).toEqual(used(FARM, PERIODS, DAYS, 'DD/MM'));
    expect(await shown('Injected by day', FARM)).toEqual({
      Injected: used(FARM, ['injected'], DAYS, 'DD/MM')['injected'],
    });
  });

  test('a day of 25 hours is one day, and the energy of a night without frames counts at the next frame', async () => {
    const nowMs = Date.UTC(2025, 10, 5, 12);
    const days = { fromMs: midnight(2025, 10, 7), toMs: nowMs + begun };
    expect(await shown('Energy by day and tariff', HOUSE, nowMs)).toEqual(used(HOUSE, ['hc', 'hp'], days, 'DD/MM'));
  });

  test('energy by month and by year is right across a replacement of the meter', async () => {
    expect(await shown('Energy by month and tariff')).toEqual(used(HOUSE, ['hc', 'hp'], MONTHS, 'MM/YYYY'));
    expect(await shown('Energy by year and tariff')).toEqual(used(HOUSE, ['hc', 'hp'], YEARS, 'YYYY'));
    expect(await shown('Injected by month', FARM)).toEqual({
      Injected: used(FARM, ['injected'], MONTHS, 'MM/YYYY')['injected'],
    });
  });

  test('today, this month and this year show the energy since their beginning, also for a year ago', async () => {
    const since = (fromMs: number, toMs = NOW_MS) => usedWhIn(HOUSE, ['total'], { fromMs, toMs });
    expect(await number('Today')).toBe(since(midnight(2025, 12, 18)));
    expect(await number('This month')).toBe(since(midnight(2025, 12, 1)));
    expect(await number('This year')).toBe(since(midnight(2025, 1, 1)));
    const then = NOW_MS - 365 * DAY_MS;
    expect(await number('The same day a year ago')).toBe(since(midnight(2024, 12, 18), then));
    expect(await number('The same month, so far, a year ago')).toBe(since(midnight(2024, 12, 1), then));
    expect(await number('The same year, so far, a year ago')).toBe(since(midnight(2024, 1, 1), then));
  });

  test('the bars of a year ago show the same days of that year', async () => {
    const then = { fromMs: midnight(2024, 11, 19), toMs: NOW_MS - 365 * DAY_MS + begun };
    expect(await shown('The same days a year ago')).toEqual(used(HOUSE, ['hc', 'hp'], then, 'DD/MM'));
  });

  test('the shares of the tariffs and the off-peak share follow the energy used in each tariff', async () => {
    const month = { fromMs: midnight(2025, 12, 1), toMs: NOW_MS };
    const [hc, hp] = [usedWhIn(HOUSE, ['hc'], month), usedWhIn(HOUSE, ['hp'], month)];
    expect(await numbers('Tariffs, this month')).toEqual({ hc, hp });
    expect(await number('Off-peak share, this month')).toBeCloseTo((100 * hc) / (hc + hp), 9);
    const [off, all] = [usedWhIn(FARM, ['HCJB', 'HCJW', 'HCJR'], month), usedWhIn(FARM, PERIODS, month)];
    expect(await number('Off-peak share, this month', FARM)).toBeCloseTo((100 * off) / all, 9);
  });

  test('the cost is the energy of each register at its price, plus the subscription, minus what is sold', async () => {
    const month = { fromMs: midnight(2025, 12, 1), toMs: NOW_MS };
    expect(total(await numbers('Cost, this month'))).toBeCloseTo(cost(HOUSE, month), 6);
    expect(total(await numbers('Cost, this month', FARM))).toBeCloseTo(cost(FARM, month), 6);
    expect(total(await numbers('Cost, this year'))).toBeCloseTo(
      cost(HOUSE, { ...month, fromMs: midnight(2025, 1, 1) }),
      6,
    );
    const before = { fromMs: midnight(2024, 12, 1), toMs: NOW_MS - 365 * DAY_MS };
    const title = 'The same month, so far, a year ago, at today’s prices';
    expect(total(await numbers(title))).toBeCloseTo(cost(HOUSE, before), 6);
  });

  test('cost by day and by month adds up to the same', async () => {
    const days = await shown('Cost by day and tariff', FARM);
    expect(Object.keys(days).sort()).toEqual(['Sold', 'Subscription', ...PERIODS].sort());
    expect(total(summed(days))).toBeCloseTo(cost(FARM, DAYS), 6);
    const months = await shown('Cost by month and tariff');
    const october = { fromMs: midnight(2025, 10, 1), toMs: midnight(2025, 11, 1) };
    expect(months['hc']?.['10/2025']).toBeCloseTo((usedWhIn(HOUSE, ['hc'], october) * priceOf('hc')) / 1000, 6);
    expect(months['Subscription']?.['10/2025']).toBeCloseTo(subscriptionFee(HOUSE, october), 6);
  });

  test('the base load is that of the half hour of each night with the least energy', async () => {
    const nights = Object.values(await shown('Base load at night'))[0] ?? {};
    expect(Object.keys(nights).length).toBeGreaterThan(85);
    for (const [at, value] of Object.entries(nights)) expect(value, at).toBeCloseTo(baseLoad(Number(at)), 6);
  });

  test('the current values are those of the last frame', async () => {
    const { atMs, reading } = last(HOUSE);
    expect(await numbers('Power')).toEqual({ Power: reading.apparentPowerVA, Subscribed: 6000 });
    expect(await number('Current')).toBe(reading.currentA?.[1]);
    expect(await number('Overload')).toBe(Number(reading.overload));
    expect(await number('Active power')).toBe(reading.activePowerW);
    expect(await number('Injected', FARM)).toBe(last(FARM).reading.injectedPowerVA);
    expect(await number('Tempo today', FARM)).toBe(COLOURS[last(FARM).reading.tempoToday ?? 'none']);
    expect(await number('Tempo tomorrow', FARM)).toBe(COLOURS[last(FARM).reading.tempoTomorrow ?? 'none']);
    const [frame] = await answer('Last frame');
    expect(frame?.points[0]?.[labelsEnd ? 1 : 0]).toBe(atMs);
  });

  test('the tariff is the current one', async () => {
    const [tariff] = await answer('Tariff');
    expect(labelsEnd ? tariff?.name : tariff?.points[0]?.[1]).toBe(labelsEnd ? 'hp' : 'HP..');
  });

  test('the off-peak hours are those of the last point, and nothing while that has none', async () => {
    const titles = panelsOf(dashboard).map(({ title }) => title);
    const asked = titles.filter((title) => title.startsWith('Off-peak hours'));
    expect(asked).toEqual(labelsEnd ? [] : ['Off-peak hours today', 'Off-peak hours tomorrow']);
    for (const title of asked) {
      const [hours] = await answer(title);
      expect(hours?.points.map(([, text]) => text)).toEqual(['22:00-06:00']);
      expect(await answer(title, HOUSE, CALENDAR_SINCE_MS)).toEqual([]);
      expect(await answer(title, FARM)).toEqual([]);
    }
  });

  test('the indexes are those of the meter, in kWh', async () => {
    const { HCHC = 0, HCHP = 0 } = last(HOUSE).reading.registers;
    expect(await numbers('Indexes')).toEqual({ hc: HCHC / 1000, hp: HCHP / 1000, total: (HCHC + HCHP) / 1000 });
    expect(Object.keys(await numbers('Indexes', FARM)).sort()).toEqual([...PERIODS, 'injected', 'total'].sort());
  });

  test('the maximum power and the refused groups are those of the day', async () => {
    const day = framesIn(HOUSE, { fromMs: midnight(2025, 12, 18), toMs: NOW_MS });
    expect(await number('Highest power today')).toBe(
      Math.max(...day.map(({ reading }) => reading.apparentPowerVA ?? 0)),
    );
    const frames = framesIn(HOUSE, { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS });
    const refused = frames.reduce((count, { reading }) => count + reading.frame.refused, 0);
    expect(refused).toBeGreaterThan(0);
    expect(await number('Refused groups, 24 hours')).toBe(refused);
  });

  test('curves show the mean, the maximum or the sum of each step', async () => {
    const curves = await shown('Power in VA and W', FARM);
    for (const [at, frames] of steps(FARM)) {
      const powers = frames.map(({ reading }) => reading.apparentPowerVA ?? 0);
      expect(curves['Mean, VA']?.[at]).toBeCloseTo(mean(powers), 6);
      expect(curves['Highest, VA']?.[at]).toBe(Math.max(...powers));
      expect(curves['Injected, VA']?.[at]).toBeCloseTo(
        mean(frames.map(({ reading }) => reading.injectedPowerVA ?? 0)),
        6,
      );
      expect(curves['Mean, W']?.[at]).toBeCloseTo(mean(frames.map(({ reading }) => reading.activePowerW ?? 0)), 6);
      expect(curves['Subscribed, VA']?.[at]).toBe(12_000);
    }
    const line = await shown('Refused groups and overloads');
    for (const [at, frames] of steps(HOUSE)) {
      expect(line['Refused groups']?.[at]).toBe(
        frames.reduce((count, { reading }) => count + reading.frame.refused, 0),
      );
      expect(line['Overload']?.[at]).toBe(Number(frames.some(({ reading }) => reading.overload)));
    }
  });

  test('what was written before there were watts is shown in VA alone', async () => {
    const nowMs = WATTS_SINCE_MS - DAY_MS;
    const names = ['Highest, VA', 'Mean, VA', 'Subscribed, VA'];
    expect(Object.keys(await shown('Power in VA and W', HOUSE, nowMs)).sort()).toEqual(names);
    expect(await answer('Active power', HOUSE, nowMs)).toEqual([]);
    expect(Object.keys(await numbers('Power', HOUSE, nowMs)).sort()).toEqual(['Power', 'Subscribed']);
    const since = await shown('Power in VA and W', HOUSE, WATTS_SINCE_MS + 2 * DAY_MS);
    expect(Object.keys(since).sort()).toEqual(['Highest, VA', 'Mean, VA', 'Mean, W', 'Subscribed, VA']);
  });

  test('a three-phase meter has a curve for each phase, a single-phase meter has one', async () => {
    expect(Object.keys(await shown('Current, by phase'))).toEqual(['Most loaded phase']);
    const phases = ['Phase 1', 'Phase 2', 'Phase 3'];
    expect(Object.keys(await shown('Current, by phase', FARM))).toEqual(['Most loaded phase', ...phases]);
    expect(Object.keys(await shown('Voltage, by phase', FARM))).toEqual(phases);
    const powers = await shown('Power, by phase', FARM);
    for (const [at, frames] of steps(FARM)) {
      const second = frames.map(({ reading }) => reading.apparentPowerVAByPhase?.[2] ?? 0);
      expect(powers['Phase 2']?.[at]).toBeCloseTo(mean(second), 6);
    }
  });

  /** Each query is sent once, and its answer is reused: nothing is written during these tests. */
  const source: DataSource = {
    ask: (...question) => once(JSON.stringify(question), answers, () => connect().ask(...question)),
    valuesOf: (query) => once(query, values, () => connect().valuesOf(query)),
  };

  function answer(title: string, meter = HOUSE, nowMs = NOW_MS): Promise<readonly Series[]> {
    return seriesOf(source, dashboard, panelOf(dashboard, title), meter.slug, nowMs);
  }

  async function shown(title: string, meter = HOUSE, nowMs = NOW_MS): Promise<ValuesByName> {
    return valuesByName(await answer(title, meter, nowMs));
  }

  async function numbers(title: string, meter = HOUSE, nowMs = NOW_MS): Promise<Record<string, number>> {
    return numbersOf(await answer(title, meter, nowMs));
  }

  async function number(title: string, meter = HOUSE): Promise<number | undefined> {
    return Object.values(await numbers(title, meter))[0];
  }

  async function emptyPanels({ slug }: GeneratedMeter): Promise<string[]> {
    const empty: string[] = [];
    for (const panel of panelsOf(dashboard)) {
      const series = await seriesOf(source, dashboard, panel, slug, NOW_MS);
      if (series.length === 0) empty.push(panel.title);
    }
    return empty;
  }

  /**
   * The frames of each step of the curves of the last day, by the time of the step: its beginning in InfluxDB, its end
   * in VictoriaMetrics.
   */
  function steps(meter: GeneratedMeter): Map<number, GeneratedMeter['moments']> {
    const frames = framesIn(meter, { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS });
    return Map.groupBy(frames, ({ atMs }) => (Math.floor(atMs / STEP_MS) + (labelsEnd ? 1 : 0)) * STEP_MS);
  }
});

test('in VictoriaMetrics nothing counts twice, though the dashboard shows a time in which no period was known', async () => {
  const dashboard = await imported('linky-promql.en.json', ANSWERS_AT_IMPORT);
  const { ask } = victoriaSource(loaded.victoria, NOW_MS);
  const nowThen: DataSource = { ask, valuesOf: () => Promise.resolve([]) };
  const answer = async (title: string) =>
    valuesByName(await seriesOf(nowThen, dashboard, panelOf(dashboard, title), FARM.slug, NOW_MS));
  expect(Object.keys(await answer('Tariffs, this month')).sort()).toEqual(PERIODS.toSorted());
  const bars = Object.values(await answer('Energy by day and tariff')).flatMap((series) => Object.entries(series));
  const since = bars.filter(([day]) => /^1[2-8]\/12$/.test(day)).map(([, wh]) => Number(wh));
  expect(total(since)).toBe(usedWhIn(FARM, ['total'], { fromMs: midnight(2025, 12, 12), toMs: NOW_MS }));
});

function once<T>(question: string, answers: Map<string, Promise<T>>, ask: () => Promise<T>): Promise<T> {
  const answer = answers.get(question) ?? ask();
  answers.set(question, answer);
  return answer;
}

const STEP_MS = 1_800_000;
const PERIODS = Object.keys(TEMPO);
const COLOURS = { none: 0, blue: 1, white: 2, red: 3 };
const DAYS: TimeSpan = { fromMs: midnight(2025, 11, 19), toMs: NOW_MS };
const MONTHS: TimeSpan = { fromMs: midnight(2025, 1, 1), toMs: NOW_MS };
const YEARS: TimeSpan = { fromMs: midnight(2021, 1, 1), toMs: NOW_MS };

/** The base load of the night that begins on the local day of an instant. */
function baseLoad(atMs: number): number {
  const fromMs = parisInstant(parisDayOf(atMs), 0);
  const frames = framesIn(HOUSE, { fromMs, toMs: fromMs + 6 * 3_600_000 });
  const halves = Map.groupBy(frames, (moment) => Math.floor(moment.atMs / STEP_MS));
  const means = [...halves.values()].map((half) => mean(half.map(({ reading }) => reading.apparentPowerVA ?? 0)));
  return Math.min(...means);
}

function last({ moments }: GeneratedMeter): GeneratedMeter['moments'][number] {
  const moment = moments.at(-1);
  if (moment === undefined) throw new Error('a meter that never spoke');
  return moment;
}

function mean(values: readonly number[]): number {
  return values.reduce((whole, value) => whole + value, 0) / values.length;
}

function summed(series: ValuesByName): Record<string, number> {
  return Object.fromEntries(
    Object.entries(series).map(([name, points]) => [name, total(points as Readonly<Record<string, number>>)]),
  );
}
