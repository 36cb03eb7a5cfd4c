import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PASSWD, userIn } from '../base/file-rights.ts';

/**
 * The user to whom the journal at `path` belongs or, if there is none, its folder, in the form that `sudo -u` takes; undefined if that is
 * the user of this process. Only the owner may write: what another user made, root included, Homebridge could not open. In a container,
 * where root writes the journal into the folder of another user, the journal is root's own.
 */
export function otherOwnerOf(path: string): string | undefined {
  const owner = statOf(path) ?? statOf(dirname(path));
  if (!owner || owner.uid === (process.geteuid?.() ?? owner.uid)) return undefined;
  return nameOf(owner.uid) ?? `#${owner.uid}`;
}

/** The name of a user; undefined if the machine has none with this number. */
function nameOf(uid: number): string | undefined {
  try {
    return userIn(readFileSync(PASSWD, 'utf8'), uid)?.name;
  } catch {
    return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
