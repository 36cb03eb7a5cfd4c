import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { unlessDamaged } from './disk-trouble.ts';
import { PAGE_BYTES, prepareSchema } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** Where the header of a database holds the number of its pages and its list of free pages (sqlite.org/fileformat.html, 1.3). */
const PAGE_COUNT_AT = 28;
const FREE_PAGES_AT = 32;

/**
 * Opens a database for reading. A truncated file can be read up to its end. SQLite normally refuses it, since its header states more pages;
 * SQLite goes by the size of the file only while the schema may be written, which requires a connection that is not defensive.
 */
export function openEvenCut(path: string): DatabaseSync {
  const db = new (loadSqlite().DatabaseSync)(path, { ...NOT_DEFENSIVE, readOnly: true });
  readEvenCut(db);
  return db;
}

/**
 * The option for a connection on which `readEvenCut` works. Node 22 has no defensive connections, and the option is missing from its types.
 */
export const NOT_DEFENSIVE = { defensive: false } as DatabaseSyncOptions;

export function newJournalInMemory(): DatabaseSync {
  const db = new (loadSqlite().DatabaseSync)(':memory:', NOT_DEFENSIVE);
  prepareSchema(db);
  return db;
}

/** Lets a connection read truncated files up to their end. */
export function readEvenCut(db: DatabaseSync): void {
  db.exec('PRAGMA writable_schema = ON');
}

/**
 * Whether the first page of a database, which holds the header and the places of the tables, is at least partly lost. False for a database
 * of another program or of a later version.
 * @param fresh a new journal
 */
export function isFirstPageLost(path: string, fresh: DatabaseSync): boolean {
  if (!maybeJournal(path, fresh)) return false;
  const tables = tablesIn(fresh);
  const found = unlessDamaged(() => tablesAt(path)) ?? [];
  const isOther = found.some(({ name }) => name !== null && !tables.some((own) => own.name === name));
  return !isOther && (!isDeepStrictEqual(found, tables) || pagesInHeader(path) < pagesIn(path));
}

/** The same, if no new journal is at hand. */
export function hasLostFirstPage(path: string): boolean {
  const fresh = newJournalInMemory();
  try {
    return isFirstPageLost(path, fresh);
  } finally {
    fresh.close();
  }
}

/**
 * Whether a file has pages where the tables of a journal begin, so that it may be a journal whatever its first page says.
 * @param fresh a new journal
 */
function maybeJournal(path: string, fresh: DatabaseSync): boolean {
  if (statSync(path).size < PAGE_BYTES) return false;
  return tablesIn(fresh).filter(({ page }) => BTREE_PAGES.includes(firstByteOf(path, page))).length >= LEAST_TABLES;
}

/** The first bytes that pages of a table or an index have (sqlite.org/fileformat.html, 1.6). */
const BTREE_PAGES = [2, 5, 10, 13];
/** At least this many must match: in any other file, such bytes may stand in these places by chance. */
const LEAST_TABLES = 3;

function firstByteOf(path: string, page: number): number {
  const byte = Buffer.alloc(1);
  withFile(path, 'r', (file) => readSync(file, byte, 0, 1, (page - 1) * PAGE_BYTES));
  return byte.readUInt8();
}

function tablesAt(path: string): readonly Table[] {
  const db = openEvenCut(path);
  try {
    return tablesIn(db);
  } finally {
    db.close();
  }
}

/** A table of a database, the SQL that made it, and its first page. */
interface Table {
  readonly name: string | null;
  readonly sql: string | null;
  readonly page: number;
}

function tablesIn(db: DatabaseSync): readonly Table[] {
  const select = 'SELECT name, sql, rootpage AS page FROM sqlite_schema ORDER BY page';
  return db
    .prepare(select)
    .all()
    .map(({ name, sql, page }) => ({ name: name as string | null, sql: sql as string | null, page: Number(page) }));
}

function pagesInHeader(path: string): number {
  const count = Buffer.alloc(4);
  withFile(path, 'r', (file) => readSync(file, count, 0, 4, PAGE_COUNT_AT));
  return count.readUInt32BE();
}

function pagesIn(path: string): number {
  return Math.floor(statSync(path).size / PAGE_BYTES);
}

/**
 * Gives a database the first page of a new journal, whose tables begin at the same pages.
 * @param fresh a journal that was just made, whose first page is in its file
 * @returns a function that restores the previous first page
 */
export function replaceFirstPage(path: string, fresh: string): () => void {
  const before = firstPageOf(path);
  const page = firstPageOf(fresh);
  page.writeUInt32BE(pagesIn(path), PAGE_COUNT_AT);
  page.fill(0, FREE_PAGES_AT, FREE_PAGES_AT + 8);
  const write = (bytes: Buffer) => withFile(path, 'r+', (file) => writeSync(file, bytes, 0, PAGE_BYTES, 0));
  write(page);
  return () => write(before);
}

function firstPageOf(path: string): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  withFile(path, 'r', (file) => readSync(file, page, 0, PAGE_BYTES, 0));
  return page;
}

function withFile(path: string, flags: string, work: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}
