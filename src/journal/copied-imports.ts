import type { DatabaseSync } from 'node:sqlite';
import { mendImports } from './mended-imports.ts';
import { type ImportRow, importName } from './second-copy-lines.ts';
import { insertRow } from './sqlite.ts';

/** Takes imports of a second copy into a database, within a transaction. Each method throws what SQLite throws. */
export interface CopiedImports {
  /** What comes next is of another file. */
  beginFile(): void;
  /** Takes an import, of which the days come next. */
  take(row: ImportRow): void;
  takeDay(row: { readonly day: number; readonly body: string }): void;
  /** Is called after the last row. */
  finish(): void;
  /** How many imports the database has got, in whole or in part. */
  readonly taken: number;
}

/**
 * Takes the imports that the database lacks, and the days that it lacks of an import. One whose number another import has got meanwhile
 * gets a new number.
 */
export function createCopiedImports(db: DatabaseSync): CopiedImports {
  const byDigest = db.prepare(`SELECT 1 FROM import WHERE meter = ? AND digest = ? AND digest <> ''`);
  const byId = db.prepare('SELECT * FROM import WHERE id = ?');
  const complete = db.prepare(
    'UPDATE import SET digest = :digest, days = :days, first_day = :first_day, last_day = :last_day WHERE id = :id',
  );
  const addDay = db.prepare('INSERT OR IGNORE INTO imported_day VALUES (?, ?, ?, ?)');
  /** The numbers in the database of those of the copy, by their names there; undefined for those that it has. */
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
