import type * as Sqlite from 'node:sqlite';

/** `node:sqlite`, loaded when first asked for. It is Node's own, and Node 22 calls it experimental in the log: not here. */
export function loadSqlite(): typeof Sqlite {
  return withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'));
}

/** What `load` gives, with the one warning that SQLite is experimental kept from the user; any other warning passes. */
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

/** Does `work` whole or not at all. */
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

function rollBack(db: Sqlite.DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite itself has already rolled back, as it does when the disk is full.
  }
}
