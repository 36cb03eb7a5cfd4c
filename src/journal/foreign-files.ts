import { closeSync, constants, type Dirent, lstatSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JournalError } from './disk-trouble.ts';

const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
/** What follows the database's name in the names of the files without which there is no journal: SQLite opens all of them. */
export const NEEDED = ['', '-wal', '-shm', '-journal', '.lock', '.lock-wal', '.lock-shm', '.lock-journal'];

/**
 * Writes to a file that only this user may access, and makes it if it does not exist. A link is not followed, even if it was made just now.
 * @param flags further flags for opening it
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
 * Checks that no folder has the name of a file that the journal at `path` needs, since SQLite would only report that it cannot open it; and
 * that no link is followed that root should not follow.
 * @throws JournalError `folder` or `link`, or what the system throws
 */
export function requireOwnFiles(path: string): void {
  for (const { suffix, there } of namesBeside(path, (entry) => entry.isDirectory()))
    if (NEEDED.includes(suffix)) throw new JournalError('folder', there);
  refuseLinks(path);
}

/**
 * Checks, in a process that root started, that no file of the journal is a link, unless root made the link. Otherwise anybody who may write
 * to the folder could make root overwrite any file of the machine. A process that has become the owner of the journal is safe from that;
 * there, the check only serves to report what is wrong.
 * @throws JournalError `link`, or what the system throws
 */
export function refuseLinks(path: string): void {
  if (process.getuid?.() !== 0) return;
  for (const { there } of namesBeside(path, (entry) => entry.isSymbolicLink()))
    if (lstatSync(there, { throwIfNoEntry: false })?.uid !== 0) throw new JournalError('link', there);
}

/** The entries of the journal's folder that begin with its name. */
function namesBeside(path: string, which: (entry: Dirent) => boolean) {
  const [folder, name] = [dirname(path), basename(path)];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((one) => one.name.startsWith(name) && which(one));
  return entries.map((one) => ({ suffix: one.name.slice(name.length), there: join(folder, one.name) }));
}

/** Whether the path itself is a file, and neither a folder nor a link. */
export function isFileAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
