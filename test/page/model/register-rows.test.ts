import { expect, test } from 'vitest';
import { registerRows } from '../../../homebridge-ui/page/model/register-rows.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { frameWith, readingWith } from '../../../testbed/support/readings.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const linesOf = (reading: Partial<Reading>) =>
  registerRows(readingWith({ frame: frameWith({ mode: 'standard' }), ...reading }), words).map(
    ({ label, period, index }) => `${label}: ${period}, ${index}`,
  );

test('each register is told with the period that it counts and its index, a supplier’s own name as it is', () => {
  const periods = {
    EASF02: { name: 'HEURE  CREUSE', offPeak: true },
    EASF01: { name: 'HEURE  PLEINE', offPeak: false },
    EASF04: { name: 'Week-End' },
  };
  const registers = { EASF01: 1_234_999, EASF02: 999, EASF04: 5_000_000, EASF05: 0, EASD01: 42_000, EAST: 6_235_998 };
  expect(linesOf({ registers, calendar: { periods } })).toEqual([
    'EASF01: Peak hours, 1,234\u00a0kWh',
    'EASF02: Off-peak hours, 0\u00a0kWh',
    'EASF04: Week-End, 5,000\u00a0kWh',
  ]);
});

test('a register that has counted something is told before its period is known', () => {
  const periods = { EASF03: { name: 'HP BLEU', offPeak: false } };
  const registers = { EASF03: 7000, EASF06: 12_000, EASF07: 0 };
  expect(linesOf({ registers, calendar: { periods } })).toEqual([
    'EASF03: Blue, peak hours, 7\u00a0kWh',
    'EASF06: not known yet, 12\u00a0kWh',
  ]);
  expect(linesOf({ registers })).toHaveLength(2);
});

test('a register that the frame lacks has no index', () => {
  const periods = { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: 'HP..', offPeak: false } };
  const frame = frameWith({ mode: 'historique', refused: 1 });
  expect(linesOf({ frame, registers: { HCHC: 5000 }, calendar: { periods } })).toEqual([
    'HCHC: Off-peak hours, 5\u00a0kWh',
    'HCHP: Peak hours, –',
  ]);
});

test('a contract with one register has no table of them', () => {
  expect(
    linesOf({ registers: { EASF01: 5000, EASF02: 0 }, calendar: { periods: { EASF01: { name: 'BASE' } } } }),
  ).toEqual([]);
});
