import { type PeriodOfRegister, registerOfIndex } from '../periods.ts';
import type { StandardRegister } from '../reading.ts';
import { badRow, periodIn } from './cells.ts';
import type { TableRow } from './enedis-sections.ts';
import { nearestMidnight } from './stamp.ts';

/** Which period each register counts, in the days from `first` on, up to but excluding `end`. */
export interface ToldPeriods {
  readonly first: number;
  readonly end: number;
  readonly periodOfRegister: PeriodOfRegister;
}

/** `Du 2019-09-02T00:00:00+02:00 au 2019-10-22T00:00:00+02:00`; those of today have no end. */
const SPAN = /^Du (?<from>\S{25}) au ?(?<to>\S{25})?$/;
const REGISTER = /^EAS F(?<number>\d{1,2})$/;
const REGISTER_COLUMN = /^Cadran classe temporelle \d+$/;

/**
 * Reads a row that says which register counts which tariff period. A register without a name is not in use, and where Enedis
 * does not know the periods (`INCONNU`), none has one. Undefined where the row tells its days in another way: the indexes are as good without
 * names.
 * @throws HistoryFileError `badRow` where the file ends within the row, `periodName` where a name cannot be kept
 */
export function toldPeriods({ columns, row }: TableRow): ToldPeriods | undefined {
  const { from, to } = SPAN.exec(row.cells[0] ?? '')?.groups ?? {};
  const first = from === undefined ? undefined : nearestMidnight(Date.parse(from));
  const end = to === undefined ? Number.POSITIVE_INFINITY : nearestMidnight(Date.parse(to));
  if (first === undefined || end === undefined) {
    if (row.isUnfinished) throw badRow(row);
    return undefined;
  }
  // The name of the period stands in the column before the register.
  const named = columns.flatMap((column, index) => {
    const label = REGISTER_COLUMN.test(column) ? registerLabel(row.cells[index] ?? '') : undefined;
    const period = row.cells[index - 1];
    return label && period ? [[label, periodIn(row, period)] as const] : [];
  });
  return { first, end, periodOfRegister: Object.fromEntries(named) };
}

/** The label that standard mode has for a register that Enedis calls `EAS F1`: `EASF01`. */
export function registerLabel(heading: string): StandardRegister | undefined {
  return registerOfIndex(Number(REGISTER.exec(heading)?.groups?.['number']));
}

/** What these registers count on a day, as far as it is known. Where two rows hold, the later one counts. */
export function periodsOn(
  day: number,
  labels: readonly string[],
  told: readonly ToldPeriods[],
): { readonly periodOfRegister?: PeriodOfRegister } {
  const holding = told.findLast(({ first, end }) => first <= day && day < end)?.periodOfRegister ?? {};
  const known = Object.entries(holding).filter(([label]) => labels.includes(label));
  return known.length > 0 ? { periodOfRegister: Object.fromEntries(known) } : {};
}
