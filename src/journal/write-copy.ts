import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from '../base/paris-time.ts';
import type { CountedDay } from '../energy/day.ts';
import { type DayRow, dayIn } from './day-rows.ts';
import { importNumberIn } from './mended-imports.ts';
import { type CopyFiles, filesNamed } from './second-copy-files.ts';
import { CONTRACT, type CopyLine, daysName, type ImportRow, importName, lineIn, lineOf } from './second-copy-lines.ts';
import { OWN_NOTES } from './second-copy-note.ts';
import { createToldReader } from './told-rows.ts';

/** What is needed to write a database to its second copy. */
export interface CopyWriting {
  readonly db: DatabaseSync;
  readonly files: CopyFiles;
  /** Whether the database has everything that a file has. Other files are not overwritten, but kept under another name. */
  readonly isUnderstood: (name: string) => boolean;
  readonly alive: () => void;
}

/** The days [from, to) of a year. */
type Year = readonly [from: number, to: number];

/**
 * Writes the closed days, one file per year. A day that was opened again keeps its line. Returns the names of the files.
 * @param end this day and later ones are left out
 */
export function keepDays(writing: CopyWriting, end = Number.MAX_SAFE_INTEGER): readonly string[] {
  const first = writing.db.prepare('SELECT day FROM day WHERE day >= ? AND day < ? ORDER BY day LIMIT 1');
  const names: string[] = [];
  for (let row = first.get(0, end); row; ) {
    const from = Number(row['day']);
    const year = new Date(from * DAY_MS).getUTCFullYear();
    const to = Date.UTC(year + 1, 0) / DAY_MS;
    // A day outside every calendar: the row is damaged.
    if (!Number.isSafeInteger(to)) break;
    const name = daysName(year);
    const days = [from, Math.min(to, end)] as const;
    names.push(...keep(writing, name, linesOfYear(writing.db, days, openedIn(writing, days, name))));
    row = first.get(to, end);
  }
  return names;
}

/** Writes each import. Returns the names of the files. */
export function keepImports(writing: CopyWriting): readonly string[] {
  const ids = writing.db.prepare('SELECT id FROM import ORDER BY id').all();
  return ids.flatMap(({ id }) => keepImport(writing, Number(id)));
}

/** Writes an import. Returns the names of its files. */
export function keepImport(writing: CopyWriting, id: number): readonly string[] {
  const { db } = writing;
  const row = db.prepare('SELECT * FROM import WHERE id = ?').get(id) as unknown as ImportRow;
  const days = db.prepare('SELECT day, body FROM imported_day WHERE import = ? AND day BETWEEN ? AND ? ORDER BY day');
  const lines = days.iterate(id, row.first_day, row.last_day);
  return keep(writing, importName({ id, atMs: row.at_ms }), linesFrom(lines), lineOf('import', row));
}

/** Writes the rest. Returns the name of the file, or none if there is nothing at all to write yet. */
export function keepContract(writing: CopyWriting): readonly string[] {
  const { db, files } = writing;
  const number = importNumberIn(db);
  const rows = (table: 'register_period' | 'note', select: string) =>
    db
      .prepare(select)
      .all()
      .map((row) => lineOf(table, row));
  const others = [
    ...rows('register_period', 'SELECT * FROM register_period ORDER BY meter, address, register, since_ms'),
    ...rows('note', `SELECT * FROM ${OWN_NOTES} ORDER BY name`),
  ];
  if (number === 0 && others.length === 0 && files.names.length === 0) return [];
  return keep(writing, CONTRACT, [lineOf('import_number', { number }), ...others]);
}

function keep(
  { files, isUnderstood, alive }: CopyWriting,
  name: string,
  lines: Iterable<string>,
  first?: string,
): readonly string[] {
  const names = files.keep(name, lines, isUnderstood, first);
  alive();
  return names;
}

function* linesFrom(rows: Iterable<object>): Generator<string> {
  for (const row of rows) yield lineOf('imported_day', row);
}

/** One line at a time, as the writer's thread has little memory. */
function* linesOfYear(db: DatabaseSync, year: Year, opened: ReadonlyMap<string, string>): Generator<string> {
  const toldOf = createToldReader(db);
  const rows = db.prepare('SELECT * FROM day WHERE day >= ? AND day < ? ORDER BY day, meter');
  for (const one of rows.iterate(...year)) {
    const row = one as unknown as DayRow;
    const day = dayIn(row, toldOf);
    const line = day
      ? lineOf('day', { ...row, open: 0, body: JSON.stringify(withoutNumber(day)) })
      : opened.get(`${row.day} ${row.meter}`);
    if (line !== undefined) yield line;
  }
}

/** The lines that the file of a year has for days that were opened again, by day and meter. */
function openedIn({ db, files }: CopyWriting, year: Year, name: string): ReadonlyMap<string, string> {
  const select = db.prepare('SELECT day, meter FROM day WHERE day >= ? AND day < ? AND open = 1 AND body IS NULL');
  const opened = new Set(select.all(...year).map(({ day, meter }) => `${day} ${meter}`));
  if (opened.size === 0) return new Map();
  const lines = filesNamed(files.names, name).flatMap((one) => files.read(one).lines);
  const byDay = lines.map((text) => [dayOfLine(lineIn(text)), text] as const);
  return new Map(byDay.filter(([day]) => opened.has(day)));
}

function dayOfLine(line: CopyLine | undefined): string {
  return line?.table === 'day' ? `${line.row.day} ${line.row.meter}` : '';
}

function withoutNumber({ day: _, ...facts }: CountedDay): Omit<CountedDay, 'day'> {
  return facts;
}
