import { HISTORIQUE_PERIODS, type PeriodOfRegister, periodNames, registerOfIndex } from '../periods.ts';
import type { Frame, Reading, RegisterPeriods } from '../reading.ts';

/** What a Reading, as far as it goes, tells of registers and periods. */
export type TellsPeriods = Pick<Reading, 'tariff' | 'tariffIndex' | 'calendar'> & {
  readonly frame?: Pick<Frame, 'mode'>;
};

/**
 * What is known after a Reading of which register counts which period. What was learned from all Readings
 * (`ContractCalendar.periods`) stands in each. Readings of an earlier version lack it: of these, what the meter says is taken.
 */
export function learnedPeriods(known: PeriodOfRegister, reading: TellsPeriods): PeriodOfRegister {
  if (reading.frame?.mode === 'historique') return HISTORIQUE_PERIODS;
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
