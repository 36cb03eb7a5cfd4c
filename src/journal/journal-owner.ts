import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** A journal, as long as this process has the rights of its owner. They end when this is disposed of. */
export interface OwnedJournal extends Disposable {
  /** The path of the journal. The links to its folder were followed once, so that nobody can redirect them in the meantime. */
  readonly path: string;
}

/**
 * Lets root act as the user whose journal is at `path` (`sudo linky-tic history import`): Homebridge could not open files that belong to
 * root, and anybody who may write to the folder could place links in it to files of root. This user is the owner of the folder, or else of
 * the file. In a container the folder may belong to a user outside of it, while root writes the journal; root then stays root. A process of
 * any other user does not change its user either. User and groups belong to the whole process, so this begins and ends on its main thread;
 * other threads change neither.
 */
export function becomeOwnerOf(path: string): OwnedJournal {
  if (!isMainThread || process.geteuid?.() !== 0) return { path, [Symbol.dispose]() {} };
  const folder = realFolder(dirname(path));
  const real = join(folder, basename(path));
  const owner = ownerToBecome(folder, real);
  const back = owner && become(owner);
  return { path: real, [Symbol.dispose]: () => back?.() };
}

/**
 * Does synchronous work as the user who started this process, even while it acts as another user: the owner of the journal may not be
 * allowed to read a file that the user named.
 */
export function asCaller<T>(work: () => T): T {
  const { getuid, geteuid, seteuid } = process;
  const [caller, owner] = [getuid?.(), geteuid?.()];
  if (!seteuid || caller === undefined || owner === undefined || caller === owner) return work();
  seteuid(caller);
  try {
    return work();
  } finally {
    seteuid(owner);
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Undefined if root is to stay root. Nobody but root can make a file that belongs to root. */
function ownerToBecome(folder: string, path: string): Stats | undefined {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file?.isFile() && file.uid === 0) return undefined;
  return [statSync(folder, { throwIfNoEntry: false }), file].find((one) => one && one.uid !== 0);
}

/** `initgroups` is missing from `@types/node`. */
type ProcessWithGroups = NodeJS.Process & { readonly initgroups?: (user: string, group: number) => void };

/** Gives root the user and the groups of an owner. The returned function undoes that. */
function become({ uid, gid }: Stats): () => void {
  const { setegid, seteuid, setgroups, initgroups }: ProcessWithGroups = process;
  const before = { gid: process.getegid?.() ?? 0, groups: process.getgroups?.() ?? [] };
  const user = userWith(uid);
  // The groups come first: a process that is no longer root cannot change them. A user number without a user keeps the group of the files.
  if (user) initgroups?.(user.username, user.gid);
  else setgroups?.([]);
  setegid?.(user?.gid ?? gid);
  seteuid?.(uid);
  return () => {
    seteuid?.(0);
    setegid?.(before.gid);
    setgroups?.(before.groups);
  };
}

/** The user of the machine with this number. The system only offers a lookup for the process's own user. */
function userWith(uid: number): { readonly username: string; readonly gid: number } | undefined {
  process.seteuid?.(uid);
  try {
    return userInfo();
  } catch {
    return undefined;
  } finally {
    process.seteuid?.(0);
  }
}
