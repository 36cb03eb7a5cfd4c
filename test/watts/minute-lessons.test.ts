import { describe, expect, test } from 'vitest';
import type { Minute } from '../../src/energy/minute.ts';
import { learnFromMinutes } from '../../src/watts/minute-lessons.ts';
import { PowerFactors } from '../../src/watts/power-factors.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { type Load, measureAll, SmallMeter } from './small-meter.ts';
import { minutesOf } from './stored-minutes.ts';

const LOAD: Load = { va: 1200, factor: 0.7 };
const NOTHING_LEARNED = new PowerFactors().recall(LOAD.va);

/** Minutes in a row in which the load stayed the same: 14 Wh each, and now and then as much more or less as given. */
function steadyMinutes(count: number, changed: (nth: number) => Partial<Minute> = () => ({})): Minute[] {
  return Array.from({ length: count }, (_, nth) => ({
    atMs: nth * MINUTE_MS,
    count: 40,
    meanVA: LOAD.va,
    leastVA: LOAD.va - 10,
    greatestVA: LOAD.va + 10,
    energyWh: (LOAD.va * LOAD.factor) / 60,
    ...changed(nth),
  }));
}

function recalled(minutes: readonly Minute[], va = LOAD.va) {
  const factors = new PowerFactors();
  learnFromMinutes(minutes, factors);
  return factors.recall(va);
}

describe('steady minutes', () => {
  test('tell the factor of their power', () => {
    const { mean, variance } = recalled(steadyMinutes(30));
    expect(mean).toBeCloseTo(0.7, 2);
    expect(Math.sqrt(variance)).toBeLessThan(0.02);
  });

  test('are more certain, the more of them follow each other', () => {
    const variances = [2, 5, 20].map((count) => recalled(steadyMinutes(count)).variance);
    expect(variances).toEqual(variances.toSorted((one, other) => other - one));
    expect(new Set(variances).size).toBe(3);
  });

  test('are of no weight when they are few and draw little', () => {
    const little = { meanVA: 60, leastVA: 55, greatestVA: 65, energyWh: 1 };
    expect(
      recalled(
        steadyMinutes(3, () => little),
        60,
      ),
    ).toEqual(NOTHING_LEARNED);
  });

  test('tell nothing above 1, though an index was rounded in their favour', () => {
    const { mean } = recalled(steadyMinutes(30, () => ({ energyWh: 20.5 })));
    expect(mean).toBeLessThanOrEqual(1);
  });
});

describe('a minute with two powers', () => {
  /** A kettle of 2200 W, a third of each minute, beside what the house draws at rest: 100 VA at 0.6. */
  const REST = { meanVA: 100, leastVA: 95, greatestVA: 105, energyWh: 1 };
  const BOTH = { meanVA: 850, leastVA: 100, greatestVA: 2350, energyWh: (2 * 60 + 2260) / 3 / 60 };

  test('tells the factor of the greater one, where that of the lesser one is known', () => {
    const { mean, variance } = recalled(
      steadyMinutes(200, (nth) => (nth % 10 === 9 ? BOTH : REST)),
      2350,
    );
    expect(mean).toBeCloseTo(2260 / 2350, 1);
    expect(Math.sqrt(variance)).toBeLessThan(0.1);
  });

  test('leaves the factor of the lesser one as it is', () => {
    const minutes = steadyMinutes(200, (nth) => (nth % 10 === 9 ? BOTH : REST));
    expect(recalled(minutes, 100).mean).toBeCloseTo(0.6, 1);
  });
});

describe('no minute is learned from', () => {
  test.each([
    ['when none is there', []],
    ['when it has no readings', steadyMinutes(30, () => ({ count: 0 }))],
    ['when it is not whole', steadyMinutes(30, () => ({ count: 7 }))],
    ['when the minute before is missing', steadyMinutes(30, (nth) => ({ atMs: 2 * nth * MINUTE_MS }))],
    ['when it is the only one', steadyMinutes(1)],
    ['when its index went back', steadyMinutes(30, () => ({ energyWh: -14 }))],
    ['when it counted more than its power allows', steadyMinutes(30, () => ({ energyWh: 1014 }))],
    ['when it counted nothing', steadyMinutes(30, () => ({ energyWh: 0 }))],
    ['when its power was 0 VA', steadyMinutes(30, () => ({ meanVA: 0, leastVA: 0, greatestVA: 0, energyWh: 0 }))],
  ])('%s', (_, minutes) => {
    expect(recalled(minutes)).toEqual(NOTHING_LEARNED);
  });

  test.each(['meanVA', 'leastVA', 'greatestVA', 'energyWh'] as const)('without its %s', (field) => {
    const minutes = steadyMinutes(30).map(({ [field]: _, ...rest }) => rest as Minute);
    expect(recalled(minutes)).toEqual(NOTHING_LEARNED);
  });
});

test('a wrong index, ahead in one minute and back in the next, leaves the other minutes right', () => {
  const minutes = steadyMinutes(60, (nth) => (nth === 30 ? { energyWh: 1014 } : nth === 31 ? { energyWh: -986 } : {}));
  expect(recalled(minutes).mean).toBeCloseTo(0.7, 2);
});

describe('the minutes that a journal keeps of readings', () => {
  const LOADS: readonly Load[] = [
    { va: 230, factor: 0.6 },
    { va: 1337, factor: 0.83 },
    { va: 3000, factor: 1 },
  ];

  test.each(['standard', 'historique'] as const)(
    'teach the factors that the readings themselves have shown, in %s',
    (mode) => {
      const meter = new SmallMeter({ mode });
      const readings = [1, 2, 3].flatMap(() => LOADS.flatMap((load) => meter.frames(load, 1200)));
      const measured = measureAll(createWattmeter('auto'), readings);
      const factors = new PowerFactors();
      learnFromMinutes(minutesOf(readings), factors);
      for (const { va } of LOADS) {
        const live =
          measured.findLast(({ apparentPowerVA = 0 }) => Math.abs(apparentPowerVA - va) < 10)?.activePowerW ??
          Number.NaN;
        expect(Math.abs(factors.recall(va).mean - live / va)).toBeLessThan(0.03);
      }
    },
  );
});
