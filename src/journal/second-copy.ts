import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from '../base/paris-time.ts';
import { hasUnsoundDay } from './day-rows.ts';
import type { ImportRecord } from './imports.ts';
import type { CopyFiles } from './second-copy-files.ts';
import { daysName } from './second-copy-lines.ts';
import { haveAgreed, noteAgreement } from './second-copy-note.ts';
import { NOTHING_TAKEN, type Taken, type TakenFromCopy, takeFromCopy } from './take-from-copy.ts';
import { keepContract, keepDays, keepImport, keepImports } from './write-copy.ts';

/**
 * The second copy of what is irreplaceable: the closed days, the imports, the history of the registers, the notes. There is one file for
 * the days of each year, one for each import, and one for the rest.
 * A database and its second copy are made to agree in two steps: the database takes what only the copy has, and what the copy lacks is
 * written to it. So only two operations remove rows from both: undoing an import, which first deletes the file of the import for good, and
 * deleting later days, which first removes them from the copy. Where nothing differs, both steps do nothing, so they can be repeated after
 * any kill.
 */
export interface SecondCopy {
  /** The database that the copy belongs to. */
  readonly db: DatabaseSync;
  readonly files: CopyFiles;
  /** Is called again and again meanwhile. */
  readonly alive: () => void;
}

/**
 * Makes a database and its second copy agree, in both directions.
 * @param onTaken is called once the database has what only the copy had
 * @throws what SQLite throws, also for damaged rows, or what the system throws about the files
 */
export function agreeWithCopy({ db, files, alive }: SecondCopy, onTaken: (taken: Taken) => void): void {
  const { understood, ...taken } = hasAll(db, files) ? nothingFrom(files) : takeFromCopy(db, files, alive);
  onTaken(taken);
  const write = { db, files, isUnderstood: (name: string) => understood.has(name), alive };
  const kept = new Set([...keepDays(write), ...keepImports(write), ...keepContract(write)]);
  files.sync();
  files.setAside(...files.names.filter((name) => !kept.has(name) && !understood.has(name)));
  files.delete(...files.names.filter((name) => !kept.has(name)));
  noteAgreement(db, files);
}

/** Whether the database has everything that the files have: it has agreed with them, and no day has been damaged since. */
function hasAll(db: DatabaseSync, files: CopyFiles): boolean {
  return haveAgreed(db, files) && !hasUnsoundDay(db);
}

function nothingFrom(files: CopyFiles): Pick<TakenFromCopy, keyof Taken | 'understood'> {
  return { ...NOTHING_TAKEN, understood: new Set(files.names) };
}

/**
 * Writes a new import to a second copy that agreed with the database before or, after an import was undone, only the other changes. The
 * rest of the copy is not read.
 * @throws as `agreeWithCopy` does
 */
export function agreeAfterImport({ db, files, alive }: SecondCopy, added: ImportRecord | undefined): void {
  const write = { db, files, isUnderstood: () => true, alive };
  if (added) keepImport(write, added.id);
  keepContract(write);
  files.sync();
  noteAgreement(db, files);
}

/**
 * Removes the days from `day` on from the second copy for good. Once they are deleted from the database as well, no kill brings them back.
 * @throws as `agreeWithCopy` does
 */
export function forgetDaysInCopy({ db, files, alive }: SecondCopy, day: number): void {
  const kept = new Set(keepDays({ db, files, isUnderstood: (name) => files.read(name).isWhole, alive }, day));
  files.sync();
  const firstName = daysName(new Date(day * DAY_MS).getUTCFullYear());
  const isLater = (name: string) => /^days-\d{4}(?:\.|$)/.test(name) && name >= firstName;
  files.delete(...files.names.filter((name) => isLater(name) && !kept.has(name)));
}
