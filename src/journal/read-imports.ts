import type { DatabaseSync } from 'node:sqlite';
import type { ImportedDay } from '../energy/imported-day.ts';
import { mergedByDay } from '../energy/merged-imports.ts';
import { readAroundDamage } from './around-damage.ts';
import { hasImportTables, type ImportedDayRow, importedDayIn, recordIn } from './import-rows.ts';
import type { ImportRecord } from './imports.ts';
import { inSnapshot } from './sqlite.ts';

/** Reads the imports of a database that another connection may write to. Rows that are damaged are left out. */
export interface ImportReader {
  /** The meters that have imports. */
  readonly meters: readonly string[];
  /** The imports of a meter, in the order in which they were made. */
  imports(meter: string): readonly ImportRecord[];
  /** What the imports of a meter tell, one a day, oldest first. */
  importedDays(meter: string): readonly ImportedDay[];
}

export function createImportReader(db: DatabaseSync): ImportReader {
  function records(): readonly ImportRecord[] {
    if (!hasImportTables(db)) return [];
    const sql = 'SELECT * FROM import WHERE id >= ? AND id < ? ORDER BY id';
    return rowsOf('SELECT min(id) AS first FROM import WHERE id >= ?', sql).map(recordIn);
  }

  function rowsOf(
    firstSql: string,
    sql: string,
    ...parameters: readonly string[]
  ): readonly { readonly [column: string]: unknown }[] {
    const [first, select] = [db.prepare(firstSql), db.prepare(sql)];
    const table = {
      first: (from: number) => (first.get(from)?.['first'] as number | null) ?? undefined,
      within: (from: number, to: number) => select.all(from, to, ...parameters),
    };
    return [...readAroundDamage(table, 0)].flatMap((range) => (range.kind === 'read' ? range.rows : []));
  }

  /** The rows of a meter, by the day and then in the order of the imports. Those of an import that is not listed are left out. */
  function dayRows(meter: string): readonly ImportedDayRow[] {
    const ids = new Set(records().map(({ id }) => id));
    if (ids.size === 0) return [];
    const sql =
      'SELECT day, import, body FROM imported_day WHERE day >= ? AND day < ? AND meter = ? ORDER BY day, import';
    const rows = rowsOf('SELECT min(day) AS first FROM imported_day WHERE day >= ?', sql, meter);
    return (rows as unknown as readonly ImportedDayRow[]).filter((row) => ids.has(row.import));
  }

  return {
    get meters() {
      return [...new Set(records().map(({ meter }) => meter))];
    },
    imports: (meter) => records().filter((record) => record.meter === meter),
    importedDays(meter) {
      const rows = inSnapshot(db, () => dayRows(meter));
      return mergedByDay(rows.flatMap((row) => importedDayIn(row) ?? []));
    },
  };
}
