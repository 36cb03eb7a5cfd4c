import { expect, test } from 'vitest';
import type { Reading } from '../../src/reading/reading.ts';
import { summaryOf } from '../../src/reading/summary.ts';
import { englishNumber } from '../../src/texts/en/numbers.ts';
import { frenchNumber } from '../../src/texts/fr/numbers.ts';

const frame = { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 0 } as const;
const readingWith = (values: Partial<Reading>): Reading => ({ monotonicMs: 0, registers: {}, frame, ...values });

const HOUSE = readingWith({ apparentPowerVA: 1230, currentA: { 1: 5 }, importedWh: 12_345_678, tariff: 'HP..' });

test('a reading becomes one line of numbers and units', () => {
  expect(summaryOf(HOUSE, englishNumber)).toBe('1,230 VA · 5 A · 12,345.678 kWh · HP..');
});

test('its numbers have a comma in French', () => {
  expect(summaryOf(HOUSE, frenchNumber)).toBe('1\u202f230 VA · 5 A · 12\u202f345,678 kWh · HP..');
});

test('it shows the current of each phase, and the power exported to the grid', () => {
  const reading = readingWith({ apparentPowerVA: 0, injectedPowerVA: 850, currentA: { 1: 0, 2: 4, 3: 1 } });
  expect(summaryOf(reading, englishNumber)).toBe('0 VA · ↑ 850 VA · 0 / 4 / 1 A');
});

test('it shows the surplus of a house without a producer’s contract while there is one', () => {
  const drawing = readingWith({ apparentPowerVA: 40, surplusVA: { about: 0, least: 0, most: 0 }, currentA: { 1: 1 } });
  expect(summaryOf(drawing, englishNumber)).toBe('40 VA · 1 A');
  const surplusVA = { about: 690, least: 414, most: 1012 };
  const giving = readingWith({ apparentPowerVA: 0, activePowerW: 0, surplusVA, currentA: { 1: 3 } });
  expect(summaryOf(giving, englishNumber)).toBe('0 VA (≈ 0 W) · ↑ ≈ 690 VA · 3 A');
});

test('its W stand after the VA, in whole W', () => {
  const drawing = readingWith({
    apparentPowerVA: 1240,
    activePowerW: 1104.6,
    activePowerErrorW: 30,
    currentA: { 1: 5 },
  });
  expect(summaryOf(drawing, englishNumber)).toBe('1,240 VA (≈ 1,105 W) · 5 A');
});

test('its W are negative while the house gives', () => {
  const giving = readingWith({ apparentPowerVA: 0, injectedPowerVA: 850, activePowerW: -830 });
  expect(summaryOf(giving, englishNumber)).toBe('0 VA · ↑ 850 VA (≈ −830 W)');
});

test('W of 0 have no sign', () => {
  expect(summaryOf(readingWith({ apparentPowerVA: 0, activePowerW: -0.4 }), englishNumber)).toBe('0 VA (≈ 0 W)');
});

test('it leaves out what the frame does not carry', () => {
  expect(summaryOf(readingWith({}), englishNumber)).toBe('');
  expect(summaryOf(readingWith({ importedWh: 7 }), englishNumber)).toBe('0.007 kWh');
});
