/** A user of a machine, as far as the rights to files depend on it. */
export interface FileUser {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** Whose a file or folder is, and its permission bits. */
export interface FileRights {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Reading and writing, and for a folder also going through it. */
export const USE_FILE = 0o6;
export const USE_FOLDER = 0o7;

/** Whether the permission bits let a user do this. They let root do all. Access control lists are not known here. */
export function isAllowed({ uid, gids }: FileUser, rights: FileRights, use: number): boolean {
  if (uid === 0) return true;
  const shift = rights.uid === uid ? 6 : gids.includes(rights.gid) ? 3 : 0;
  return ((rights.mode >> shift) & use) === use;
}

/** The file that has the names of the users of a machine: whose a file is, is said by name. */
export const PASSWD = '/etc/passwd';

/** A user with this number in the text of that file; undefined if there is none. */
export function userIn(passwd: string, uid: number): { readonly name: string; readonly gid: number } | undefined {
  const fields = passwd.split('\n').map((line) => line.split(':'));
  const [name, , , gid] = fields.find((one) => one[2] === String(uid)) ?? [];
  return name === undefined ? undefined : { name, gid: Number(gid) };
}
