import type { DatabaseSync } from 'node:sqlite';
import type { CountedDay } from '../energy/day.ts';
import { DAY_MS } from '../paris-time.ts';
import { bodyOf, type DayRow, dayIn, SELECT_DAY, WRITE_DAY } from './day-rows.ts';
import { isAboutContent } from './disk-trouble.ts';
import type { ImportRecord } from './imports.ts';
import { mendImports, raiseImportNumber } from './mended-imports.ts';
import { type CopyFiles, partsAmong } from './second-copy-files.ts';
import { transact } from './sqlite.ts';
import { createToldReader, createToldWriter } from './told-rows.ts';

/**
 * The second copy of what can never be had again: the days that are closed, the imports, the history of the registers, the notes. Its
 * lines are rows of the tables, as JSON; a day says in its body what the meter told, since the numbers of told rows are those of one
 * database. There is a file a year of days, a file an import, and one for the rest.
 *
 * The database and its second copy agree by two steps: the database takes what only the copy has, and what the copy lacks is written
 * to it. So nothing but an undo takes a row out of both, which first deletes the file of the import for good. Both steps
 * do nothing where nothing differs, and so can be done again after any kill.
 *
 * A note in the database says what the files were like when both agreed, or that the database has gone on since.
 */
const NOTE = 'second-copy';
const GONE_ON = 'old';
const CONTRACT = 'contract';

/** What the database has got from the copy. */
export interface Taken {
  readonly days: number;
  readonly imports: number;
}

/** Says within a transaction that the second copy lacks what the transaction writes. */
export function leaveCopyBehind(db: DatabaseSync): void {
  db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(NOTE, GONE_ON);
}

/** Whether the database, or one that is attached under this name, has gone on since it agreed with its copy. */
export function isCopyBehind(db: DatabaseSync, name = 'main'): boolean {
  return notedIn(db, name) === GONE_ON;
}

/** Whether the files are those that agreed with the database, and it has not gone on since. @throws what the system throws */
export function agrees(db: DatabaseSync, files: CopyFiles): boolean {
  return !isCopyBehind(db) && notedIn(db) === files.sign();
}

function notedIn(db: DatabaseSync, name = 'main'): string {
  return String(db.prepare(`SELECT text FROM ${name}.note WHERE name = ?`).get(NOTE)?.['text'] ?? '');
}

/** The notes of a database, other than the one about the copy, in SQL. */
export const OWN_NOTES = `note WHERE name <> '${NOTE}'`;

/**
 * Makes a database and its second copy agree, in both directions.
 * @param onTaken is called once the database has what only the copy had
 * @param trusted the names of files of imports that are not read again
 * @throws what SQLite throws, also about rows that are damaged, or what the system throws about the files
 */
export function agreeWithCopy(
  db: DatabaseSync,
  files: CopyFiles,
  onTaken: (taken: Taken) => void,
  trusted: ReadonlySet<string> = new Set(),
): void {
  const { understood, ...taken } = takeFromCopy(db, files, trusted);
  onTaken(taken);
  writeCopy(db, files, { understood, trusted });
  db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(NOTE, files.sign());
}

/** The names of the files that hold an import, if there are any. */
export function filesOfImport(
  files: Pick<CopyFiles, 'names'>,
  record: Pick<ImportRecord, 'id' | 'atMs'>,
): readonly string[] {
  const name = importName(record);
  return files.names.filter((one) => one === name || one.startsWith(`${name}.`));
}

function importName({ id, atMs }: Pick<ImportRecord, 'id' | 'atMs'>): string {
  return `import-${id}-${atMs}`;
}

/** A line of the copy. */
type CopyLine =
  | { readonly table: 'day'; readonly row: DayRow }
  | { readonly table: 'import'; readonly row: ImportRow }
  | { readonly table: 'imported_day'; readonly row: { readonly day: number; readonly body: string } }
  | { readonly table: 'register_period' | 'note'; readonly row: Row }
  | { readonly table: 'import_number'; readonly row: { readonly number: number } };

type Row = { readonly [column: string]: string | number | null };

interface ImportRow extends Row {
  readonly id: number;
  readonly meter: string;
  readonly at_ms: number;
  readonly digest: string;
}

/** What was taken from a copy. */
export interface TakenFromCopy extends Taken {
  /** The files that could be read whole, and of which the database has each line now. */
  readonly understood: ReadonlySet<string>;
  /** Whether all files could be, and the one that comes last when a copy is written is among them. */
  readonly isWhole: boolean;
}

/**
 * Takes over what only the second copy has, in one transaction. What the database has stays as it is, except for a day of which a
 * disk has lost a part, and an import that lacks days.
 * @throws what SQLite throws, or what the system throws about the files
 */
export function takeFromCopy(
  db: DatabaseSync,
  files: CopyFiles,
  trusted: ReadonlySet<string> = new Set(),
): TakenFromCopy {
  const { names } = files;
  if (names.length === 0) return { days: 0, imports: 0, understood: new Set(), isWhole: false };
  return transact(db, () => {
    const days = createDayTaker(db);
    const imports = createImportTaker(db);
    const understood = new Set<string>(trusted);
    for (const name of names.filter((one) => !trusted.has(one))) {
      const { lines, isWhole } = files.read(name);
      imports.beginFile();
      const areTaken = lines.map((line) => takeLine(line, { db, days, imports }));
      if (isWhole && areTaken.every(Boolean)) understood.add(name);
    }
    if (imports.taken > 0) mendImports(db);
    const isWhole = understood.size === names.length && understood.has(CONTRACT);
    return { days: days.taken, imports: imports.taken, understood, isWhole };
  });
}

interface Takers {
  readonly db: DatabaseSync;
  readonly days: DayTaker;
  readonly imports: ImportTaker;
}

/** Returns whether the database has now what the line says. A line that no journal has written is left out. */
function takeLine(text: string, { db, days, imports }: Takers): boolean {
  const line = lineIn(text);
  try {
    switch (line?.table) {
      case 'day':
        days.take(line.row);
        return true;
      case 'import':
        imports.take(line.row);
        return true;
      case 'imported_day':
        imports.takeDay(line.row);
        return true;
      case 'import_number':
        raiseImportNumber(db, line.row.number);
        return true;
      case 'register_period':
      case 'note':
        insert(db, line.table, line.row, 'OR IGNORE');
        return true;
      default:
        return false;
    }
  } catch (error) {
    // A value that SQLite does not take, or one that no row of ours has.
    if (error instanceof TypeError || isAboutContent(error)) return false;
    throw error;
  }
}

function lineIn(text: string): CopyLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<CopyLine> | null;
    return typeof line?.row === 'object' && line.row !== null ? (line as CopyLine) : undefined;
  } catch {
    return undefined;
  }
}

interface DayTaker {
  take(row: DayRow): void;
  readonly taken: number;
}

function createDayTaker(db: DatabaseSync): DayTaker {
  const toldOf = createToldReader(db);
  const toldId = createToldWriter(db);
  const find = db.prepare(SELECT_DAY);
  const write = db.prepare(WRITE_DAY);
  const followed = new Set(
    db
      .prepare('SELECT meter FROM day WHERE open = 1 OR chain IS NOT NULL')
      .all()
      .map(({ meter }) => String(meter)),
  );
  let taken = 0;
  return {
    take({ day, meter, body, chain }) {
      const known = find.get(day, meter) as unknown as DayRow | undefined;
      if (known && (known.open === 1 || isSound(dayIn(known, toldOf)))) return;
      const copied = dayIn({ day, body }, toldOf);
      if (!copied) throw new RangeError('a day without a body');
      // Where the database knows how far the indexes of a meter have been counted, that stands.
      const goesOn = chain !== null && !followed.has(meter);
      write.run({ ...{ day, meter, open: 0 }, body: bodyOf(copied, meter, toldId), chain: goesOn ? chain : null });
      taken += 1;
    },
    get taken() {
      return taken;
    },
  };
}

/** Whether a day has a body, and all that the meter told in it. */
function isSound(day: CountedDay | undefined): boolean {
  return day?.parts.every((part) => !('told' in part) || part.told !== undefined) === true;
}

interface ImportTaker {
  /** What comes next is of another file. */
  beginFile(): void;
  take(row: ImportRow): void;
  takeDay(row: { readonly day: number; readonly body: string }): void;
  readonly taken: number;
}

function createImportTaker(db: DatabaseSync): ImportTaker {
  const byDigest = db.prepare(`SELECT 1 FROM import WHERE meter = ? AND digest = ? AND digest <> ''`);
  const byId = db.prepare('SELECT * FROM import WHERE id = ?');
  const remove = db.prepare('DELETE FROM import WHERE id = ?');
  const removeDays = db.prepare('DELETE FROM imported_day WHERE import = ?');
  const addDay = db.prepare('INSERT OR IGNORE INTO imported_day VALUES (?, ?, ?, ?)');
  /** The numbers that imports of the copy have got, by their names in the copy. */
  const taken = new Map<string, number>();
  let current: { readonly meter: string; readonly id: number } | undefined;

  function numberFor(row: ImportRow): number | null | undefined {
    if (byDigest.get(row.meter, row.digest)) return undefined;
    const other = byId.get(row.id) as unknown as ImportRow | undefined;
    if (!other) return row.id;
    if (other.meter !== row.meter || other.at_ms !== row.at_ms) return null;
    if (other.digest !== '' || row.digest === '') return undefined;
    remove.run(row.id);
    removeDays.run(row.id);
    return row.id;
  }

  return {
    beginFile() {
      current = undefined;
    },
    take(row) {
      const name = importName({ id: row.id, atMs: row.at_ms });
      const id = taken.get(name) ?? numberFor(row);
      if (id === undefined) current = undefined;
      else if (taken.has(name)) current = { meter: row.meter, id: Number(id) };
      else {
        const added = insert(db, 'import', { ...row, id });
        taken.set(name, added);
        current = { meter: row.meter, id: added };
      }
    },
    takeDay({ day, body }) {
      if (current) addDay.run(day, current.meter, current.id, body);
    },
    get taken() {
      return taken.size;
    },
  };
}

/** Adds a row, and returns its number. @throws what SQLite throws about a row that does not fit the table */
function insert(db: DatabaseSync, table: string, row: Row, otherwise = ''): number {
  const columns = Object.keys(row).filter((name) => /^[a-z_]+$/.test(name));
  const places = columns.map((name) => `:${name}`).join(', ');
  const values = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
  const statement = db.prepare(`INSERT ${otherwise} INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
  return Number(statement.run(values).lastInsertRowid);
}

/** Writes what the copy lacks, and deletes files of which the database has all, under other names. */
function writeCopy(
  db: DatabaseSync,
  files: CopyFiles,
  { understood, trusted }: Pick<TakenFromCopy, 'understood'> & { readonly trusted: ReadonlySet<string> },
): void {
  const kept = new Set<string>();
  const keep: CopyFiles['keep'] = (...text) => {
    const names = files.keep(...text);
    for (const name of names) kept.add(name);
    return names;
  };
  for (const [name, lines] of yearsOf(db, files)) keep(name, lines);
  for (const row of db.prepare('SELECT * FROM import ORDER BY id').all() as unknown as ImportRow[]) {
    const name = importName({ id: row.id, atMs: row.at_ms });
    if (!trusted.has(name)) keep(name, daysOfImport(db, row), lineOf('import', row));
    for (const one of partsAmong(trusted, name)) kept.add(one);
  }
  const contract = linesOfContract(db);
  if (kept.size > 0 || contract.length > 1) keep(CONTRACT, contract);
  files.sync();
  const surplus = files.names.filter((name) => !kept.has(name) && understood.has(name));
  if (surplus.length > 0) files.delete(...surplus);
}

/** The closed days of each year. A day that is open again keeps the line that it has. */
function* yearsOf(db: DatabaseSync, files: CopyFiles): Generator<readonly [name: string, lines: Iterable<string>]> {
  const first = db.prepare('SELECT day FROM day WHERE day >= ? ORDER BY day LIMIT 1');
  for (let row = first.get(0); row; ) {
    const from = Number(row['day']);
    const year = new Date(from * DAY_MS).getUTCFullYear();
    const to = Date.UTC(year + 1, 0) / DAY_MS;
    // A day that no calendar has: a disk has changed it.
    if (!Number.isSafeInteger(to)) return;
    const name = `days-${year}`;
    yield [name, linesOfYear(db, [from, to], openedIn(db, [from, to], files, name))];
    row = first.get(to);
  }
}

/** The days [from, to), one after the other, as the writer's thread has little memory. */
function* linesOfYear(
  db: DatabaseSync,
  range: readonly [from: number, to: number],
  opened: ReadonlyMap<string, string>,
): Generator<string> {
  const toldOf = createToldReader(db);
  const rows = db.prepare('SELECT * FROM day WHERE day >= ? AND day < ? ORDER BY day, meter');
  for (const one of rows.iterate(...range)) {
    const row = one as unknown as DayRow;
    const day = dayIn(row, toldOf);
    const line = day
      ? lineOf('day', { ...row, open: 0, body: JSON.stringify(withoutNumber(day)) })
      : opened.get(`${row.day} ${row.meter}`);
    if (line !== undefined) yield line;
  }
}

/** The lines that a year's file has of days that are open again, by the day and the meter. */
function openedIn(
  db: DatabaseSync,
  range: readonly [from: number, to: number],
  files: CopyFiles,
  name: string,
): ReadonlyMap<string, string> {
  const select = db.prepare('SELECT day, meter FROM day WHERE day >= ? AND day < ? AND open = 1 AND body IS NULL');
  const opened = new Set(select.all(...range).map(({ day, meter }) => `${day} ${meter}`));
  if (opened.size === 0) return new Map();
  const lines = [...partsAmong(new Set(files.names), name)].flatMap((one) => files.read(one).lines);
  const byDay = lines.map((text) => [dayOfLine(lineIn(text)), text] as const);
  return new Map(byDay.filter(([day]) => opened.has(day)));
}

function dayOfLine(line: CopyLine | undefined): string {
  return line?.table === 'day' ? `${line.row.day} ${line.row.meter}` : '';
}

function withoutNumber({ day: _, ...facts }: CountedDay): Omit<CountedDay, 'day'> {
  return facts;
}

function* daysOfImport(db: DatabaseSync, row: ImportRow): Generator<string> {
  const days = db.prepare('SELECT day, body FROM imported_day WHERE import = ? AND day BETWEEN ? AND ? ORDER BY day');
  for (const day of days.iterate(row.id, row['first_day'] ?? 0, row['last_day'] ?? 0))
    yield lineOf('imported_day', day);
}

function linesOfContract(db: DatabaseSync): readonly string[] {
  const number = db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'import'`).get()?.['seq'] ?? 0;
  const rows = (table: 'register_period' | 'note', select: string) =>
    db
      .prepare(select)
      .all()
      .map((row) => lineOf(table, row));
  return [
    lineOf('import_number', { number }),
    ...rows('register_period', 'SELECT * FROM register_period ORDER BY meter, address, register, since_ms'),
    ...rows('note', `SELECT * FROM ${OWN_NOTES} ORDER BY name`),
  ];
}

function lineOf(table: CopyLine['table'], row: object): string {
  return JSON.stringify({ table, row });
}
