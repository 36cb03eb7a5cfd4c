import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import type { Reading } from '../reading.ts';
import { listenPrivately } from './private-socket.ts';

/** The socket's name in the folder of the journal. */
export const STATUS_SOCKET = 'linky-tic.sock';

/** How things are, for another process to read: the settings page and the command line. */
export interface Status {
  /** Of the plugin. */
  readonly version: string;
  readonly meters: readonly MeterStatus[];
  /** Absent without an InfluxDB. */
  readonly mirror?: MirrorStatus;
}

/** What of its configuration is told: as it runs, which may differ from what was saved since. */
type Told = Pick<MeterConfig, 'slug' | 'name' | 'port' | 'staleAfter'>;

export interface MeterStatus extends Told {
  /** Absent until the first frame. */
  readonly lastReading?: Reading;
  /** When that came, in milliseconds since 1970, by this machine's clock. */
  readonly atMs?: number;
  /** How long ago that was, in milliseconds, whatever became of this machine's clock since. */
  readonly ageMs?: number;
}

/** What is known so far. */
export interface StatusBoard {
  take(slug: string, reading: Reading): void;
  readonly status: Status;
}

/** @param clock the one that the readings are of */
export function createStatusBoard(
  meters: readonly Told[],
  mirror: (() => MirrorStatus) | undefined,
  clock: Pick<Clock, 'now' | 'wall'>,
): StatusBoard {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const last = new Map<string, { readonly lastReading: Reading; readonly atMs: number }>();
  // It may have waited on its way here.
  const wallTimeOf = ({ monotonicMs }: Reading) => Math.round(clock.wall() - (clock.now() - monotonicMs));
  const statusOf = ({ slug, name, port, staleAfter }: Told): MeterStatus => {
    const heard = last.get(slug);
    const ageMs = heard && clock.now() - heard.lastReading.monotonicMs;
    return { slug, name, port, staleAfter, ...heard, ...(ageMs !== undefined && { ageMs }) };
  };
  return {
    take: (slug, lastReading) => void last.set(slug, { lastReading, atMs: wallTimeOf(lastReading) }),
    get status() {
      return { version, meters: meters.map(statusOf), ...(mirror && { mirror: mirror() }) };
    },
  };
}

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
