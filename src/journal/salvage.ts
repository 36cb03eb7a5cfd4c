import type { DatabaseSync } from 'node:sqlite';
import { readable } from './readable.ts';
import { prepareSchema } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** What cannot be read any more, by the times of what stands before and after it; undefined where nothing does. */
export interface Gap {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Whether some of what stands in between can be read. */
  readonly inPart: boolean;
}

/** What a damaged journal has lost. */
export interface Damage {
  /** Of the readings from where the mirror is. */
  readonly readings: Gap | undefined;
  readonly minutes: Gap | undefined;
}

/**
 * Copies what can still be read of the damaged journal at `path` into a new one at `into`, of which there must be none:
 * the blocks from where the mirror is, each at its position, and the minutes. It does some at each step. At the end, all
 * is on the disk and in the one file.
 * @throws what SQLite has to say of the new one, or of an old one that is no journal at all
 */
export function* salvage(path: string, into: string): Generator<undefined, Damage> {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(into);
  try {
    prepareSchema(db);
    db.prepare('ATTACH ? AS old').run(path);
    const readings = yield* copied(db, BLOCKS, mirrorIn(db));
    const minutes = yield* copied(db, MINUTES, 0);
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

/** The position of the block that the mirror is in, or of all where that cannot be told. */
function mirrorIn(db: DatabaseSync): number {
  try {
    const newest = db.prepare('SELECT delivered FROM old.block ORDER BY position DESC LIMIT 1').get();
    const at = db.prepare('SELECT max(position) AS position FROM old.block WHERE position <= ?');
    return Number(at.get(Number(newest?.['delivered']))?.['position'] ?? 0);
  } catch {
    return 0;
  }
}

function* copied(db: DatabaseSync, table: Table, start: number): Generator<undefined, Gap | undefined> {
  const [first, copy] = [db.prepare(table.first), db.prepare(table.copy)];
  const keyed = {
    first: (from: number) => first.get({ from })?.['first'] as number | undefined,
    within: (from: number, to: number) => copy.run({ from, to }),
  };
  let damaged: readonly [first: number, last: number] | undefined;
  for (const stretch of readable(keyed, start)) {
    if (stretch.kind === 'damaged') damaged = [damaged?.[0] ?? stretch.at, stretch.at];
    yield;
  }
  return damaged && gapIn(db, table, ...damaged);
}

function gapIn(db: DatabaseSync, { before, after }: Table, first: number, last: number): Gap {
  const msOf = (sql: string, key: number) => db.prepare(sql).get(key)?.['ms'] as number | undefined;
  const toMs = msOf(after, last);
  return { fromMs: msOf(before, first), toMs, inPart: msOf(after, first) !== toMs };
}
