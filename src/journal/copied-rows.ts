import type { DatabaseSync } from 'node:sqlite';
import type { CopyRow } from './second-copy-lines.ts';

/** Adds a row, and returns its number. @throws what SQLite throws about a row that does not fit the table */
export function insertRow(db: DatabaseSync, table: string, row: CopyRow, otherwise = ''): number {
  const columns = Object.keys(row).filter((name) => /^[a-z_]+$/.test(name));
  const places = columns.map((name) => `:${name}`).join(', ');
  const values = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
  const statement = db.prepare(`INSERT ${otherwise} INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
  return Number(statement.run(values).lastInsertRowid);
}
