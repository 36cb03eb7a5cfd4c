import type { Frame, Reading, RegisterPeriod, RegisterPeriods, TicMode } from '../reading.ts';
import type { EnergyByName } from './day.ts';

/**
 * The tariff period that each register of historique counts, as PTEC writes it (02E §5.3). In standard mode the supplier
 * decides which register counts what, so that is learned: see `contract/register-periods.ts`.
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

/** The registers of standard mode by the supplier's number, which counts from 1. */
const REGISTERS = Array.from({ length: 10 }, (_, nth) => `EASF${String(nth + 1).padStart(2, '0')}`);

/** The tariff period that each register counts, as far as it is known, by label. */
export type PeriodOfRegister = { readonly [label: string]: string };

/** The tariff period of a register of historique; undefined for other labels. */
export function historiquePeriod(label: string): RegisterPeriod | undefined {
  const name = Object.hasOwn(HISTORIQUE, label) ? HISTORIQUE[label] : undefined;
  if (name === undefined) return undefined;
  const half = name.slice(0, 2);
  return { name, ...((half === 'HC' || half === 'HP') && { offPeak: half === 'HC' }) };
}

/** The label of the register that has the supplier's number (NTARF), from 1 to 10; undefined for any other number. */
export function registerOfIndex(tariffIndex: number | undefined): string | undefined {
  return tariffIndex === undefined ? undefined : REGISTERS[tariffIndex - 1];
}

/** The names of the periods by register, without what else is known of them. */
export function periodNames(periods: RegisterPeriods): PeriodOfRegister {
  return Object.fromEntries(Object.entries(periods).map(([label, { name }]) => [label, name]));
}

/** What a Reading, as far as it goes, tells of registers and periods. */
export type TellsPeriods = Pick<Reading, 'tariff' | 'tariffIndex' | 'calendar'> & {
  readonly frame?: Pick<Frame, 'mode'>;
};

/**
 * What is known after a Reading of which register counts which period. What was learned from all Readings
 * (`ContractCalendar.periods`) stands in each. Readings of an earlier version lack it: of these, what the meter says is taken.
 */
export function learnedPeriods(known: PeriodOfRegister, reading: TellsPeriods): PeriodOfRegister {
  if (reading.frame?.mode === 'historique') return HISTORIQUE;
  return reading.calendar?.periods ? withPeriods(known, reading.calendar.periods) : saidPeriods(known, reading);
}

/**
 * What a meter in standard mode says of its registers, be it right or not: the number of the one in use (NTARF, or STGE bits 10–13),
 * beside the name of the period (LTARF).
 * @param known what it has said before
 */
export function saidPeriods(
  known: PeriodOfRegister,
  { tariff, tariffIndex }: Pick<TellsPeriods, 'tariff' | 'tariffIndex'>,
): PeriodOfRegister {
  const label = registerOfIndex(tariffIndex);
  if (tariff === undefined || label === undefined) return known;
  return known[label] === tariff ? known : { ...known, [label]: tariff };
}

/** The same object when nothing is new. */
function withPeriods(known: PeriodOfRegister, periods: RegisterPeriods): PeriodOfRegister {
  for (const label in periods) {
    if (known[label] !== periods[label]?.name) return { ...known, ...periodNames(periods) };
  }
  return known;
}

/** Whether a register is one of those that add up to the energy of the contract, and not the grid operator's or a reactive one. */
export function isContractRegister(label: string, mode: TicMode): boolean {
  return mode === 'historique' ? Object.hasOwn(HISTORIQUE, label) : label.startsWith('EASF');
}

/** The registers of a frame that add up to the energy of the contract: not those of the grid operator, nor reactive ones. */
export function contractRegisters({
  registers,
  frame,
}: Pick<Reading, 'registers'> & { readonly frame: Pick<Frame, 'mode'> }): EnergyByName {
  return Object.fromEntries(Object.entries(registers).filter(([label]) => isContractRegister(label, frame.mode)));
}
