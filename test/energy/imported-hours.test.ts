import { describe, expect, test } from 'vitest';
import { beginningOfDay, dayOfDate, parisTimeOf } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { importedHours, type OwnHour } from '../../src/energy/imported-hours.ts';
import { joinedDays } from '../../src/energy/joined-days.ts';
import type { PeriodHours } from '../../src/energy/period-clock.ts';
import { registerHistory } from '../../src/energy/register-history.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';

const DAY = dayOfDate('2025-06-10') ?? 0;
const begin = beginningOfDay(DAY);
const HPHC: PeriodHours = { from: '2020-01-01', periods: [{ name: 'HP' }, { name: 'HC', hours: '22:00-06:30' }] };
const options = { hours: [HPHC], history: registerHistory([]) };

const curveDay = (day: number, ...meanW: readonly number[]): ImportedDay => ({
  day,
  curve: [{ fromMinute: 0, stepMinutes: 30, meanW }],
});
const ownDay = (energyWh: number): Day => ({ day: DAY, energyWh, energyWhByTariff: { HP: energyWh }, seenMinutes: 60 });
const ownHours = (...hours: readonly (readonly [hour: number, energyWh: number])[]): OwnHour[] =>
  hours.map(([hour, energyWh]) => ({ fromMs: begin + hour * HOUR_MS, energyWh }));

/** The hours from files, by the time at which they begin in Paris. */
function hoursOf(
  own: readonly Day[],
  imported: readonly ImportedDay[],
  hours: readonly OwnHour[] = [],
  more = options,
) {
  const all = importedHours(joinedDays(own, imported, more), imported, hours, more);
  return Object.fromEntries(all.map(({ fromMs, energyWh }) => [parisTimeOf(fromMs).slice(11, 13), energyWh]));
}

describe('the hours of a day known only from a file', () => {
  test('count as seen for the minutes with imported energy in the curve', () => {
    const givenCurve = [{ fromMinute: 0, stepMinutes: 60, meanW: [100, 200] }];
    const imported = [{ ...curveDay(DAY, 600), givenCurve }];
    expect(importedHours(joinedDays([], imported, options), imported, [], options)).toMatchObject([
      { minutes: 30, energyWh: 300, givenWh: 100 },
      { minutes: 60, givenWh: 200 },
    ]);
  });

  test('are those of its curve, in the periods of the prices', () => {
    const imported = [curveDay(DAY, ...new Array<number>(14).fill(600))];
    const hours = importedHours(joinedDays([], imported, options), imported, [], options);
    expect(hours.slice(-2)).toEqual([
      { fromMs: begin + 5 * HOUR_MS, minutes: 60, energyWh: 600, energyWhByTariff: { HC: 600 } },
      { fromMs: begin + 6 * HOUR_MS, minutes: 60, energyWh: 600, energyWhByTariff: { HC: 300, HP: 300 } },
    ]);
    expect(hours).toHaveLength(7);
  });

  test.each([
    ['2025-03-30', 46, 23],
    ['2025-10-26', 50, 25],
  ])('on %s are as many as the day has', (date, steps, count) => {
    const day = dayOfDate(date) ?? 0;
    const imported = [curveDay(day, ...new Array<number>(steps).fill(600))];
    const hours = importedHours(joinedDays([], imported, options), imported, [], options);
    expect(hours.map(({ fromMs }) => fromMs)).toEqual(
      Array.from({ length: count }, (_, nth) => beginningOfDay(day) + nth * HOUR_MS),
    );
  });

  test('have as many minutes as the curve covers, and no period if no hours determine one', () => {
    const noHours = {
      ...options,
      hours: [{ ...HPHC, periods: HPHC.periods.map(({ name }) => ({ name })) }],
    };
    const imported = [curveDay(DAY, 600, 600, 601)];
    expect(importedHours(joinedDays([], imported, noHours), imported, [], noHours)).toEqual([
      { fromMs: begin, minutes: 60, energyWh: 600, energyWhByTariff: {}, noHoursWh: 600 },
      { fromMs: begin + HOUR_MS, minutes: 30, energyWh: 300.5, energyWhByTariff: {}, noHoursWh: 300.5 },
    ]);
  });

  test('exist as well if the day has its energy by registers, and include exported energy', () => {
    const given = [{ fromMinute: 720, stepMinutes: 60, meanW: [900] }];
    const imported = [{ ...curveDay(DAY, 600, 600), energyWh: 500, givenCurve: given }];
    expect(importedHours(joinedDays([], imported, options), imported, [], options)).toMatchObject([
      { fromMs: begin, energyWh: 600 },
      { fromMs: begin + 12 * HOUR_MS, minutes: 60, energyWhByTariff: {}, givenWh: 900 },
    ]);
  });
});

describe('the hours of a day of the meter', () => {
  const imported = [curveDay(DAY, ...new Array<number>(48).fill(600))];
  const between = (day: Day) => [{ ...day, day: DAY - 1 }, day, { ...day, day: DAY + 1 }];

  test('come from the meter, and from the curve where the meter has no minute', () => {
    const hours = ownHours(...Array.from({ length: 22 }, (_, hour) => [hour, 600] as const));
    expect(hoursOf(between(ownDay(24 * 600)), imported, hours)).toEqual({ 22: 600, 23: 600 });
  });

  test('do not come from the curve if it exceeds what the meter leaves open, apart from rounding', () => {
    const hours = ownHours(...Array.from({ length: 22 }, (_, hour) => [hour, 600] as const));
    expect(hoursOf(between(ownDay(24 * 600 - 3)), imported, hours)).toEqual({ 22: 600, 23: 600 });
    expect(hoursOf(between(ownDay(24 * 600 - 4)), imported, hours)).toEqual({});
    expect(hoursOf(between(ownDay(100)), imported)).toEqual({});
  });

  test('come from the curve where the minutes are no longer kept', () => {
    expect(Object.keys(hoursOf(between(ownDay(24 * 600)), imported))).toHaveLength(24);
  });
});

test('a day that is shown without the energy of the file has no hours from it', () => {
  const unseen = { sinceMs: begin - HOUR_MS, energyWh: 5, energyWhByTariff: {} };
  const after = { ...ownDay(9), day: DAY + 1, unseen };
  const imported = [curveDay(DAY, ...new Array<number>(48).fill(600))];
  expect(hoursOf([{ ...ownDay(5), day: DAY - 1 }, after], imported)).toEqual({});
});
