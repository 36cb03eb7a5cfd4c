import { describe, expect, test } from 'vitest';
import { energyFacts } from '../../../homebridge-ui/page/model/energy-facts.ts';
import type { Unit } from '../../../homebridge-ui/page/model/energy-measure.ts';
import { notesOn } from '../../../homebridge-ui/page/model/energy-notes.ts';
import type { EnergyPeriodView } from '../../../homebridge-ui/page/model/energy-period.ts';
import { dayOfDate } from '../../../src/base/paris-time.ts';
import type { Unpriced } from '../../../src/money/cost.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { costWith, spanWith } from './span-with.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const today = dayOfDate('2026-10-31') ?? 0;
const facts = (spans: readonly PricedSpan[], unit: 'energy' | 'euros' = 'energy', comparison?: string) =>
  Object.fromEntries(energyFacts(spans, comparison, unit, today, words).map(({ name, value }) => [name, value]));

describe('what a period adds up to', () => {
  test('is what was drawn and given, its mean, the greatest power, and the difference from a year before', () => {
    const spans = [
      spanWith(
        '2026-10-01',
        { BASE: 8000 },
        { givenWh: 500, greatestVA: 4000, greatestAtMs: Date.UTC(2026, 9, 1, 12) },
      ),
      // 22:30 UTC is the next day in Paris.
      spanWith('2026-10-02', { BASE: 10_000 }, { greatestVA: 6210, greatestAtMs: Date.UTC(2026, 9, 1, 22, 30) }),
    ];
    expect(facts(spans, 'energy', 'less')).toEqual({
      Drawn: '18.0\u00a0kWh',
      Exported: '0.5\u00a0kWh',
      'Average per full day': '9.0\u00a0kWh',
      'Compared with a year ago': 'less',
      'Highest draw (readings)': '6,210\u00a0VA, 2\u00a0Oct\u00a02026',
    });
  });

  test('is in Wh only while the sum is small, whatever its days have', () => {
    const days = (many: number) =>
      Array.from({ length: many }, (_, day) => spanWith(`2026-10-0${day + 1}`, { BASE: 480 }, { givenWh: 0 }));
    expect(facts(days(2))).toMatchObject({ Drawn: '960\u00a0Wh', 'Average per full day': '480\u00a0Wh' });
    expect(facts(days(9))).toMatchObject({ Drawn: '4.3\u00a0kWh', 'Average per full day': '0.5\u00a0kWh' });
  });

  test('in euros has the subscription apart, and what was paid for what was given', () => {
    const cost = { ...costWith(0.5, { BASE: 2 }), givenEuros: 0.3 };
    expect(facts([spanWith('2026-10-01', { BASE: 8000 }, { cost, givenWh: 3000 })], 'euros')).toEqual({
      Cost: '€2.50',
      'of which subscription': '€0.50',
      'Earned from exports': '€0.30',
    });
  });

  test('leaves today, days that were read in part and days after an absence out of the mean', () => {
    const spans = [
      spanWith('2026-10-01', { BASE: 500 }, { seen: 0.1 }),
      spanWith('2026-10-02', { BASE: 20_000 }),
      spanWith('2026-10-03', { BASE: 90_000 }, { unseenWh: 80_000 }),
      spanWith('2026-10-04', { BASE: 10_000 }, { seen: 0.99 }),
      spanWith('2026-10-31', { BASE: 1000 }),
    ];
    expect(facts(spans)['Average per full day']).toBe('15.0\u00a0kWh');
  });

  test('has no cost, nor a part of the subscription, where one of its days has none', () => {
    const priced = spanWith('2026-10-01', { BASE: 8000 }, { cost: costWith(0.5, { BASE: 2 }) });
    const unpriced = spanWith('2026-10-02', { BASE: 8000 }, { cost: { eurosByTariff: {} } });
    expect(facts([priced, unpriced], 'euros')).toEqual({});
  });

  test('has no subscription and nothing paid where a day has none', () => {
    const cost = { ...costWith(0.5, { BASE: 2 }), givenEuros: 0.3 };
    const priced = spanWith('2026-10-01', { BASE: 8000 }, { cost, givenWh: 3000 });
    const unpriced = spanWith('2026-10-02', { BASE: 8000 }, { cost: { eurosByTariff: {} }, givenWh: 3000 });
    expect(facts([priced, unpriced], 'euros')).toEqual({});
    expect(facts([priced, spanWith('2026-10-02', { BASE: 1 }, { cost: costWith(0.5, {}) })], 'euros')).toMatchObject({
      'of which subscription': '€1.00',
      'Earned from exports': '€0.30',
    });
  });

  test('of a day without any energy is not 0', () => {
    const { energyWh: _, ...absent } = spanWith('2026-10-02', {}, { seen: 0 });
    expect(facts([absent])).toEqual({});
  });
});

describe('what is said beside the bars', () => {
  const notesOf = (spans: readonly PricedSpan[], ...rest: [EnergyPeriodView, Unit]) =>
    notesOn({ spans, whole: spans }, ...rest, words).map(({ says }) => says);
  const absence = spanWith('2026-10-20', { BASE: 310_000 }, { unseenWh: 300_000 });

  test('is how much was counted during an absence', () => {
    expect(notesOf([absence], 'month', 'energy')).toEqual([expect.stringContaining('300.0\u00a0kWh were counted')]);
  });

  test('of hours is how much of their day is in none of them', () => {
    const hours = [spanWith('x', { BASE: 4000 }, { by: 'hour' }), spanWith('y', { BASE: 5960 }, { by: 'hour' })];
    const noteOf = (dayWh: number) =>
      notesOn({ spans: hours, whole: [spanWith('2026-10-20', { BASE: dayWh })] }, 'day', 'energy', words).map(
        ({ says }) => says,
      );
    expect(noteOf(310_000)).toEqual([expect.stringContaining('For 300.0\u00a0kWh of this day, the hour is not known')]);
    expect(noteOf(10_000)).toEqual([]);
  });

  test('is nothing where nothing needs to be said', () => {
    expect(notesOf([spanWith('2026-10-01', { BASE: 1 })], 'month', 'euros')).toEqual([]);
  });

  test('of today is that nothing was counted yet, while the index has not gone on since the meter was first heard', () => {
    const noteOf = (whole: PricedSpan, isPresent: boolean) =>
      notesOn({ spans: [], whole: [whole], isPresent }, 'day', 'energy', words).map(({ says }) => says);
    const { energyWh: _, ...firstFrame } = spanWith('2026-10-20', {});
    expect(noteOf(firstFrame, true)).toEqual([words.texts.energy.nothingYet]);
    expect(noteOf(spanWith('2026-10-20', { BASE: 0 }), true)).toEqual([words.texts.energy.nothingYet]);
    expect(noteOf(spanWith('2026-10-20', { BASE: 1 }), true)).not.toContain(words.texts.energy.nothingYet);
    expect(noteOf(spanWith('2026-10-20', { BASE: 0 }), false)).not.toContain(words.texts.energy.nothingYet);
  });

  test('of hours is that they are without the subscription, or that there are none', () => {
    const hour = spanWith('x', { BASE: 1 }, { by: 'hour' });
    expect(notesOf([hour], 'day', 'euros')).toEqual([words.texts.energy.withoutSubscription]);
    const noteOf = (seen: number) =>
      notesOn({ spans: [], whole: [spanWith('2026-10-20', {}, { seen })] }, 'day', 'energy', words);
    expect(noteOf(0.9)).toEqual([{ says: words.texts.energy.noHours }]);
    expect(noteOf(0)).toEqual([{ says: words.texts.energy.nothingRead }]);
  });

  test.each([
    [{ kind: 'noPrice', date: '2026-10-01' }, 'There is no price for 1 Oct 2026 yet: the first price begins later.'],
    [
      { kind: 'noPeriod', date: '2026-10-01', period: 'HPJR' },
      'The prices of 1 Oct 2026 do not include one for the period “Red, peak hours”.',
    ],
    [
      { kind: 'unknownPeriod', date: '2026-10-01' },
      'On 1 Oct 2026, some energy was counted in an unknown period, so it has no price.',
    ],
  ] as const)('is why there are no euros: %j', (unpriced: Unpriced, says) => {
    const span = spanWith('2026-10', { BASE: 1 }, { cost: { eurosByTariff: {}, unpriced } });
    expect(notesOf([span], 'month', 'euros')).toEqual([says]);
    expect(notesOf([span], 'month', 'energy')).toEqual([]);
  });

  test('of energy from files is how much it is', () => {
    const own = spanWith('2026-10-02', { BASE: 9000 });
    const imported = spanWith('2026-10-01', { BASE: 8000 }, { fromFilesWh: 7500 });
    expect(notesOf([imported, own], 'month', 'energy')).toEqual([
      '7.5\u00a0kWh come from imported files, not from what the plugin read. They are dotted.',
    ]);
  });

  test('of a day from files is that its hours are in none of them', () => {
    const day = spanWith('2026-10-01', { BASE: 8000 }, { fromFilesWh: 8000 });
    const hour = spanWith('x', { BASE: 3000 }, { by: 'hour', fromFilesWh: 3000 });
    const noteOf = (spans: readonly PricedSpan[]) => notesOn({ spans, whole: [day] }, 'day', 'energy', words)[0]?.says;
    expect(noteOf([])).toBe(words.texts.energy.importedWithoutHours);
    expect(noteOf([hour])).toBe(words.texts.energy.importedInNoHour('5.0\u00a0kWh'));
  });

  test('of a curve that no hours split names the date of the prices that lack them', () => {
    const unpriced: Unpriced = { kind: 'noHours', date: '2026-10-01' };
    const span = spanWith('2026-10', { BASE: 1 }, { cost: { eurosByTariff: {}, unpriced } });
    expect(notesOn({ spans: [span], whole: [span] }, 'month', 'euros', words)).toEqual([
      { says: words.texts.energy.unpriced.noHours('1 Oct 2026'), needsHours: '2026-10-01' },
    ]);
  });
});
