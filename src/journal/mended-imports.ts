import type { DatabaseSync } from 'node:sqlite';
import { transact } from './sqlite.ts';

/**
 * Copies from the attached database `old` which numbers imports have had, including those that were undone, so that no number is used
 * again.
 */
export function copyImportNumber(db: DatabaseSync): void {
  transact(db, () => {
    const [{ greatest } = {}] = db
      .prepare(
        `SELECT max(seq) AS greatest FROM (
           SELECT seq FROM old.sqlite_sequence WHERE name = 'import'
           UNION ALL SELECT max(id) FROM import UNION ALL SELECT max(import) FROM imported_day)`,
      )
      .all();
    raiseImportNumber(db, Number(greatest ?? 0));
  });
}

/** The greatest number that an import has had; 0 if there has been none. */
export function importNumberIn(db: DatabaseSync): number {
  return Number(db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'import'`).get()?.['seq'] ?? 0);
}

/** Records, within a transaction, that imports have had the numbers up to this one. */
export function raiseImportNumber(db: DatabaseSync, number: number): void {
  if (!Number.isSafeInteger(number)) throw new RangeError('not the number of an import');
  if (importNumberIn(db) >= number) return;
  db.exec(`DELETE FROM sqlite_sequence WHERE name = 'import'`);
  db.prepare(`INSERT INTO sqlite_sequence VALUES ('import', ?)`).run(number);
}

/** Makes the imports and their days consistent, within a transaction, after some of either were lost. Returns how many imports are left. */
export function mendImports(db: DatabaseSync): number {
  db.exec(`
    DELETE FROM imported_day WHERE import NOT IN (SELECT id FROM import);
    DELETE FROM import WHERE id NOT IN (SELECT import FROM imported_day);
    UPDATE import SET digest = '', days = kept.days, first_day = kept.first_day, last_day = kept.last_day
    FROM (SELECT import, count(*) AS days, min(day) AS first_day, max(day) AS last_day FROM imported_day GROUP BY import) AS kept
    WHERE kept.import = import.id AND kept.days <> import.days;`);
  return Number(db.prepare('SELECT count(*) AS count FROM import').get()?.['count']);
}
