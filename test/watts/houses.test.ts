import { describe, expect, test } from 'vitest';
import { contest } from '../../testbed/houses/contest.ts';
import { begin, double, LINES } from '../../testbed/houses/from-nothing.ts';
import { HOUSES } from '../../testbed/houses/houses.ts';
import { restarts } from '../../testbed/houses/restart.ts';
import type { Score } from '../../testbed/houses/score.ts';

/** The first day is for learning. `npm run bench -- watts` is the same over two weeks, in all ten houses. */
const DAYS = 2;
const SHORTLY = ['small flat', 'family', 'electric heating', 'workshop', 'solar', 'all electric, three-phase'];
const FACTORS = [0.6, 0.85, 1];
const houses = HOUSES.filter(({ name }) => SHORTLY.includes(name));

describe.each(houses)('on the second day in the house "$name"', (house) => {
  const lines = contest(house, DAYS).map(({ mode, scores }) => {
    const [ours, ...rivals] = [...scores.values()] as [Score, ...Score[]];
    return { mode, ours, rivals };
  });

  test.each(lines)('the median error is at most 3 % or 5 W, $mode', ({ ours }) => {
    expect(ours.known).toBe(1);
    expect(ours.medianOfBound).toBeLessThanOrEqual(1);
  });

  test.each(lines)('19 of 20 errors are at most 10 % or 20 W, $mode', ({ ours }) => {
    expect(ours.p95OfBound).toBeLessThanOrEqual(1);
  });

  test.each(lines)('hours are within 1 % or 2 Wh of the index, $mode', ({ ours }) => {
    expect(ours.hours.p95OfBound).toBeLessThanOrEqual(1);
  });

  test.each(lines)('the stated error holds in 19 of 20 readings, $mode', ({ ours }) => {
    expect(ours.statedHolds).toBeGreaterThan(0.9);
  });

  test.each(lines)('no other way is nearer to the truth, $mode', ({ ours, rivals }) => {
    expect(rivals).toHaveLength(4);
    for (const { meanErrorW } of rivals) expect(ours.meanErrorW).toBeLessThan(meanErrorW);
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
