import { expect, test } from 'vitest';
import { curveByHour, energyOfCurveIn, minutesOfDay } from '../../src/energy/curve-parts.ts';
import { periodClocks } from '../../src/energy/period-clock.ts';
import { beginningOfDay, dayOfDate } from '../../src/paris-time.ts';

const [first, last] = [dayOfDate('2000-01-01') ?? 0, dayOfDate('2050-01-01') ?? 0];

test('a day has as many minutes as it has in Paris', () => {
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
