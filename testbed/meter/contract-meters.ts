import type { TempoColour } from '../../src/reading/reading.ts';
import { horodateOf } from '../../src/source/demo/frames.ts';
import type { WireGroup } from '../../src/tic/encode.ts';

/** What a meter in standard mode tells of its contract at a moment. */
export interface ToldContract {
  readonly address: string;
  readonly atMs: number;
  readonly contract: string;
  readonly subscribedKVA: number;
  /** The number of the register in use, and the name of its period. */
  readonly index: number;
  readonly period: string;
  /** Wh by the number of the register. Those that are not given stand at 0. */
  readonly registers: { readonly [index: number]: number };
  /** The switchings of tomorrow, as `HHMMSSSS`. */
  readonly profile: readonly string[];
  readonly today?: TempoColour;
  readonly tomorrow?: TempoColour;
  readonly message?: string;
}

const COLOUR_BITS = { blue: 1, white: 2, red: 3 } as const;
/** The bits of STGE of a meter in everyday use. */
const AT_REST = 0x003a_0000;

/** The groups of a frame in standard mode (54E §6.2), as far as they have to do with the contract. */
export function contractGroups(told: ToldContract): readonly WireGroup[] {
  const registers = Array.from({ length: 10 }, (_, at) => told.registers[at + 1] ?? 0);
  return [
    { label: 'ADSC', data: told.address },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: horodateOf(told.atMs), data: '' },
    { label: 'NGTF', data: told.contract.padEnd(16) },
    { label: 'LTARF', data: told.period.padEnd(16) },
    {
      label: 'EAST',
      data: digits(
        registers.reduce((sum, wh) => sum + wh),
        9,
      ),
    },
    ...registers.map((wh, at) => ({ label: `EASF${digits(at + 1, 2)}`, data: digits(wh, 9) })),
    { label: 'PREF', data: digits(told.subscribedKVA, 2) },
    { label: 'SINSTS', data: '01230' },
    { label: 'STGE', data: stgeOf(told) },
    { label: 'MSG1', data: (told.message ?? 'PAS DE          MESSAGE').padEnd(32) },
    { label: 'NTARF', data: digits(told.index, 2) },
    { label: 'NJOURF', data: '00' },
    { label: 'NJOURF+1', data: '00' },
    { label: 'PJOURF+1', data: profileOf(told.profile) },
    { label: 'PPOINTE', data: profileOf([]) },
  ];
}

function stgeOf({ index, today, tomorrow }: ToldContract): string {
  const colours = ((today ? COLOUR_BITS[today] : 0) << 24) | ((tomorrow ? COLOUR_BITS[tomorrow] : 0) << 26);
  return (AT_REST | ((index - 1) << 10) | colours).toString(16).toUpperCase().padStart(8, '0');
}

function profileOf(switchings: readonly string[]): string {
  return Array.from({ length: 11 }, (_, at) => switchings[at] ?? 'NONUTILE').join(' ');
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
