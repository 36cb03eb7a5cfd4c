import type { DayRow } from './day-rows.ts';
import type { ImportRecord } from './imports.ts';

/**
 * The second copy consists of lines, each of which is a row of a table as JSON. The body of a day contains what the meter reported about
 * itself, since the numbers of rows of `told` are only valid within one database.
 */
export type CopyLine =
  | { readonly table: 'day'; readonly row: DayRow }
  | { readonly table: 'import'; readonly row: ImportRow }
  | { readonly table: 'imported_day'; readonly row: { readonly day: number; readonly body: string } }
  | { readonly table: 'register_period' | 'note'; readonly row: CopyRow }
  | { readonly table: 'import_number'; readonly row: { readonly number: number } };

type CopyRow = { readonly [column: string]: string | number | null };

/** A row of the table `import`. */
export interface ImportRow extends CopyRow {
  readonly id: number;
  readonly meter: string;
  readonly at_ms: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly days: number;
  readonly digest: string;
}

/** The file with the rest: see `second-copy.ts`. */
export const CONTRACT = 'contract';

/** The name of the file with the days of a year. */
export function daysName(year: number): string {
  return `days-${year}`;
}

/** The name of the file of an import. */
export function importName({ id, atMs }: Pick<ImportRecord, 'id' | 'atMs'>): string {
  return `import-${id}-${atMs}`;
}

export function lineOf(table: CopyLine['table'], row: object): string {
  return JSON.stringify({ table, row });
}

/** The row in a line; undefined if no version of the journal writes such a line, or if it has numbers that no row of the journal has. */
export function lineIn(text: string): CopyLine | undefined {
  try {
    const { table, row } = JSON.parse(text) as { readonly table?: unknown; readonly row?: unknown };
    if (typeof table !== 'string' || typeof row !== 'object' || row === null) return undefined;
    const isSafe = Object.values(row).every((value) => !Number.isInteger(value) || Number.isSafeInteger(value));
    return isSafe ? ({ table, row } as CopyLine) : undefined;
  } catch {
    return undefined;
  }
}
