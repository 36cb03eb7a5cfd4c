import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { deliver } from '../../src/history-import/deliver.ts';
import { historiqueGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Influx, startVictoria, startVmauth } from '../../testbed/databases/servers.ts';
import { uniqueName } from '../../testbed/databases/shared-databases.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { enedisCurve } from '../history-import/history-file.ts';

/** The number of the meter that talks. */
export const ADDRESS = '012345678901';
/** The token that the database of version 2 wants. */
export const TOKEN = 's3cr3t-t0k3n';
/** The settings with prices that the page about the command line has. */
const [PRICES = ''] = markdownIn('docs/command-line.md').blocks.flatMap(({ language, text }) =>
  language === 'json' && text.includes('"prices"') ? text : [],
);
/** The file of a household's history that the page imports, with two days. */
const CURVE_FILE = 'consommation.csv';
const CURVE = enedisCurve(500, { days: 2 });
const house = household(1);
const groupsNow = () => historiqueGroups(house, ADDRESS, Date.now());

/** What every scene has around it. */
export interface Surroundings {
  /** InfluxDB 1 without users, as Debian installs it: the commands name none. */
  readonly influx: Influx;
  /** The storage folder of a Homebridge that has run with the plugin: its settings, and a journal. */
  readonly storage: string;
  /** Where a network bridge gives the meter's bytes. */
  readonly bridgePort: number;
}

/** Where a command runs, and its words with the ports, addresses and folders of this machine. */
export interface Scene {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly words: readonly string[];
  /** The number of readings in the database. */
  readings(): Promise<number>;
}

/** Makes the scene for a command. Whatever it starts ends with the stack. */
export async function sceneFor(
  command: string,
  { influx, storage: template, bridgePort }: Surroundings,
  stack: AsyncDisposableStack,
): Promise<Scene> {
  const cwd = temporaryFolder();
  const storage = join(cwd, 'linky-tic');
  await cp(template, storage, { recursive: true });
  for (const name of ['token', 'jeton']) await writeFile(join(cwd, name), `${TOKEN}\n`, { mode: 0o600 });
  await writeFile(join(cwd, CURVE_FILE), CURVE);
  if (/ history import --| --undo /.test(command)) await importCurve(storage);
  await writeFile(join(cwd, 'prices.json'), PRICES);
  const port = /ttyUSB0|homebridge/.test(command) ? stack.use(await talkingMeter()).port : '';
  const database = command.includes('--bucket') ? await influx2(stack) : await influx1(influx);
  await writeSettings(join(storage, 'config.json'), port, database);
  const words = command
    .replace('/dev/ttyUSB0', port)
    .replace(/tcp:\/\/192\.168\.1\.(?:20:2000|10:2001)/, () => `tcp://127.0.0.1:${bridgePort}`)
    .replace(/http:\/\/localhost:(?:8086|8181)/, () => database.url)
    .replace('--page-port 8588', `--page-port ${await freePort()}`)
    .replace('--database linky', `--database ${database.name}`)
    .replaceAll('/var/lib/homebridge', storage)
    // The folder in Homebridge's container.
    .replace(/ \/homebridge$/, () => ` ${storage}`)
    .replace('--raw /tmp/', `--raw ${cwd}/`)
    .split(' ');
  return { cwd, words, readings: database.readings, env: { XDG_STATE_HOME: cwd, INFLUX_TOKEN: TOKEN, LANG: 'C' } };
}

/** Puts the days of the file of the scene into the journal, as if it had been imported before. */
export async function importCurve(storage: string): Promise<void> {
  const { kind, days } = await readHistoryFile(Buffer.from(CURVE));
  const order = { kind: 'import', import: { meter: 'linky', kind, days } } as const;
  expect(await deliver(storage, order, { texts: textsIn.en.journal })).toMatchObject({ kind: 'imported' });
}

/** Puts this machine's port and database, and prices, into the settings of a storage folder. */
async function writeSettings(path: string, port: string, { url, name }: Database): Promise<void> {
  const config = JSON.parse(await readFile(path, 'utf8'));
  const [platform] = config.platforms;
  // A meter without a port would be left out, with its prices.
  if (port !== '') platform.meters[0].port = port;
  platform.meters[0].prices = JSON.parse(PRICES).meters[0].prices;
  platform.influx = { version: '1', url, database: name };
  await writeFile(path, JSON.stringify(config));
}

interface Database extends Pick<Scene, 'readings'> {
  readonly url: string;
  readonly name: string;
}

async function influx1(influx: Influx): Promise<Database> {
  const name = uniqueName('linky');
  await influx.query(`CREATE DATABASE "${name}"`);
  return {
    url: influx.url,
    name,
    readings: async () => (await influx.query('SELECT power_va FROM linky', name)).length,
  };
}

/** VictoriaMetrics, which takes the requests of InfluxDB 2, behind a proxy that checks the token. */
async function influx2(stack: AsyncDisposableStack): Promise<Database> {
  const victoria = stack.use(await startVictoria());
  const vmauth = stack.use(await startVmauth({ token: TOKEN, upstream: victoria.url }));
  return { url: vmauth.url, name: 'linky', readings: async () => (await victoria.samples('linky_power_va')).length };
}

/** A meter on a pseudo-terminal that sends a frame of the demo house again and again. */
export async function talkingMeter() {
  const meter = await startPtyMeter();
  meter.say(groupsNow(), 'historique');
  return meter;
}

/** A network bridge that gives a frame five times a second. */
export async function startBridge() {
  const server = createServer((socket) => {
    const talking = setInterval(() => socket.write(encodeFrame(groupsNow(), 'historique')), 200);
    socket.on('error', () => {}).on('close', () => clearInterval(talking));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}
