import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isAboutContent, isAboutFile, troubleText } from '../journal/disk-trouble.ts';
import { syncFolder } from '../journal/files.ts';
import { asCaller } from '../journal/journal-owner.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type JournalSelection, openSelectedJournal, remarkRescued } from './journal-selection.ts';
import { Failure, type Session, systemReason } from './session.ts';

export type HistoryCopyOptions = JournalSelection & { readonly json?: boolean };

/**
 * `linky-tic history copy FILE`: copies the whole journal, also while the plugin writes to it, to a database of a single file that only
 * this user may read.
 * @throws Failure
 */
export function copyHistory(file: string, options: HistoryCopyOptions, session: Session): void {
  const { terminal, texts } = session;
  const path = resolve(file);
  using archive = openSelectedJournal(options, session);
  const bytes = copied(archive, path, session);
  if (options.json) terminal.print(JSON.stringify({ file: path, bytes }));
  else terminal.print(texts.cli.history.copied(path, bytes));
  remarkRescued(archive, options, session);
}

/** Returns how many bytes the copy has. What could not be made whole is deleted. */
function copied(archive: ReadOnlyJournal, path: string, session: Session): number {
  const { cli, journal } = session.texts;
  if (asCaller(() => existsSync(path))) throw new Failure(cli.cannotWrite(path, cli.reason['EEXIST'] ?? ''));
  try {
    asCaller(() => makePrivateFile(path));
    archive.copyTo(path);
    return asCaller(() => syncedSize(path));
  } catch (error) {
    asCaller(() => rmSync(path, { force: true }));
    if (isAboutFile(error)) throw new Failure(cli.cannotWrite(path, systemReason(error, session)));
    if (isAboutContent(error)) throw new Failure(cli.history.damagedToCopy);
    throw new Failure(cli.cannotWrite(path, troubleText(error, journal)));
  }
}

function makePrivateFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
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
