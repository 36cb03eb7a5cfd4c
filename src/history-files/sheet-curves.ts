import { minutesBetween } from './begin-and-end.ts';
import { badRow, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow } from './history-file.ts';
import { type LoadCurves, loadCurvesOf } from './load-curve.ts';
import { type SheetTable, stampInSheet } from './spreadsheet-table.ts';

/**
 * The load curves of all tables of a workbook; undefined if none has a value.
 * @throws HistoryFileError `badRow`, or `noValues` if no row is acceptable
 */
export function sheetCurves(tables: readonly SheetTable[]): LoadCurves | undefined {
  const rows = tables.flatMap(curveRows);
  return rows.some(({ meanW }) => meanW !== undefined) ? loadCurvesOf(rows) : undefined;
}

function curveRows(table: SheetTable): readonly CurveRow[] {
  if (table.kind === 'days') return [];
  return table.rows.map((row) => {
    const meanW = wattsOf(row, table.value, table.unit);
    return { ...step(row, table), isGiven: table.isGiven, meanW };
  });
}

function step(row: FileRow, table: Exclude<SheetTable, { kind: 'days' }>): Omit<CurveRow, 'meanW'> {
  const stamp = stampInSheet(row, table.time);
  if (table.kind === 'endStamps') return { stamp, stampIs: 'end' };
  const stepMinutes = minutesBetween(stamp, stampInSheet(row, table.end));
  if (stepMinutes === undefined) throw badRow(row);
  return { stamp, stampIs: 'begin', stepMinutes };
}
