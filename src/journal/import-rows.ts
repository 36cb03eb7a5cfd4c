import type { DatabaseSync } from 'node:sqlite';
import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';
import type { ImportRecord } from './imports.ts';
import { hasTable } from './sqlite.ts';

/**
 * * `import`: what was imported. `bytes` is about what its days take. The digest of an import that lacks days, as a repair may
 *   leave it, is empty, so that its file can be imported again. With AUTOINCREMENT SQLite never gives the number of an import again.
 * * `imported_day`: the days of each import, also those that another one has; `body` is an `ImportedDay` as JSON.
 *
 * The tables are made with the first import, so that a database of an early version is not changed before. That version can
 * read a database with these tables.
 */
const CREATE_TABLES = `
  CREATE TABLE IF NOT EXISTS import (
    id INTEGER PRIMARY KEY AUTOINCREMENT, meter TEXT NOT NULL, kind TEXT NOT NULL, prm TEXT, at_ms INTEGER NOT NULL,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, days INTEGER NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS imported_day (
    day INTEGER NOT NULL, meter TEXT NOT NULL, import INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (day, meter, import)
  ) STRICT, WITHOUT ROWID`;

export function createImportTables(db: DatabaseSync): void {
  db.exec(CREATE_TABLES);
}

export function hasImportTables(db: DatabaseSync, database: 'main' | 'old' = 'main'): boolean {
  return hasTable(db, 'import', database) && hasTable(db, 'imported_day', database);
}

/** A row of the table `imported_day`, without the meter. */
export interface ImportedDayRow {
  readonly day: number;
  readonly import: number;
  readonly body: string;
}

/** The import in a row of the table `import`. */
export function recordIn(row: { readonly [column: string]: unknown }): ImportRecord {
  const { id, meter, kind, prm, at_ms, first_day, last_day, days, digest } = row;
  return {
    ...{ id: Number(id), meter: String(meter), kind: String(kind) },
    ...(prm !== null && { prm: String(prm) }),
    ...{ atMs: Number(at_ms), firstDay: Number(first_day), lastDay: Number(last_day), days: Number(days) },
    digest: String(digest),
  };
}

/** A day as the body of its row. */
export function bodyOf({ day: _, ...told }: ImportedDay): string {
  return JSON.stringify(told);
}

/** The day in a row; undefined when `bodyOf` did not make the body. */
export function importedDayIn({ day, body }: ImportedDayRow): ImportedDay | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object') return undefined;
    return importedDay({ ...told, day });
  } catch {
    return undefined;
  }
}
