import type { TicMode } from '../../src/reading/reading.ts';
import { digits, horodateOf } from '../../src/source/demo/frames.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { ADDRESS } from '../support/frames.ts';

export type Values = { readonly [field: string]: number | string };

/** A frame as it is sent, and the points that the database must have of it, by measurement. */
export interface NumberedFrame {
  readonly groups: readonly WireGroup[];
  readonly linky: Values;
  readonly linky_tic: Values;
  /** By register. */
  readonly linky_energy: { readonly [register: string]: number };
  readonly linky_info: Values;
}

const PREF_KVA = 9;
const ISOUSC_A = 45;
const OFF_PEAK_WH = 94_939_439;
const PEAK_WH = 127_970_334;
/** The imported Wh before the first frame. Each frame counts one more. */
export const IMPORTED_WH = OFF_PEAK_WH + PEAK_WH;
/** After how many frames the tariff changes. */
const FRAMES_A_PERIOD = 100;
/** The labels below whose data is a name or a code, even if it has only digits. The data of all others is a number. */
const TEXTS = new Set('ADCO OPTARIF PTEC HHPHC MOTDETAT ADSC NGTF LTARF STGE MSG1 PRM PJOURF+1'.split(' '));

/** The serial number of the frame in a line of the plugin's debug log (`… 222,909.774 kWh …`). */
export function serialInLog(line: string): number | undefined {
  const wh = /· ([\d,]+)\.(\d{3}) kWh/.exec(line);
  return wh ? Number(`${wh[1]?.replaceAll(',', '')}${wh[2]}`) - IMPORTED_WH : undefined;
}

/** The frame with a serial number, in each mode. No two frames are equal. */
export const numberedFrame = { historique, standard } as const satisfies {
  readonly [M in TicMode]: (serial: number, atMs: number) => NumberedFrame;
};

function historique(serial: number): NumberedFrame {
  const { va, amperes, isOffPeak, offPeakWh, peakWh } = houseAt(serial);
  const tariff = isOffPeak ? 'HC..' : 'HP..';
  const groups: readonly WireGroup[] = [
    { label: 'ADCO', data: ADDRESS },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: digits(ISOUSC_A, 2) },
    { label: 'HCHC', data: digits(offPeakWh, 9) },
    { label: 'HCHP', data: digits(peakWh, 9) },
    { label: 'PTEC', data: tariff },
    { label: 'IINST', data: digits(amperes, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(va, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
  const total = IMPORTED_WH + serial;
  const house = { import_wh: total, power_va: va, current_a: amperes, refused_groups: 0 };
  return {
    groups,
    linky: { ...house, subscribed_va: 200 * ISOUSC_A, overload: 0 },
    linky_tic: literalOf(groups),
    linky_energy: { hc: offPeakWh, hp: peakWh, total },
    linky_info: { contract: 'HC..', tariff, mode: 'historique', address: ADDRESS },
  };
}

function standard(serial: number, atMs: number): NumberedFrame {
  const { va, amperes, isOffPeak, offPeakWh, peakWh } = houseAt(serial);
  const tariff = isOffPeak ? 'HEURE  CREUSE' : 'HEURE  PLEINE';
  const [total, tariffIndex, volts] = [IMPORTED_WH + serial, isOffPeak ? 1 : 2, 220 + (serial % 20)];
  const now = horodateOf(atMs);
  const groups: readonly WireGroup[] = [
    { label: 'ADSC', data: ADDRESS },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: now, data: '' },
    { label: 'NGTF', data: ' H PLEINE/CREUSE' },
    { label: 'LTARF', data: ` ${tariff}  ` },
    { label: 'EAST', data: digits(total, 9) },
    { label: 'EASF01', data: digits(offPeakWh, 9) },
    { label: 'EASF02', data: digits(peakWh, 9) },
    { label: 'EASD01', data: digits(total, 9) },
    { label: 'IRMS1', data: digits(amperes, 3) },
    { label: 'URMS1', data: digits(volts, 3) },
    { label: 'PREF', data: digits(PREF_KVA, 2) },
    { label: 'PCOUP', data: digits(PREF_KVA, 2) },
    { label: 'SINSTS', data: digits(va, 5) },
    { label: 'SMAXSN', horodate: now, data: digits(va, 5) },
    { label: 'SMAXSN-1', horodate: 'E260325195402', data: '06030' },
    { label: 'STGE', data: '003A0401' },
    { label: 'MSG1', data: 'PAS DE          MESSAGE         ' },
    { label: 'PRM', data: '01234567890123' },
    { label: 'RELAIS', data: '000' },
    { label: 'NTARF', data: digits(tariffIndex, 2) },
    { label: 'NJOURF', data: '00' },
    { label: 'NJOURF+1', data: '00' },
    { label: 'PJOURF+1', data: `00004001 06004002${' NONUTILE'.repeat(9)}` },
  ];
  const house = { import_wh: total, power_va: va, current_a: amperes, voltage_v: volts, refused_groups: 0 };
  const info = { mode: 'standard', message: 'PAS DE          MESSAGE', address: ADDRESS };
  return {
    groups,
    linky: { ...house, subscribed_va: 1_000 * PREF_KVA, max_va_today: va, tariff_index: tariffIndex, overload: 0 },
    linky_tic: literalOf(groups),
    linky_energy: { f01: offPeakWh, f02: peakWh, d01: total, total },
    linky_info: { contract: 'H PLEINE/CREUSE', tariff, ...info },
  };
}

/** After so many frames the power begins at 0 VA again, from which on it grows by 1 VA with each frame. */
const FRAMES_A_CYCLE = 9_000;
/** What shows a frame may show one that came up to so many frames after the newest one at the time of the question. */
const FRAMES_LATER = 1_000;

/** Whether this is the power of the frame with this serial number, or of one of the next frames. */
export function isPowerFrom(va: number, serial: number): boolean {
  return (va + FRAMES_A_CYCLE - (serial % FRAMES_A_CYCLE)) % FRAMES_A_CYCLE < FRAMES_LATER;
}

/** The house draws 1 Wh for each frame, in one tariff for some time and then in the other. */
function houseAt(serial: number) {
  const [periods, frames] = [Math.floor(serial / FRAMES_A_PERIOD), serial % FRAMES_A_PERIOD];
  const isOffPeak = periods % 2 === 1;
  const drawnOffPeak = Math.floor(periods / 2) * FRAMES_A_PERIOD + (isOffPeak ? frames : 0);
  return {
    va: serial % FRAMES_A_CYCLE,
    amperes: serial % 60,
    isOffPeak,
    offPeakWh: OFF_PEAK_WH + drawnOffPeak,
    peakWh: PEAK_WH + serial - drawnOffPeak,
  };
}

/** One field for each label: a number where its data is a number, otherwise the data as it was sent. */
function literalOf(groups: readonly WireGroup[]): Values {
  const fields: { [field: string]: number | string } = {};
  for (const { label, data, horodate } of groups) {
    if (data !== '') fields[label] = TEXTS.has(label) ? data : Number(data);
    if (horodate !== undefined) fields[`${label}@`] = horodate;
  }
  return fields;
}

/** In winter time all year round, which the H at its beginning says. */
