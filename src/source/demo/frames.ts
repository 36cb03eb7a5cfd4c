import { parisOffsetMs } from '../../base/paris-time.ts';
import type { TempoColour } from '../../reading/reading.ts';
import type { WireGroup } from '../../tic/encode.ts';
import { type Household, type HouseholdMoment, SUBSCRIBED_KVA } from './household.ts';
import type { DatedValue, MeterMemory } from './meter-memory.ts';

/**
 * The groups of the *standard* frame of a single-phase consumer with a Tempo contract, in the order of transmission (Enedis-NOI-CPT_54E).
 */
export function standardGroups(house: Household, address: string, atMs: number): readonly WireGroup[] {
  const now = house.at(atMs);
  return [
    { label: 'ADSC', data: address },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: horodateOf(now.atMs), data: '' },
    { label: 'NGTF', data: '     TEMPO      ' },
    { label: 'LTARF', data: `    ${now.offPeak ? 'HC' : 'HP'}  ${COLOUR_NAMES[now.today]}`.padEnd(16) },
    ...registers(now),
    ...power(now, house.memoryAt(atMs)),
    { label: 'STGE', data: stgeOf(now) },
    { label: 'MSG1', data: 'PAS DE          MESSAGE         ' },
    { label: 'PRM', data: '01234567890123' },
    { label: 'RELAIS', data: now.offPeak ? '001' : '000' },
    { label: 'NTARF', data: digits(now.supplierTariff + 1, 2) },
    { label: 'NJOURF', data: '00' },
    { label: 'NJOURF+1', data: '00' },
    { label: 'PJOURF+1', data: scheduleOf(tomorrowIn(now)) },
    { label: 'PPOINTE', data: scheduleOf([]) },
  ];
}

const COLOUR_NAMES = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const satisfies { [C in TempoColour]: string };

function registers({ totalWh, supplierWh, distributorWh }: HouseholdMoment): readonly WireGroup[] {
  const all = (label: string, count: number, wh: readonly number[]) =>
    Array.from({ length: count }, (_, at) => ({ label: label + digits(at + 1, 2), data: digits(wh[at] ?? 0, 9) }));
  return [
    { label: 'EAST', data: digits(totalWh, 9) },
    ...all('EASF', 10, supplierWh),
    ...all('EASD', 4, distributorWh),
  ];
}

function power(now: HouseholdMoment, memory: MeterMemory): readonly WireGroup[] {
  return [
    { label: 'IRMS1', data: digits(now.currentA, 3) },
    { label: 'URMS1', data: digits(now.voltageV, 3) },
    { label: 'PREF', data: digits(SUBSCRIBED_KVA, 2) },
    { label: 'PCOUP', data: digits(SUBSCRIBED_KVA, 2) },
    { label: 'SINSTS', data: digits(now.apparentPowerVA, 5) },
    dated('SMAXSN', memory.maxVA, 5),
    dated('SMAXSN-1', memory.maxVAYesterday, 5),
    dated('CCASN', memory.meanW, 5),
    dated('CCASN-1', memory.meanWBefore, 5),
    dated('UMOY1', memory.meanVoltageV, 3),
  ];
}

function dated(label: string, { value, atMs }: DatedValue, length: number): WireGroup {
  return { label, horodate: horodateOf(atMs), data: digits(value, length) };
}

/** `SAAMMJJhhmmss`: the letter of the season (E in summer, H in winter), and French local time. */
export function horodateOf(atMs: number): string {
  const offsetMs = parisOffsetMs(atMs);
  const local = new Date(atMs + offsetMs).toISOString();
  return (offsetMs > 3_600_000 ? 'E' : 'H') + local.slice(2, 19).replaceAll(/[-T:]/g, '');
}

const COLOUR_BITS = { blue: 1, white: 2, red: 3 } as const satisfies { [C in TempoColour]: number };
/** The bits of STGE for standard mode, Euridis on and secured, and PLC locked: those of a meter in normal operation. */
const AT_REST = 0x003a_0000;

function stgeOf(now: HouseholdMoment): string {
  const bits =
    AT_REST |
    (now.offPeak ? 0 : 1) |
    (now.apparentPowerVA > SUBSCRIBED_KVA * 1000 ? 1 << 7 : 0) |
    (now.supplierTariff << 10) |
    (now.distributorTariff << 14) |
    (COLOUR_BITS[now.today] << 24) |
    ((now.tomorrow ? COLOUR_BITS[now.tomorrow] : 0) << 26);
  return bits.toString(16).toUpperCase().padStart(8, '0');
}

/** The tariff changes of the next day; none before its colour is known. */
function tomorrowIn({ today, tomorrow }: HouseholdMoment): readonly string[] {
  if (tomorrow === undefined) return [];
  const [night, next] = [COLOUR_BITS[today] * 2 - 1, COLOUR_BITS[tomorrow] * 2 - 1];
  return [`0000${closed(night)}`, `0600${open(next + 1)}`, `2200${closed(next)}`];
}

/** The state of the dry contact in the two high bits, and the number of a tariff in the four low bits. */
const closed = (index: number) => `C00${index}`;
const open = (index: number) => `800${index}`;

const SWITCHINGS = 11;

function scheduleOf(switchings: readonly string[]): string {
  return Array.from({ length: SWITCHINGS }, (_, at) => switchings[at] ?? 'NONUTILE').join(' ');
}

const REGISTERS = ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'] as const;
const PERIODS = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'] as const;
const TOMORROW = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' } as const satisfies { [C in TempoColour]: string };
/** The subscribed current is the subscribed power divided by 200 V. */
const SUBSCRIBED_A = (SUBSCRIBED_KVA * 1000) / 200;

/**
 * The groups of the *historique* frame of a single-phase Tempo contract, in the order of transmission (Enedis-NOI-CPT_02E). PAPP is rounded
 * to 10 VA, unlike SINSTS.
 */
export function historiqueGroups(house: Household, address: string, atMs: number): readonly WireGroup[] {
  const now = house.at(atMs);
  const amperes = Math.round(now.currentA);
  return [
    { label: 'ADCO', data: address },
    { label: 'OPTARIF', data: 'BBR(' },
    { label: 'ISOUSC', data: digits(SUBSCRIBED_A, 2) },
    ...REGISTERS.map((label, at) => ({ label, data: digits(now.supplierWh[at] ?? 0, 9) })),
    { label: 'PTEC', data: PERIODS[now.supplierTariff] ?? '' },
    { label: 'DEMAIN', data: now.tomorrow ? TOMORROW[now.tomorrow] : '----' },
    { label: 'IINST', data: digits(amperes, 3) },
    ...(amperes > SUBSCRIBED_A ? [{ label: 'ADPS', data: digits(amperes, 3) }] : []),
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: `${digits(now.apparentPowerVA / 10, 4)}0` },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

/** A number as the TIC sends it: decimal, rounded, padded with zeros on the left. */
export function digits(value: number, length: number): string {
  return String(Math.round(value)).padStart(length, '0');
}
