import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';

/** The longest path that a Unix socket may have on Linux: `sun_path` less its ending 0. */
const MOST_PATH_BYTES = 107;
/** With what `mkdtemp` adds and the name in it no longer than `linky-tic.sock`, so that the path fits where that one does. */
const FOLDER = '.tic';
const NAME = 's';

/**
 * Has a server listen on a Unix socket that is this user's only from its first moment on. A socket is made with the rights
 * that the process's umask leaves, and a Worker may not set that; so it is made in a folder of this user's only, and moved
 * to its place with its rights. What stands at the path is replaced. Gives what removes the socket again, unless another one
 * has taken its place: to be called before the server is closed, since its inode may then become another file's. Gives
 * undefined where there can be no socket.
 */
export async function listenPrivately(server: Server, path: string): Promise<(() => void) | undefined> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(dirname(path), FOLDER));
    const made = join(folder, NAME);
    if ([path, made].some((one) => Buffer.byteLength(one) > MOST_PATH_BYTES)) return undefined;
    await listening(server, made);
    chmodSync(made, 0o600);
    const inode = inodeAt(made);
    renameSync(made, path);
    return () => unlessReadOnly(() => inodeAt(path) === inode && rmSync(path, { force: true }));
  } catch {
    server.close();
    return undefined;
  } finally {
    if (folder !== undefined) removeFolder(folder);
  }
}

function removeFolder(folder: string): void {
  unlessReadOnly(() => rmSync(folder, { recursive: true, force: true }));
}

/** Where the disk has become read-only, what was made on it stays: it is replaced at the next start. */
function unlessReadOnly(remove: () => void): void {
  try {
    remove();
  } catch {}
}

/** Resolves once it does. @throws what keeps it from doing so */
function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
    server.listen(path).unref();
  });
}

function inodeAt(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
