import type { TempoColour } from '../../src/reading/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { shownAt } from '../years/wall-clock.ts';
import { dateAfter, dateAndMinute, type LifeContract, type Switching } from './life.ts';

/** What the meter is, and what it has counted, at one moment. */
export interface MeterState {
  readonly address: string;
  readonly period: string;
  readonly today: TempoColour | undefined;
  /** As announced. */
  readonly tomorrow: TempoColour | undefined;
  /** The label of the register that counts. */
  readonly counting: string;
  /** By label. */
  readonly registers: { readonly [label: string]: number };
}

/** What a frame tells. */
export interface Telling {
  readonly contract: LifeContract;
  readonly state: MeterState;
  /** The meter's own clock. */
  readonly clockMs: number;
  readonly watts: number;
  readonly kVA: number;
  readonly amperes: number;
  readonly message: string;
  readonly shortMessage: string | undefined;
}

const COLOUR_BITS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };
const DEMAIN: { readonly [C in TempoColour]: string } = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' };

/** 02E, in emission order. */
export function historiqueGroups({ contract, state, watts, kVA, amperes }: Telling): readonly WireGroup[] {
  const { address, period, today, tomorrow, registers } = state;
  return [
    { label: 'ADCO', data: address },
    { label: 'OPTARIF', data: contract.written },
    { label: 'ISOUSC', data: String(kVA * 5) },
    ...Object.entries(registers).map(([label, wh]) => ({ label, data: digits(wh, 9) })),
    { label: 'PTEC', data: contract.periods[period]?.written ?? '' },
    ...(today ? [{ label: 'DEMAIN', data: tomorrow ? DEMAIN[tomorrow] : '----' }] : []),
    { label: 'IINST', data: digits(amperes, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(watts, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

/** 54E §6.2, in emission order. */
export function standardGroups(telling: Telling): readonly WireGroup[] {
  const { contract, state, clockMs, watts, kVA, amperes, message, shortMessage } = telling;
  const { address, period, registers } = state;
  const { date } = dateAndMinute(clockMs);
  const next = dateAfter(date, 1);
  const total = digits(sumOf(Object.values(registers)), 9);
  return [
    { label: 'ADSC', data: address },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: horodate(clockMs), data: '' },
    { label: 'NGTF', data: centred(contract.written) },
    { label: 'LTARF', data: centred(contract.periods[period]?.written ?? '') },
    { label: 'EAST', data: total },
    ...Object.entries(registers).map(([label, wh]) => ({ label, data: digits(wh, 9) })),
    { label: 'EASD01', data: total },
    { label: 'IRMS1', data: digits(amperes, 3) },
    { label: 'URMS1', data: '230' },
    { label: 'PREF', data: digits(kVA, 2) },
    { label: 'PCOUP', data: digits(kVA, 2) },
    { label: 'SINSTS', data: digits(watts, 5) },
    { label: 'STGE', data: stge(contract, state) },
    { label: 'MSG1', data: message.padEnd(32) },
    ...(shortMessage === undefined ? [] : [{ label: 'MSG2', data: shortMessage.padEnd(16) }]),
    { label: 'PRM', data: '01234567890123' },
    { label: 'RELAIS', data: '000' },
    { label: 'NTARF', data: digits(indexOf(contract, period), 2) },
    { label: 'NJOURF', data: contract.dayTypeOf(date) },
    { label: 'NJOURF+1', data: contract.dayTypeOf(next) },
    { label: 'PJOURF+1', data: profilesOf(contract, next).ordinary },
    { label: 'PPOINTE', data: profilesOf(contract, next).peakDay },
  ];
}

function stge(contract: LifeContract, { period, today, tomorrow }: MeterState): string {
  const colours = ((today ? COLOUR_BITS[today] : 0) << 24) + ((tomorrow ? COLOUR_BITS[tomorrow] : 0) << 26);
  const word = 0x003a_0001 + ((indexOf(contract, period) - 1) << 10) + colours;
  return word.toString(16).toUpperCase().padStart(8, '0');
}

interface Profiles {
  readonly ordinary: string;
  readonly peakDay: string;
}

/** By contract and date. */
const profiles = new WeakMap<LifeContract, Map<string, Profiles>>();

function profilesOf(contract: LifeContract, date: string): Profiles {
  const ofContract = profiles.get(contract) ?? new Map<string, Profiles>();
  profiles.set(contract, ofContract);
  const found = ofContract.get(date) ?? {
    ordinary: profileText(contract, contract.profileOf(date)),
    peakDay: profileText(contract, contract.peakProfileOf?.(date) ?? []),
  };
  ofContract.set(date, found);
  return found;
}

function profileText(contract: LifeContract, switchings: readonly Switching[]): string {
  const radix = contract.writesHexadecimal ? 16 : 10;
  const two = (part: number) => part.toString(radix).toUpperCase().padStart(2, '0');
  const blocks = switchings.map(([minute, period]) => {
    // A dry contact that is closed in off-peak hours, and left to itself by Tempo.
    const contact = contract.colourOf ? 0x4000 : contract.periods[period]?.offPeak ? 0xc000 : 0x8000;
    const action = (contact + indexOf(contract, period)).toString(16).toUpperCase();
    return two(Math.floor(minute / 60)) + two(minute % 60) + action;
  });
  return Array.from({ length: 11 }, (_, nth) => blocks[nth] ?? 'NONUTILE').join(' ');
}

function indexOf({ periods }: LifeContract, period: string): number {
  return Number(periods[period]?.register.slice(-2));
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function centred(text: string): string {
  return text.padStart(Math.floor((16 + text.length) / 2)).padEnd(16);
}

/** `H341029093000`: with the season by which the repeated hour can be told apart. */
function horodate(atMs: number): string {
  const shown = shownAt(atMs);
  const aheadHours = (Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(atMs / 1_000) * 1_000) / 3_600_000;
  return `${aheadHours === 2 ? 'E' : 'H'}${shown.slice(2).replaceAll(/\D/g, '')}`;
}
