import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { STATUS_SOCKET } from './socket.ts';

/**
 * Where the status of the service on a storage folder may be served, in the order in which the places are tried: in the folder
 * itself, and where a socket cannot be made there (the disk is full or read-only, or the path too long), in a private folder of the
 * run. That lies in `$XDG_RUNTIME_DIR`, or in `/tmp`.
 * @param uid the user who runs the service
 * @param runtimeFolder `$XDG_RUNTIME_DIR`; who asks may have another one, or none
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
 * The sockets at which the plugin of a storage folder may serve its status, for whoever asks: as far as they are the folder's owner's, or
 * root's. Homebridge runs as one of these.
 */
export function statusSocketsOf(folder: string): readonly string[] {
  const places = Array.from(new Set([ownerOf(folder), 0]), (uid) => {
    const [own, ...others] = statusSockets(folder, uid, process.env['XDG_RUNTIME_DIR']);
    return [own, ...others.filter((socket) => isPrivateFolder(dirname(socket), uid))];
  });
  return [...new Set(places.flat())];
}

/** The user that a folder belongs to; root where that cannot be told. */
function ownerOf(folder: string): number {
  try {
    return statSync(folder).uid;
  } catch {
    return 0;
  }
}

/** Makes a private folder of the run. Gives false where that cannot be, or where the folder there is not this user's alone. */
export function makeRunFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It may be there from an earlier run.
  }
  return isPrivateFolder(folder, process.getuid?.());
}

/** Whether a folder belongs to this user, and is open to nobody else: in `/tmp` anyone may make one of any name. */
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
