import { DAY_MS } from '../base/paris-time.ts';
import { badRow, plain } from './cells.ts';
import type { FileRow } from './history-file.ts';
import { clockText, type Sheet } from './spreadsheet-sheets.ts';
import { type Stamp, stampOf } from './stamp.ts';

/** The columns of a table with history data in a sheet, counted from 0, and the unit of its values. */
type Columns = { readonly time: number; readonly value: number } & (
  | { readonly kind: 'beginAndEnd'; readonly end: number; readonly unit: 'W' | 'kW' }
  | { readonly kind: 'endStamps'; readonly unit: 'W' | 'kW' }
  | { readonly kind: 'days'; readonly unit: 'Wh' | 'kWh' }
);

/** A table with history data in a sheet of a workbook. */
export type SheetTable = Columns & {
  /** The rows above the table, and its own rows, without blank ones. */
  readonly above: readonly FileRow[];
  readonly rows: readonly FileRow[];
  readonly isGiven: boolean;
};

/** `Valeur (en kWh)`, `Puissance moyenne (W)`. */
const VALUE = /^(?:valeur|puissance|energie)\b.*\((?:en )?(?<unit>k?wh?)\)$/;
const UNITS: { readonly [written: string]: 'W' | 'kW' | 'Wh' | 'kWh' } = { w: 'W', kw: 'kW', wh: 'Wh', kwh: 'kWh' };

/** The portal has 13 to 16 rows above a table. */
const MOST_ROWS_ABOVE = 100;

/** Words that begin the name of what was measured: `Export Production Quotidienne`. */
const DRAWN = /^(?:export )?(?:consommation|soutirage)\b/;
const GIVEN = /^(?:export )?(?:production|injection)\b/;

/** Finds the table of a sheet by its header, whichever column it begins in; undefined for a sheet without a table. */
export function tableOf({ name, rows }: Sheet): SheetTable | undefined {
  for (const [index, { cells }] of rows.slice(0, MOST_ROWS_ABOVE + 1).entries()) {
    const columns = columnsOf(cells.map(heading));
    if (columns === undefined) continue;
    const [above, below] = [rows.slice(0, index), rows.slice(index + 1)];
    return { ...columns, above, rows: below.filter((row) => isOfTable(row, columns)), isGiven: isGiven(name, above) };
  }
  return undefined;
}

/** Some headings have no-break spaces. */
function heading(cell: string): string {
  return plain(cell).replace(/\s+/g, ' ').trim();
}

function columnsOf(headings: readonly string[]): Columns | undefined {
  const value = headings.findIndex((each) => VALUE.test(each));
  const unit = UNITS[VALUE.exec(headings[value] ?? '')?.groups?.['unit'] ?? ''];
  const [begin = -1, end = -1, date = -1] = ['debut', 'fin', 'date'].map((each) => headings.indexOf(each));
  const stamp = headings.findIndex((each) => each.startsWith('horodate'));
  if (unit === 'W' || unit === 'kW') {
    if (begin >= 0 && end >= 0) return { kind: 'beginAndEnd', value, unit, time: begin, end };
    return stamp < 0 ? undefined : { kind: 'endStamps', value, unit, time: stamp };
  }
  return unit && date >= 0 ? { kind: 'days', value, unit, time: date } : undefined;
}

function isOfTable({ cells }: FileRow, { time, value }: Columns): boolean {
  return cells.slice(Math.min(time, value), Math.max(time, value) + 1).some((cell) => cell !== '');
}

/** Whether the name of the sheet, or else a cell above its table, says that the energy was exported. Without such a name it is imported. */
function isGiven(name: string, above: readonly FileRow[]): boolean {
  const texts = [name, ...above.flatMap(({ cells }) => cells)].map(heading);
  const found = texts.find((text) => DRAWN.test(text) || GIVEN.test(text));
  return found !== undefined && GIVEN.test(found);
}

/** The number of days from day 0 of a spreadsheet, 1899-12-30, to 1970-01-01. */
const EPOCH = 25_569;
const SERIAL = /^\d{5}(?:\.\d+)?$/;

/**
 * The time in a cell of a table. A date that has lost its style is the number of days since 1899-12-30.
 * @throws HistoryFileError `badRow`
 */
export function stampInSheet(row: FileRow, column: number): Stamp {
  const text = row.cells[column] ?? '';
  const stamp = stampOf(SERIAL.test(text) ? clockText((Number(text) - EPOCH) * DAY_MS) : text);
  if (stamp === undefined) throw badRow(row);
  return stamp;
}
