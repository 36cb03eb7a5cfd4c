import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Does synchronous work on the journal at `path` as the user that it belongs to, or its folder before there is one. Root becomes
 * that user meanwhile (`sudo linky-tic history import`): Homebridge could not open files that belong to root. Gives undefined, and
 * does nothing, where this process runs as yet another user.
 * @throws what the work throws
 */
export function asJournalOwner<T>(path: string, work: () => T): T | undefined {
  const { geteuid, getegid, seteuid, setegid } = process;
  if (!geteuid || !getegid || !seteuid || !setegid) return work();
  const owner = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path), { throwIfNoEntry: false });
  const [uid, gid] = [geteuid(), getegid()];
  if (!owner || owner.uid === uid) return work();
  if (uid !== 0) return undefined;
  // The group first: whoever is not root any more cannot change it.
  setegid(owner.gid);
  try {
    seteuid(owner.uid);
    return work();
  } finally {
    seteuid(uid);
    setegid(gid);
  }
}
