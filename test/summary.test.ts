import { expect, test } from 'vitest';
import type { Reading } from '../src/reading.ts';
import { summaryOf } from '../src/summary.ts';
import { englishNumber, frenchNumber } from '../src/texts/numbers.ts';

const frame = { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 0 } as const;
const readingWith = (values: Partial<Reading>): Reading => ({ monotonicMs: 0, registers: {}, frame, ...values });

const HOUSE = readingWith({ apparentPowerVA: 1230, currentA: { 1: 5 }, importedWh: 12_345_678, tariff: 'HP..' });

test('a reading becomes one line of numbers and units', () => {
  expect(summaryOf(HOUSE, englishNumber)).toBe('1\u00a0230 VA · 5 A · 12\u00a0345.678 kWh · HP..');
});

test('its numbers have a comma in French', () => {
  expect(summaryOf(HOUSE, frenchNumber)).toBe('1\u202f230 VA · 5 A · 12\u202f345,678 kWh · HP..');
});

test('it shows the current of each phase, and the power given to the grid', () => {
  const reading = readingWith({ apparentPowerVA: 0, injectedPowerVA: 850, currentA: { 1: 0, 2: 4, 3: 1 } });
  expect(summaryOf(reading, englishNumber)).toBe('0 VA · ↑ 850 VA · 0 / 4 / 1 A');
});

test('it leaves out what the frame does not carry', () => {
  expect(summaryOf(readingWith({}), englishNumber)).toBe('');
  expect(summaryOf(readingWith({ importedWh: 7 }), englishNumber)).toBe('0.007 kWh');
});
