import { constants, existsSync } from 'node:fs';
import { access, realpath, stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Clock, systemClock, within } from '../base/clock.ts';
import { copyFolderOf } from '../base/plugin-names.ts';
import type { InfluxConfig, MqttConfig } from '../config/config.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import type { BrokerFault } from '../mqtt/broker-fault.ts';
import { ownFiles, type ProcessFiles } from '../source/port-holders.ts';
import type { PortCandidate } from '../source/serial-ports.ts';
import type { Source } from '../source/source.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { askStatus, type Said } from '../status/ask.ts';
import type { Status } from '../status/status.ts';
import type { Greeting } from './influx-greeting.ts';

/** What there is at a path. */
export interface PathStat {
  readonly kind: 'file' | 'folder' | 'device' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** The permission bits. */
  readonly mode: number;
}

/** A user of a machine. */
export interface MachineUser {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/**
 * The machine that the doctor examines, and its only access to the outside, so that tests can replace it. What does not exist or
 * cannot be read is undefined.
 */
export interface Machine extends ProcessFiles {
  readonly user: MachineUser;
  readonly clock: Clock;
  /** Follows links. */
  statOf(path: string): Promise<PathStat | undefined>;
  /** Whether a folder on the way to the path is closed to the user, so that it is unknown what is there. */
  isUnderClosedFolder(path: string): Promise<boolean>;
  /** Whether the user may read and write the path. */
  mayUse(path: string): Promise<boolean>;
  realPathOf(path: string): Promise<string | undefined>;
  /** The bytes that are free on the disk of a folder. */
  freeBytesAt(folder: string): Promise<number | undefined>;
  ports(): Promise<readonly PortCandidate[]>;
  sourceOf(port: string): Source | undefined;
  /** Sends an empty write to an InfluxDB, which stores nothing but is answered like any other write. */
  greetInflux(influx: InfluxConfig, life: AbortSignal): Promise<Greeting>;
  /** Connects to an MQTT broker, and finds out whether the user may publish. Nobody else sees anything of it. */
  greetBroker(mqtt: MqttConfig, life: AbortSignal): Promise<BrokerFault | 'well'>;
  /** The status of the plugin whose socket is at a path, within eight seconds. */
  askStatus(socket: string): Promise<Said<Status>>;
  /** @throws when there is no journal at the path, or it cannot be read */
  openReadOnlyJournal(path: string): Promise<ReadOnlyJournal>;
}

/** The machine that this program runs on. What takes long to load is loaded when it is asked for. */
export function thisMachine(): Machine {
  const unlessFailing = <T>(work: Promise<T>) => work.catch(() => undefined);
  return {
    ...ownFiles,
    user: thisUser(),
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
    realPathOf: (path) => unlessFailing(realpath(path)),
    freeBytesAt: (folder) => unlessFailing(statfs(folder).then(({ bavail, bsize }) => bavail * bsize)),
    ports: async () => (await import('../source/serial-ports.ts')).candidatePorts(),
    sourceOf,
    greetInflux: async (...asked) => (await import('./influx-greeting.ts')).greetInflux(...asked),
    greetBroker: async (...asked) => (await import('../mqtt/greet-broker.ts')).greetBroker(...asked),
    askStatus: (socket) => within(ANSWERS_WITHIN_MS, systemClock, (end) => askStatus(socket, end)),
    async openReadOnlyJournal(path) {
      if (!existsSync(path) && !existsSync(copyFolderOf(path))) throw new Error(`there is no ${path}`);
      const { openReadOnlyJournal } = await import('../journal/read-only-journal.ts');
      return openReadOnlyJournal(path, systemClock.wall);
    },
  };
}

/**
 * A plugin on a busy machine may take seconds to answer, and runs all the same; where none runs, nothing is waited for. The page gives up
 * after ten seconds.
 */
const ANSWERS_WITHIN_MS = 8_000;

function thisUser(): MachineUser {
  const uid = process.getuid?.() ?? -1;
  const gids = [process.getgid?.() ?? -1, ...(process.getgroups?.() ?? [])];
  return { uid, gids, name: nameOf(uid) };
}

/** The user's name, or the number in a container whose user has no name. */
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
