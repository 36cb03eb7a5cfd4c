import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Texts } from '../texts/texts.ts';
import {
  diskTroubleOf,
  isAboutContent,
  isAboutFile,
  JournalError,
  unlessDamaged,
  unlessFilesFail,
} from './disk-trouble.ts';
import { freeBytes, isFileAt, sizeOf } from './files.ts';
import { hasLostFirstPage, newJournalInMemory, openEvenCut, readEvenCut, replaceFirstPage } from './first-page.ts';
import { newOf } from './repair.ts';
import { salvageKept } from './salvage.ts';
import { prepareSchema, versionIn } from './schema.ts';
import { copyFilesOf } from './second-copy-files.ts';
import { knowsNoCopy } from './second-copy-note.ts';
import { loadSqlite } from './sqlite.ts';
import { takeFromCopy } from './take-from-copy.ts';

/** Why irreplaceable rows were not read from the database alone: it no longer exists, or it is damaged. */
export type Rescued = 'gone' | 'damaged';

/** The reason, in words, why not all of a journal comes from its database; undefined if it does. */
export function rescuedText(
  { rescued }: { readonly rescued: Rescued | undefined },
  path: string,
  texts: Texts['journal'],
): string | undefined {
  return rescued && texts.rescued[rescued](path);
}

/** Whether there is anything to read at `path`. @throws what the system throws */
export function isJournalAt(path: string): boolean {
  return existsSync(path) || copyFilesOf(path).names.length > 0;
}

/** A journal that is read whatever the state of its files. Nothing on the disk is changed. */
export interface Readable extends Disposable {
  /** The database. Parts of it may be damaged. If it is gone or cannot be opened, this one does not contain any of its rows. */
  readonly db: DatabaseSync;
  /**
   * Reads irreplaceable rows: from the database or, once that turns out to be damaged, from what can be read of it and of its second copy
   * together. `read` may be called twice.
   */
  kept<T>(read: (db: DatabaseSync) => T): T;
  readonly rescued: Rescued | undefined;
}

/** How far reading a damaged journal may go. */
export interface HowToRead {
  /** Whether a database whose first page is lost may be copied as a whole into the system's folder for temporary files. */
  readonly mayCopy: boolean;
}

export const COMPLETELY: HowToRead = { mayCopy: true };

/** @throws JournalError `newer`, `foreign`, or what SQLite throws if neither a database nor a second copy can be read */
export function openReadable(path: string, { mayCopy } = COMPLETELY): Readable {
  const opened = openFile(path, mayCopy);
  let { rescued } = opened;
  let keptDb = opened.db;

  function rescue(why: Rescued): void {
    keptDb = keptInMemory(opened.at, path);
    rescued = why;
  }

  if (!rescued && unlessDamaged(() => unlessFilesFail(() => knowsNoCopy(opened.db, copyFilesOf(path))))) rescue('gone');
  return {
    db: opened.db,
    kept(read) {
      try {
        return read(keptDb);
      } catch (error) {
        if (keptDb !== opened.db || opened.rescued === 'gone' || !isAboutContent(error)) throw error;
        rescue('damaged');
        return read(keptDb);
      }
    },
    get rescued() {
      return rescued;
    },
    [Symbol.dispose]() {
      if (keptDb !== opened.db) keptDb.close();
      opened.db.close();
      opened.clear();
    },
  };
}

/** An opened database. */
interface Opened {
  readonly db: DatabaseSync;
  /** Where its file is. */
  readonly at: string;
  readonly rescued?: Rescued;
  /** Deletes whatever was made to open it. */
  clear(): void;
}

function openFile(path: string, mayCopy: boolean): Opened {
  const hasCopy = () => (unlessFilesFail(() => copyFilesOf(path).names) ?? []).length > 0;
  // During a repair whose last step the next start will do, the database is elsewhere.
  const at = !existsSync(path) && isFileAt(newOf(path)) ? newOf(path) : path;
  try {
    if (sizeOf(at) === 0 && hasCopy()) return { ...copyInMemory(path), rescued: 'gone' };
    return { db: openJournalAt(at), at, clear() {} };
  } catch (error) {
    if (diskTroubleOf(error) !== 'damaged') throw error;
    const opened = hasLostFirstPage(at) ? mayCopy && openWithFirstPage(at) : openCut(at);
    if (!opened && !hasCopy()) throw error;
    return { ...(opened || copyInMemory(path)), rescued: 'damaged' };
  }
}

/** Opens a truncated file; undefined if the file is not one. */
function openCut(path: string): Opened | undefined {
  return unlessDamaged(() => ({ db: openJournalAt(path, openEvenCut), at: path, clear() {} }));
}

function openJournalAt(path: string, open = openReadOnly): DatabaseSync {
  const db = open(path);
  try {
    db.exec('PRAGMA busy_timeout = 2000');
    if (versionIn(db) === 'empty') throw new JournalError('foreign', 'it has no tables');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openReadOnly(path: string): DatabaseSync {
  return new (loadSqlite().DatabaseSync)(path, { readOnly: true });
}

/** A new journal in memory with the content of the second copy. */
function copyInMemory(path: string): Opened {
  const db = newJournalInMemory();
  takeFromCopy(db, copyFilesOf(path), () => {});
  return { db, at: path, clear() {} };
}

/**
 * A new journal in memory with the content of both the damaged database, whose file is at `at`, and the second copy of the journal at
 * `path`.
 */
function keptInMemory(at: string, path: string): DatabaseSync {
  const db = newJournalInMemory();
  readEvenCut(db);
  db.prepare('ATTACH ? AS old').run(readOnlyUri(at));
  salvageKept(db, path, () => {});
  return db;
}

function readOnlyUri(path: string): string {
  return `file:${encodeURI(path).replaceAll('?', '%3f').replaceAll('#', '%23')}?mode=ro`;
}

/** This many times the size of the file must be free where the copy is made. */
const SPARE_TIMES = 2;

/** Opens a copy of a journal whose first page is lost, with a new first page. Undefined if there is no room for the copy. */
function openWithFirstPage(path: string): Opened | undefined {
  const room = unlessFilesFail(() => freeBytes(join(tmpdir(), 'copy.db'))) ?? 0;
  if (room < SPARE_TIMES * sizeOf(path)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'linky-tic-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [fresh, copy] = [join(folder, 'fresh.db'), join(folder, 'copy.db')];
    const db = new (loadSqlite().DatabaseSync)(fresh);
    prepareSchema(db);
    db.close();
    for (const part of ['', '-wal']) {
      if (existsSync(path + part)) copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE);
    }
    replaceFirstPage(copy, fresh);
    return { db: openJournalAt(copy), at: copy, clear };
  } catch (error) {
    clear();
    if (!isAboutContent(error) && !isAboutFile(error)) throw error;
    return undefined;
  }
}
