import type * as Sqlite from 'node:sqlite';

/** Loads `node:sqlite` on the first call. Node 22's warning that it is experimental is kept out of the log. */
export function loadSqlite(): typeof Sqlite {
  return withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'));
}

/** Calls `load` and suppresses the warning that SQLite is experimental meanwhile; any other warning passes. */
export function withoutSqliteWarning<T>(load: () => T): T {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emitWarning.call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Does `work` in a transaction, which is rolled back if `work` throws. */
export function transact<T>(db: Sqlite.DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Adds a row and returns its number. @throws what SQLite throws about a row that does not fit the table */
export function insertRow(
  db: Sqlite.DatabaseSync,
  table: string,
  row: { readonly [column: string]: string | number | null },
  otherwise = '',
): number {
  const columns = Object.keys(row).filter((name) => /^[a-z_]+$/.test(name));
  const places = columns.map((name) => `:${name}`).join(', ');
  const values = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
  const statement = db.prepare(`INSERT ${otherwise} INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
  return Number(statement.run(values).lastInsertRowid);
}

/** Lets `read` see one state of the database, whatever another connection writes meanwhile. */
export function inSnapshot<T>(db: Sqlite.DatabaseSync, read: () => T): T {
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    rollBack(db);
  }
}

function rollBack(db: Sqlite.DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back already, as it does when the disk is full.
  }
}
