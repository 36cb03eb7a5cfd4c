import type { TempoColour } from '../../reading.ts';
import type { WireGroup } from '../../tic/encode.ts';
import { digits } from './digits.ts';
import { type Household, SUBSCRIBED_KVA } from './household.ts';

const REGISTERS = ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'] as const;
const PERIODS = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'] as const;
const TOMORROW = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' } as const satisfies { [C in TempoColour]: string };
/** Subscribed current is subscribed power over 200 V. */
const SUBSCRIBED_A = (SUBSCRIBED_KVA * 1000) / 200;

/** The groups of the *historique* frame of a single-phase Tempo contract, in emission order (Enedis-NOI-CPT_02E). */
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
    { label: 'PAPP', data: digits(now.apparentPowerVA, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}
