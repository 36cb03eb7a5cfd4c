import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parisDayOf } from '../../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { unlessDamaged } from '../../../src/journal/disk-trouble.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { loadSqlite } from '../../../src/journal/sqlite.ts';
import { type DiskState, writeState } from '../../../testbed/disk-calls/states.ts';
import { daysOf } from '../../../testbed/support/journal-days.ts';
import { listLog } from '../../../testbed/support/log.ts';
import { importsSeen } from '../made-up-imports.ts';
import type { Account } from './account.ts';
import { fileOf } from './lives.ts';
import { BEGIN_MS, COMMITTED, METER, openNumbered } from './numbered-readings.ts';

/** What a journal says to whoever reads it. */
export interface Seen {
  readonly entries: readonly {
    readonly position: number;
    readonly atMs: number;
    readonly powerVA: number | undefined;
  }[];
  /** What was counted of each day, in the order of the days. Files tell of days before them. */
  readonly days: readonly { readonly day: number; readonly energyWh: number | undefined }[];
  /** How many Readings the minutes have. */
  readonly counted: number;
  readonly imports: ReturnType<typeof importsSeen>;
  /**
   * How many days each import has in the database, whether a reader shows them or not: empty where no file is imported, and undefined
   * where there is no database.
   */
  readonly importRows: { readonly [id: string]: number } | undefined;
  /** The note that each commit writes. */
  readonly note: string | undefined;
}

/** What the product makes of a folder after a power cut. */
export interface Observed {
  /** What a reader sees before anybody writes; or why it sees nothing. */
  readonly before: Seen | { readonly fails: string };
  /** What a reader sees of the second copy alone, should the database be lost; or why it sees nothing. */
  readonly lost: Seen | { readonly fails: string };
  /** What the reader has changed on the disk. */
  readonly readerChanged: readonly string[];
  /** The Readings of the journal that is opened to write. */
  readonly opened: { readonly begin: number; readonly end: number; readonly delivered: number };
  /** The positions of the Readings that it took then. */
  readonly takenAt: readonly number[];
  /** How many of them it could not write. */
  readonly inMemory: number;
  /** The number of the import that it took then. */
  readonly importId: number | undefined;
  readonly said: readonly string[];
  /** What a reader sees after that one was closed. */
  readonly after: Seen | { readonly fails: string };
  /** What a second opening says. */
  readonly saidAgain: readonly string[];
}

/** How many Readings the journal takes after the power cut. */
export const TAKEN = 3;
/** The number of the file that is imported then. */
export const FILE = 5;

/** Writes a state into a folder, which it empties, reads and writes the journal there, and imports a file if the life did so. */
export function observe(
  state: Pick<DiskState, 'files'>,
  folder: string,
  { imports, first }: Pick<Account, 'imports' | 'first'>,
): Observed {
  const isImporting = imports.length > 0;
  const path = join(folder, JOURNAL_FILE);
  writeAnew(new Map([...state.files].filter(([name]) => name.includes('second-copy'))), folder);
  const lost = read(path, isImporting);
  writeAnew(state.files, folder);
  const before = read(path, isImporting);
  const readerChanged = differences(state.files, folder);

  const { log, lines: said } = listLog();
  const { journal, take } = openNumbered(path, log, {}, (position) => first + position);
  journal.read(0, 1e6);
  // The next commit repairs what was found damaged.
  journal.commit();
  const { begin, end, delivered } = journal;
  take(TAKEN);
  journal.setNote(COMMITTED, String(journal.end));
  journal.commit();
  const takenAt = journal.read(end, 1_000).map(({ position }) => position);
  const { inMemory } = journal;
  const outcome = isImporting ? journal.addImport(fileOf(FILE)) : undefined;
  journal.close();
  const after = read(path, isImporting);
  const again = listLog();
  const second = openNumbered(path, again.log).journal;
  second.read(0, 1e6);
  second.close();
  return {
    ...{ before, lost, readerChanged, opened: { begin, end, delivered }, takenAt, inMemory, said, after },
    ...{ importId: outcome?.kind === 'imported' ? outcome.record.id : undefined, saidAgain: again.lines },
  };
}

function writeAnew(files: DiskState['files'], folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeState({ files }, folder);
}

function read(path: string, isImporting: boolean): Seen | { readonly fails: string } {
  try {
    using reader = openReadOnlyJournal(path);
    return {
      entries: Array.from(reader.entries(0), ({ position, atMs, reading }) => ({
        ...{ position, atMs, powerVA: reading.apparentPowerVA },
      })),
      days: daysOf(reader, METER)
        .filter(({ day }) => day >= parisDayOf(BEGIN_MS))
        .map(({ day, energyWh }) => ({ day, energyWh })),
      counted: reader.minutes(METER, 0, 1e15).reduce((sum, { count }) => sum + count, 0),
      imports: importsSeen(reader, METER),
      importRows: existsSync(path) ? ((isImporting ? unlessDamaged(() => importRowsIn(path)) : {}) ?? {}) : undefined,
      note: reader.note(COMMITTED),
    };
  } catch (error) {
    return { fails: String(error) };
  }
}

/** The files in a folder, and in those within it, by their names. */
export function filesBelow(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

function importRowsIn(path: string): Seen['importRows'] {
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true });
  const rows = db.prepare('SELECT import, count(*) AS days FROM imported_day GROUP BY import').all();
  db.close();
  return Object.fromEntries(rows.map(({ import: id, days }) => [String(id), Number(days)]));
}

/** The files that are not as they were. A reader of SQLite may make an empty WAL, and its shared memory. */
function differences(before: ReadonlyMap<string, Uint8Array>, folder: string): readonly string[] {
  const now = filesBelow(folder);
  return [...new Set([...before.keys(), ...now.keys()])].filter((name) => {
    const [one, other] = [before.get(name), now.get(name)];
    if (name.endsWith('-shm') || (name.endsWith('-wal') && !one?.length && !other?.length)) return false;
    return !one || !other || Buffer.compare(one, other) !== 0;
  });
}
