import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { type Clock, sleep } from '../base/clock.ts';
import { type ConversationOptions, createConversations } from './conversation.ts';
import type { StatusBoard } from './status.ts';

/** The socket's name in the journal's folder, or in the run folder (`run-folder.ts`). */
export const STATUS_SOCKET = 'linky-tic.sock';

/** A client is answered at once and disconnected, so only an attack has more simultaneous connections. */
const MOST_CLIENTS = 16;

const LOOK_AGAIN_MS = 60_000;

/** Who serves the status: this process, another one at the same path, or nobody, since no socket can be created. */
export type StatusServer = 'here' | 'elsewhere' | 'nowhere';

/**
 * Serves the status with `serve` as soon as possible. It tries again once a minute until `life` ends: when Homebridge is restarted, the
 * previous process may end late, and a disk may be mounted late; without another attempt, the status would remain unavailable. Never
 * throws.
 * @param serve `serveStatus`
 * @param told called with the result of each attempt and of the previous one
 */
export async function serveStatusWhenFree(
  serve: () => Promise<StatusServer>,
  clock: Clock,
  life: AbortSignal,
  told: (served: StatusServer, before: StatusServer | undefined) => void,
): Promise<void> {
  let before: StatusServer | undefined;
  while (!life.aborted) {
    const served = await serve();
    if (life.aborted) return;
    told(served, before);
    if (served === 'here') return;
    before = served;
    await sleep(LOOK_AGAIN_MS, clock, life);
  }
}

/**
 * Serves the status to other processes of this user until `life` ends: one JSON object for each connection to a Unix socket. (A file would
 * wear out the SD card.) Requests are accepted over the same socket: see `conversation.ts`. No client can keep the process alive. Never
 * throws.
 */
export async function serveStatus(
  path: string,
  board: StatusBoard,
  life: AbortSignal,
  options: ConversationOptions = {},
): Promise<StatusServer> {
  if (await isServed(path)) return 'elsewhere';
  if (life.aborted) return 'nowhere';
  const conversations = createConversations(board, options);
  const server = createServer({ allowHalfOpen: true }, conversations.begin);
  server.maxConnections = MOST_CLIENTS;
  const remove = await listenPrivately(server, path);
  if (!remove) return 'nowhere';
  const end = () => {
    remove();
    server.close();
    conversations.end();
  };
  if (life.aborted) end();
  life.addEventListener('abort', end, { once: true });
  return life.aborted ? 'nowhere' : 'here';
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** The longest path that a Unix socket may have on Linux: the size of `sun_path` without its terminating 0. */
const MOST_PATH_BYTES = 107;
/**
 * With the six characters of `mkdtemp`, folder and name together are no longer than `linky-tic.sock`, so their path fits if that one fits.
 */
const FOLDER = '.tic';
const NAME = 's';

/**
 * Makes a server listen on a Unix socket that only this user can connect to, from the first moment. The umask determines the permissions of
 * a new socket, and a Worker cannot set it. So the socket is created in a private folder, gets its permissions there, and is moved to
 * `path`, where it replaces an existing file. The returned function removes the socket file, unless another socket has replaced it. Call it
 * before closing the server: the file is recognised by its inode, which may be reused afterwards. Resolves to undefined if no socket can be
 * created.
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
    return () => ignoringErrors(() => inodeAt(path) === inode && rmSync(path, { force: true }));
  } catch {
    server.close();
    return undefined;
  } finally {
    if (folder !== undefined) removeFolder(folder);
  }
}

function removeFolder(folder: string): void {
  ignoringErrors(() => rmSync(folder, { recursive: true, force: true }));
}

/** Ignores every error: on a disk that has become read-only, for example, the file remains, and the next start replaces it. */
function ignoringErrors(remove: () => void): void {
  try {
    remove();
  } catch {}
}

/**
 * Resolves when the server listens.
 * @throws the reason why it cannot
 */
function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
    server.listen(path).unref();
  });
}

function inodeAt(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
