import { describe, expect, test } from 'vitest';
import { measurementNames, measurementsOf } from '../../src/matter/measurements.ts';
import type { Reading } from '../../src/reading/reading.ts';

const frame = { mode: 'standard', address: '021876543210', labels: {}, horodates: {}, refused: 0 } as const;
const of = (words: Partial<Reading>) => measurementsOf({ monotonicMs: 0, registers: {}, frame, ...words });

describe('Matter shows', () => {
  test.each<[string, Partial<Reading>, object]>([
    [
      'apparent power in mVA, and active power in mW',
      { apparentPowerVA: 333, activePowerW: 311.3554 },
      { activePower: 311_355, apparentPower: 333_000 },
    ],
    ['no active power while it is unknown', { apparentPowerVA: 390 }, { apparentPower: 390_000 }],
    ['0 W and 0 VA as 0', { apparentPowerVA: 0, activePowerW: 0 }, { activePower: 0, apparentPower: 0 }],
    ['current in mA', { phases: 1, currentA: { 1: 2 } }, { rmsCurrent: 2000 }],
    [
      'of three phases the current of the most loaded one',
      { phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } },
      { rmsCurrent: 17_000 },
    ],
    ['no current while one phase is unknown', { phases: 3, currentA: { 1: 4, 2: 17 } }, {}],
    ['voltage in mV', { phases: 1, voltageV: { 1: 233 } }, { voltage: 233_000 }],
    ['of three phases the mean voltage', { phases: 3, voltageV: { 1: 233, 2: 231, 3: 230 } }, { voltage: 231_333 }],
    ['no voltage while one phase is unknown', { phases: 3, voltageV: { 1: 233 } }, {}],
    [
      'neither current nor voltage while the number of phases is unknown',
      { currentA: { 1: 4 }, voltageV: { 1: 233 } },
      {},
    ],
    [
      'active power as negative while the house gives, which draws 0 VA',
      { apparentPowerVA: 0, injectedPowerVA: 1500, activePowerW: -1350 },
      { activePower: -1_350_000, apparentPower: 0 },
    ],
  ])('%s', (_, words, power) => {
    expect(of(words)).toEqual({ power, energy: {} });
  });

  test.each<[string, Partial<Reading>, object]>([
    ['imported energy in mWh', { importedWh: 2_565_285 }, { cumulativeEnergyImported: { energy: 2_565_285_000 } }],
    ['exported energy in mWh', { exportedWh: 12 }, { cumulativeEnergyExported: { energy: 12_000 } }],
    [
      'the largest energy, the sum of six full indexes',
      { importedWh: 5_999_999_994 },
      { cumulativeEnergyImported: { energy: 5_999_999_994_000 } },
    ],
  ])('%s', (_, words, energy) => {
    expect(of(words)).toEqual({ power: {}, energy });
  });

  test('nothing of a reading without power, current, voltage and indexes', () => {
    expect(of({ tariff: 'HC..' })).toEqual({ power: {}, energy: {} });
  });
});

test('the names are those of the attributes that have a value, 0 included, but for the active power', () => {
  expect([...measurementNames(of({ activePowerW: 0, apparentPowerVA: 0, exportedWh: 0 }))]).toEqual([
    'apparentPower',
    'cumulativeEnergyExported',
  ]);
});
