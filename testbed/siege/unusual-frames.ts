import { REACTIVE, REGISTERS } from '../../src/influx/points.ts';
import { digits } from '../../src/source/demo/frames.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { IMPORTED_WH } from '../meter/numbered-frames.ts';
import { ADDRESS } from '../support/frames.ts';

const COUNT_DIGITS = 9;
/** The indexes of standard mode that are not totals. */
const PARTIAL_INDEXES = Object.entries(REGISTERS).filter(([label]) => /^(?:EAS|ERQ)/.test(label));
const TOTALS = { EAST: 'total', EAIT: 'injected' };

/** The registers of `frameWithEveryRegister` in Wh, by their names in `linky_energy`. The others are in varh. */
export const WH_REGISTERS: readonly string[] = [
  ...Object.values(TOTALS),
  ...PARTIAL_INDEXES.map(([, register]) => register).filter((register) => !REACTIVE.has(register)),
];

/** A frame in standard mode with all registers that exist. Each of them grows with each frame. */
export function frameWithEveryRegister(serial: number): readonly WireGroup[] {
  const counted = [...Object.keys(TOTALS), ...PARTIAL_INDEXES.map(([label]) => label)];
  return [
    { label: 'ADSC', data: ADDRESS },
    { label: 'VTIC', data: '02' },
    ...counted.map((label) => ({ label, data: digits(IMPORTED_WH + serial, COUNT_DIGITS) })),
    { label: 'IRMS1', data: digits(serial % 60, 3) },
    { label: 'URMS1', data: '230' },
    { label: 'SINSTS', data: digits(serial % 9_000, 5) },
  ];
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const REPEATED = 60;

/** Labels that no specification names, which are in each frame with unknown labels. */
export const REPEATED_UNKNOWN_LABELS: readonly string[] = Array.from(
  { length: REPEATED },
  (_, nth) => `ZZ${lettersOf(nth)}`,
);

/** One of an endless series of labels that no specification names, each of which is in one frame only. */
export function singleUnknownLabel(nth: number): string {
  return `YY${lettersOf(nth)}`;
}

function lettersOf(number: number): string {
  const rest = Math.floor(number / LETTERS.length);
  return `${rest > 0 ? lettersOf(rest) : ''}${LETTERS[number % LETTERS.length]}`;
}
