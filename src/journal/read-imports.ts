import type { DatabaseSync } from 'node:sqlite';
import type { ImportedDay } from '../energy/imported-day.ts';
import { mergedByDay } from '../energy/merged-imports.ts';
import { type ImportedDayRow, type ImportRecord, importedDayIn, recordIn } from './imports.ts';

/** Reads the imports of a database that another connection may write to. @throws what SQLite throws, also for damaged rows */
export interface ImportReader {
  /** The meters that have imports. */
  readonly meters: readonly string[];
  /** The imports of a meter, in the order in which they were made. */
  imports(meter: string): readonly ImportRecord[];
  /** The days of a meter's imports, each day once, oldest first. */
  importedDays(meter: string): readonly ImportedDay[];
}

/** By day, and then in the order of the imports. */
const SELECT_IMPORTED_DAYS = 'SELECT day, import, body FROM imported_day WHERE meter = ? ORDER BY day, import';

export function createImportReader(db: DatabaseSync): ImportReader {
  const records = () => db.prepare('SELECT * FROM import ORDER BY id').all().map(recordIn);

  return {
    get meters() {
      return [...new Set(records().map(({ meter }) => meter))];
    },
    imports: (meter) => records().filter((record) => record.meter === meter),
    importedDays(meter) {
      const rows = db.prepare(SELECT_IMPORTED_DAYS).all(meter) as unknown as readonly ImportedDayRow[];
      return mergedByDay(rows.flatMap((row) => importedDayIn(row) ?? []));
    },
  };
}
