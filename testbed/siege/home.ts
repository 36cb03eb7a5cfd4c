import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compileBadDisk, diskEnv } from '../bad-disk/bad-disk.ts';
import { missingCompiler } from '../c-preload.ts';
import { childClock, type Pace, QUICKLY } from '../child-clock/child-clock.ts';
import { freePort } from '../daemon.ts';
import { type DatabaseProxy, openProxy } from '../databases/proxy.ts';
import type { Influx } from '../databases/servers.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../homebridge/homebridge.ts';
import { createLoopDisk, missingLoop } from '../loop-disk.ts';
import { NEVER_STALE } from '../meter/pty-meter.ts';
import { pluginBlock } from '../support/plugin-block.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SECOND_MS } from '../support/time.ts';
import { until } from '../support/until.ts';
import { type SiegeBroker, startBroker } from './broker.ts';
import { flagsIn } from './flag-files.ts';
import { type Meter, startMeter } from './meter.ts';
import { type HomeDatabase, missingCount } from './stored-frames.ts';
import type { SharedPorts } from './strangers.ts';

const IN_THREAD = new URL('thread-preload.ts', import.meta.url).href;
const IN_MATTER = new URL('matter-preload.ts', import.meta.url).href;
const DISK_MEGABYTES = 32;
/** At most twice as fast as the machine's clock, which Node's own timeouts of sockets follow. */
const AS_FAST: Pace = { stepMs: 100, pauseMs: 50 };
/** Homebridge ends when nothing is open any more; the channel by which its clock is steered would stay. */
const CHANNEL_LETS_IT_END = 'data:text/javascript,process.channel?.unref()';

interface HomePlan {
  /** How its clock moves on. */
  readonly pace: Pace;
  /** Modules to preload into each of its threads. */
  readonly imports?: readonly string[];
  readonly hasMatter?: boolean;
  /** Whether its storage is on a small disk, whose state a world can set. */
  readonly isOnBadDisk?: boolean;
  /** How many meters with every register it has, besides the one that is read in Apple Home. */
  readonly others?: number;
  /** Whether it shares its line, its reading and the house's page, on this machine. */
  readonly isShared?: boolean;
  /** Whether it publishes to a broker. */
  readonly isPublished?: boolean;
}

/** The homes. The worlds of one home come one after the other, at the same time as those of other homes. */
const HOMES = {
  line: { pace: QUICKLY, imports: [IN_MATTER, IN_THREAD], hasMatter: true },
  database: { pace: QUICKLY, imports: [IN_THREAD] },
  disk: { pace: QUICKLY, isOnBadDisk: true },
  // Together its meters have more than 200 registers in Wh.
  crowded: { pace: QUICKLY, others: 13 },
  published: { pace: QUICKLY, isPublished: true },
  shared: { pace: AS_FAST, isShared: true },
} as const satisfies { readonly [name: string]: HomePlan };

export type HomeName = keyof typeof HOMES;
export const HOME_NAMES = Object.keys(HOMES) as HomeName[];

/** A real Homebridge with the plugin, which reads a meter and writes to a database. */
export interface Home extends AsyncDisposable {
  readonly name: HomeName;
  readonly homebridge: Homebridge;
  /** The storage folder of Homebridge, with the journal. */
  readonly storage: string;
  /** The folder of the flags by which the test and the modules that are preloaded into the process communicate. */
  readonly flagFolder: string;
  /** The meter that is read in Apple Home. Its points have its name. */
  readonly meter: Meter;
  /** Its other meters, whose frames have every register. */
  readonly others: readonly Meter[];
  /** The proxy between the home and its database. */
  readonly proxy: DatabaseProxy;
  readonly database: HomeDatabase;
  /** Where it shares something: the ports of that. */
  readonly shared: SharedPorts | undefined;
  /** Where it publishes something: the broker of that. */
  readonly broker: SiegeBroker | undefined;
  /** Resolves when so many seconds have passed by its clock. */
  seconds(count: number): Promise<void>;
  /** Resolves when the database has every frame of a meter, of the one in Apple Home unless given, up to this serial number. */
  delivered(last: number, meter?: Meter): Promise<void>;
  /** Resolves when this has become true. @throws when Homebridge has ended, or when it does not become true */
  until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void>;
}

export interface Surroundings {
  /** In which it gets a database. */
  readonly influx: Influx;
  /** Whether its clock is the machine's. Otherwise it is a steered one, which stands still while the machine does. */
  readonly isInRealTime?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a home. Resolves when it delivers its Readings. @throws with Homebridge's log */
export async function startHome(name: HomeName, { influx, isInRealTime, env = {} }: Surroundings): Promise<Home> {
  const plan: HomePlan = HOMES[name];
  await using scope = new AsyncDisposableStack();
  await influx.query(`CREATE DATABASE "${name}"`);
  const proxy = scope.use(await openProxy(influx.url));
  const meter = scope.use(await startMeter(name));
  const others: Meter[] = [];
  for (let nth = 0; nth < (plan.others ?? 0); nth += 1) {
    others.push(scope.use(await startMeter(`${name}-${nth}`, { everyMs: 2 * SECOND_MS, frames: 'every register' })));
  }
  const shared = plan.isShared
    ? { line: await freePort(), reading: await freePort(), page: await freePort() }
    : undefined;
  const broker = plan.isPublished ? scope.use(await startBroker()) : undefined;
  const folder = scope.use(await temporaryStorage());
  const disk = plan.isOnBadDisk && missingLoop() === undefined ? scope.use(createLoopDisk(DISK_MEGABYTES)) : undefined;
  const storage = join(disk?.folder ?? folder.path, 'storage');
  await mkdir(storage);
  // In memory, since reports are written there on Homebridge's own thread.
  const flagFolder = temporaryFolder({ name: 'flags', inMemory: true });

  let passedMs = 0;
  const { stepMs } = plan.pace;
  const pass = () => {
    passedMs += stepMs;
    for (const one of [meter, ...others]) one.pass(stepMs);
  };
  if (isInRealTime) scope.adopt(setInterval(pass, stepMs), clearInterval);
  const clock = isInRealTime
    ? undefined
    : childClock({
        ...{ isSteered: true, waitsForRequests: true, endsSlowly: true },
        // Otherwise the clock would turn Node's timeouts of sockets off.
        livesByChannel: true,
        imports: [CHANNEL_LETS_IT_END, ...(plan.imports ?? [])],
      });
  const homebridge = scope.use(
    await startHomebridge({
      config: pluginBlock({
        name: 'Linky TIC',
        meters: [
          {
            ...{ name, port: meter.port, mode: 'historique', tiles: ['power'], ...NEVER_STALE },
            ...(plan.isOnBadDisk && WATTS_FROM_THE_START),
            ...(shared && { share: { port: shared.line, httpPort: shared.reading } }),
          },
          ...others.map((one) => ({ name: one.name, port: one.port, mode: 'standard', tiles: [], ...NEVER_STALE })),
        ],
        influx: { version: '1', url: proxy.url, database: name },
        journal: { commitSeconds: 5 },
        ...(shared && { page: { port: shared.page } }),
        ...(broker && { mqtt: { url: broker.url } }),
      }),
      storage,
      ...(plan.hasMatter && { bridge: { matter: { port: await freePort() } } }),
      ...(clock && { clock, pace: { ...plan.pace, before: pass } }),
      env: {
        ...PLAIN,
        ...flagsIn(flagFolder),
        ...(plan.isOnBadDisk && missingCompiler() === undefined && diskEnv(compileBadDisk(), storage, flagFolder)),
        ...env,
        NODE_OPTIONS: `${clock?.env.NODE_OPTIONS ?? importing(plan.imports)} ${env['NODE_OPTIONS'] ?? ''}`,
      },
    }),
  );
  await homebridge.waitForLog('Every reading goes to ');
  for (const one of [meter, ...others]) await homebridge.waitForLog(`${one.name}: the meter on ${one.port} answers`);

  const database: HomeDatabase = {
    name,
    query: (influxQl) => influx.query(influxQl, name),
    write: (lines) => influx.write(name, lines),
  };
  const untilAlive: Home['until'] = (what, isTrue) =>
    until(what, () => {
      if (!homebridge.isAlive) throw new Error('Homebridge has ended');
      return isTrue();
    });
  const owned = scope.move();
  return {
    ...{ name, homebridge, storage, flagFolder, meter, others, proxy, database, shared, broker },
    until: untilAlive,
    async seconds(count) {
      const endMs = passedMs + count * SECOND_MS;
      await untilAlive(`${count} s have passed`, () => passedMs >= endMs);
    },
    delivered: (last, of = meter) =>
      untilAlive(`the database has the frames of ${of.name} up to ${last}`, async () => {
        return (await missingCount(database, { meter: of.name, first: 1, last })) === 0;
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Otherwise Eve's watts are added to the accessory once they have been learned. Homebridge saves each new
 * characteristic at once, and dies when the disk is full then.
 */
const WATTS_FROM_THE_START = { powerFactor: 1 };

/** Turns colours off, so that any escape sequence in the log came from outside. */
const PLAIN = { FORCE_COLOR: '0', NO_COLOR: '1' };

const importing = (modules: readonly string[] = []) => modules.map((module) => `--import=${module}`).join(' ');
