import type { DatabaseSync } from 'node:sqlite';
import { prepareSchema } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

const MINUTE_MS = 60_000;
/** So few that Homebridge, which runs on the same thread, has its turn. */
const STEPS_AT_ONCE = 100;

/** What cannot be read any more, by the times of what stands before and after it; undefined where nothing does. */
export interface Gap {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/** What a damaged journal has lost. */
export interface Damage {
  /** Of the readings from where the mirror is. */
  readonly readings: Gap | undefined;
  readonly minutes: Gap | undefined;
}

/**
 * Copies what can still be read of the damaged journal at `path` into a new one at `into`, of which there must be none:
 * the blocks from where the mirror is, each at its position, and the minutes. It does some at each step.
 * @throws what SQLite has to say of the new one, or of an old one that is no database at all
 */
export function* salvage(path: string, into: string): Generator<undefined, Damage> {
  const { DatabaseSync } = loadSqlite();
  const from = new DatabaseSync(path, { readOnly: true });
  try {
    return yield* salvageFrom(from, new DatabaseSync(into));
  } finally {
    from.close();
  }
}

function* salvageFrom(from: DatabaseSync, to: DatabaseSync): Generator<undefined, Damage> {
  try {
    prepareSchema(to);
    const readings = yield* copied(from, to, BLOCKS, beforeMirror(from));
    const minutes = yield* copied(from, to, MINUTES, 0);
    return { readings, minutes };
  } finally {
    to.close();
  }
}

type Row = Readonly<ReturnType<ReturnType<DatabaseSync['prepare']>['all']>[number]>;

interface Table {
  /** The rows that have the least key after `?`. */
  readonly next: string;
  readonly insert: string;
  readonly keyOf: (row: Row) => number;
  readonly timesOf: (row: Row) => readonly [fromMs: number, toMs: number];
}

const BLOCKS: Table = {
  next: 'SELECT * FROM block WHERE position > ? ORDER BY position LIMIT 1',
  insert: 'INSERT INTO block VALUES (:position, :count, :first_ms, :last_ms, :delivered, :body)',
  keyOf: (row) => Number(row['position']),
  timesOf: (row) => [Number(row['first_ms']), Number(row['last_ms'])],
};

const MINUTES: Table = {
  next: 'SELECT * FROM minute WHERE minute = (SELECT min(minute) FROM minute WHERE minute > ?)',
  insert: `INSERT INTO minute VALUES (:minute, :meter, :count, :sum_va, :least_va, :greatest_va, :first_wh, :last_wh,
    :tariff, :first_block, :last_block)`,
  keyOf: (row) => Number(row['minute']),
  timesOf: (row) => [Number(row['minute']) * MINUTE_MS, (Number(row['minute']) + 1) * MINUTE_MS],
};

/** A key before the block that the mirror is in, or before all where that cannot be told. */
function beforeMirror(from: DatabaseSync): number {
  try {
    const newest = from.prepare('SELECT delivered FROM block ORDER BY position DESC LIMIT 1').get();
    const at = from.prepare('SELECT max(position) AS position FROM block WHERE position <= ?');
    return Number(at.get(Number(newest?.['delivered']))?.['position'] ?? 0) - 1;
  } catch {
    return -1;
  }
}

function* copied(
  from: DatabaseSync,
  to: DatabaseSync,
  { insert, timesOf, ...table }: Table,
  start: number,
): Generator<undefined, Gap | undefined> {
  const add = to.prepare(insert);
  let gap: Gap | undefined;
  let lastMs: number | undefined;
  let steps = 0;
  to.exec('BEGIN');
  for (const step of readable(from, table, start)) {
    if (step === 'damaged') gap = { fromMs: gap ? gap.fromMs : lastMs, toMs: undefined };
    else for (const row of step) take(row);
    steps += 1;
    if (steps % STEPS_AT_ONCE > 0) continue;
    to.exec('COMMIT');
    yield;
    to.exec('BEGIN');
  }
  to.exec('COMMIT');
  return gap;

  function take(row: Row): void {
    const [fromMs, toMs] = timesOf(row);
    add.run(row);
    if (gap && gap.toMs === undefined) gap = { ...gap, toMs: fromMs };
    lastMs = toMs;
  }
}

/** The rows after key `start`, in the order of their keys, key by key, and a word where some are damaged. */
function* readable(
  from: DatabaseSync,
  { next, keyOf }: Pick<Table, 'next' | 'keyOf'>,
  start: number,
): Generator<readonly Row[] | 'damaged'> {
  const statement = from.prepare(next);
  let key: number | undefined = start;
  while (key !== undefined) {
    const rows = rowsAfter(key);
    if (rows?.length === 0) return;
    yield rows ?? 'damaged';
    key = rows ? rows.map(keyOf).at(-1) : endOfDamage(key, (after) => rowsAfter(after) !== undefined);
  }

  function rowsAfter(after: number): readonly Row[] | undefined {
    try {
      const rows = statement.all(after);
      return rows.every((row) => keyOf(row) > after) ? rows : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The least key after which reading works again; undefined when there is none. A page that is damaged holds keys in a row. */
function endOfDamage(key: number, isReadable: (after: number) => boolean): number | undefined {
  let step = 1;
  while (!isReadable(key + step)) {
    step *= 2;
    if (key + step > Number.MAX_SAFE_INTEGER) return undefined;
  }
  let [damaged, sound] = [key + Math.floor(step / 2), key + step];
  while (sound - damaged > 1) {
    const middle = Math.floor((damaged + sound) / 2);
    if (isReadable(middle)) sound = middle;
    else damaged = middle;
  }
  return sound;
}
