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
    ['0 VA as 0', { apparentPowerVA: 0 }, 0.935, { activePower: 0, apparentPower: 0 }],
    ['current in mA', { phases: 1, currentA: { 1: 2 } }, 1, { rmsCurrent: 2000 }],
    [
      'of three phases the current of the most loaded one',
      { phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } },
      1,
      { rmsCurrent: 17_000 },
    ],
    ['no current while one phase is unknown', { phases: 3, currentA: { 1: 4, 2: 17 } }, 1, {}],
    ['voltage in mV', { phases: 1, voltageV: { 1: 233 } }, 1, { voltage: 233_000 }],
    ['of three phases the mean voltage', { phases: 3, voltageV: { 1: 233, 2: 231, 3: 230 } }, 1, { voltage: 231_333 }],
    ['no voltage while one phase is unknown', { phases: 3, voltageV: { 1: 233 } }, 1, {}],
    [
      'neither current nor voltage while the number of phases is unknown',
      { currentA: { 1: 4 }, voltageV: { 1: 233 } },
      1,
      {},
    ],
    [
      'active power as negative while the house gives, which draws 0 VA',
      { apparentPowerVA: 0, injectedPowerVA: 1500 },
      0.9,
      { activePower: -1_350_000, apparentPower: 0 },
    ],
    [
      'active power as positive while a producer draws',
      { apparentPowerVA: 390, injectedPowerVA: 0 },
      0.9,
      { activePower: 351_000, apparentPower: 390_000 },
    ],
    [
      '0 W while a producer neither draws nor gives',
      { apparentPowerVA: 0, injectedPowerVA: 0 },
      1,
      { activePower: 0, apparentPower: 0 },
    ],
    [
      'active power as negative although the drawn power was refused',
      { injectedPowerVA: 1500 },
      1,
      { activePower: -1_500_000 },
    ],
  ])('%s', (_, words, powerFactor, power) => {
    expect(of(words, powerFactor)).toEqual({ power, energy: {} });
  });

  test('no active power of a damaged reading with 0 VA, since its injected power may have been refused', () => {
    expect(of({ apparentPowerVA: 0, frame: { ...frame, refused: 1 } })).toEqual({
      power: { apparentPower: 0 },
      energy: {},
    });
  });

  test('0 W of a damaged reading with 0 VA in historique mode, which has no injected power', () => {
    expect(of({ apparentPowerVA: 0, frame: { ...frame, mode: 'historique', refused: 1 } }).power).toEqual({
      activePower: 0,
      apparentPower: 0,
    });
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

test('the names are those of the attributes that have a value, 0 included', () => {
  expect([...measurementNames(of({ apparentPowerVA: 0, exportedWh: 0 }))]).toEqual([
    'activePower',
    'apparentPower',
    'cumulativeEnergyExported',
  ]);
});
