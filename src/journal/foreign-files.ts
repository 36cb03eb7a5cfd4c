import { closeSync, constants, type Dirent, lstatSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JournalError } from './disk-trouble.ts';

const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
/** What follows the database's name in the names of the files without which there is no journal: SQLite opens them all. */
export const NEEDED = ['', '-wal', '-shm', '-journal', '.lock', '.lock-wal', '.lock-shm', '.lock-journal'];

/**
 * Writes to a file of this user alone, which is made unless it is there. A link is not followed, even if it was set just now.
 * @param flags with which it is opened besides
 * @throws what the system throws, or `write`
 */
export function writeOwnFile(file: string, flags: number, write: (opened: number) => void): void {
  const opened = openSync(file, O_WRONLY | O_CREAT | O_NOFOLLOW | flags, 0o600);
  try {
    write(opened);
  } finally {
    closeSync(opened);
  }
}

/**
 * Checks that no folder has the name of a file that the journal at `path` needs, since SQLite would only say that it cannot open it;
 * and that no link is followed that root should not follow.
 * @throws JournalError `folder` or `link`, or what the system throws
 */
export function requireOwnFiles(path: string): void {
  for (const { suffix, there } of namesBeside(path, (entry) => entry.isDirectory()))
    if (NEEDED.includes(suffix)) throw new JournalError('folder', there);
  refuseLinks(path);
}

/**
 * Checks, in a process that root began, that no file of the journal is a link, unless root has made that. Otherwise whoever may write
 * to the folder could make root overwrite any file of the machine. A process that has become the owner of the journal is safe from
 * that; there the check serves to say what is wrong.
 * @throws JournalError `link`, or what the system throws
 */
export function refuseLinks(path: string): void {
  if (process.getuid?.() !== 0) return;
  for (const { there } of namesBeside(path, (entry) => entry.isSymbolicLink()))
    if (lstatSync(there, { throwIfNoEntry: false })?.uid !== 0) throw new JournalError('link', there);
}

/** What begins with the name of the journal in its folder. */
function namesBeside(path: string, which: (entry: Dirent) => boolean) {
  const [folder, name] = [dirname(path), basename(path)];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((one) => one.name.startsWith(name) && which(one));
  return entries.map((one) => ({ suffix: one.name.slice(name.length), there: join(folder, one.name) }));
}

/** Whether a file is at the path itself, and neither a folder nor a link. */
export function isFileAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
