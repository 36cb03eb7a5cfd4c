/** A user of a machine, as far as file permissions depend on it. */
export interface FileUser {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** The owner of a file or folder, and its permission bits. */
export interface FileRights {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Read and write permission, and for a folder also permission to enter it. */
export const USE_FILE = 0o6;
export const USE_FOLDER = 0o7;

/** Whether the permission bits let a user do this. Root may do everything. Access control lists are not considered. */
export function isAllowed({ uid, gids }: FileUser, rights: FileRights, use: number): boolean {
  if (uid === 0) return true;
  const shift = rights.uid === uid ? 6 : gids.includes(rights.gid) ? 3 : 0;
  return ((rights.mode >> shift) & use) === use;
}

/** The file with the names of the users of a machine, so that the owner of a file can be named. */
export const PASSWD = '/etc/passwd';

/** The user with this number in the text of that file; undefined if there is none. */
export function userIn(passwd: string, uid: number): { readonly name: string; readonly gid: number } | undefined {
  const fields = passwd.split('\n').map((line) => line.split(':'));
  const [name, , , gid] = fields.find((one) => one[2] === String(uid)) ?? [];
  return name === undefined ? undefined : { name, gid: Number(gid) };
}
