import type { DatabaseSync } from 'node:sqlite';
import { isAboutContent } from './disk-trouble.ts';
import { hasTable } from './sqlite.ts';

/** The short text that is kept under a name: see `Notes`. Where the notes are damaged on the disk, there is none. */
export function readNote(db: DatabaseSync, name: string): string | undefined {
  try {
    if (!hasTable(db, 'note')) return undefined;
    return db.prepare('SELECT text FROM note WHERE name = ?').get(name)?.['text'] as string | undefined;
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return undefined;
  }
}
