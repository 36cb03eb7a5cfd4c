import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Clock, systemClock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { openClient } from '../influx/client.ts';
import { createVerifiedClient } from '../influx/verified-client.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { candidatePorts, type PortCandidate } from '../source/serial-ports.ts';
import type { Source } from '../source/source.ts';
import { sourceOf } from '../source/source-from-port.ts';
import type { Greeting } from './database.ts';
import { type ReadLimits, textFromSocket } from './unix-socket.ts';

/** What stands at a path. */
export interface PathStat {
  readonly kind: 'file' | 'folder' | 'device' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** The permission bits. */
  readonly mode: number;
}

/** Somebody on a machine. */
export interface MachineUser {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/** The machine that the doctor looks at: all that it knows comes from here. What is not there, or not to be read, is undefined. */
export interface Machine {
  readonly user: MachineUser;
  readonly pid: number;
  readonly clock: Clock;
  /** Follows links. */
  statOf(path: string): Promise<PathStat | undefined>;
  /** Whether the user may not even know what is there: a folder on the way is closed. */
  isUnderClosedFolder(path: string): Promise<boolean>;
  /** Whether the user may read and write it. */
  mayUse(path: string): Promise<boolean>;
  textOf(path: string): Promise<string | undefined>;
  namesIn(folder: string): Promise<readonly string[]>;
  targetOf(link: string): Promise<string | undefined>;
  realPathOf(path: string): Promise<string | undefined>;
  ports(): Promise<readonly PortCandidate[]>;
  sourceOf(port: string): Source | undefined;
  /** What InfluxDB says when nothing at all is written to it. */
  greetInflux(influx: InfluxConfig, life: AbortSignal): Promise<Greeting>;
  /** What whoever listens on a Unix socket has to say: 1 MB at most, within two seconds. */
  textFromSocket(socket: string): Promise<string | undefined>;
  /** @throws when there is no journal, or it cannot be read */
  openReadOnlyJournal(path: string): ReadOnlyJournal;
}

/** The machine that this program runs on. */
export function thisMachine(): Machine {
  const unlessFailing = <T>(work: Promise<T>) => work.catch(() => undefined);
  return {
    user: thisUser(),
    pid: process.pid,
    clock: systemClock,
    statOf: (path) => unlessFailing(stat(path).then(pathStatFrom)),
    isUnderClosedFolder: (path) =>
      stat(path).then(
        () => false,
        ({ code }: NodeJS.ErrnoException) => code === 'EACCES',
      ),
    mayUse: (path) =>
      access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      ),
    textOf: (path) => unlessFailing(readFile(path, 'utf8')),
    namesIn: (folder) => readdir(folder).catch(() => []),
    targetOf: (link) => unlessFailing(readlink(link)),
    realPathOf: (path) => unlessFailing(realpath(path)),
    ports: () => candidatePorts(),
    sourceOf,
    greetInflux,
    textFromSocket: (socket) => textFromSocket(socket, SOCKET_BOUNDS),
    openReadOnlyJournal: openReadOnlyJournal,
  };
}

/** The status of a house with many meters has some 10 kB. */
const SOCKET_BOUNDS: ReadLimits = { mostBytes: 1_000_000, patienceMs: 2_000 };

function thisUser(): MachineUser {
  const uid = process.getuid?.() ?? -1;
  const gids = [process.getgid?.() ?? -1, ...(process.getgroups?.() ?? [])];
  return { uid, gids, name: nameOf(uid) };
}

/** A container may run as a user that nobody has named. */
function nameOf(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(uid);
  }
}

function pathStatFrom(stats: Awaited<ReturnType<typeof stat>>): PathStat {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isCharacterDevice()
        ? 'device'
        : 'other';
  return { kind, uid: Number(stats.uid), gid: Number(stats.gid), mode: Number(stats.mode) & 0o777 };
}

async function greetInflux(influx: InfluxConfig, life: AbortSignal): Promise<Greeting> {
  const client = openClient(influx);
  try {
    const door = createVerifiedClient({ client, config: influx, clock: systemClock });
    const delivery = await door.deliver([], life);
    return { delivery, isRecognised: door.isVerified };
  } finally {
    client.close();
  }
}
