import { describe, expect, test } from 'vitest';
import { motor, RESISTOR } from '../../testbed/houses/grid.ts';
import { house, single, steady } from '../../testbed/houses/house.ts';
import type { Told } from '../../testbed/houses/house-meter.ts';
import { live } from '../../testbed/houses/life.ts';
import { fixed, type Method, solarRouter, tasmota } from '../../testbed/houses/rivals.ts';
import { type Score, Scorer } from '../../testbed/houses/score.ts';

const DAY_S = 86_400;
const resistor = house('resistor', 100, {}, single(steady(2000, RESISTOR)));
const pump = house('pump', 101, {}, single(steady(900, motor(0.75))));

/** What a method scores on the second half of a day in a house, in standard mode. */
function scoreOf(method: Method, where = resistor): Score {
  const scorer = new Scorer(DAY_S / 2);
  live(where, 1, [
    { mode: 'standard', take: (told) => scorer.take(told, method.measure(told.reading), method.errorW) },
  ]);
  return scorer.end();
}

describe('the score', () => {
  test('of the truth has no error, and each hour is what the index counted', () => {
    const scorer = new Scorer(0);
    live(pump, 0.5, [{ mode: 'standard', take: (told) => scorer.take(told, told.activeW, 0) }]);
    expect(scorer.end()).toMatchObject({ known: 1, meanErrorW: 0, p95ErrorW: 0, statedHolds: 1, hours: { within: 1 } });
  });

  test('of W that are 6 % too high is twice the bound in the median, and six times that of an hour', () => {
    const score = scoreOf({ name: '6 % too high', measure: ({ apparentPowerVA = 0 }) => apparentPowerVA * 1.06 });
    expect(score.medianErrorShare).toBeCloseTo(0.06, 3);
    expect(score.medianOfBound).toBeCloseTo(2, 1);
    expect(score.p95OfBound).toBeCloseTo(0.6, 1);
    expect(score.hours.p95OfBound).toBeCloseTo(6, 0);
    expect(score.hours.within).toBe(0);
  });

  test('of errors from 0 to 99 W in any order has those in the middle and at 95 of 100', () => {
    const scorer = new Scorer(0);
    for (let second = 0; second < 100; second += 1) {
      const reading = { monotonicMs: second * 1000 } as Told['reading'];
      scorer.take({ reading, second, activeW: 0, netWh: 0, grossWh: 0 }, (second * 37) % 100, undefined);
    }
    expect(scorer.end()).toMatchObject({ medianErrorW: 50, p95ErrorW: 95 });
  });

  test('tells how often W are known, and how often the stated error holds', () => {
    let nth = 0;
    const method: Method = {
      name: 'every other one',
      measure({ apparentPowerVA = 0 }) {
        nth += 1;
        this.errorW = nth % 4 === 0 ? 1000 : 1;
        return nth % 2 === 0 ? apparentPowerVA + 50 : undefined;
      },
    };
    const score = scoreOf(method);
    expect(score.known).toBeCloseTo(0.5, 3);
    expect(score.statedHolds).toBeCloseTo(0.5, 3);
    expect(score.medianErrorW).toBeCloseTo(50, 0);
  });
});

describe('the ways of others find the power factor of a steady load:', () => {
  test.each([
    ['NB', tasmota],
    ['F1ATB', solarRouter],
  ] as const)('%s', (_, make) => {
    expect(scoreOf(make(), pump).medianErrorShare).toBeLessThan(0.02);
    expect(scoreOf(make(), resistor).medianErrorShare).toBeLessThan(0.01);
  });

  test('a factor of 1 is right for a resistor, and a third too high for this pump', () => {
    expect(scoreOf(fixed(1)).p95ErrorShare).toBeLessThan(0.001);
    expect(scoreOf(fixed(1), pump).medianErrorShare).toBeCloseTo(1 / 0.75 - 1, 2);
  });
});
