import { constants, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JournalError } from './disk-trouble.ts';

/** What follows the database's name in the names of the files without which there is no journal: SQLite opens them all. */
const NEEDED = ['', '-wal', '-shm', '-journal', '.lock', '.lock-wal', '.lock-shm', '.lock-journal'];

/**
 * The flag for opening a file by which a link is an error. The check below cannot see a link that another user sets right after it.
 */
export const { O_NOFOLLOW } = constants;

/**
 * Checks that no folder has the name of a file that the journal at `path` needs, since SQLite would only say that it cannot open it.
 * As root it also checks that none of its files is a link, unless root has made that: who may write to the folder could make root
 * overwrite any file of the machine, or give it away, as SQLite gives a write-ahead log to the owner of its database.
 * @throws JournalError `folder` or `link`, or what the system throws
 */
export function requireOwnFiles(path: string): void {
  const name = basename(path);
  for (const entry of readdirSync(dirname(path), { withFileTypes: true })) {
    if (!entry.name.startsWith(name)) continue;
    const there = join(dirname(path), entry.name);
    if (entry.isDirectory() && NEEDED.includes(entry.name.slice(name.length))) throw new JournalError('folder', there);
    if (entry.isSymbolicLink() && isOfAnotherThanRoot(there)) throw new JournalError('link', there);
  }
}

/** Whether this process was begun by root, though it may be another user just now, and the link was not. */
function isOfAnotherThanRoot(link: string): boolean {
  return process.getuid?.() === 0 && lstatSync(link, { throwIfNoEntry: false })?.uid !== 0;
}

/** Whether a file is at the path itself, and neither a folder nor a link. */
export function isFileAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
