import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';
import { unlessDamaged } from './disk-trouble.ts';
import { PAGE_BYTES } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** Where the header of a database has the number of its pages and its list of free ones (sqlite.org/fileformat.html, 1.3). */
const PAGE_COUNT_AT = 28;
const FREE_PAGES_AT = 32;

/**
 * Opens a database for reading. A file that was cut can be read as far as it goes: usually SQLite refuses it, since its header tells of
 * more pages. Only while the schema may be written, which takes a connection that is not defensive, does SQLite go by the file.
 */
export function openEvenCut(path: string): DatabaseSync {
  const db = new (loadSqlite().DatabaseSync)(path, { ...NOT_DEFENSIVE, readOnly: true });
  readEvenCut(db);
  return db;
}

/** The option for a connection on which `readEvenCut` works. Node 22 has no defensive connections, and its types no such option. */
export const NOT_DEFENSIVE = { defensive: false } as DatabaseSyncOptions;

/** From now on files that were cut can be read by a connection, as far as they go. */
export function readEvenCut(db: DatabaseSync): void {
  db.exec('PRAGMA writable_schema = ON');
}

/**
 * Whether the first page of a database, which has the header and says where the tables are, is lost at least in part. That of
 * another program's database is not.
 * @param fresh a new journal
 */
export function isFirstPageLost(path: string, fresh: DatabaseSync): boolean {
  if (statSync(path).size < PAGE_BYTES) return false;
  const tables = tablesIn(fresh);
  const found = unlessDamaged(() => tablesAt(path)) ?? [];
  const own = tables.filter(({ name }) => found.some((one) => one.name === name));
  const isLost = own.length < tables.length && (own.length > 0 || found.length === 0);
  return isLost && tables.filter(({ page }) => BTREE_PAGES.includes(firstByteOf(path, page))).length >= LEAST_TABLES;
}

/** What the first byte of a page of a table or an index is (sqlite.org/fileformat.html, 1.6). */
const BTREE_PAGES = [2, 5, 10, 13];
/** In a file of anything else, bytes like these stand there by chance. */
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

/** A table of a database, and the page at which it begins. */
interface Table {
  readonly name: string;
  readonly page: number;
}

function tablesIn(db: DatabaseSync): readonly Table[] {
  return db.prepare('SELECT name, rootpage AS page FROM sqlite_schema').all() as unknown as readonly Table[];
}

/**
 * Gives a database whose first page is lost that of a new journal, which has its tables at the same pages.
 * @param fresh a journal that was just made, whose first page is in its file
 */
export function replaceFirstPage(path: string, fresh: string): void {
  const page = Buffer.alloc(PAGE_BYTES);
  withFile(fresh, 'r', (file) => readSync(file, page, 0, PAGE_BYTES, 0));
  page.writeUInt32BE(Math.floor(statSync(path).size / PAGE_BYTES), PAGE_COUNT_AT);
  page.fill(0, FREE_PAGES_AT, FREE_PAGES_AT + 8);
  withFile(path, 'r+', (file) => writeSync(file, page, 0, PAGE_BYTES, 0));
}

function withFile(path: string, flags: string, work: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}
