import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { STATUS_SOCKET } from './socket.ts';

/**
 * Where the status of the service on a storage folder may be served, in the order in which the places are tried: in the folder itself; and,
 * if no socket can be created there (the disk is full or read-only, or the path is too long), in a private run folder, in
 * `$XDG_RUNTIME_DIR` or in `/tmp`.
 * @param uid the user who runs the service
 * @param runtimeFolder `$XDG_RUNTIME_DIR`; the process that looks for the status may have a different one, or none
 */
export function statusSockets(
  folder: string,
  uid: number,
  runtimeFolder: string | undefined,
): readonly [string, ...string[]] {
  const name = `linky-tic-${uid}-${crc32(realPathOf(folder)).toString(16).padStart(8, '0')}`;
  const bases = new Set([runtimeFolder ?? `/run/user/${uid}`, `/run/user/${uid}`, '/tmp']);
  return [join(folder, STATUS_SOCKET), ...Array.from(bases, (base) => join(base, name, STATUS_SOCKET))];
}

/**
 * The sockets at which the plugin of a storage folder may serve its status, for a process that looks for it: only those that belong to the
 * folder's owner or to root, as Homebridge runs as one of the two.
 */
export function statusSocketsOf(folder: string): readonly string[] {
  const places = Array.from(new Set([ownerOf(folder), 0]), (uid) => {
    const [own, ...others] = statusSockets(folder, uid, process.env['XDG_RUNTIME_DIR']);
    return [own, ...others.filter((socket) => isPrivateFolder(dirname(socket), uid))];
  });
  return [...new Set(places.flat())];
}

/** The user that a folder belongs to; root if that cannot be determined. */
function ownerOf(folder: string): number {
  try {
    return statSync(folder).uid;
  } catch {
    return 0;
  }
}

/** Creates a private run folder. Returns false if that is impossible, or if the existing folder is not private to this user. */
export function makeRunFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It may exist since an earlier run.
  }
  return isPrivateFolder(folder, process.getuid?.());
}

/** Whether a folder belongs to this user and is closed to everybody else: in `/tmp` anyone may create one with any name. */
export function isPrivateFolder(folder: string, uid: number | undefined): boolean {
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
