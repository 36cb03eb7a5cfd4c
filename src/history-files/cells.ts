import { withoutPrm } from '../base/masked-numbers.ts';
import { printable } from '../base/printable.ts';
import { periodNameFault } from '../reading/periods.ts';
import { type FileRow, HistoryFileError } from './history-file.ts';
import { type Stamp, stampOf } from './stamp.ts';

/** How much of a malformed row its error shows. */
const MOST_SHOWN_CHARACTERS = 80;

/** What programs write instead of a missing value. */
const NO_VALUE = new Set(['', '-', 'na', 'n/a', 'nd', 'null']);

/** No household draws more: the largest subscription, 36 kVA, is 36 000 VA. */
const MOST_W = 1_000_000;

/** A row does not have the form of its kind of file. */
export function badRow({ line, cells }: FileRow): HistoryFileError {
  return new HistoryFileError({ kind: 'badRow', line, text: shown(cells.join(';')) });
}

/** The name of a tariff period in a row, unchanged. @throws HistoryFileError if it cannot be stored */
export function periodIn({ line }: FileRow, name: string): string {
  const fault = periodNameFault(name);
  if (fault) throw new HistoryFileError({ kind: 'periodName', line, text: shown(name), fault });
  return name;
}

function shown(text: string): string {
  return printable(withoutPrm(text)).slice(0, MOST_SHOWN_CHARACTERS);
}

/**
 * The power in a cell, in W; undefined if the cell marks a missing value, or if the file ends with this cell, so that digits may be
 * missing.
 * @throws HistoryFileError for any other text
 */
export function wattsOf(row: FileRow, column: number, unit: 'W' | 'kW'): number | undefined {
  const cell = row.cells[column];
  if (cell === undefined) throw badRow(row);
  if (NO_VALUE.has(cell.toLowerCase())) return undefined;
  if (!/^\d{1,7}(?:[.,]\d{1,9})?$/.test(cell)) throw badRow(row);
  // The exponent moves the decimal point exactly, while a multiplication would round.
  const watts = Number(`${cell.replace(',', '.')}${unit === 'kW' ? 'e3' : ''}`);
  if (watts > MOST_W) throw badRow(row);
  const mayBeCut = row.isUnfinished && !row.isLastCellClosed && column === row.cells.length - 1;
  return mayBeCut ? undefined : watts;
}

/** The time in a cell. @throws HistoryFileError if it is not a time */
export function stampIn(row: FileRow, column: number): Stamp {
  const stamp = stampOf(row.cells[column] ?? '');
  if (stamp === undefined) throw badRow(row);
  return stamp;
}

/** A text in lower case without accents, for comparing headers: some files have lost their accents. */
export function plain(cell: string | undefined): string {
  const lowerCase = (cell ?? '').toLowerCase();
  return /^[ -~]*$/.test(lowerCase) ? lowerCase : lowerCase.normalize('NFD').replace(/\p{M}/gu, '');
}
