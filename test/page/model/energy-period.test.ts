import { describe, expect, test } from 'vitest';
import {
  dateOfPeriod,
  dayBefore,
  type EnergyPeriodView,
  firstView,
  periodBefore,
  periodOf,
  periodTitle,
  steppedDay,
} from '../../../homebridge-ui/page/model/energy-period.ts';
import { slotsOf } from '../../../homebridge-ui/page/model/energy-slots.ts';
import { dateOf, dayOfDate } from '../../../src/base/paris-time.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

// The browser's zone must not matter: a day of Paris is not one of New York.
const en = pageWordsIn('en', ['en-GB'], 'America/New_York');
const fr = pageWordsIn('fr', ['fr-FR'], 'America/New_York');
const day = (date: string) => dayOfDate(date) ?? Number.NaN;
const bounds = { first: day('2023-03-15'), today: day('2026-08-14') };
const period = (view: EnergyPeriodView, date: string) => periodOf(view, day(date), bounds);

describe('the period of a view that contains a day', () => {
  test.each([
    ['day', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['week', '2026-08-14', '2026-08-10', '2026-08-16'],
    ['week', '2026-08-16', '2026-08-10', '2026-08-16'],
    ['week', '2025-01-01', '2024-12-30', '2025-01-05'],
    ['week', '2023-12-31', '2023-12-25', '2023-12-31'],
    ['month', '2024-02-10', '2024-02-01', '2024-02-29'],
    ['month', '2025-12-31', '2025-12-01', '2025-12-31'],
    ['year', '2024-07-01', '2024-01-01', '2024-12-31'],
    ['all', '2024-07-01', '2023-01-01', '2026-12-31'],
  ] as const)('a %s with %s is from %s to %s', (view, date, from, to) => {
    const found = period(view, date);
    expect([dateOf(found.from), dateOf(found.to)]).toEqual([from, to]);
  });
});

test('what is shown at first is the month, and the day until a whole one is known', () => {
  expect(firstView({ firstWhole: bounds.today, today: bounds.today })).toBe('day');
  expect(firstView({ firstWhole: bounds.today + 1, today: bounds.today })).toBe('day');
  expect(firstView({ firstWhole: bounds.today - 1, today: bounds.today })).toBe('month');
});

describe('the bars of a period', () => {
  test.each([
    ['day', '2026-08-14', 24],
    ['day', '2026-03-29', 23],
    ['day', '2025-10-26', 25],
    ['week', '2025-01-01', 7],
    ['month', '2024-02-10', 29],
    ['month', '2025-02-10', 28],
    ['year', '2024-07-01', 12],
    ['all', '2024-07-01', 4],
  ] as const)('of a %s with %s are %d', (view, date, count) => {
    expect(slotsOf(period(view, date), en)).toHaveLength(count);
  });

  test('of a day in March leave out the hour that Paris does not have', () => {
    const names = slotsOf(period('day', '2026-03-29'), en).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['0:00', '1:00', '3:00', '4:00']);
  });

  test('of a day in October name the hour that comes twice apart', () => {
    const names = slotsOf(period('day', '2025-10-26'), en).map(({ name }) => name);
    expect(names.slice(1, 5)).toEqual(['1:00', '2:00 (summer time)', '2:00 (winter time)', '3:00']);
  });

  test('of an hour have the moment at which it begins as their key', () => {
    const keys = slotsOf(period('day', '2026-08-14'), en).map(({ key }) => new Date(Number(key)).toISOString());
    expect([keys[0], keys.at(-1)]).toEqual(['2026-08-13T22:00:00.000Z', '2026-08-14T21:00:00.000Z']);
  });

  test.each([
    ['week', '2026-08-10', '2025-08-11'],
    ['month', '2026-08-01', '2025-08-01'],
    ['year', '2026-01', '2025-01'],
    ['all', '2023', undefined],
  ] as const)('of a %s begin with %s, beside %s of a year before', (view, key, keyBefore) => {
    const [slot] = slotsOf(period(view, '2026-08-14'), en);
    expect({ key: slot?.key, keyBefore: slot?.keyBefore }).toEqual({ key, keyBefore });
  });

  test('of a day stand beside the same hour of the clock a year before', () => {
    const [slot] = slotsOf(period('day', '2026-08-14'), en);
    expect(new Date(Number(slot?.keyBefore)).toISOString()).toBe('2025-08-13T22:00:00.000Z');
  });

  test.each([
    ['day', ['0', '6', '12', '18']],
    ['week', ['Mon 10', 'Wed 12', 'Fri 14', 'Sun 16']],
    ['month', ['1', '8', '15', '22', '29']],
    ['year', ['Jan', 'Apr', 'Jul', 'Oct']],
    ['all', ['2023', '2024', '2025', '2026']],
  ] as const)('of a %s have room for the labels %j on a narrow screen', (view, labels) => {
    const slots = slotsOf(period(view, '2026-08-14'), en).filter(({ isMajor }) => isMajor);
    expect(slots.map(({ label }) => label.replace(/^0(?=\d)/, ''))).toEqual(labels);
  });

  test('stand beside the 28 days of a year before, but for February 29', () => {
    const before = slotsOf(period('month', '2024-02-10'), en).map(({ keyBefore }) => keyBefore);
    expect(before.slice(-2)).toEqual(['2023-02-28', undefined]);
  });
});

describe('the day from which the next period is shown', () => {
  test.each([
    ['day', '2026-03-01', -1, '2026-02-28'],
    ['week', '2026-01-01', -1, '2025-12-25'],
    ['month', '2026-03-31', -1, '2026-02-28'],
    ['month', '2024-03-31', -1, '2024-02-29'],
    ['month', '2025-12-31', 1, '2026-01-31'],
    ['year', '2024-02-29', 1, '2025-02-28'],
    ['all', '2024-02-29', 1, '2024-02-29'],
    // Never beyond the first day, nor today.
    ['month', '2026-07-31', 1, '2026-08-14'],
    ['year', '2023-12-31', -1, '2023-03-15'],
  ] as const)('of a %s at %s, %d step on, is %s', (view, date, step, to) => {
    expect(dateOf(steppedDay(view, day(date), step, bounds))).toBe(to);
  });

  test('of a month goes back month by month to the first, and no further', () => {
    const steps = Array.from({ length: 50 });
    const days = steps.reduce<number[]>(
      (walked) => [...walked, steppedDay('month', walked.at(-1) ?? 0, -1, bounds)],
      [bounds.today],
    );
    const months = new Set(days.map((day) => dateOf(day).slice(0, 7)));
    expect([months.size, [...months][1], dateOf(days.at(-1) ?? 0)]).toEqual([42, '2026-07', '2023-03-15']);
  });
});

describe('a year before', () => {
  test.each([
    ['day', '2024-02-29', undefined],
    ['month', '2024-02-28', '2023-02-28'],
    ['year', '2024-12-31', '2023-12-31'],
    ['week', '2026-08-10', '2025-08-11'],
  ] as const)('a %s at %s is %s', (view, date, before) => {
    const found = dayBefore(view, day(date));
    expect(found === undefined ? undefined : dateOf(found)).toBe(before);
  });

  test('the period is as whole as this one: February has its 29 days', () => {
    const before = periodBefore(period('month', '2025-02-10'));
    expect(before && [dateOf(before.from), dateOf(before.to)]).toEqual(['2024-02-01', '2024-02-29']);
  });

  test('all years have none, nor has February 29', () => {
    expect(periodBefore(period('all', '2025-02-10'))).toBeUndefined();
    expect(periodBefore(period('day', '2024-02-29'))).toBeUndefined();
  });
});

describe('a period in words', () => {
  test.each([
    ['day', 'Friday 14 August 2026', 'vendredi 14 août 2026'],
    ['week', '10–16 Aug 2026', '10–16 août 2026'],
    ['month', 'August 2026', 'août 2026'],
    ['year', '2026', '2026'],
    ['all', 'All years', 'Toutes les années'],
  ] as const)('a %s is titled %s, and in French %s', (view, english, french) => {
    // Versions of the engine's tables differ in blanks and commas.
    const titles = [en, fr].map((words) => periodTitle(period(view, '2026-08-14'), words));
    expect(titles.map((title) => title.replace(/\s?–\s?/, '–').replace(',', ''))).toEqual([english, french]);
  });

  test.each([
    ['day', '2026-08-14'],
    ['week', '2026-08-10'],
    ['month', '2026-08'],
    ['year', '2026'],
    ['all', '2026'],
  ] as const)('a %s in the name of a file is %s', (view, date) => {
    expect(dateOfPeriod(period(view, '2026-08-14'))).toBe(date);
  });
});
