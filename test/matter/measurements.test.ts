import { describe, expect, test } from 'vitest';
import { measurementNames, measurementsOf } from '../../src/matter/measurements.ts';
import type { Reading } from '../../src/reading.ts';

const frame = { mode: 'standard', address: '021876543210', labels: {}, horodates: {}, refused: 0 } as const;
const of = (words: Partial<Reading>, powerFactor = 1) =>
  measurementsOf({ monotonicMs: 0, registers: {}, frame, ...words }, powerFactor);

describe('Matter shows', () => {
  test.each<[string, Partial<Reading>, number, object]>([
    [
      'apparent power in mVA, and active power in mW',
      { apparentPowerVA: 390 },
      1,
      { activePower: 390_000, apparentPower: 390_000 },
    ],
    [
      'active power as VA × the power factor',
      { apparentPowerVA: 333 },
      0.935,
      { activePower: 311_355, apparentPower: 333_000 },
    ],
    ['0 like any other', { apparentPowerVA: 0 }, 0.935, { activePower: 0, apparentPower: 0 }],
    ['current in mA', { phases: 1, currentA: { 1: 2 } }, 1, { rmsCurrent: 2000 }],
    ['the current of the most loaded phase', { phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }, 1, { rmsCurrent: 17_000 }],
    ['no current while one phase is unknown', { phases: 3, currentA: { 1: 4, 2: 17 } }, 1, {}],
    ['voltage in mV', { phases: 1, voltageV: { 1: 233 } }, 1, { voltage: 233_000 }],
    ['the mean voltage of three phases', { phases: 3, voltageV: { 1: 233, 2: 231, 3: 230 } }, 1, { voltage: 231_333 }],
    ['no voltage while one phase is unknown', { phases: 3, voltageV: { 1: 233 } }, 1, {}],
    ['neither while nobody knows the phases', { currentA: { 1: 4 }, voltageV: { 1: 233 } }, 1, {}],
  ])('%s', (_, words, powerFactor, power) => {
    expect(of(words, powerFactor)).toEqual({ power, energy: {} });
  });

  test.each<[string, Partial<Reading>, object]>([
    ['imported energy in mWh', { importedWh: 2_565_285 }, { cumulativeEnergyImported: { energy: 2_565_285_000 } }],
    ['exported energy in mWh', { exportedWh: 12 }, { cumulativeEnergyExported: { energy: 12_000 } }],
    [
      'all that six indexes can hold',
      { importedWh: 5_999_999_994 },
      { cumulativeEnergyImported: { energy: 5_999_999_994_000 } },
    ],
  ])('%s', (_, words, energy) => {
    expect(of(words)).toEqual({ power: {}, energy });
  });

  test('nothing of a reading that says nothing of it', () => {
    expect(of({ tariff: 'HC..' })).toEqual({ power: {}, energy: {} });
  });
});

test('the names are those of what has a value', () => {
  expect([...measurementNames(of({ apparentPowerVA: 0, exportedWh: 0 }))]).toEqual([
    'activePower',
    'apparentPower',
    'cumulativeEnergyExported',
  ]);
});
