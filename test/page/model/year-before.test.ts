import { describe, expect, test } from 'vitest';
import { type EnergyPeriodView, periodOf } from '../../../homebridge-ui/page/model/energy-period.ts';
import {
  comparedDays,
  comparedDaysText,
  comparisonText,
  likeForLike,
  sinceFirstWhole,
} from '../../../homebridge-ui/page/model/year-before.ts';
import { beginningOfDay, dateOf, dayOfDate } from '../../../src/base/paris-time.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { costWith, spanWith } from './span-with.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const day = (date: string) => dayOfDate(date) ?? Number.NaN;

function compared(view: EnergyPeriodView, date: string, first: string, today: string) {
  const bounds = { first: day(first), firstWhole: day(first), today: day(today) };
  const found = comparedDays(periodOf(view, day(date), bounds), bounds);
  return found && [found.days.map(dateOf).join(' '), found.before.map(dateOf).join(' '), found.isWhole];
}

describe('the days that are compared with a year before', () => {
  test.each([
    ['a whole month', 'month', '2026-07-10', ['2026-07-01 2026-07-31', '2025-07-01 2025-07-31', true]],
    ['this month up to yesterday', 'month', '2026-08-14', ['2026-08-01 2026-08-13', '2025-08-01 2025-08-13', false]],
    ['this year up to yesterday', 'year', '2026-08-14', ['2026-01-01 2026-08-13', '2025-01-01 2025-08-13', false]],
    ['a week, with its weekdays', 'week', '2026-08-05', ['2026-08-03 2026-08-09', '2025-08-04 2025-08-10', true]],
    ['yesterday', 'day', '2026-08-13', ['2026-08-13 2026-08-13', '2025-08-13 2025-08-13', true]],
  ] as const)('are %s', (_, view, date, expected) => {
    expect(compared(view, date, '2020-01-01', '2026-08-14')).toEqual(expected);
  });

  test('begin where the journal had whole days', () => {
    const days = compared('year', '2025-06-01', '2024-03-14', '2026-08-14');
    expect(days).toEqual(['2025-03-14 2025-12-31', '2024-03-14 2024-12-31', false]);
  });

  test.each([
    ['today', 'day', '2026-08-14'],
    ['all years', 'all', '2026-08-14'],
    ['February 29', 'day', '2024-02-29'],
    ['a month before which nothing was read', 'month', '2020-08-14'],
  ] as const)('are none of %s', (_, view, date) => {
    expect(compared(view, date, '2020-01-01', '2026-08-14')).toBeUndefined();
  });
});

describe('the spans of a year before', () => {
  const months = ['2025-06', '2025-07', '2025-08'].map((date) =>
    spanWith(date, { BASE: 1000 }, { fromMs: beginningOfDay(day(`${date}-01`)) }),
  );
  const since = (firstWhole: string) =>
    sinceFirstWhole(months, { firstWhole: day(firstWhole) }).map(({ date }) => date);

  test('have the month whose first day is the first one of a file, but none that began before', () => {
    expect(since('2025-07-01')).toEqual(['2025-07', '2025-08']);
    expect(since('2025-07-02')).toEqual(['2025-08']);
  });

  test('have each hour: how much of it is known stands with it', () => {
    const hour = { ...spanWith('2025-07-01', { BASE: 1 }), by: 'hour' as const };
    expect(sinceFirstWhole([hour], { firstWhole: day('2025-07-02') })).toEqual([hour]);
  });
});

describe('days that only one of the two years has whole', () => {
  const july = periodOf('month', day('2026-07-10'), { first: 0, today: day('2026-08-14') });
  const daysOf = (year: number) =>
    Array.from({ length: 31 }, (_, index) => `${year}-07-${String(index + 1).padStart(2, '0')}`);
  const seen = (year: number) => daysOf(year).map((date) => spanWith(date, { BASE: 1000 }));
  /** July of a year, in which an absence of so many days ended on a day: its energy is that day's. */
  const absence = (year: number, ended: number, absentDays: number) =>
    seen(year).map((span, index) => {
      if (index + 1 === ended) return { ...span, energyWh: 1000 * absentDays, unseenWh: 1000 * (absentDays - 1) };
      const { energyWh: _, ...unseen } = span;
      return index + 1 < ended && index + 1 > ended - absentDays ? { ...unseen, seen: 0 } : span;
    });
  const found = (now: ReturnType<typeof seen>, before: ReturnType<typeof seen>) => {
    const comparable = comparedDays(july, { firstWhole: 0, today: day('2026-08-14') });
    const compared = comparable && likeForLike('month', comparable, { now, before });
    return (
      compared && [
        compared.days.map(dateOf).join(' '),
        compared.isWhole,
        comparisonText(compared.spans, 'energy', words),
      ]
    );
  };

  test('are none where both were seen, or an absence began and ended within both', () => {
    const whole = ['2026-07-01 2026-07-31', true, '±0% (31.0\u00a0kWh against 31.0\u00a0kWh)'];
    expect(found(seen(2026), seen(2025))).toEqual(whole);
    expect(found(absence(2026, 20, 5), seen(2025))).toEqual(whole);
  });

  test('are left out of both, with the energy of an absence that began before', () => {
    expect(found(seen(2026), absence(2025, 10, 40))).toEqual([
      '2026-07-11 2026-07-31',
      false,
      '±0% (21.0\u00a0kWh against 21.0\u00a0kWh)',
    ]);
    expect(found(absence(2026, 1, 9), seen(2025))).toEqual([
      '2026-07-02 2026-07-31',
      false,
      '±0% (30.0\u00a0kWh against 30.0\u00a0kWh)',
    ]);
  });

  test('are left out of both where an absence was not over yet', () => {
    expect(found(absence(2026, 35, 5), seen(2025))).toEqual([
      '2026-07-01 2026-07-30',
      false,
      '±0% (30.0\u00a0kWh against 30.0\u00a0kWh)',
    ]);
    expect(found(seen(2026).slice(0, 20), seen(2025))).toEqual([
      '2026-07-01 2026-07-20',
      false,
      '±0% (20.0\u00a0kWh against 20.0\u00a0kWh)',
    ]);
  });

  test('are left out of both where a file lacks them, or a part of them', () => {
    const lacking = seen(2025).map((span, index) => {
      const { energyWh: _, ...unseen } = span;
      if (index === 9 || index === 10) return { ...unseen, seen: 0 };
      return { ...span, fromFilesWh: 1000, ...(index === 19 && { energyWh: 400, seen: 0.5 }) };
    });
    const without = ['2026-07-01 2026-07-31', false, '±0% (28.0\u00a0kWh against 28.0\u00a0kWh)'];
    expect(found(seen(2026), lacking)).toEqual(without);
    const twoYearsOn = lacking.map((span) => ({ ...span, date: span.date.replace('2025', '2026') }));
    expect(found(twoYearsOn, seen(2025))).toEqual(without);
  });

  test('can be all of them', () => {
    expect(found(seen(2026), absence(2025, 40, 60))).toBeUndefined();
  });
});

describe('the difference from a year before', () => {
  const spans = (now: number, before: number) => ({
    now: [spanWith('2026', { BASE: now })],
    before: [spanWith('2025', { BASE: before })],
  });

  test.each([
    [88_000, 100_000, '−12% (88.0\u00a0kWh against 100.0\u00a0kWh)'],
    [112_000, 100_000, '+12% (112.0\u00a0kWh against 100.0\u00a0kWh)'],
    [100_100, 100_000, '±0% (100.1\u00a0kWh against 100.0\u00a0kWh)'],
    [100_100, 0, undefined],
  ])('of %d Wh from %d Wh is %s', (now, before, says) => {
    expect(comparisonText(spans(now, before), 'energy', words)).toBe(says);
  });

  test('in euros is absent where a day of either year has no price', () => {
    const priced = spanWith('2026', { BASE: 1000 }, { cost: costWith(10, { BASE: 2 }) });
    const unpriced = spanWith('2025', { BASE: 1000 }, { cost: { eurosByTariff: {} } });
    expect(comparisonText({ now: [priced], before: [unpriced] }, 'euros', words)).toBeUndefined();
    expect(comparisonText({ now: [priced], before: [priced] }, 'euros', words)).toBe('±0% (€12.00 against €12.00)');
  });
});

describe('which days were compared', () => {
  const bounds = { first: day('2020-01-01'), firstWhole: day('2020-01-02'), today: day('2026-08-14') };
  const inWords = (view: EnergyPeriodView, date: string) => {
    const period = periodOf(view, day(date), bounds);
    const days = comparedDays(period, bounds);
    // Versions of the engine's tables differ in the blanks around a dash.
    return days && comparedDaysText(days, view, period.to >= bounds.today, words)?.replace(/\s?–\s?/, '–');
  };

  test.each([
    ['a month that is over', 'month', '2026-07-10', undefined],
    [
      'this month',
      'month',
      '2026-08-14',
      'Compared with a year ago: 1–13 Aug 2026 with the same days of the year before. Today is not over, and is left out.',
    ],
    ['a week', 'week', '2026-08-05', 'Compared with a year ago: 3–9 Aug 2026 with the same weekdays 52 weeks before.'],
  ] as const)('is said of %s', (_, view, date, says) => {
    expect(inWords(view, date)).toBe(says);
  });

  test('is said with the days that are left out', () => {
    const july = {
      days: [day('2026-07-01'), day('2026-07-31')],
      before: [0, 30],
      isWhole: false,
      hasGaps: true,
    } as const;
    expect(comparedDaysText(july, 'month', false, words)).toMatch(/year before\. The days that a file lacks in one/);
  });
});
