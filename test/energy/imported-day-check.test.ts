import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { importedDay } from '../../src/energy/imported-day-check.ts';

const SPRING = dayOn('2025-03-30');
const AUTUMN = dayOn('2025-10-26');
const SOME_DAY = dayOn('2025-06-01');

const FULL_DAY: ImportedDay = {
  day: SOME_DAY,
  curve: [
    { fromMinute: 0, stepMinutes: 30, meanW: [0, 230.5, 1_000_000] },
    { fromMinute: 1_380, stepMinutes: 60, meanW: [410] },
  ],
  givenCurve: [{ fromMinute: 5, stepMinutes: 5, meanW: [1] }],
  energyWh: 12_345,
  energyWhByRegister: { EASF01: 12_000, EASF10: 345 },
  periodOfRegister: { EASF01: 'Heures Pleines' },
  givenWh: 0,
  greatestVA: 6_000,
  greatestAtMs: Date.UTC(2025, 5, 1, 19),
};

test.each([
  ['all that a file can tell', FULL_DAY],
  ['nothing but its number', { day: SOME_DAY }],
])('a day with %s passes unchanged', (_, day) => {
  expect(importedDay(day)).toEqual(day);
});

test('unknown fields are left out', () => {
  expect(importedDay({ ...FULL_DAY, mood: 'good' })).toEqual(FULL_DAY);
});

test.each([
  ['23 hours in March', SPRING, 23],
  ['24 hours', SOME_DAY, 24],
  ['25 hours in October', AUTUMN, 25],
])('a curve ends within the day, which has %s', (_, day, hours) => {
  const until = (end: number) => ({ day, curve: [{ fromMinute: 0, stepMinutes: 60, meanW: Array(end).fill(1) }] });
  expect(importedDay(until(hours))).toEqual(until(hours));
  expect(() => importedDay(until(hours + 1))).toThrow(RangeError);
});

describe('is refused, with', () => {
  test.each<[string, object]>([
    ['a day of 1989', { day: dayOn('1989-12-31') }],
    ['a day of 2101', { day: dayOn('2101-01-01') }],
    ['half a day', { day: SOME_DAY + 0.5 }],
    ['a negative energy', { energyWh: -1 }],
    ['an energy that no house draws', { energyWh: 24_000_001 }],
    ['an energy that is a text', { energyWh: '1' }],
    ['a null energy', { givenWh: null }],
    ['an unknown register', { energyWhByRegister: { EASF11: 1 } }],
    ['a register called like a field of objects', { energyWhByRegister: JSON.parse('{"__proto__":1}') }],
    ['a period with an escape sequence', { periodOfRegister: { EASF01: 'HP\x1b[2J' } }],
    ['an endless period', { periodOfRegister: { EASF01: 'H'.repeat(101) } }],
    ['a power that no house has', { greatestVA: 1_000_001 }],
    ['a time before 1990', { greatestAtMs: 0 }],
    ['an empty curve', { curve: [] }],
    ['a piece without a step', { curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [] }] }],
    ['a step of 20 minutes', { curve: [{ fromMinute: 0, stepMinutes: 20, meanW: [1] }] }],
    ['a step off the grid', { curve: [{ fromMinute: 7, stepMinutes: 5, meanW: [1] }] }],
    ['a step before the day', { curve: [{ fromMinute: -30, stepMinutes: 30, meanW: [1, 1] }] }],
    ['a negative mean', { givenCurve: [{ fromMinute: 0, stepMinutes: 30, meanW: [-1] }] }],
    ['a mean that is null', { curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [1, null] }] }],
    [
      'pieces that overlap',
      {
        curve: [
          { fromMinute: 0, stepMinutes: 30, meanW: [1, 1] },
          { fromMinute: 30, stepMinutes: 30, meanW: [1] },
        ],
      },
    ],
  ])('%s', (_, change) => {
    expect(() => importedDay({ ...FULL_DAY, ...change })).toThrow();
  });
});

function dayOn(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}
