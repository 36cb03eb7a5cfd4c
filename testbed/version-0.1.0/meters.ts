import { parisOffsetMs } from '../../src/paris-time.ts';
import type { TicMode } from '../../src/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';

/** The two meters of the kept home: a consumer with off-peak hours, and a producer with three phases. */
export const METERS = ['Linky', 'Atelier'] as const;
export type MeterName = (typeof METERS)[number];

export const MODES: { readonly [N in MeterName]: TicMode } = { Linky: 'historique', Atelier: 'standard' };

/** What a meter shows at a moment. The indexes grow by as many Wh as minutes have passed, which is all that a test needs. */
export interface Shown {
  readonly atMs: number;
  /** The power that the house draws from this meter. */
  readonly va: number;
  /** Whole minutes since the first frame. */
  readonly minutes: number;
}

/** The groups of a frame of each meter. */
export const GROUPS: { readonly [N in MeterName]: (shown: Shown) => readonly WireGroup[] } = {
  Linky: ({ va, minutes }) => [
    { label: 'ADCO', data: '021900000001' },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: '30' },
    { label: 'HCHC', data: digits(2_565_285 + minutes * 100, 9) },
    { label: 'HCHP', data: digits(4_120_310, 9) },
    { label: 'PTEC', data: 'HC..' },
    { label: 'IINST', data: digits(va / 230, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(va, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ],
  Atelier: ({ atMs, va, minutes }) => [
    { label: 'ADSC', data: '041900000002' },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: horodateOf(atMs), data: '' },
    { label: 'NGTF', data: 'BASE'.padEnd(16) },
    { label: 'LTARF', data: 'BASE'.padEnd(16) },
    { label: 'EAST', data: digits(8_004_000 + minutes * 10, 9) },
    { label: 'EASF01', data: digits(8_004_000 + minutes * 10, 9) },
    { label: 'EAIT', data: digits(1_200_000 + minutes * 20, 9) },
    ...[1, 2, 3].map((phase) => ({ label: `IRMS${phase}`, data: digits(phase * 2, 3) })),
    ...[1, 2, 3].map((phase) => ({ label: `URMS${phase}`, data: '231' })),
    { label: 'PREF', data: '12' },
    { label: 'SINSTS', data: digits(va, 5) },
    ...[1, 2, 3].map((phase) => ({ label: `SINSTS${phase}`, data: digits(va / 3, 5) })),
    { label: 'SINSTI', data: '02100' },
    // The dry contact is closed (bit 0 is 0), the house gives (bit 8), and the first index counts.
    { label: 'STGE', data: '003A0100' },
    { label: 'NTARF', data: '01' },
  ],
};

function horodateOf(atMs: number): string {
  const offsetMs = parisOffsetMs(atMs);
  const local = new Date(atMs + offsetMs).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '');
  return `${offsetMs > 3_600_000 ? 'E' : 'H'}${local}`;
}

function digits(value: number, length: number): string {
  return String(Math.floor(value)).padStart(length, '0');
}
