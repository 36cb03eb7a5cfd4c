import type { Frame, Reading } from '../reading.ts';
import type { EnergyByName } from './day.ts';

/**
 * The tariff period that each register of historique counts, as PTEC writes it (02E §5.3). In standard mode the supplier
 * decides which register counts what, so that is learned: see `learnedPeriods`.
 */
const HISTORIQUE: { readonly [label: string]: string } = {
  BASE: 'TH..',
  HCHC: 'HC..',
  HCHP: 'HP..',
  EJPHN: 'HN..',
  EJPHPM: 'PM..',
  BBRHCJB: 'HCJB',
  BBRHPJB: 'HPJB',
  BBRHCJW: 'HCJW',
  BBRHPJW: 'HPJW',
  BBRHCJR: 'HCJR',
  BBRHPJR: 'HPJR',
};

/** The tariff period that each register counts, as far as it is known, by label. */
export type PeriodOfRegister = { readonly [label: string]: string };

/**
 * What is known after a Reading of which register counts which period. In standard mode the meter says the number of the
 * register in use (NTARF, or STGE bits 10–13) beside the name of the period (LTARF).
 */
export function learnedPeriods(
  known: PeriodOfRegister,
  { frame, tariff, tariffIndex }: Pick<Reading, 'tariff' | 'tariffIndex'> & { readonly frame: Pick<Frame, 'mode'> },
): PeriodOfRegister {
  if (frame.mode === 'historique') return HISTORIQUE;
  if (tariff === undefined || tariffIndex === undefined) return known;
  const label = `EASF${String(tariffIndex).padStart(2, '0')}`;
  return known[label] === tariff ? known : { ...known, [label]: tariff };
}

/** The registers of a frame that add up to the energy of the contract: not those of the grid operator, nor reactive ones. */
export function contractRegisters({
  registers,
  frame,
}: Pick<Reading, 'registers'> & { readonly frame: Pick<Frame, 'mode'> }): EnergyByName {
  const isOfContract = (label: string) =>
    frame.mode === 'historique' ? Object.hasOwn(HISTORIQUE, label) : label.startsWith('EASF');
  return Object.fromEntries(Object.entries(registers).filter(([label]) => isOfContract(label)));
}
