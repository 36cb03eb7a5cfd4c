import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { pair } from '../../testbed/homebridge/phone.ts';
import { createLoopDisk, missingLoop } from '../../testbed/loop-disk.ts';
import { NEVER_STALE } from '../../testbed/meter/pty-meter.ts';
import { diskEnv } from './bad-disk.ts';
import { PID, readReport } from './flag-files.ts';
import type { Behaviour, Meters } from './meters.ts';
import type { Readers } from './tile-readers.ts';

/** The folder of a plugin that does as good as nothing: the home beside the besieged ones has it. */
const EMPTY_PLUGIN = fileURLToPath(new URL('../../testbed/empty-plugin', import.meta.url));
const IN_ALL = new URL('pid-preload.ts', import.meta.url).href;
const IN_THREAD = new URL('thread-preload.ts', import.meta.url).href;
const IN_MATTER = new URL('matter-preload.ts', import.meta.url).href;
const DISK_MEGABYTES = 32;

/**
 * How many times as fast as the machine's the clocks of most homes run. A meter counts as silent after ten seconds of them,
 * which are two of the machine's: one that stalls for a second must not make the meter count as silent.
 */
const RATE = 5;
/** A meter says a frame a second, by the clock of its home. */
const SECOND_MS = 1_000;

/** What the home beside the others is called. */
export const EMPTY = 'empty';

interface HomePlan {
  readonly rate: number;
  readonly imports?: readonly string[];
  readonly hasMatter?: boolean;
  readonly isOnSmallDisk?: boolean;
  /** Whether what is below its folder is on a disk that obeys orders. */
  readonly hasBadDisk?: boolean;
  /** How many meters it has besides the one that is read in Apple Home: each counts in every register. */
  readonly others?: number;
}

/** Together they have more than 200 registers in Wh. Their frames come half as often, as the machine has other homes to serve. */
const MANY_OTHERS = 13;
/** By the clock of the home. */
const OTHERS_EVERY_S = 2;

/** The homes: what is done to one is done one after the other, and beside what is done to the others. */
export const HOMES = {
  line: { rate: RATE },
  database: { rate: RATE },
  // Two seconds are to be two seconds, and what comes at once is to come at once.
  slow: { rate: 1, hasBadDisk: true },
  hungDisk: { rate: RATE, hasBadDisk: true },
  file: { rate: RATE, isOnSmallDisk: true, hasBadDisk: true },
  thread: { rate: RATE, imports: [IN_THREAD] },
  matter: { rate: RATE, imports: [IN_MATTER], hasMatter: true },
  crowded: { rate: RATE, others: MANY_OTHERS },
} as const satisfies { readonly [name: string]: HomePlan };

export type HomeName = keyof typeof HOMES;

/** A real Homebridge with the plugin, which reads a meter and writes to a database, and whose power is read all the time. */
export interface Home extends AsyncDisposable {
  readonly name: HomeName;
  /** The name of its meter, and the tag of its points. */
  readonly meter: string;
  /** The names of its other meters, whose frames count in every register. */
  readonly others: readonly string[];
  readonly homebridge: Homebridge;
  /** The folder of Homebridge, with the journal. */
  readonly storage: string;
  /** Where the test leaves word for what was loaded into the process. */
  readonly orders: string;
  /** How its meter talks unless told otherwise. */
  readonly manner: Behaviour;
  /** So long takes a second in it, in ms. */
  readonly secondMs: number;
}

export interface Surroundings {
  readonly readers: Readers;
  readonly meters: Meters;
  /** What makes a disk bad, where it could be compiled. */
  readonly badDisk: string | undefined;
  /** The settings of the database for a home. */
  influxOf(name: HomeName): object;
}

/** Starts it, pairs it, and has it read. @throws with what Homebridge said */
export async function startHome(name: HomeName, { readers, meters, badDisk, influxOf }: Surroundings): Promise<Home> {
  const plan: HomePlan = HOMES[name];
  const meter = name.toLowerCase();
  const secondMs = SECOND_MS / plan.rate;
  const manner = { everyMs: secondMs };
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(await temporaryStorage());
  const disk =
    plan.isOnSmallDisk && missingLoop() === undefined ? scope.use(createLoopDisk(DISK_MEGABYTES)) : undefined;
  const storage = join(disk?.folder ?? folder.path, 'storage');
  const orders = join(folder.path, 'orders');
  await Promise.all([mkdir(storage), mkdir(orders)]);
  const others = Array.from({ length: plan.others ?? 0 }, (_, nth) => `${meter}-${nth}`);
  const mannerOfOthers: Behaviour = { everyMs: OTHERS_EVERY_S * secondMs, frames: 'every register' };
  const openOther = async (other: string) => {
    const port = await meters.open(other, mannerOfOthers);
    return { name: other, port, mode: 'standard', tiles: [], ...NEVER_STALE };
  };
  const config = {
    platform: 'LinkyTIC',
    name: 'Linky TIC',
    language: 'en',
    meters: [
      { name: meter, port: await meters.open(meter, manner), mode: 'historique', tiles: ['power'], ...NEVER_STALE },
      ...(await Promise.all(others.map(openOther))),
    ],
    influx: influxOf(name),
    journal: { commitSeconds: 5 },
  };
  const clock = childClock({ rate: plan.rate, endsSlowly: true, imports: [IN_ALL, ...(plan.imports ?? [])] });
  const env = { ...PLAIN, SIEGE_ORDERS: orders, ...(plan.hasBadDisk && badDisk && diskEnv(badDisk, storage, orders)) };
  const started = {
    config,
    storage,
    clock,
    env,
    ...(plan.hasMatter && { bridge: { matter: { port: await freePort() } } }),
  };
  const homebridge = scope.use(await startHomebridge(started));
  await beginReading(name, homebridge, orders, readers);
  const owned = scope.move();
  return {
    name,
    meter,
    others,
    homebridge,
    storage,
    orders,
    manner,
    secondMs,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What it says once the first readings are in the database. */
const ALL_IS_WELL = 'Every reading goes to InfluxDB';

/** Resolves when all goes its way in a home that has been started. */
export async function isWell({ homebridge }: Home): Promise<void> {
  await homebridge.waitForLog(ALL_IS_WELL);
}

/** The home beside the others: what is late there is late because of the machine. */
export async function startEmptyHome({ readers }: Pick<Surroundings, 'readers'>): Promise<AsyncDisposable> {
  await using scope = new AsyncDisposableStack();
  const { path: orders } = scope.use(await temporaryStorage());
  const clock = childClock({ rate: RATE, imports: [IN_ALL] });
  const env = { ...PLAIN, SIEGE_ORDERS: orders };
  const started = { config: { platform: 'Bench' }, plugin: EMPTY_PLUGIN, clock, env };
  const homebridge = scope.use(await startHomebridge(started));
  await beginReading(EMPTY, homebridge, orders, readers);
  return scope.move();
}

/** No colours: an escape sequence in the log is one that came from outside. */
const PLAIN = { FORCE_COLOR: '0', NO_COLOR: '1' };

async function beginReading(name: string, homebridge: Homebridge, orders: string, readers: Readers): Promise<void> {
  const { bridge } = homebridge;
  // With Matter, that has said first that it runs, on a port of its own.
  await homebridge.waitForLog(`is running on port ${bridge.port}.`);
  await using phone = await pair(bridge);
  const pairing = phone.client.getLongTermData();
  if (!pairing) throw new Error('paired without keys');
  const pid = Number(readReport(orders, PID));
  await readers.begin(name, { username: bridge.username, port: bridge.port, pairing, pid });
}
