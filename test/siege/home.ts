import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskEnv } from '../../testbed/bad-disk/bad-disk.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { knownPairing } from '../../testbed/homebridge/known-phone.ts';
import { createLoopDisk, missingLoop } from '../../testbed/loop-disk.ts';
import { NEVER_STALE } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { SECOND_MS } from '../../testbed/support/time.ts';
import { type SiegeBroker, startBroker } from './broker.ts';
import { PID, readReport } from './flag-files.ts';
import { giveCoreFirst } from './machine-load.ts';
import type { Behaviour, Meters } from './meters.ts';
import type { SharedPorts } from './strangers.ts';
import type { PairedBridge, Readers } from './tile-readers.ts';

/** The folder of the empty plugin, which does hardly anything. */
const EMPTY_PLUGIN = fileURLToPath(new URL('../../testbed/empty-plugin', import.meta.url));
const IN_ALL = new URL('pid-preload.ts', import.meta.url).href;
const IN_THREAD = new URL('thread-preload.ts', import.meta.url).href;
const COLLECTING = new URL('collect-preload.ts', import.meta.url).href;
const IN_MATTER = new URL('matter-preload.ts', import.meta.url).href;
const DISK_MEGABYTES = 32;

/**
 * How many times faster than real time the clocks of the homes run whose worlds mostly wait. A meter counts as silent
 * after ten seconds of that clock, which are two seconds of real time: a machine that stalls for a second must not make
 * a meter count as silent.
 */
const RATE = 5;
/**
 * The rate of the homes with much work, or whose log is held to every line: all timeouts of the plugin must be longer
 * than the time for which a busy machine holds up a process.
 */
const CALM_RATE = 2.5;

/** The name of the home with the empty plugin. */
export const EMPTY = 'empty';

interface HomePlan {
  readonly rate: number;
  readonly imports?: readonly string[];
  readonly hasMatter?: boolean;
  readonly isOnSmallDisk?: boolean;
  /** Whether its storage is on a simulated disk whose state the test sets. */
  readonly hasBadDisk?: boolean;
  /** How many meters with every register it has, besides the one that is read in Apple Home. */
  readonly others?: number;
  /** Whether it shares its line, its reading and the house's page, on this machine, and publishes to a broker. */
  readonly isShared?: boolean;
  /** How often its tile is read. */
  readonly readEveryMs?: number;
}

/**
 * Together they have more than 200 registers in Wh. Their frames come half as often, to leave the machine time for
 * other homes.
 */
const MANY_OTHERS = 13;
/** By the clock of the home. */
const OTHERS_EVERY_S = 2;

/** The homes. The worlds of one home run one after the other, and at the same time as those of other homes. */
export const HOMES = {
  line: { rate: CALM_RATE, imports: [IN_MATTER, IN_THREAD], hasMatter: true },
  database: { rate: RATE },
  // In real time: a sync of two seconds is to take two seconds of the home's clock, and a burst is to come at once.
  slow: { rate: 1, hasBadDisk: true },
  file: { rate: RATE, isOnSmallDisk: true, hasBadDisk: true },
  crowded: { rate: CALM_RATE, others: MANY_OTHERS },
  shared: { rate: CALM_RATE, imports: [COLLECTING], isShared: true, readEveryMs: 50 },
} as const satisfies { readonly [name: string]: HomePlan };

export type HomeName = keyof typeof HOMES;

/**
 * A real Homebridge with the plugin, which reads a meter and writes to a database. Its tile with the power is read
 * from the first world on.
 */
export interface Home extends AsyncDisposable {
  readonly name: HomeName;
  /** The name of its meter, and the tag of its points. */
  readonly meter: string;
  /** The names of its other meters, whose frames have every register. */
  readonly others: readonly string[];
  readonly homebridge: Homebridge;
  /** The storage folder of Homebridge, with the journal. */
  readonly storage: string;
  /** The folder of the flags by which the test and the modules that are preloaded into the process communicate. */
  readonly flagFolder: string;
  /** The usual behaviour of its meter. */
  readonly behaviour: Behaviour;
  /** The process of Homebridge. */
  readonly pid: number;
  /** Where it shares something: the ports of that. */
  readonly shared: SharedPorts | undefined;
  /** Where it publishes something: the broker of that. */
  readonly broker: SiegeBroker | undefined;
  /** How many ms of real time a second of its clock takes. */
  readonly secondMs: number;
  /** From then on its tile is read, until the test ends that. */
  beginReading(): Promise<void>;
}

export interface Surroundings {
  readonly readers: Readers;
  readonly meters: Meters;
  /** The library that simulates a bad disk, where it could be compiled. */
  readonly badDisk: string | undefined;
  /** The settings of the database for a home. */
  influxOf(name: HomeName): object;
}

/**
 * Makes the folder of a home's flags. It is in memory, since reports are written on Homebridge's thread: on a disk that
 * other homes sync, a small file took up to 126 ms, and no tile was answered meanwhile.
 */
export function createFlagFolder(): string {
  return temporaryFolder({ name: 'flags', inMemory: true });
}

/** Starts a home, which is paired. @throws with Homebridge's log */
export async function startHome(name: HomeName, { readers, meters, badDisk, influxOf }: Surroundings): Promise<Home> {
  const plan: HomePlan = HOMES[name];
  const meter = name.toLowerCase();
  const secondMs = SECOND_MS / plan.rate;
  const behaviour = { everyMs: secondMs };
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(await temporaryStorage());
  const disk =
    plan.isOnSmallDisk && missingLoop() === undefined ? scope.use(createLoopDisk(DISK_MEGABYTES)) : undefined;
  const storage = join(disk?.folder ?? folder.path, 'storage');
  const flagFolder = createFlagFolder();
  await mkdir(storage);
  const others = Array.from({ length: plan.others ?? 0 }, (_, nth) => `${meter}-${nth}`);
  const behaviourOfOthers: Behaviour = { everyMs: OTHERS_EVERY_S * secondMs, frames: 'every register' };
  const shared = plan.isShared ? await freePorts() : undefined;
  const broker = plan.isShared ? scope.use(startBroker()) : undefined;
  const openOther = async (other: string) => {
    const port = await meters.open(other, behaviourOfOthers);
    return { name: other, port, mode: 'standard', tiles: [], ...NEVER_STALE };
  };
  const main = {
    ...{ name: meter, port: await meters.open(meter, behaviour), mode: 'historique', tiles: ['power'] },
    ...NEVER_STALE,
    ...(plan.isOnSmallDisk && WATTS_FROM_THE_START),
    ...(shared && { share: { port: shared.line, httpPort: shared.reading } }),
  };
  const config = pluginBlock({
    name: 'Linky TIC',
    meters: [main, ...(await Promise.all(others.map(openOther)))],
    influx: influxOf(name),
    journal: { commitSeconds: 5 },
    ...(shared && { page: { port: shared.page } }),
    ...(broker && { mqtt: { url: `mqtt://127.0.0.1:${await broker.listen()}` } }),
  });
  const clock = childClock({ rate: plan.rate, endsSlowly: true, imports: [IN_ALL, ...(plan.imports ?? [])] });
  const env = {
    ...PLAIN,
    SIEGE_FLAGS: flagFolder,
    ...(plan.hasBadDisk && badDisk && diskEnv(badDisk, storage, flagFolder)),
  };
  const started = {
    config,
    storage,
    clock,
    env,
    ...(plan.hasMatter && { bridge: { matter: { port: await freePort() } } }),
  };
  const homebridge = scope.use(await startHomebridge(started));
  const bridge = await paired(homebridge, flagFolder);
  const owned = scope.move();
  return {
    name,
    meter,
    others,
    homebridge,
    storage,
    flagFolder,
    behaviour,
    pid: bridge.pid,
    shared,
    broker,
    secondMs,
    async beginReading() {
      if (plan.isShared) giveCoreFirst(bridge.pid);
      await readers.begin(name, bridge, plan.readEveryMs);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function freePorts(): Promise<SharedPorts> {
  return { line: await freePort(), reading: await freePort(), page: await freePort() };
}

/**
 * Otherwise Eve's watts are added to the accessory once they have been learned. Homebridge saves each new
 * characteristic at once, and dies when the disk is full then.
 */
const WATTS_FROM_THE_START = { powerFactor: 1 };

/**
 * The line of the log once the first Readings are in the database: the second one if the database did not answer in
 * time at first.
 */
const ALL_IS_WELL = /Every reading goes to |has everything again/;

/** Resolves when a started home delivers its Readings. */
export async function isWell({ homebridge }: Home): Promise<void> {
  await homebridge.waitForLog(ALL_IS_WELL);
}

/** Starts the home with the empty plugin: late answers there are late because of the machine. */
export async function startEmptyHome({ readers }: Pick<Surroundings, 'readers'>): Promise<AsyncDisposable> {
  await using scope = new AsyncDisposableStack();
  const flagFolder = createFlagFolder();
  const clock = childClock({ rate: RATE, imports: [IN_ALL] });
  const env = { ...PLAIN, SIEGE_FLAGS: flagFolder };
  const started = { config: { platform: 'Bench' }, plugin: EMPTY_PLUGIN, clock, env };
  const homebridge = scope.use(await startHomebridge(started));
  await readers.begin(EMPTY, await paired(homebridge, flagFolder));
  return scope.move();
}

/** Turns colours off, so that any escape sequence in the log came from outside. */
const PLAIN = { FORCE_COLOR: '0', NO_COLOR: '1' };

async function paired(homebridge: Homebridge, flagFolder: string): Promise<PairedBridge> {
  const { bridge } = homebridge;
  // With Matter, another line says earlier that Matter runs on a port of its own.
  await homebridge.waitForLog(`is running on port ${bridge.port}.`);
  const pid = Number(readReport(flagFolder, PID));
  return { username: bridge.username, port: bridge.port, pairing: knownPairing(bridge.username), pid };
}
