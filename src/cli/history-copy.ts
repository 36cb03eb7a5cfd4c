import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isAboutContent, isAboutFile, troubleText } from '../journal/disk-trouble.ts';
import { syncFolder } from '../journal/files.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type JournalSelection, journalPath, openSelectedJournal, remarkRescued } from './journal-selection.ts';
import { Failure, type Session, systemReason } from './session.ts';

export type HistoryCopyOptions = JournalSelection & { readonly json?: boolean };

/**
 * `linky-tic history copy FILE`: copies the whole journal, even while the plugin writes to it, to a single-file database that only this
 * user may read.
 * @throws Failure
 */
export function copyHistory(file: string, options: HistoryCopyOptions, session: Session): void {
  const { terminal, texts } = session;
  const path = resolve(file);
  using archive = openSelectedJournal(options, session);
  // The journal's own files have names that begin with the journal's.
  if (path.startsWith(resolve(journalPath(options, session)))) throw new Failure(texts.cli.history.ownName(path));
  const bytes = copied(archive, path, session);
  const { rescued } = archive;
  if (options.json) terminal.print(JSON.stringify({ file: path, bytes, rescued }));
  else terminal.print(texts.cli.history.copied(path, bytes));
  remarkRescued(archive, options, session);
}

/** Returns the size of the copy in bytes. An incomplete copy is deleted. */
function copied(archive: ReadOnlyJournal, path: string, session: Session): number {
  const { cli, journal } = session.texts;
  let isMade = false;
  try {
    closeSync(openSync(path, 'wx', 0o600));
    isMade = true;
    archive.copyTo(path);
    return syncedSize(path);
  } catch (error) {
    if (isMade) rmSync(path, { force: true });
    if (isAboutFile(error)) throw new Failure(cli.cannotWrite(path, systemReason(error, session)));
    if (isAboutContent(error)) throw new Failure(cli.history.damagedToCopy);
    throw new Failure(cli.cannotWrite(path, troubleText(error, journal)));
  }
}

function syncedSize(path: string): number {
  const opened = openSync(path, 'r+');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  syncFolder(dirname(path));
  return statSync(path).size;
}
