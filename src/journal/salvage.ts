import type { DatabaseSync } from 'node:sqlite';
import { readAroundDamage } from './around-damage.ts';
import { isAboutContent } from './disk-trouble.ts';
import { makePrivate } from './files.ts';
import { addTariffEnds, CREATE_NOTE_TABLE, hasTariffEnds, prepareSchema } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** What cannot be read any more, by the times of what stands before and after it; undefined where nothing does. */
export interface UnreadableTimes {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Whether some of what stands in between can be read. */
  readonly inPart: boolean;
}

/** What a damaged journal has lost. */
export interface Damage {
  readonly readings: UnreadableTimes | undefined;
  readonly minutes: UnreadableTimes | undefined;
}

/**
 * Copies what can still be read of the damaged journal at `path` into a new one at `into`, of which there must be none:
 * the blocks, each at its position, whether they were delivered or not, the minutes, and the notes. At the end, all is on the disk and
 * in the one file. `alive` is told again and again while it goes on.
 * @throws what SQLite has to say of the new one, or of an old one that is no journal at all
 */
export function salvage(path: string, into: string, alive: () => void): Damage {
  const { DatabaseSync } = loadSqlite();
  makePrivate(into);
  const db = new DatabaseSync(into);
  try {
    prepareSchema(db);
    db.prepare('ATTACH ? AS old').run(path);
    const readings = copy(db, BLOCKS, alive);
    if (hasTariffEnds(db, 'old')) addTariffEnds(db);
    const minutes = copy(db, MINUTES, alive);
    copyNotes(db);
    db.exec('PRAGMA main.wal_checkpoint(TRUNCATE)');
    return { readings, minutes };
  } finally {
    db.close();
  }
}

interface Table {
  readonly first: string;
  readonly copy: string;
  /** When what stands before a key ended, in the new one. */
  readonly before: string;
  /** When what stands after a key begins, in the new one. */
  readonly after: string;
}

const BLOCKS: Table = {
  first: 'SELECT position AS first FROM old.block WHERE position >= :from ORDER BY position LIMIT 1',
  copy: 'INSERT INTO block SELECT * FROM old.block WHERE position >= :from AND position < :to',
  before: 'SELECT last_ms AS ms FROM block WHERE position < ? ORDER BY position DESC LIMIT 1',
  after: 'SELECT first_ms AS ms FROM block WHERE position > ? ORDER BY position LIMIT 1',
};

const MINUTES: Table = {
  first: 'SELECT minute AS first FROM old.minute WHERE minute >= :from ORDER BY minute LIMIT 1',
  copy: 'INSERT INTO minute SELECT * FROM old.minute WHERE minute >= :from AND minute < :to',
  before: 'SELECT (minute + 1) * 60000 AS ms FROM minute WHERE minute < ? ORDER BY minute DESC LIMIT 1',
  after: 'SELECT minute * 60000 AS ms FROM minute WHERE minute > ? ORDER BY minute LIMIT 1',
};

function copy(db: DatabaseSync, table: Table, alive: () => void): UnreadableTimes | undefined {
  const [first, within] = [db.prepare(table.first), db.prepare(table.copy)];
  const keyed = {
    first: (from: number) => first.get({ from })?.['first'] as number | undefined,
    within: (from: number, to: number) => within.run({ from, to }),
  };
  let damaged: readonly [first: number, last: number] | undefined;
  for (const stretch of readAroundDamage(keyed, 0)) {
    if (stretch.kind === 'damaged') damaged = [damaged?.[0] ?? stretch.at, stretch.at];
    alive();
  }
  return damaged && gapIn(db, table, ...damaged);
}

/** A note that cannot be read is lost; who set it sets it again. */
function copyNotes(db: DatabaseSync): void {
  try {
    if (!db.prepare(`SELECT 1 FROM old.sqlite_schema WHERE name = 'note'`).get()) return;
    db.exec(CREATE_NOTE_TABLE);
    db.exec('INSERT INTO note SELECT * FROM old.note');
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  }
}

function gapIn(db: DatabaseSync, { before, after }: Table, first: number, last: number): UnreadableTimes {
  const msOf = (sql: string, key: number) => db.prepare(sql).get(key)?.['ms'] as number | undefined;
  const toMs = msOf(after, last);
  return { fromMs: msOf(before, first), toMs, inPart: msOf(after, first) !== toMs };
}
