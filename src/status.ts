import { readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Clock } from './clock.ts';
import type { MeterConfig } from './config.ts';
import type { MirrorStatus } from './influx/mirror.ts';
import type { Reading } from './reading.ts';

/** The socket's name in the folder of the journal. */
export const STATUS_SOCKET = 'linky-tic.sock';
/** The longest path that a Unix socket may have on Linux: `sun_path` less its ending 0. */
const MOST_PATH_BYTES = 107;
/** For this user only. */
const PRIVATE = 0o177;

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
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const last = new Map<string, { readonly lastReading: Reading; readonly atMs: number }>();
  const statusOf = ({ slug, name, port, staleAfter }: Told): MeterStatus => {
    const heard = last.get(slug);
    const ageMs = heard && clock.now() - heard.lastReading.monotonicMs;
    return { slug, name, port, staleAfter, ...heard, ...(ageMs !== undefined && { ageMs }) };
  };
  return {
    take: (slug, lastReading) => void last.set(slug, { lastReading, atMs: clock.wall() }),
    get status() {
      return { version, meters: meters.map(statusOf), ...(mirror && { mirror: mirror() }) };
    },
  };
}

/**
 * Lets other processes of this user read the status until `life` ends: one JSON object a connection on a Unix socket, so
 * that no disk is written for it. Never throws: gives where it is served, `elsewhere` by another process on the same path.
 */
export async function serveStatus(
  path: string,
  board: StatusBoard,
  life: AbortSignal,
): Promise<'here' | 'elsewhere' | 'nowhere'> {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) return 'nowhere';
  if (await isServed(path)) return 'elsewhere';
  if (life.aborted) return 'nowhere';
  const server = createServer((socket) => {
    socket.on('error', () => {}).end(JSON.stringify(board.status));
  });
  const served = new Promise<'here' | 'nowhere'>((resolve) => {
    server.on('listening', () => resolve('here')).on('error', () => resolve('nowhere'));
  });
  const before = process.umask(PRIVATE);
  try {
    // What a killed process left there.
    rmSync(path, { force: true });
    server.listen(path).unref();
  } catch {
    return 'nowhere';
  } finally {
    process.umask(before);
  }
  life.addEventListener('abort', () => server.close(), { once: true });
  return served;
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
