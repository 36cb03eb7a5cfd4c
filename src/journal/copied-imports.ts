import type { DatabaseSync } from 'node:sqlite';
import { mendImports } from './mended-imports.ts';
import { type ImportRow, importName } from './second-copy-lines.ts';
import { insertRow } from './sqlite.ts';

/** Copies imports from a second copy into a database, within a transaction. Each method throws what SQLite throws. */
export interface CopiedImports {
  /** What follows comes from another file. */
  beginFile(): void;
  /** Takes an import; its days follow. */
  take(row: ImportRow): void;
  takeDay(row: { readonly day: number; readonly body: string }): void;
  /** Called after the last row. */
  finish(): void;
  /** How many imports were copied, in whole or in part. */
  readonly taken: number;
}

/**
 * Copies the imports that the database lacks, and the days that it lacks of an import. If another import has been given the same number in
 * the meantime, the copied one gets a new number.
 */
export function createCopiedImports(db: DatabaseSync): CopiedImports {
  const byDigest = db.prepare(`SELECT 1 FROM import WHERE meter = ? AND digest = ? AND digest <> ''`);
  const byId = db.prepare('SELECT * FROM import WHERE id = ?');
  const complete = db.prepare(
    'UPDATE import SET digest = :digest, days = :days, first_day = :first_day, last_day = :last_day WHERE id = :id',
  );
  const addDay = db.prepare('INSERT OR IGNORE INTO imported_day VALUES (?, ?, ?, ?)');
  /**
   * The number that each import of the copy has in the database, by its name in the copy; undefined for those that the database already
   * has.
   */
  const numbers = new Map<string, number | undefined>();
  const added = new Set<number>();
  let current: { readonly meter: string; readonly id: number } | undefined;

  function numberFor(row: ImportRow): number | undefined {
    if (byDigest.get(row.meter, row.digest)) return undefined;
    const other = byId.get(row.id) as unknown as ImportRow | undefined;
    if (!other) return insertRow(db, 'import', row);
    if (other.meter !== row.meter || other.at_ms !== row.at_ms) return insertRow(db, 'import', { ...row, id: null });
    if (other.digest !== '') return undefined;
    const { digest, days, first_day, last_day, id } = row;
    if (digest !== '') complete.run({ digest, days, first_day, last_day, id });
    return id;
  }

  return {
    beginFile() {
      current = undefined;
    },
    take(row) {
      const name = importName({ id: row.id, atMs: row.at_ms });
      if (!numbers.has(name)) numbers.set(name, numberFor(row));
      const id = numbers.get(name);
      current = id === undefined ? undefined : { meter: row.meter, id };
    },
    takeDay({ day, body }) {
      if (current && addDay.run(day, current.meter, current.id, body).changes > 0) added.add(current.id);
    },
    finish() {
      if (numbers.size > 0) mendImports(db);
    },
    get taken() {
      return added.size;
    },
  };
}
