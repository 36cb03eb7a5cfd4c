import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parisDayOf } from '../../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { unlessDamaged } from '../../../src/journal/disk-trouble.ts';
import { deleteDatabase } from '../../../src/journal/files.ts';
import { loadSqlite } from '../../../src/journal/sqlite.ts';
import { writeImport } from '../../../src/journal/write-import.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { mark } from '../../../testbed/disk-calls/control.ts';
import { BEGIN_MARKER } from '../../../testbed/disk-calls/states.ts';
import { NO_REPORTS } from '../../../testbed/support/troubles.ts';
import { leavesOf, spoilPage, wreck } from '../damage.ts';
import { madeUpImport } from '../made-up-imports.ts';
import { queryDatabase } from '../scene.ts';
import type { AtRest } from './account.ts';
import { BEGIN_MS, COMMITTED, METER, type NumberedJournal, openNumbered } from './numbered-readings.ts';
import type { Promised } from './promises.ts';

const { en } = textsIn;

/** What a life can do, with a promise of each step. */
export interface Living {
  /** The path of the database. */
  readonly path: string;
  /** From now on the power may be cut. */
  begin(): void;
  open(maxMegabytes?: number): void;
  /** Reads all Readings, as the mirror may, so that damage is noticed. */
  readAll(): void;
  /** Takes so many Readings and commits them; with `isLarge` each of them takes some 3 kB. */
  commit(count: number, isLarge?: boolean): void;
  /** Imports a file: see `fileOf`. Gives its number. */
  importFile(file: number): number;
  undo(id: number): void;
  /** The same without a journal that is open, as the command line does it. */
  importBeside(file: number): number;
  undoBeside(id: number): void;
  close(): void;
  /** Deletes the database, but not its second copy. */
  lose(): void;
  promise(one: Promised): void;
}

/**
 * The lives, by their names. Each begins with an empty folder, and makes a few hundred calls, so that its states are quick. A part of the
 * journal that writes to a disk in another way has a life of its own here.
 */
export const LIVES = {
  'the first start': (life) => {
    life.begin();
    life.open();
    life.commit(2);
    life.commit(3);
    life.close();
  },
  'commits over midnight': (life) => {
    life.open();
    life.commit(4);
    life.begin();
    for (let nth = 0; nth < 16; nth += 1) life.commit(3);
    life.close();
  },
  checkpoints: (life) => {
    life.open();
    life.commit(1);
    life.begin();
    for (let nth = 0; nth < 6; nth += 1) life.commit(2, true);
    life.close();
    life.open();
    for (let nth = 0; nth < 4; nth += 1) life.commit(2, true);
    life.close();
  },
  'imports and undone imports': (life) => {
    life.open();
    life.commit(2);
    life.begin();
    const first = life.importFile(1);
    life.commit(1);
    life.importFile(2);
    life.undo(first);
    life.undo(life.importFile(3));
    life.commit(1);
    life.close();
  },
  'imports while the plugin does not run': (life) => {
    life.open();
    life.commit(2);
    life.close();
    life.importBeside(1);
    life.begin();
    life.undoBeside(life.importBeside(2));
    life.importBeside(3);
  },
  'maxMegabytes lowered': lowered,
  'a repair': (life) => {
    repaired(life, () => {});
  },
  'a repair beside a reader': (life) => {
    const reader = repaired(life, () => {
      const db = new (loadSqlite().DatabaseSync)(life.path, { readOnly: true });
      db.prepare('SELECT count(*) FROM note').get();
      return db;
    });
    reader.close();
  },
  'a database that is lost whole': (life) => {
    fill(life, 6);
    damage(life, () => wreck(life.path));
    life.open();
    life.commit(2);
    life.close();
  },
  'a second copy': (life) => {
    life.open();
    life.commit(29);
    life.begin();
    // The day is over.
    life.commit(2);
    const first = life.importFile(1);
    life.undo(first);
    life.importFile(2);
    life.commit(1);
    life.close();
  },
  'a database that comes back from its second copy': (life) => {
    life.open();
    life.commit(32);
    const first = life.importFile(1);
    life.importFile(2);
    life.undo(first);
    life.close();
    life.lose();
    life.begin();
    life.open();
    life.commit(1);
    life.importFile(3);
    life.commit(1);
    life.close();
  },
} as const satisfies { readonly [name: string]: (life: Living) => void };

/** No life that is damaged has more. */
const MOST_BLOCKS = 30;
const ONE_BLOCK = 'SELECT body FROM block WHERE position >= ? AND position < ?';

export type LifeName = keyof typeof LIVES;

/** A file of a number has the days before the journal, some of which others have, too. */
export function fileOf(file: number) {
  return madeUpImport(METER, parisDayOf(BEGIN_MS) - 40 + file * 4, 12, file * 1_000);
}

/** @param beside is called before the repair. As long as a reader is open, SQLite does not delete the WAL. */
function repaired<T>(life: Living, beside: () => T): T {
  fill(life, 12);
  // What is undone leaves free pages, so that the copy has others, and a number that must not come again.
  life.open();
  life.importFile(1);
  life.undo(life.importFile(2));
  life.close();
  fill(life, 12);
  const leaf = leavesOf({ query: (sql) => queryDatabase(life.path, sql) }, 'block')[1] ?? 0;
  damage(life, () => spoilPage(life.path, leaf));
  const result = beside();
  life.open();
  for (let nth = 0; nth < 3; nth += 1) life.commit(1, true);
  life.readAll();
  life.commit(2);
  life.close();
  return result;
}

function lowered(life: Living): void {
  fill(life, 50);
  life.promise({ kind: 'lowered' });
  life.begin();
  life.open(0.2);
  life.commit(1, true);
  life.commit(1, true);
  life.close();
}

function fill(life: Living, commits: number): void {
  life.open();
  for (let nth = 0; nth < commits; nth += 1) life.commit(1, true);
  life.close();
}

/** Damages the database, and says which Readings that has cost. */
function damage(life: Living, spoil: () => void): void {
  const before = blocksIn(life.path);
  spoil();
  const left = blocksIn(life.path);
  const positions = before.filter((position) => !left.includes(position));
  life.promise({ kind: 'damaged', at: { positions, isWhole: left.length === 0 } });
  life.begin();
}

/**
 * The positions of the blocks that can be read, which have a Reading each. To end a search SQLite reads the row after it, so the one
 * before a damaged page cannot be found by a range, as the repair does.
 */
function blocksIn(path: string): readonly number[] {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path, { readOnly: true });
  const positions: number[] = [];
  for (let position = 0; position < MOST_BLOCKS; position += 1) {
    const found = unlessDamaged(() => db.prepare(ONE_BLOCK).all(position, position + 1)) ?? [];
    if (found.length > 0) positions.push(position);
  }
  db.close();
  return positions;
}

type Outcome = ReturnType<typeof writeImport>;

/** With what an import is carried out beside a journal that is closed. */
export const BESIDE = { texts: en.journal, reports: NO_REPORTS, now: () => 0, wall: () => BEGIN_MS };

export function createLiving(folder: string): Living {
  const path = join(folder, JOURNAL_FILE);
  let numbered: NumberedJournal | undefined;
  let [committed, delivered] = [0, 0];
  /** The number of the Reading at position 0. */
  let first = 0;

  const promise = (one: Promised) => mark(JSON.stringify(one));
  const keep = (level: string) => (message: string) => promise({ kind: 'said', line: `${level} ${message}` });
  const log = { debug: () => {}, info: keep('info'), warn: keep('warn'), error: keep('error') };

  function opened(): NumberedJournal {
    if (!numbered) throw new Error('the journal is not open');
    return numbered;
  }

  function imported(file: number, work: () => Outcome): number {
    promise({ kind: 'importing', file });
    const outcome = work();
    if (outcome.kind !== 'imported') throw new Error(`not imported: ${JSON.stringify(outcome)}`);
    promise({ kind: 'imported', file, id: outcome.record.id });
    return outcome.record.id;
  }

  function undone(id: number, work: () => Outcome): void {
    promise({ kind: 'undoing', id });
    const { kind } = work();
    if (kind !== 'undone') throw new Error(`not undone: ${kind}`);
    promise({ kind: 'undone', id });
  }

  function atRest(): AtRest {
    return {
      begin: opened().journal.begin,
      isRepaired: readdirSync(folder).some((name) => /\.(?:broken|unread)-/.test(name)),
    };
  }

  return {
    path,
    promise,
    begin: () => mark(BEGIN_MARKER),
    open(maxMegabytes = 4) {
      const config = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes };
      promise({ kind: 'opening' });
      numbered = openNumbered(path, log, { config }, (position) => first + position);
      promise({ kind: 'opened', rest: atRest() });
    },
    commit(count, isLarge) {
      const { journal, take } = opened();
      take(count, isLarge);
      // Most of what was taken waits for the mirror.
      delivered = Math.max(delivered, Math.floor(journal.end / 3));
      journal.setDelivered(delivered);
      journal.setNote(COMMITTED, String(journal.end));
      promise({ kind: 'committing', end: journal.end, delivered });
      journal.commit();
      if (journal.inMemory > 0) throw new Error('the journal is not on the disk');
      committed = journal.end;
      promise({ kind: 'committed', end: committed, delivered, rest: atRest() });
    },
    readAll: () => void opened().journal.read(0, 1e6),
    importFile: (file) => imported(file, () => opened().journal.addImport(fileOf(file))),
    undo: (id) => undone(id, () => opened().journal.undoImport(METER, id)),
    importBeside: (file) => imported(file, () => writeImport(path, { kind: 'import', import: fileOf(file) }, BESIDE)),
    undoBeside: (id) => undone(id, () => writeImport(path, { kind: 'undo', meter: METER, id }, BESIDE)),
    close() {
      opened().journal.close();
      numbered = undefined;
    },
    lose() {
      first += committed;
      [committed, delivered] = [0, 0];
      deleteDatabase(path);
      promise({ kind: 'lost' });
    },
  };
}
