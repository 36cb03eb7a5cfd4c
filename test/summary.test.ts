import { expect, test } from 'vitest';
import type { Reading } from '../src/reading.ts';
import { summaryOf } from '../src/summary.ts';

const frame = { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 0 } as const;
const reading = (words: Partial<Reading>): Reading => ({ monotonicMs: 0, registers: {}, frame, ...words });

test('a reading is a line of figures and units', () => {
  const says = summaryOf(
    reading({ apparentPowerVA: 1230, currentA: { 1: 5 }, importedWh: 12_345_678, tariff: 'HP..' }),
  );
  expect(says).toBe('1 230 VA · 5 A · 12 345.678 kWh · HP..');
});

test('each phase and what is given to the grid are in it', () => {
  const says = summaryOf(reading({ apparentPowerVA: 0, injectedPowerVA: 850, currentA: { 1: 0, 2: 4, 3: 1 } }));
  expect(says).toBe('0 VA · ↑ 850 VA · 0 / 4 / 1 A');
});

test('what the frame does not carry is left out', () => {
  expect(summaryOf(reading({}))).toBe('');
  expect(summaryOf(reading({ importedWh: 7 }))).toBe('0.007 kWh');
});
