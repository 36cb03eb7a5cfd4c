import type { ImportedDay } from '../energy/imported-day.ts';
import { plain } from './cells.ts';
import { jointExtent } from './extent.ts';
import { type FileFacts, type FileRow, type HistoryFile, HistoryFileError } from './history-file.ts';
import { sheetCurves } from './sheet-curves.ts';
import { sheetDays } from './sheet-days.ts';
import { sheetsOf } from './spreadsheet-sheets.ts';
import { tableOf } from './spreadsheet-table.ts';
import { SupplyPoint } from './supply-point.ts';

/** Whether a file is a ZIP archive, as workbooks are. */
export function isArchive([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04;
}

/**
 * Reads the workbook of the Enedis portal since about January 2025: a welcome sheet, then a sheet for each table, with 13 to 16 rows above
 * the table that state whose it is. A table has the mean power of each step, or the energy of each day; a workbook may have both, for
 * imported and for exported energy.
 * @throws HistoryFileError
 */
export async function readEnedisSpreadsheet(bytes: Uint8Array): Promise<HistoryFile> {
  const tables = (await sheetsOf(bytes)).flatMap((sheet) => tableOf(sheet) ?? []);
  if (tables.length === 0) throw new HistoryFileError({ kind: 'unknown' });
  const supplyPoint = new SupplyPoint();
  for (const { above } of tables) for (const row of above) supplyPoint.take(row, supplyPointIn(row));
  const [days, curves] = [sheetDays(tables), sheetCurves(tables)];
  const parts = [days, curves].filter((part) => part !== undefined);
  if (parts.length === 0) throw new HistoryFileError({ kind: 'noValues' });
  return {
    kind: 'enedisSpreadsheet',
    ...supplyPoint.number,
    days: joined(parts.flatMap((part) => part.days)),
    facts: jointFacts(parts.map(({ facts }) => facts)),
  };
}

/** `Point Référence Mesure (PRM) : `, and the number in the same cell or in a later one. */
function supplyPointIn({ cells }: FileRow): string | undefined {
  const label = cells.findIndex((cell) => plain(cell).includes('point reference mesure'));
  if (label < 0) return undefined;
  return /(?<!\d)\d{14}(?!\d)/.exec(cells.slice(label).join(' '))?.[0];
}

/** Merges what several tables have for the same day: no field of theirs is there without a value. */
function joined(days: readonly ImportedDay[]): readonly ImportedDay[] {
  const byDay = new Map<number, ImportedDay>();
  for (const day of days) byDay.set(day.day, { ...byDay.get(day.day), ...day });
  return [...byDay.values()].toSorted((one, other) => one.day - other.day);
}

function jointFacts(parts: readonly FileFacts[]): FileFacts {
  type Count = Exclude<keyof FileFacts, 'stepsMinutes' | 'gaps'>;
  const sumOf = (name: Count) => parts.reduce((sum, facts) => sum + facts[name], 0);
  return {
    ...jointExtent(parts),
    stepsMinutes: parts.flatMap(({ stepsMinutes }) => stepsMinutes),
    rows: sumOf('rows'),
    repeated: sumOf('repeated'),
    contradictory: sumOf('contradictory'),
    empty: sumOf('empty'),
    offGrid: sumOf('offGrid'),
    inNoTime: sumOf('inNoTime'),
    hourOnce: sumOf('hourOnce'),
    estimated: sumOf('estimated'),
    indexWentBack: sumOf('indexWentBack'),
  };
}
