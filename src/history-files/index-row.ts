import { badRow, stampIn, wattsOf } from './cells.ts';
import type { IndexReading } from './daily-indexes.ts';
import type { TableRow } from './enedis-sections.ts';
import type { FileRow } from './history-file.ts';
import { instantOf } from './stamp.ts';
import { registerLabel } from './stated-periods.ts';

/** The column of the meter's total, imported or exported. */
const TOTAL = /^EA[SI] T$/;
/** An index of a Linky has nine digits. */
const WATT_HOURS = /^\d{1,9}$/;

/** The peak power of a day, and when it occurred, in milliseconds since 1970. */
export interface GreatestPower {
  readonly greatestVA: number;
  readonly greatestAtMs: number;
}

/** The time of a row, in milliseconds since 1970. @throws HistoryFileError `badRow` */
export function stampedAt(row: FileRow): number {
  return instantOf(stampIn(row, 0));
}

/**
 * The indexes of a row: the supplier's registers `EAS F1` to `EAS F10`, and the total. The grid operator's registers (`EAS D1`) are
 * ignored, as they count the same energy again.
 * @returns undefined for a row without any index
 * @throws HistoryFileError `badRow`
 */
export function indexReading({ columns, row }: TableRow): IndexReading | undefined {
  const total = columns.findIndex((column) => TOTAL.test(column));
  const totalWh = wattHoursIn(row, total);
  const registers = columns.flatMap((column, index) => {
    const label = registerLabel(column);
    const wh = label === undefined ? undefined : wattHoursIn(row, index);
    return label !== undefined && wh !== undefined ? [[label, wh] as const] : [];
  });
  if (totalWh === undefined && registers.length === 0) return undefined;
  return { totalWh, whByRegister: Object.fromEntries(registers) };
}

function wattHoursIn(row: FileRow, index: number): number | undefined {
  const cell = row.cells[index] ?? '';
  if (cell === '') return undefined;
  if (!WATT_HOURS.test(cell)) throw badRow(row);
  // If the file ends with this cell, digits may be missing.
  const mayBeCut = row.isUnfinished && index === row.cells.length - 1;
  return mayBeCut ? undefined : Number(cell);
}

/** The unit above the table is `W` or missing, but the values are in VA. @throws HistoryFileError `badRow` */
export function greatestPower({ row }: TableRow): GreatestPower | undefined {
  const greatestVA = wattsOf(row, 1, 'W');
  return greatestVA === undefined ? undefined : { greatestVA, greatestAtMs: stampedAt(row) };
}
