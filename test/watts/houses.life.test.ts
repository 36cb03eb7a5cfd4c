import { describe, expect, test } from 'vitest';
import { contest } from '../../testbed/houses/contest.ts';
import { begin, double, LINES } from '../../testbed/houses/from-nothing.ts';
import { HOUSES } from '../../testbed/houses/houses.ts';
import { restarts } from '../../testbed/houses/restart.ts';
import type { Score } from '../../testbed/houses/score.ts';

/** The first day is for learning. `npm run bench -- watts` is the same over two weeks, in all ten houses. */
const DAYS = 2;
const SHORTLY = ['family', 'workshop', 'solar', 'all electric, three-phase'];
const FACTORS = [0.6, 0.85, 1];

/**
 * How many times an error may be its bound in the two houses in which one bound is missed (docs/performance.md): where the
 * sun meets what the house draws, the power swings through 0 W within seconds; and in the workshop a motor, a welder and
 * a heater draw the same VA, a few seconds each, of which historique tells only some.
 */
const MISSED: {
  readonly [line: string]: { readonly p95?: number; readonly hours?: number; readonly stated?: number };
} = {
  'solar, standard': { p95: 3, hours: 2, stated: 0.7 },
  'workshop, historique': { hours: 2 },
};
const houses = HOUSES.filter(({ name }) => SHORTLY.includes(name));

describe.each(houses)('on the second day in the house "$name"', (house) => {
  const lines = contest(house, DAYS).map(({ mode, scores }) => {
    const [ours, ...rivals] = [...scores.values()] as [Score, ...Score[]];
    return { mode, ours, rivals, missed: MISSED[`${house.name}, ${mode}`] ?? {} };
  });

  test.each(lines)('the median error is at most 3 % or 5 W, $mode', ({ ours }) => {
    expect(ours.known).toBe(1);
    expect(ours.medianOfBound).toBeLessThanOrEqual(1);
  });

  test.each(lines)('19 of 20 errors are at most 10 % or 20 W, $mode', ({ ours, missed }) => {
    expect(ours.p95OfBound).toBeLessThanOrEqual(missed.p95 ?? 1);
  });

  test.each(lines)('hours are within 1 % or 2 Wh of the index, $mode', ({ ours, missed }) => {
    expect(ours.hours.p95OfBound).toBeLessThanOrEqual(missed.hours ?? 1);
  });

  test.each(lines)('the stated error holds in 19 of 20 readings, $mode', ({ ours, missed }) => {
    expect(ours.statedHolds).toBeGreaterThan(missed.stated ?? 0.9);
  });

  test('no other way is nearer to the truth', () => {
    const meanOf = (scores: readonly (Score | undefined)[]) =>
      scores.reduce((sum, score) => sum + (score?.meanErrorW ?? Number.NaN), 0) / scores.length;
    const ours = meanOf(lines.map((line) => line.ours));
    for (const nth of [0, 1, 2, 3]) expect(ours).toBeLessThan(meanOf(lines.map(({ rivals }) => rivals[nth])));
  });
});

describe.each(LINES)('with $phases phases, $mode,', (line) => {
  test.each(FACTORS)('a steady 3 kVA at %d is known within three minutes, 4 % right', (powerFactor) => {
    const { knownAfterS, laterErrorShare } = begin({ ...line, apparentVA: 3000, powerFactor });
    expect(knownAfterS).toBeLessThan(180);
    expect(laterErrorShare).toBeLessThanOrEqual(0.04);
  });

  const doublings = FACTORS.flatMap((powerFactor) => FACTORS.map((added) => ({ powerFactor, added })));
  test.each(doublings)(
    'as much at $added comes to 3 kVA at $powerFactor: the first W are at most 25 % off',
    (loads) => {
      const { firstShare } = double({ ...line, apparentVA: 3000, powerFactor: loads.powerFactor }, loads.added);
      expect(firstShare).toBeLessThanOrEqual(0.25);
    },
  );
});

test('after a restart W are known within a minute, from the minutes of the journal', () => {
  const [, family] = HOUSES;
  if (!family) throw new Error('There is no second house');
  const all = restarts(family, 'historique');
  expect(all.length).toBeGreaterThan(10);
  for (const { knownAfterS } of all) expect(knownAfterS).toBeLessThan(60);
});
