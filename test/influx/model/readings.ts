import type { Frame, Reading, RegisterPeriods } from '../../../src/reading/reading.ts';

/** The meters by their slugs: single-phase in historique mode, three-phase in standard mode, and a producer's. */
export const METERS = ['linky', 'garage', 'toit'] as const;
export type Meter = (typeof METERS)[number];

const HISTORIQUE: RegisterPeriods = {
  HCHC: { name: 'HC..', offPeak: true },
  HCHP: { name: 'HP..', offPeak: false },
};

/** The Reading of a meter's frame, which is the `serial`th of all: indexes and tariff change now and then. */
export function readingOf(meter: Meter, serial: number, monotonicMs: number): Reading {
  const power = (serial * 37) % 9_000;
  const wh = 1_000_000 + Math.floor(serial / 7);
  switch (meter) {
    case 'linky': {
      const isOffPeak = serial % 400 < 150;
      const registers = { HCHC: wh, HCHP: 2_000_000 + Math.floor(serial / 11) };
      return {
        ...{ monotonicMs, phases: 1, registers, importedWh: registers.HCHC + registers.HCHP },
        ...{ apparentPowerVA: power, currentA: { 1: power % 40 }, subscribedVA: 9_000 },
        ...{ contract: 'HC..', tariff: isOffPeak ? 'HC..' : 'HP..', offPeak: isOffPeak },
        calendar: { offPeak: serial % 900 < 450 ? '22:00-06:00' : '23:00-07:00', periods: HISTORIQUE },
        frame: frameOf('historique', { PAPP: power, ...registers, OPTARIF: 'HC..', PTEC: isOffPeak ? 'HC..' : 'HP..' }),
      };
    }
    case 'garage':
      return {
        ...{ monotonicMs, phases: 3, registers: { EASF01: wh }, importedWh: wh },
        ...{ apparentPowerVA: power, apparentPowerVAByPhase: { 1: power, 2: 0, 3: 0 } },
        ...{ currentA: { 1: 4, 2: serial % 3, 3: 0 }, voltageV: { 1: 230, 2: 231, 3: 229 } },
        ...{ contract: 'BASE', tariff: 'BASE', tariffIndex: 1, overload: false },
        ...(serial >= 50 && { calendar: { periods: { EASF01: { name: 'TOUTES, OU PRESQUE' } } } }),
        frame: frameOf('standard', { SINSTS: power, EASF01: wh, NGTF: '      BASE      ' }, { DATE: 'H270101110000' }),
      };
    case 'toit':
      return {
        ...{ monotonicMs, phases: 1, registers: {}, exportedWh: wh, injectedPowerVA: power, apparentPowerVA: 0 },
        frame: frameOf('standard', { SINSTS: 0, SINSTI: power, EAIT: wh, MSG1: serial % 300 < 20 ? 'RELEVE' : '' }),
      };
  }
}

function frameOf(
  mode: Frame['mode'],
  groups: Readonly<Record<string, number | string>>,
  horodates: Frame['horodates'] = {},
): Frame {
  const labels = Object.fromEntries(Object.entries(groups).map(([label, value]) => [label, String(value)]));
  return { mode, address: '012345678901', labels, horodates, refused: 0 };
}
