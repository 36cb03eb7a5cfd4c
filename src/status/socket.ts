import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Clock, sleep } from '../base/clock.ts';
import { type Answer, MOST_REQUEST_BYTES, type Request, requestIn } from './protocol.ts';
import { VERSION } from './status.ts';

/** The socket's name in the storage folder. */
export const STATUS_SOCKET = 'linky-tic.sock';
/** The longest path that a Unix socket may have on Linux: the size of `sun_path` without its terminating 0. */
export const MOST_PATH_BYTES = 107;

/** A client is answered at once and disconnected, so only an attack has more simultaneous connections. */
const MOST_CLIENTS = 16;
/** How long a client may take to write its request, and to read the answer. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 60_000;

/** Who answers: this process, another one at the same path, or nobody, since no socket can be created. */
export type StatusServer = 'here' | 'elsewhere' | 'nowhere';

/** The answer to a request of this version, without the version. An exception disconnects the client. */
export type Answers = (request: Request) => Omit<Answer, 'version'>;

/**
 * Serves with `serve` as soon as possible. It tries again once a minute until `life` ends: when Homebridge is restarted, the previous
 * process may end late, and a disk may be mounted late. Never throws.
 * @param serve `serveStatus`
 * @param told called with the result of each attempt
 */
export async function serveStatusWhenFree(
  serve: () => Promise<StatusServer>,
  clock: Clock,
  life: AbortSignal,
  told: (served: StatusServer) => void,
): Promise<void> {
  while (!life.aborted) {
    const served = await serve();
    if (life.aborted) return;
    told(served);
    if (served === 'here') return;
    await sleep(LOOK_AGAIN_MS, clock, life);
  }
}

/**
 * Answers other processes of this user on a Unix socket until `life` ends. (A file with the status would wear out the SD card.) No client
 * can keep the process alive. Never throws.
 */
export async function serveStatus(path: string, answers: Answers, life: AbortSignal): Promise<StatusServer> {
  if (await isServed(path)) return 'elsewhere';
  if (life.aborted) return 'nowhere';
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client.on('close', () => clients.delete(client)));
    converse(client, answers);
  });
  server.maxConnections = MOST_CLIENTS;
  if (!(await listensPrivately(server, path))) return 'nowhere';
  const end = () => {
    // This removes the socket file.
    server.close();
    for (const client of clients) client.destroy();
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

/** Reads a line of a client, and answers it. A client that writes something else, too much, or too slowly is disconnected. */
function converse(client: Socket, answers: Answers): void {
  const chunks: Buffer[] = [];
  const late = setTimeout(() => client.destroy(), PATIENCE_MS).unref();
  client
    .unref()
    .on('error', () => {})
    .on('close', () => clearTimeout(late))
    .on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (client.bytesRead > MOST_REQUEST_BYTES) client.destroy();
      else if (chunk.includes('\n')) {
        client.removeAllListeners('data').resume();
        answer(client, Buffer.concat(chunks).toString(), answers);
      }
    });
}

function answer(client: Socket, line: string, answers: Answers): void {
  const request = requestIn(line);
  try {
    if (!request) throw new TypeError('not a request');
    const given = request === 'otherVersion' ? {} : answers(request);
    client.end(`${JSON.stringify({ version: VERSION, ...given } satisfies Answer)}\n`);
  } catch {
    // Nothing that a client causes may end the writer's thread.
    client.destroy();
  }
}

/** Listens on a socket that only this user can connect to, which replaces what a killed process has left. Returns whether it can. */
async function listensPrivately(server: Server, path: string): Promise<boolean> {
  try {
    if (Buffer.byteLength(path) > MOST_PATH_BYTES) return false;
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve).once('error', reject);
      server.listen(path).unref();
    });
    chmodSync(path, 0o600);
    return true;
  } catch {
    server.close();
    return false;
  }
}
