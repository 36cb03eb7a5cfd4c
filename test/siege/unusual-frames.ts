import { REACTIVE, REGISTERS } from '../../src/influx/points.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { IMPORTED_WH } from '../e2e/chaos/numbered-frames.ts';

const ADDRESS = '021876543210';
const COUNT_DIGITS = 9;
/** The indexes of the standard mode that are not those of the whole house. */
const OF_STANDARD = Object.entries(REGISTERS).filter(([label]) => /^(?:EAS|ERQ)/.test(label));
const TOTALS = { EAST: 'total', EAIT: 'injected' };

/** The registers of such a frame that are counted in Wh, as `linky_energy` calls them. The others are counted in varh. */
export const WH_REGISTERS: readonly string[] = [
  ...Object.values(TOTALS),
  ...OF_STANDARD.map(([, register]) => register).filter((register) => !REACTIVE.has(register)),
];

/** A frame in standard mode with every register that there is. All of them move with each frame. */
export function frameWithEveryRegister(serial: number): readonly WireGroup[] {
  const counted = [...Object.keys(TOTALS), ...OF_STANDARD.map(([label]) => label)];
  return [
    { label: 'ADSC', data: ADDRESS },
    { label: 'VTIC', data: '02' },
    ...counted.map((label) => ({ label, data: digits(IMPORTED_WH + serial, COUNT_DIGITS) })),
    { label: 'IRMS1', data: digits(serial % 60, 3) },
    { label: 'URMS1', data: '230' },
    { label: 'SINSTS', data: digits(serial % 9_000, 5) },
  ];
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const AGAIN = 60;

/** Labels that no specification names, and that are in each frame of a strange meter. */
export const REPEATED_UNKNOWN_LABELS: readonly string[] = Array.from(
  { length: AGAIN },
  (_, nth) => `ZZ${lettersOf(nth)}`,
);

/** One of a row without an end, each of which comes once. */
export function singleUnknownLabel(nth: number): string {
  return `YY${lettersOf(nth)}`;
}

function lettersOf(number: number): string {
  const rest = Math.floor(number / LETTERS.length);
  return `${rest > 0 ? lettersOf(rest) : ''}${LETTERS[number % LETTERS.length]}`;
}
