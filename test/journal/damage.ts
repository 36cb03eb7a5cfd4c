import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { Journal } from '../../src/journal/journal.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import type { Scene } from './scene.ts';

/** Overwrites a page of a database, counted from 0, as a worn card does. */
export function spoilPage(path: string, page = 0): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}

/** The pages that hold a table's rows, counted from 0, in the order of the keys. */
export function leavesOf({ query }: Pick<Scene, 'query'>, table: string): readonly number[] {
  const leaves = query(`SELECT pageno FROM dbstat WHERE name = '${table}' AND pagetype = 'leaf' ORDER BY path`);
  return leaves.map((leaf) => (leaf as { pageno: number }).pageno - 1);
}

/** Overwrites all files of a database, as a failing card does. */
export function wreck(path: string): void {
  for (const part of ['', '-wal', '-shm']) writeFileSync(path + part, 'not a database at all, '.repeat(999));
}

/** Overwrites the database of a journal that is open, and lets the journal replace it by a new one. */
export function wreckAndReplace(journal: Journal, { take, path }: Pick<Scene, 'take' | 'path'>): void {
  take(journal, 'linky', 1);
  journal.commit();
  wreck(path);
  take(journal, 'linky', 2);
  journal.commit();
  journal.commit();
}
