import type { DatabaseSync } from 'node:sqlite';
import type { ImportedDay } from '../energy/imported-day.ts';
import { mergedByDay } from '../energy/merged-imports.ts';
import { selectAroundDamage } from './around-damage.ts';
import { type ImportedDayRow, type ImportRecord, importedDayIn, recordIn } from './imports.ts';
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
    const select = 'SELECT * FROM import WHERE id >= ? AND id < ? ORDER BY id';
    return selectAroundDamage(db, { table: 'import', key: 'id', select }).map(recordIn);
  }

  /** The rows of a meter, by the day and then in the order of the imports. Those of an import that is not listed are left out. */
  function dayRows(meter: string): readonly ImportedDayRow[] {
    const ids = new Set(records().map(({ id }) => id));
    if (ids.size === 0) return [];
    const select =
      'SELECT day, import, body FROM imported_day WHERE day >= ? AND day < ? AND meter = ? ORDER BY day, import';
    const rows = selectAroundDamage(db, { table: 'imported_day', key: 'day', select }, meter);
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
