import { type PeriodOfRegister, registerOfIndex } from '../reading/periods.ts';
import type { StandardRegister } from '../reading/reading.ts';
import { badRow, periodIn } from './cells.ts';
import type { TableRow } from './enedis-sections.ts';
import { nearestMidnight } from './stamp.ts';

/** The period that each register counts, from day `first`, inclusive, to day `end`, exclusive. */
export interface StatedPeriods {
  readonly first: number;
  readonly end: number;
  readonly periodOfRegister: PeriodOfRegister;
}

/** `Du 2019-09-02T00:00:00+02:00 au 2019-10-22T00:00:00+02:00`; the present periods have no end. */
const SPAN = /^Du (?<from>\S{25}) au ?(?<to>\S{25})?$/;
const REGISTER = /^EAS F(?<number>\d{1,2})$/;
const REGISTER_COLUMN = /^Cadran classe temporelle \d+$/;

/**
 * Reads a row that states which register counts which tariff period. Registers without a name are not in use; where Enedis does not know
 * the periods (`INCONNU`), no register has one. Undefined if the row states its days in another format: the indexes are usable without
 * names.
 * @throws HistoryFileError `badRow` if the file ends within the row, `periodName` if a name cannot be stored
 */
export function statedPeriods({ columns, row }: TableRow): StatedPeriods | undefined {
  const { from, to } = SPAN.exec(row.cells[0] ?? '')?.groups ?? {};
  const first = from === undefined ? undefined : nearestMidnight(Date.parse(from));
  const end = to === undefined ? Number.POSITIVE_INFINITY : nearestMidnight(Date.parse(to));
  if (first === undefined || end === undefined) {
    if (row.isUnfinished) throw badRow(row);
    return undefined;
  }
  // The name of the period is in the column before the register.
  const named = columns.flatMap((column, index) => {
    const label = REGISTER_COLUMN.test(column) ? registerLabel(row.cells[index] ?? '') : undefined;
    const period = row.cells[index - 1];
    return label && period ? [[label, periodIn(row, period)] as const] : [];
  });
  return { first, end, periodOfRegister: Object.fromEntries(named) };
}

/** The label in standard mode of a register that Enedis calls `EAS F1`: `EASF01`. */
export function registerLabel(heading: string): StandardRegister | undefined {
  return registerOfIndex(Number(REGISTER.exec(heading)?.groups?.['number']));
}

/** The known periods of these registers on a day. If two rows apply, the later one is used. */
export function periodsOn(
  day: number,
  labels: readonly string[],
  stated: readonly StatedPeriods[],
): { readonly periodOfRegister?: PeriodOfRegister } {
  const holding = stated.findLast(({ first, end }) => first <= day && day < end)?.periodOfRegister ?? {};
  const known = Object.entries(holding).filter(([label]) => labels.includes(label));
  return known.length > 0 ? { periodOfRegister: Object.fromEntries(known) } : {};
}
