import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { historiqueGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { type ChildClock, childClock } from '../../testbed/child-clock/child-clock.ts';
import { isInstalled } from '../../testbed/daemon.ts';
import {
  type Influx,
  missingServers,
  startInflux,
  startVictoria,
  startVmauth,
} from '../../testbed/databases/servers.ts';
import { uniqueName } from '../../testbed/databases/shared-databases.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { type RunningCli, startCli } from '../../testbed/programs/cli.ts';
import { startDemo } from '../../testbed/programs/demo.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import {
  COMMANDS,
  knownToTheService,
  namesTheDashboardsDatabase,
  ofTheUnitThatIsEnabled,
  projectFile,
  README,
  saidByTheDoctor,
  tokenFile,
} from './documented-commands.ts';

const run = promisify(execFile);

const ADDRESS = '012345678901';
const TOKEN = 's3cr3t-t0k3n';
const house = household(1);
const groupsNow = () => historiqueGroups(house, ADDRESS, Date.now());

/** What is done with a command of the documents. The first pattern that fits decides; without one the test fails. */
const KNOWN: readonly (readonly [pattern: RegExp, done: (command: string) => unknown])[] = [
  // It would set up a Raspberry Pi, which this machine is not, or look at a port that it has not: the doctor says the same.
  [/^sudo (?:raspi-config|usermod|reboot|fuser)/, saidByTheDoctor],
  // It would fetch the project from its address: it is here already.
  [/^git clone /, (command) => expect(command).toMatch(/^git clone \S+\/(\S+)\.git && cd \1$/)],
  // It is how this test came to be run.
  [/^npm install && npm test$/, async (command) => expect(await projectFile('.ci/run')).toContain(command)],
  // It would change this machine's Homebridge.
  [/^sudo hb-service add \S+$/, knownToTheService],
  // It comes with Homebridge's Debian package, which is not in Debian, and has nothing to be got wrong but its name.
  [/^sudo hb-shell$/, () => {}],
  // InfluxDB 2, whose program it is, is not in Debian either: what they name is what the dashboards ask.
  [/^influx bucket list$/, () => {}],
  [/^influx v1 dbrp create --db linky --rp autogen --default --bucket-id ID$/, namesTheDashboardsDatabase],
  // An editor waits for somebody who types.
  [/^sudo nano \S+$/, async () => expect(await projectFile('docs/linky-tic.service')).toMatch(/^# .*ExecStart/s)],
  // It reads the log of a service that was not started.
  [/^journalctl -u \S+ -f$/, ofTheUnitThatIsEnabled],

  // The rest is done.
  [
    /^(?:sudo )?npm install -g(?: homebridge-linky-tic)?$/,
    () => expect(basename(installed.tarball)).toMatch(pack.name),
  ],
  [/^npm install && npm run demo$/, demo],
  [/^npm run demo -- /, demo],
  [/^curl /, createTestDatabase],
  [/^install -m 600 \/dev\/null (\S+) && nano \1$/, (command) => tokenFile(command, TOKEN)],
  [/^sudo (?:cp|install) /, inShell],
  [/^sudo systemctl enable --now linky-tic$/, unit],
  [/^linky-tic (?:watch|doctor|mirror|history)$|^linky-tic help /, help],
  [/^linky-tic --version$/, (command) => linkyTic(command, says(`${pack.version}\n`))],
  [/^linky-tic watch \S+$/, (command) => linkyTic(command, watches)],
  [/^linky-tic watch \S+ --raw \S+ --anonymise$/, (command) => linkyTic(command, records)],
  [/^linky-tic doctor /, (command) => linkyTic(command, says(ADDRESS))],
  [/^linky-tic history --/, (command) => linkyTic(command, says('kWh'))],
  [/^linky-tic history send /, (command) => linkyTic(command, sends)],
  [/^linky-tic mirror /, (command) => linkyTic(command, mirrors, childClock({ rate: 10, endsSlowly: true }))],
];

/** For what must come: a deadline that only ends what will never pass. */
const PATIENCE = { timeout: 300_000, interval: 50 };

let installed: Installed;
/** As Debian installs it, without users: the commands name none. */
let influx: Influx;
/** What a Homebridge with the plugin leaves behind: its settings, and a journal. */
let home: Awaited<ReturnType<typeof temporaryStorage>>;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
describe.skipIf(missing.length > 0)(missing.join(', ') || 'the documents can be followed:', () => {
  beforeAll(async () => {
    influx = await startInflux();
    home = await temporaryStorage();
    installed = await installedPackage();
    await runHomebridge();
  });
  afterAll(async () => {
    await influx?.[Symbol.asyncDispose]();
    await home?.[Symbol.asyncDispose]();
  });

  test.concurrent.each([...new Set(COMMANDS)])('%s', async (command) => {
    const [, done] = KNOWN.find(([pattern]) => pattern.test(command)) ?? [];
    if (!done) throw new Error('nobody has thought of what to do with this command');
    await done(command);
  });

  test('no command is known that no document has', () => {
    const decides = (command: string) => KNOWN.find(([pattern]) => pattern.test(command));
    expect(KNOWN.filter((known) => !COMMANDS.some((command) => decides(command) === known))).toEqual([]);
  });
});

/** The README's own settings, with a meter that talks: installed, started, stopped. */
async function runHomebridge(): Promise<void> {
  const [settings = ''] = README.blocks.filter(({ language }) => language === 'json').map(({ text }) => text);
  const [platform] = JSON.parse(settings).platforms;
  await using meter = await talkingMeter();
  const config = { ...platform, language: 'en', meters: [{ ...platform.meters[0], port: meter.port }] };
  await using homebridge = await startHomebridge({ config, plugin: installed.plugin, storage: home.path });
  // With that it has a reading, which it writes down when it ends.
  await homebridge.waitForLog('answers');
  expect(await homebridge.stop()).toMatchObject({ code: 0 });
}

async function talkingMeter() {
  const meter = await startPtyMeter();
  meter.say(groupsNow(), 'historique');
  return meter;
}

/** A place to run a command in, and what it speaks of, as it is here. */
interface Scene {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly words: readonly string[];
  /** How many readings are in the database. */
  readings(): Promise<number>;
}

async function sceneFor(command: string, stack: AsyncDisposableStack): Promise<Scene> {
  const cwd = await mkdtemp(join(tmpdir(), 'linky-readme-'));
  stack.defer(() => rm(cwd, { recursive: true, force: true }));
  const storage = join(cwd, 'linky-tic');
  await cp(home.path, storage, { recursive: true });
  for (const name of ['token', 'jeton']) await writeFile(join(cwd, name), `${TOKEN}\n`, { mode: 0o600 });
  const port = /ttyUSB0|PORT|homebridge/.test(command) ? stack.use(await talkingMeter()).port : '';
  const isSecond = command.includes('--bucket');
  const database = isSecond ? await secondDatabase(stack) : await firstDatabase();
  await settle(join(storage, 'config.json'), port, database);
  const words = command
    .replace(/\/dev\/ttyUSB0|\bPORT\b/, port)
    .replace('tcp://192.168.1.20:2000', () => `tcp://127.0.0.1:${bridgePort}`)
    .replace('http://localhost:8086', database.url)
    .replace('--database linky', `--database ${database.name}`)
    .replaceAll('/var/lib/homebridge', storage)
    .split(' ');
  return { cwd, words, readings: database.readings, env: { XDG_STATE_HOME: cwd, INFLUX_TOKEN: TOKEN, LANG: 'C' } };
}

/** The settings of the storage folder, as if they had been made on this machine. */
async function settle(path: string, port: string, { url, name }: Database): Promise<void> {
  const config = JSON.parse(await readFile(path, 'utf8'));
  const [platform] = config.platforms;
  platform.meters[0].port = port;
  platform.influx = { version: '1', url, database: name };
  await writeFile(path, JSON.stringify(config));
}

interface Database extends Pick<Scene, 'readings'> {
  readonly url: string;
  readonly name: string;
}

async function firstDatabase(): Promise<Database> {
  const name = uniqueName('linky');
  await influx.query(`CREATE DATABASE "${name}"`);
  return {
    url: influx.url,
    name,
    readings: async () => (await influx.query('SELECT power_va FROM linky', name)).length,
  };
}

/** What speaks as InfluxDB 2 does, and checks the token. */
async function secondDatabase(stack: AsyncDisposableStack): Promise<Database> {
  const victoria = stack.use(await startVictoria());
  const vmauth = stack.use(await startVmauth({ token: TOKEN, upstream: victoria.url }));
  return { url: vmauth.url, name: 'linky', readings: async () => (await victoria.samples('linky_power_va')).length };
}

let bridgePort: number;
const bridge = createServer((socket) => {
  const talking = setInterval(() => socket.write(encodeFrame(groupsNow(), 'historique')), 200);
  socket.on('error', () => {}).on('close', () => clearInterval(talking));
});
beforeAll(async () => {
  await once(bridge.listen(0, '127.0.0.1'), 'listening');
  bridgePort = (bridge.address() as AddressInfo).port;
});
afterAll(() => void bridge.close());

type Deed = (running: RunningCli, scene: Scene) => Promise<void>;

/** Runs the installed program. */
async function linkyTic(command: string, deed: Deed, clock?: ChildClock): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { words, ...scene } = await sceneFor(command, stack);
  const running = stack.use(startCli(words.slice(1), { ...scene, ...(clock && { clock }), program: installed }));
  await deed(running, { words, ...scene });
}

function says(words: string): Deed {
  return async ({ ended }) => expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining(words) });
}

async function watches(running: RunningCli): Promise<void> {
  await running.waitFor(/\d VA/);
  expect((await running.stop()).code).toBe(0);
}

async function records(running: RunningCli, { cwd, words }: Scene): Promise<void> {
  await watches(running);
  const bytes = await readFile(join(cwd, words[words.indexOf('--raw') + 1] ?? ''));
  const text = String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
  expect(text).toContain('PAPP');
  expect(text).not.toContain(ADDRESS);
}

async function mirrors(running: RunningCli, { readings }: Scene): Promise<void> {
  await running.waitFor('answers');
  await arrived(readings);
  expect((await running.stop('SIGTERM')).code).toBe(0);
}

async function arrived(readings: Scene['readings']): Promise<void> {
  await vi.waitFor(async () => expect(await readings()).toBeGreaterThan(0), PATIENCE);
}

async function sends({ ended }: RunningCli, { readings }: Scene): Promise<void> {
  const { code, stdout } = await ended;
  const count = await readings();
  expect(count).toBeGreaterThan(0);
  const sent = expect.stringMatching(new RegExp(`^${count} readings? sent `));
  expect({ code, stdout }).toEqual({ code: 0, stdout: sent });
}

/** The help of the command that is named, or of each one. */
async function help(command: string): Promise<void> {
  const [, word = '', name = ''] = command.split(' ');
  const names = word !== 'help' ? [word] : /^COMMANDE?$/.test(name) ? ['watch', 'doctor', 'mirror', 'history'] : [name];
  for (const one of names) await linkyTic(`linky-tic help ${one}`, says(`linky-tic ${one}`));
}

async function demo(command: string): Promise<void> {
  expect(pack.scripts.demo).toMatch(/ && node demo\/demo\.ts$/);
  await using stack = new AsyncDisposableStack();
  const { words, env, readings } = await sceneFor(command, stack);
  const options = words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];
  const started = stack.use(startDemo(options, env));
  await vi.waitFor(() => expect(started.said()).toMatch(/linky: [\d ]+ VA/), PATIENCE);
  if (options.includes('--influx')) await arrived(readings);
  expect(await started.interrupt()).toEqual([0, null]);
}

async function createTestDatabase(command: string): Promise<void> {
  await run('sh', ['-c', command.replace('http://localhost:8086', influx.url)]);
  expect(await influx.query('SHOW DATABASES')).toContainEqual({ name: 'linky' });
}

/** A line for root that writes to /etc, here to a folder of this test's, by whoever runs it. */
async function inShell(command: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { cwd } = await sceneFor(command, stack);
  const etc = join(cwd, 'etc');
  await mkdir(join(etc, 'systemd/system'), { recursive: true });
  const line = command.replaceAll('sudo ', '').replaceAll(' /etc/', ` ${etc}/`);
  await run('sh', ['-euc', line], { cwd, env: { ...process.env, npm_config_prefix: installed.folder } });
  const made = /(\S*\/(?:token|system\/))$/.exec(line)?.[1] ?? '';
  const text = await readFile(made.endsWith('/') ? join(made, 'linky-tic.service') : made, 'utf8');
  expect(text).toBe(made.endsWith('/') ? await projectFile('docs/linky-tic.service') : `${TOKEN}\n`);
}

/** The unit is one that systemd understands, where there is a systemd, and what it starts is a command that works. */
async function unit(): Promise<void> {
  const text = await projectFile('docs/linky-tic.service');
  await using stack = new AsyncDisposableStack();
  const { cwd } = await sceneFor('', stack);
  const path = join(cwd, 'linky-tic.service');
  await writeFile(path, text.replace('/usr/bin/linky-tic', installed.cli));
  if (isInstalled('systemd-analyze')) await run('systemd-analyze', ['verify', path]);
  const [, command = ''] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(text) ?? [];
  // systemd-creds has made a file of it, where only the service may read it.
  expect(text).toMatch(/^LoadCredential=token:\/etc\/linky-tic\/token$/m);
  await linkyTic(
    command.replace('$' + '{CREDENTIALS_DIRECTORY}/', ''),
    mirrors,
    childClock({ rate: 10, endsSlowly: true }),
  );
}
