import { describe, expect, test } from 'vitest';
import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import { curveByHour, energyOfCurveIn, minutesOfDay } from '../../src/energy/curve-parts.ts';
import { periodClocks } from '../../src/energy/period-clock.ts';

const [first, last] = [dayOfDate('2000-01-01') ?? 0, dayOfDate('2050-01-01') ?? 0];

test('a day has 1 380, 1 440 or 1 500 minutes, as in Paris', () => {
  const days = Array.from({ length: last - first }, (_, nth) => first + nth);
  const wrong = days.filter((day) => minutesOfDay(day) !== (beginningOfDay(day + 1) - beginningOfDay(day)) / 60_000);
  expect(wrong).toEqual([]);
});

test.each([
  [5, 288],
  [10, 144],
  [15, 96],
  [30, 48],
  [60, 24],
])(
  'steps of %i minutes have the same energy by hour as in the whole day, to the sixtieth of a Wh',
  (stepMinutes, count) => {
    const curve = [{ fromMinute: 0, stepMinutes, meanW: Array.from({ length: count }, (_, nth) => 100 + 7 * nth) }];
    const periods = [{ name: 'HP' }, { name: 'HC', hours: '02:56-07:56,12:26-14:26' }];
    const clock = periodClocks([{ from: '2020-01-01', periods }])(20_000);
    const day = energyOfCurveIn(curve, first, clock);
    const sixtieths = (wh: number) => Math.round(wh * 60);
    const hours = [...curveByHour(curve, first, clock).values()];
    const sumOf = (partOf: (hour: (typeof hours)[number]) => number) =>
      hours.reduce((sum, hour) => sum + sixtieths(partOf(hour)), 0);
    const wattMinutes = curve[0]?.meanW.reduce((sum, watts) => sum + watts * stepMinutes, 0);
    expect(sixtieths(day.energyWh)).toBe(wattMinutes);
    expect(sumOf(({ energyWh }) => energyWh)).toBe(wattMinutes);
    expect(sumOf(({ energyWhByTariff }) => energyWhByTariff['HC'] ?? 0)).toBe(
      sixtieths(day.energyWhByTariff['HC'] ?? 0),
    );
    expect(day).toMatchObject({ minutes: 1440, withoutPeriodWh: 0 });
  },
);

describe('a curve of half-hours is split by the hours of two seasons', () => {
  const periods = [
    { name: 'HP' },
    {
      name: 'HC',
      hours:
        '11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat-sun,holiday 00:00-24:00',
    },
  ];
  const clockOn = periodClocks([{ from: '2020-01-01', periods }]);
  /** 60 Wh an hour, so that the Wh of a period equal its minutes. */
  const splitOf = (date: string) => {
    const day = dayOfDate(date) ?? Number.NaN;
    const curve = [{ fromMinute: 0, stepMinutes: 30, meanW: new Array<number>(minutesOfDay(day) / 30).fill(60) }];
    const { energyWhByTariff, withoutPeriodWh } = energyOfCurveIn(curve, day, clockOn(day));
    const byHour = [...curveByHour(curve, day, clockOn(day)).values()];
    expect(byHour.reduce((sum, hour) => sum + (hour.energyWhByTariff['HC'] ?? 0), 0)).toBe(energyWhByTariff['HC']);
    expect(withoutPeriodWh).toBe(0);
    return [(energyWhByTariff['HC'] ?? 0) / 60, (energyWhByTariff['HP'] ?? 0) / 60];
  };

  test.each([
    ['on a Monday of winter', '2026-12-07', 8, 16],
    ['on the Friday of summer before winter begins', '2025-10-31', 8, 16],
    ['on a Monday of summer', '2026-06-15', 8, 16],
    ['on a Saturday', '2026-12-12', 24, 0],
    ['on Christmas, a Friday', '2026-12-25', 24, 0],
    ['on Easter Monday', '2027-03-29', 24, 0],
    ['on the Sunday of 23 hours', '2027-03-28', 23, 0],
    ['on the Sunday of 25 hours', '2026-10-25', 25, 0],
  ])('%s, %s: %i hours off-peak, %i peak', (_, date, offPeak, peak) => {
    expect(splitOf(date)).toEqual([offPeak, peak]);
  });

  // Hours for all days, so that the Sundays on which the clocks change are split, too.
  test.each([
    ['2027-03-28', '01:30-06:30', 4, 19],
    ['2027-03-28', '02:00-03:00', 0, 23],
    ['2026-10-25', '01:30-06:30', 6, 19],
    ['2026-10-25', '02:00-03:00', 2, 23],
    ['2026-10-25', '02:15-02:45', 1, 24],
  ])('on %s, when the clocks change, those of %s are %i hours', (date, hours, offPeak, peak) => {
    const day = dayOfDate(date) ?? Number.NaN;
    const daily = [{ name: 'HP' }, { name: 'HC', hours: `03-01..10-31 ${hours}; 11-01..02-29 00:00-24:00` }];
    const curve = [{ fromMinute: 0, stepMinutes: 30, meanW: new Array<number>(minutesOfDay(day) / 30).fill(60) }];
    const split = energyOfCurveIn(curve, day, periodClocks([{ from: '2020-01-01', periods: daily }])(day));
    expect([split.energyWhByTariff['HC'] ?? 0, split.energyWhByTariff['HP']]).toEqual([offPeak * 60, peak * 60]);
  });
});
