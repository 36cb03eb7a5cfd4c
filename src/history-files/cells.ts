import { periodNameFault } from '../periods.ts';
import { printable } from '../printable.ts';
import { type FileRow, HistoryFileError } from './history-file.ts';
import { type Stamp, stampOf } from './stamp.ts';

/** What a broken row shows of itself. */
const MOST_SHOWN_CHARACTERS = 80;

/** What programs write where they have no value. */
const NO_VALUE = new Set(['', '-', 'na', 'n/a', 'nd', 'null']);

/** No household draws more: 36 kVA are 36 000. */
const MOST_W = 1_000_000;

/** All but the last four digits of the number of a supply point: an error may be shown to others. */
const HIDDEN_OF_PRM = /(?<!\d)\d{10}(?=\d{4}(?!\d))/g;

/** A row is not as its kind has it. */
export function badRow({ line, cells }: FileRow): HistoryFileError {
  return new HistoryFileError({ kind: 'badRow', line, text: shown(cells.join(';')) });
}

/** The name of a tariff period in a row, as it stands there. @throws HistoryFileError where it cannot be kept */
export function periodIn({ line }: FileRow, name: string): string {
  const fault = periodNameFault(name);
  if (fault) throw new HistoryFileError({ kind: 'periodName', line, text: shown(name), fault });
  return name;
}

function shown(text: string): string {
  return printable(text.replace(HIDDEN_OF_PRM, '…')).slice(0, MOST_SHOWN_CHARACTERS);
}

/**
 * The power in a cell, in W; undefined where the cell says that there is no value, or where the file ends with the cell, so that
 * digits may be missing.
 * @throws HistoryFileError when it is neither
 */
export function wattsOf(row: FileRow, column: number, unit: 'W' | 'kW'): number | undefined {
  const cell = row.cells[column];
  if (cell === undefined) throw badRow(row);
  if (NO_VALUE.has(cell.toLowerCase())) return undefined;
  if (!/^\d{1,7}(?:[.,]\d{1,9})?$/.test(cell)) throw badRow(row);
  // The exponent moves the decimal point exactly, where a multiplication would round.
  const watts = Number(`${cell.replace(',', '.')}${unit === 'kW' ? 'e3' : ''}`);
  if (watts > MOST_W) throw badRow(row);
  const mayBeCut = row.isUnfinished && !row.isLastCellClosed && column === row.cells.length - 1;
  return mayBeCut ? undefined : watts;
}

/** The time in a cell. @throws HistoryFileError when it is none */
export function stampIn(row: FileRow, column: number): Stamp {
  const stamp = stampOf(row.cells[column] ?? '');
  if (stamp === undefined) throw badRow(row);
  return stamp;
}

/** A text without accents and in lower case, by which headers are compared: some files have lost the accents. */
export function plain(cell: string | undefined): string {
  const lowerCase = (cell ?? '').toLowerCase();
  return /^[ -~]*$/.test(lowerCase) ? lowerCase : lowerCase.normalize('NFD').replace(/\p{M}/gu, '');
}
