import { describe, expect, test } from 'vitest';
import { measuresOf } from '../../../src/homekit/eve/measures.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { reading } from '../homebridge-api.ts';

const NOTHING = { consumption: undefined, total: undefined, current: undefined, voltage: undefined };

describe('Eve shows', () => {
  test.each<[string, Partial<Reading>, object]>([
    ['W, the active power', { apparentPowerVA: 2410, activePowerW: 2241.26 }, { consumption: 2241.3 }],
    ['no W while the active power is unknown', { apparentPowerVA: 2410 }, {}],
    ['0 W as 0', { activePowerW: 0 }, { consumption: 0 }],
    ['0 W while the house gives', { apparentPowerVA: 0, activePowerW: -1500 }, { consumption: 0 }],
    ['kWh, the energy index', { importedWh: 2_565_285 }, { total: 2565.285 }],
    ['A of the one phase', { phases: 1, currentA: { 1: 2 } }, { current: 2 }],
    ['A of the most loaded of three phases', { phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }, { current: 17 }],
    ['no A while one phase is unknown', { phases: 3, currentA: { 1: 4, 2: 17 } }, {}],
    ['V of the one phase', { phases: 1, voltageV: { 1: 233 } }, { voltage: 233 }],
    ['V, the mean of three phases', { phases: 3, voltageV: { 1: 233, 2: 231, 3: 230 } }, { voltage: 231.3 }],
    ['no V while one phase is unknown', { phases: 3, voltageV: { 1: 233, 3: 230 } }, {}],
    ['no A and no V while the number of phases is unknown', { currentA: { 1: 2 }, voltageV: { 1: 233 } }, {}],
  ])('%s', (_, words, shown) => {
    expect(measuresOf(reading(words))).toEqual({ ...NOTHING, ...shown });
  });
});
