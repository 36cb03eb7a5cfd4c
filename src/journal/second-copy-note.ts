import type { DatabaseSync } from 'node:sqlite';
import type { CopyFiles } from './second-copy-files.ts';

/**
 * The note in a database about its second copy: the signature of the files at the time when both agreed, preceded by `GONE_ON` if the
 * database has changed since. Without a note the database knows of no files.
 */
const NOTE = 'second-copy';
const GONE_ON = 'old ';

/** The notes of a database, except for the one about its copy, in SQL. */
export const OWN_NOTES = `note WHERE name <> '${NOTE}'`;

/** Records, within a transaction, that the second copy lacks what the transaction writes. */
export function leaveCopyBehind(db: DatabaseSync): void {
  if (!isCopyBehind(db)) writeNote(db, GONE_ON + noteIn(db));
}

/** Records that the database and these files agree. @throws what SQLite or the system throws */
export function noteAgreement(db: DatabaseSync, files: CopyFiles): void {
  writeNote(db, files.signature);
}

/** Whether the database has changed since it agreed with its copy. */
export function isCopyBehind(db: DatabaseSync): boolean {
  return noteIn(db).startsWith(GONE_ON);
}

/** Whether these are the files that agreed with the database, and it has not changed since. @throws what SQLite or the system throws */
export function agrees(db: DatabaseSync, files: CopyFiles): boolean {
  return noteIn(db) === files.signature;
}

/** Whether these are the files that agreed with the database, however much it has changed since. @throws as `agrees` does */
export function haveAgreed(db: DatabaseSync, files: CopyFiles): boolean {
  const note = noteIn(db);
  return (note.startsWith(GONE_ON) ? note.slice(GONE_ON.length) : note) === files.signature;
}

/**
 * Whether the database has never agreed with these files, although there are some, because it was created anew. @throws as `agrees` does
 */
export function knowsNoCopy(db: DatabaseSync, files: Pick<CopyFiles, 'names'>): boolean {
  return noteIn(db) === '' && files.names.length > 0;
}

function noteIn(db: DatabaseSync): string {
  return String(db.prepare('SELECT text FROM note WHERE name = ?').get(NOTE)?.['text'] ?? '');
}

function writeNote(db: DatabaseSync, text: string): void {
  db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(NOTE, text);
}
