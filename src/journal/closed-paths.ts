import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type FileRights,
  type FileUser,
  isAllowed,
  PASSWD,
  USE_FILE,
  USE_FOLDER,
  userIn,
} from '../base/file-rights.ts';
import { copyFolderOf } from '../base/plugin-names.ts';
import { type ClosedPaths, diskTroubleOf, JournalError } from './disk-trouble.ts';

/** A file or folder that a journal needs. */
export interface NeededPath extends FileRights {
  readonly path: string;
  readonly isFolder: boolean;
}

/** The user who is to use a journal. */
export interface JournalUser extends FileUser {
  readonly name: string;
}

/** What follows the database's name in the names of the files without which there is no journal: SQLite opens all of them. */
const NEEDED = ['', '-wal', '-shm', '-journal', '.lock', '.lock-wal', '.lock-shm', '.lock-journal'];

/** Those of the names in a journal's folder that the journal needs: its files, and the folder of its second copy. */
export function neededNames(path: string, names: readonly string[]): readonly string[] {
  const name = basename(path);
  const needed = [...NEEDED.map((suffix) => name + suffix), basename(copyFolderOf(path))];
  return names.filter((one) => needed.includes(one)).toSorted();
}

/**
 * Which paths of a journal a user may not access; undefined if there are none.
 * @param folder the folder of the journal, undefined if it does not exist
 * @param inside what the journal needs in it, and the files of its second copy
 * @param nameOf returns the name of the user with a number
 */
export function closedPaths(
  path: string,
  folder: NeededPath | undefined,
  inside: readonly NeededPath[],
  user: JournalUser,
  nameOf: (uid: number) => string,
): ClosedPaths | undefined {
  if (folder?.isFolder !== true) return { kind: 'noFolder', path: dirname(path) };
  const isClosed = (one: NeededPath) => !isAllowed(user, one, one.isFolder ? USE_FOLDER : USE_FILE);
  const closed = isClosed(folder) ? [folder] : inside.filter(isClosed);
  const foreign = closed.filter(({ uid }) => uid !== user.uid);
  const [first] = foreign.length > 0 ? foreign : closed;
  if (!first) return undefined;
  const copy = copyFolderOf(path);
  const inCopy = (at: string) => at === copy || at.startsWith(`${copy}/`);
  const paths = (foreign.length > 0 ? foreign : closed).map((one) => (inCopy(one.path) ? copy : one.path));
  const facts = { paths: [...new Set(paths)], user: user.name, isFolder: paths.includes(copy) };
  return foreign.length > 0 ? { kind: 'foreign', owner: nameOf(first.uid), ...facts } : { kind: 'rights', ...facts };
}

/** The same error, completed by which paths of the journal at `path` this process may not access, if that is its cause. */
export function withClosedPaths(error: unknown, path: string): unknown {
  const trouble = diskTroubleOf(error);
  if (trouble !== 'unreachable' && trouble !== 'readOnly') return error;
  const closed = closedPathsNow(path);
  if (!closed) return error;
  return new JournalError(trouble, error instanceof Error ? error.message : String(error), closed);
}

function closedPathsNow(path: string): ClosedPaths | undefined {
  const { geteuid, getegid, getgroups } = process;
  const uid = geteuid?.();
  if (uid === undefined) return undefined;
  const passwd = orUndefined(() => readFileSync(PASSWD, 'utf8')) ?? '';
  const nameOf = (one: number) => userIn(passwd, one)?.name ?? String(one);
  const user = { uid, gids: [getegid?.() ?? -1, ...(getgroups?.() ?? [])], name: nameOf(uid) };
  const folder = dirname(path);
  const copy = copyFolderOf(path);
  const names = orUndefined(() => neededNames(path, readdirSync(folder))) ?? [];
  const copies = orUndefined(() => readdirSync(copy)) ?? [];
  const inside = [...names.map((name) => join(folder, name)), ...copies.map((name) => join(copy, name))];
  return closedPaths(
    path,
    neededPathAt(folder),
    inside.map(neededPathAt).filter((one) => one !== undefined),
    user,
    nameOf,
  );
}

function neededPathAt(path: string): NeededPath | undefined {
  const stats = orUndefined(() => statSync(path));
  return stats && { path, isFolder: stats.isDirectory(), uid: stats.uid, gid: stats.gid, mode: stats.mode };
}

function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
