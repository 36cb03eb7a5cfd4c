import type { DatabaseSync } from 'node:sqlite';
import { createCopiedDays } from './copied-days.ts';
import { createCopiedImports } from './copied-imports.ts';
import { isAboutContent } from './disk-trouble.ts';
import { raiseImportNumber } from './mended-imports.ts';
import type { CopyFiles } from './second-copy-files.ts';
import { type CopyLine, lineIn } from './second-copy-lines.ts';
import { insertRow, transact } from './sqlite.ts';

/** What a database has taken from its second copy. */
export interface Taken {
  readonly days: number;
  readonly imports: number;
  /** The names of the files that could not be read, or not to their end. */
  readonly unreadable: readonly string[];
}

export const NOTHING_TAKEN: Taken = { days: 0, imports: 0, unreadable: [] };

export interface TakenFromCopy extends Taken {
  /** The files that were read to their end and whose lines are all in the database now. */
  readonly understood: ReadonlySet<string>;
  /** The greatest number of an import that the copy knows; undefined if it cannot be read. */
  readonly importNumber: number | undefined;
}

/**
 * Takes everything that only the second copy has, in one transaction. What the database has stays unchanged, except for damaged days,
 * imports that lack days, and the open day of a database that is older than its copy.
 * @throws what SQLite throws, or what the system throws about the folder of the files
 */
export function takeFromCopy(db: DatabaseSync, files: CopyFiles, alive: () => void): TakenFromCopy {
  const { names } = files;
  if (names.length === 0) return { ...NOTHING_TAKEN, understood: new Set(), importNumber: undefined };
  return transact(db, () => {
    const days = createCopiedDays(db);
    const imports = createCopiedImports(db);
    const understood = new Set<string>();
    const unreadable: string[] = [];
    let importNumber: number | undefined;
    const takers: LineTakers = {
      day: days.take,
      import: imports.take,
      imported_day: imports.takeDay,
      import_number({ number }) {
        raiseImportNumber(db, number);
        importNumber = number;
      },
      register_period: (row) => void insertRow(db, 'register_period', row, 'OR IGNORE'),
      note: (row) => void insertRow(db, 'note', row, 'OR IGNORE'),
    };
    for (const name of names) {
      const { lines, isWhole } = files.read(name);
      imports.beginFile();
      const areTaken = lines.map((line) => takeLine(line, takers));
      if (!isWhole) unreadable.push(name);
      else if (areTaken.every(Boolean)) understood.add(name);
      alive();
    }
    days.finish();
    imports.finish();
    return { days: days.taken, imports: imports.taken, unreadable, understood, importNumber };
  });
}

/** For each table, a function that takes the row of a line. */
type LineTakers = { readonly [T in CopyLine['table']]: (row: Extract<CopyLine, { readonly table: T }>['row']) => void };

/** Returns whether the database now has the content of the line. A line that no journal writes is left out. */
function takeLine(text: string, takers: LineTakers): boolean {
  const line = lineIn(text);
  if (!line || !Object.hasOwn(takers, line.table)) return false;
  try {
    takers[line.table](line.row as never);
    return true;
  } catch (error) {
    // A value that SQLite does not accept, or that no row of the journal has.
    if (error instanceof TypeError || isAboutContent(error)) return false;
    throw error;
  }
}
