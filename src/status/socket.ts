import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { StatusBoard } from './status.ts';

/** The socket's name in the folder of the journal. */
export const STATUS_SOCKET = 'linky-tic.sock';

/** A client is answered at once and let go: only an attack has more than these connected at one time. */
const MOST_CLIENTS = 16;
/** How long a client may take to read its answer, which is smaller than the buffer of a socket. */
const PATIENCE_MS = 5_000;

/**
 * Lets other processes of this user read the status until `life` ends: one JSON object a connection on a Unix socket, so
 * that no disk is written for it. No client, whatever it does, keeps the process from ending. Never throws: gives where it
 * is served, `elsewhere` by another process on the same path.
 */
export async function serveStatus(
  path: string,
  board: StatusBoard,
  life: AbortSignal,
  patienceMs: number = PATIENCE_MS,
): Promise<'here' | 'elsewhere' | 'nowhere'> {
  if (await isServed(path)) return 'elsewhere';
  if (life.aborted) return 'nowhere';
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    tell(client, board, patienceMs);
  });
  server.maxConnections = MOST_CLIENTS;
  const remove = await listenPrivately(server, path);
  if (!remove) return 'nowhere';
  const end = () => {
    remove();
    server.close();
    for (const client of clients) client.destroy();
  };
  if (life.aborted) end();
  life.addEventListener('abort', end, { once: true });
  return life.aborted ? 'nowhere' : 'here';
}

function tell(client: Socket, board: StatusBoard, patienceMs: number): void {
  const late = setTimeout(() => client.destroy(), patienceMs).unref();
  client
    .on('error', () => {})
    .on('close', () => clearTimeout(late))
    .unref();
  try {
    client.write(JSON.stringify(board.status));
    // Does not wait for the other side to end, too.
    client.destroySoon();
  } catch {
    // What the mirror has to say is on a disk that may fail.
    client.destroy();
  }
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

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
async function listenPrivately(server: Server, path: string): Promise<(() => void) | undefined> {
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
