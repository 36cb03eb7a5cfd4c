import { compileBadDisk } from '../../testbed/bad-disk/bad-disk.ts';
import { missingCompiler } from '../../testbed/c-preload.ts';
import { type DatabaseProxy, openProxy } from '../../testbed/databases/proxy.ts';
import { startInflux } from '../../testbed/databases/servers.ts';
import { databaseIn, type OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { type Home, type HomeName, isWell, startEmptyHome, startHome } from './home.ts';
import { type CoreWatch, watchCores } from './machine-load.ts';
import { type Meters, startMeters } from './meters.ts';
import { type Readers, startReaders } from './tile-readers.ts';

/** How many homes are started at a time: each start takes a core for some seconds. */
const STARTED_AT_A_TIME = 2;

/** The homes with their databases, proxies, meters and readers. Leaving its scope ends everything. */
export interface Siege extends AsyncDisposable {
  /** The database of a home. Each home has its own, so that a broken measurement does not affect the others. */
  databaseOf(name: HomeName): OwnDatabase;
  /** The proxy between a home and its database. */
  proxyOf(name: HomeName): DatabaseProxy;
  readonly meters: Meters;
  readonly readers: Readers;
  readonly cores: CoreWatch;
  homeOf(name: HomeName): Home;
  /** Runs the actions on one home one after the other, in the order of the calls. */
  inTurn<T>(name: HomeName, act: () => Promise<T>): Promise<T>;
}

/** Starts these homes, and one with an empty plugin. */
export async function startSiege(names: readonly HomeName[]): Promise<Siege> {
  await using scope = new AsyncDisposableStack();
  const server = scope.use(await startInflux());
  for (const name of names) await server.query(`CREATE DATABASE "${name}"`);
  const meters = scope.use(startMeters());
  const readers = scope.use(startReaders());
  const cores = scope.use(watchCores());
  const badDisk = missingCompiler() === undefined ? compileBadDisk() : undefined;
  const proxies = new Map<HomeName, DatabaseProxy>();
  for (const name of names) proxies.set(name, scope.use(await openProxy(server.url)));
  const homes = new Map<HomeName, Home>();
  const influxOf = (name: HomeName) => ({ version: '1', url: existing(proxies, name).url, database: name });
  const starts = names.map((name) => async () => {
    homes.set(name, scope.use(await startHome(name, { readers, meters, badDisk, influxOf })));
  });
  await fewAtATime([...starts, async () => void scope.use(await startEmptyHome({ readers }))]);
  const owned = scope.move();
  const turns = new Map<HomeName, Promise<unknown>>();
  return {
    databaseOf: (name) => databaseIn(server, name),
    meters,
    readers,
    cores,
    proxyOf: (name) => existing(proxies, name),
    homeOf: (name) => existing(homes, name),
    inTurn(name, act) {
      const begun = async () => {
        await isWell(existing(homes, name));
        await existing(homes, name).beginReading();
      };
      const acted = (turns.get(name) ?? begun()).then(act);
      turns.set(
        name,
        acted.catch(() => {}),
      );
      return acted;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function fewAtATime(starts: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = [...starts];
  const startRest = async () => {
    for (let start = rest.shift(); start; start = rest.shift()) await start();
  };
  await Promise.all(Array.from({ length: STARTED_AT_A_TIME }, startRest));
}

function existing<T>(all: ReadonlyMap<HomeName, T>, name: HomeName): T {
  const found = all.get(name);
  if (found === undefined) throw new Error(`${name} was not started`);
  return found;
}
