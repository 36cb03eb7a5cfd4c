import { expect, test } from 'vitest';
import type { Minute } from '../../src/energy/minute.ts';
import { learnFromMinutes } from '../../src/watts/minute-lessons.ts';
import { PowerFactors } from '../../src/watts/power-factors.ts';

const OVEN = { va: 3_000, factor: 0.95 };

/** A minute of so many seconds with this power, by a meter that sends a frame a second; its energy may be of another time. */
function minute(nth: number, { va, factor }: typeof OVEN, seconds = 60, countedSeconds = seconds): Minute {
  const powers = { meanVA: va, leastVA: va, greatestVA: va };
  return {
    atMs: nth * 60_000,
    count: seconds,
    ...powers,
    energyWh: Math.round((va * factor * countedSeconds) / 3_600),
  };
}

/** Half an hour of a house at rest, and then these minutes. */
function ovenAfter(...last: readonly Minute[]) {
  const factors = new PowerFactors();
  const rest = Array.from({ length: 30 }, (_, nth) => minute(nth, { va: 300, factor: 0.6 }));
  learnFromMinutes([...rest, ...last], factors);
  return factors.recall(OVEN.va);
}

test('whole minutes are learned', () => {
  const { mean } = ovenAfter(minute(30, OVEN), minute(31, OVEN), minute(32, OVEN));
  expect(mean).toBeCloseTo(OVEN.factor, 1);
});

test.each([
  ['in which the readings end, as at a restart', [minute(30, OVEN, 20)]],
  ['of which nobody knows whether the readings ended in it', [minute(30, OVEN)]],
  [
    'that an outage cut short, and the one after it',
    [minute(30, OVEN, 20), minute(31, OVEN, 40, 80), minute(32, OVEN, 1)],
  ],
])('nothing is learned from a minute %s', (_, last) => {
  expect(ovenAfter(...last)).toEqual(ovenAfter());
});
