import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { isInstalled } from '../../testbed/daemon.ts';
import { missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { missingMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { type CliOptions, type RunningCli, startCli } from '../../testbed/programs/cli.ts';
import { startDemo } from '../../testbed/programs/demo.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { PATIENCE_MS } from '../../testbed/support/patience.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { ADDRESS, type Scene, type Surroundings, sceneFor, startBridge, TOKEN, talkingMeter } from './command-scene.ts';
import { bridgeAsDocumented, expectDebianToHaveLibatomic, expectDebianToHaveSer2net } from './documented-bridge.ts';
import {
  COMMANDS,
  expectDebianToHaveVictoria,
  expectHbServiceToKnow,
  expectHomebridgeToHaveTheService,
  expectTheDashboardsDatabase,
  expectTheDoctorToSay,
  expectTheServiceToBeEnabled,
  makeTokenFile,
  projectFile,
  startVictoriaAsDocumented,
} from './documented-commands.ts';
import { expectDebianToHaveMosquitto, mosquittoAsDocumented } from './documented-mosquitto.ts';
import { historyMoved } from './documented-move.ts';
import { planAsDocumented } from './documented-prices.ts';
import { missingPrograms } from './share/line-readers.ts';

const run = promisify(execFile);

/**
 * What this test does with a command of the documents. The first pattern that matches decides; a command that none matches
 * fails the test.
 */
const ACTIONS: readonly (readonly [pattern: RegExp, act: (command: string) => unknown])[] = [
  // These would set up a Raspberry Pi, or look at a port that this machine lacks. The doctor must name the same commands.
  [/^sudo (?:raspi-config|usermod|reboot|fuser)/, expectTheDoctorToSay],
  // It would end this machine. It has no arguments to get wrong.
  [/^sudo poweroff$/, () => {}],
  // This would fetch the project from its address; it is here already.
  [/^git clone /, (command) => expect(command).toMatch(/^git clone \S+\/(\S+)\.git && cd \1$/)],
  // This is how CI runs the tests.
  [
    /^npm install && npm test$|^npm (?:install|test)$/,
    async (command) => expect(await projectFile('.ci/run')).toContain(command),
  ],
  // This has built what the test runs.
  [/^npm run build$/, () => expect(pack.scripts).toHaveProperty('build')],
  // This would change this machine's Homebridge.
  [/^sudo hb-service (?:add \S+|remove \S+|stop|start|restart|update-node)$/, expectHbServiceToKnow],
  [/^sudo systemctl (?:disable|enable) --now homebridge$/, expectHomebridgeToHaveTheService],
  // hb-shell comes with Homebridge's own Debian package, which Debian does not have. The command has no arguments to get wrong.
  [/^sudo hb-shell$/, () => {}],
  // The program `influx` belongs to InfluxDB 2, which Debian does not have either.
  [/^influx bucket list$/, () => {}],
  [/^influx v1 dbrp create --db linky --rp autogen --default --bucket-id ID$/, expectTheDashboardsDatabase],
  // This would install a server on this machine, or restart it.
  [/^sudo (?:apt-get install|systemctl restart) victoria-metrics$/, expectDebianToHaveVictoria],
  [/^sudo (?:apt install|systemctl restart) ser2net$/, expectDebianToHaveSer2net],
  [/^sudo apt install libatomic1$/, expectDebianToHaveLibatomic],
  [/^sudo (?:apt install mosquitto mosquitto-clients|systemctl restart mosquitto)$/, expectDebianToHaveMosquitto],
  // The editor would wait for somebody who types.
  [/^sudo nano \S+$/, async () => expect(await projectFile('docs/linky-tic.service')).toMatch(/^# .*ExecStart/s)],
  // This reads the log of a service that the test does not start.
  [/^journalctl -u \S+ -f$/, expectTheServiceToBeEnabled],

  // All others are run.
  [
    /^(?:sudo )?npm install -g(?: homebridge-linky-tic)?$/,
    () => expect(basename(installed.tarball)).toMatch(pack.name),
  ],
  // The demo without options has a test of its own.
  [/^npm install && npm run demo$/, () => expect(pack.scripts.demo).toMatch(/ && node demo\/demo\.ts$/)],
  [/^npm run demo -- /, runDemo],
  [/^curl -s \S+:2002\/(?:prices|forecast) \|/, planAsDocumented],
  [/^curl /, createTestDatabase],
  [/^echo 'ARGS=.* \| sudo tee \/etc\/default\/victoria-metrics$/, startVictoriaAsDocumented],
  [/^(?:uname -m|dpkg --print-architecture)$/, (command) => run('sh', ['-euc', command])],
  [/^sudo tee \/etc\/ser2net.yaml <</, bridgeAsDocumented],
  [/^sudo (?:mosquitto_passwd|openssl|chown mosquitto:) |^mosquitto_(?:sub|pub) /, publishAsDocumented],
  [/^install -m 600 \/dev\/null (\S+) && nano \1$/, (command) => makeTokenFile(command, TOKEN)],
  [/^sudo (?:mv|chown|rm|install -m 600 ~)|^(?:mkdir|scp|rm) |\/var\/lib\/homebridge\/copy\b/, moveAsDocumented],
  [/^sudo install -m 600 -o "\$USER" \/tmp\/(\S+) \1$/, fetchesTheRecording],
  [/^sudo (?:cp|install) /, runForRoot],
  [/^sudo systemctl enable --now linky-tic$/, checkUnit],
  [/^linky-tic (?:watch|doctor|mirror|offers|history(?: send| import| copy)?)$|^linky-tic help /, runHelp],
  [/^linky-tic --version$/, (command) => runLinkyTic(command, says(`${pack.version}\n`))],
  [/^linky-tic watch \S+$/, (command) => runLinkyTic(command, showsThePower)],
  [/^linky-tic watch \S+ --raw \S+ --anonymise$/, (command) => runLinkyTic(command, recordsWithoutTheNumber)],
  [/^linky-tic doctor --json /, (command) => runLinkyTic(command, says(`"address":"…${ADDRESS.slice(-4)}"`), STEADILY)],
  [/^linky-tic doctor /, (command) => runLinkyTic(command, says(ADDRESS), STEADILY)],
  [/^linky-tic history --.* [|>] /, runInShell],
  [/^linky-tic history --.* --cost/, (command) => runLinkyTic(command, says('€'))],
  [/^linky-tic history --/, (command) => runLinkyTic(command, says('kWh'))],
  [/^linky-tic history copy /, (command) => runLinkyTic(command, says('copied to'))],
  [/^linky-tic history forget /, (command) => runLinkyTic(command, says('nothing that is dated later than now'))],
  [/^linky-tic history import /, (command) => runLinkyTic(command, tellsOfTheImport)],
  [/^linky-tic history send /, (command) => runLinkyTic(command, sendsWhatItCounts)],
  [/^linky-tic offers /, (command) => runLinkyTic(command, says('Base'))],
  [/^linky-tic mirror .* --page-port /, (command) => runLinkyTic(command, showsThePage)],
  [/^linky-tic mirror /, (command) => runLinkyTic(command, writesReadings, AT_A_PACE)],
];

const clock = childClock({ isSteered: true, waitsForRequests: true });
/** Readings go to a database every ten seconds. */
const AT_A_PACE = { clock, pace: QUICKLY } satisfies CliOptions;
/** As fast as the machine's clock, or slower: the doctor waits five seconds for a line that it understands. */
const STEADILY = { clock, pace: { stepMs: 100, pauseMs: 100 } } satisfies CliOptions;

const CHOSEN_WORDS = [
  [/ PORT\b/, ' /dev/ttyUSB0'],
  [/ COMMANDE\b/, ' COMMAND'],
  [/ --token-file jeton\b/, ' --token-file token'],
  [/ --org maison\b/, ' --org home'],
  [/ --config prix\.json\b/, ' --config prices.json'],
  [/ --raw (\/tmp\/)?ligne\.tic\b/, ' --raw $1line.tic'],
  [/ copy historique\.db\b/, ' copy history.db'],
] as const;

const PATIENCE = { timeout: PATIENCE_MS, interval: 50 };

let installed: Installed;
let surroundings: Surroundings;
const cleanup = new AsyncDisposableStack();

const missing = [
  ...[missingPty() ?? [], process.env['CI'] ? [] : missingServers(), missingPrograms()],
  ...[missingMosquitto() ?? [], missingOpenssl() ?? []],
].flat();
describe.skipIf(missing.length > 0)(
  missing.join(', ') || 'each command of the documents does what the page says:',
  () => {
    beforeAll(async () => {
      surroundings = {
        influx: cleanup.use(await startInflux()),
        storage: cleanup.use(await temporaryStorage()).path,
        bridgePort: cleanup.use(await startBridge()).port,
      };
      installed = await installedPackage();
      await runHomebridge();
    });
    afterAll(() => cleanup.disposeAsync());

    test.concurrent.each([...new Set(COMMANDS.map(withWordsOfThisTest))])('%s', async (command) => {
      const [, act] = actionFor(command) ?? [];
      if (!act) throw new Error('the test has no action for this command');
      await act(command);
    });

    test('each action is for a command that a document has', () => {
      const used = new Set(COMMANDS.map(withWordsOfThisTest).map(actionFor));
      expect(ACTIONS.filter((action) => !used.has(action))).toEqual([]);
    });
  },
);

/**
 * A command of this project with one word in the place of each that a reader chooses: in French pages it differs only by this, so the same
 * command is run once.
 */
function withWordsOfThisTest(command: string): string {
  if (!/^(?:linky-tic|npm run demo) /.test(command)) return command;
  return CHOSEN_WORDS.reduce((words, [chosen, ours]) => words.replace(chosen, ours), command);
}

function actionFor(command: string): (typeof ACTIONS)[number] | undefined {
  return ACTIONS.find(([pattern]) => pattern.test(command));
}

/** Runs Homebridge with the settings of the page about installing and a meter that talks, until it has written a reading. */
async function runHomebridge(): Promise<void> {
  const { blocks } = markdownIn('docs/install.md');
  const [settings = ''] = blocks.filter(({ language }) => language === 'json').map(({ text }) => text);
  const [platform] = JSON.parse(settings).platforms;
  await using meter = await talkingMeter();
  const config = { ...platform, meters: [{ ...platform.meters[0], port: meter.port }] };
  await using homebridge = await startHomebridge({
    ...{ config, plugin: installed.plugin, storage: surroundings.storage },
    clock: childClock({ endsSlowly: true }),
  });
  // From then on it has a reading, which it writes to the journal when it ends.
  await homebridge.waitForLog('answers');
  expect(await homebridge.stop()).toMatchObject({ code: 0 });
}

/** What a program that was started must do. */
type Expectation = (running: RunningCli, scene: Scene) => Promise<void>;

/** Runs the installed `linky-tic`. */
async function runLinkyTic(command: string, expectation: Expectation, time: CliOptions = {}): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { words, ...scene } = await sceneFor(command, surroundings, stack);
  const running = stack.use(startCli(words.slice(1), { ...scene, ...time, program: installed }));
  await expectation(running, { words, ...scene });
}

function says(words: string): Expectation {
  return async ({ ended }) => expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining(words) });
}

async function showsThePower(running: RunningCli): Promise<void> {
  await running.waitFor(/\d VA/);
  expect((await running.stop()).code).toBe(0);
}

async function recordsWithoutTheNumber(running: RunningCli, { cwd, words }: Scene): Promise<void> {
  await showsThePower(running);
  const bytes = await readFile(resolve(cwd, words[words.indexOf('--raw') + 1] ?? ''));
  const text = String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
  expect(text).toContain('PAPP');
  expect(text).not.toContain(ADDRESS);
}

async function writesReadings(running: RunningCli, { readings }: Scene): Promise<void> {
  await running.waitFor('answers');
  await waitForReadings(readings);
  expect((await running.stop('SIGTERM')).code).toBe(0);
}

async function showsThePage(running: RunningCli, { words }: Scene): Promise<void> {
  await running.waitFor('The house’s page is at http://');
  const status = `http://127.0.0.1:${words[words.indexOf('--page-port') + 1]}/api/status?asks={"language":"en"}`;
  const answer = async () => (await fetch(status)).json();
  await vi.waitFor(
    async () => expect(await answer()).toMatchObject({ status: { meters: [{ slug: 'linky' }] } }),
    PATIENCE,
  );
  expect((await running.stop('SIGTERM')).code).toBe(0);
}

async function waitForReadings(readings: Scene['readings']): Promise<void> {
  await vi.waitFor(async () => expect(await readings()).toBeGreaterThan(0), PATIENCE);
}

async function sendsWhatItCounts({ ended }: RunningCli, { readings }: Scene): Promise<void> {
  const { code, stdout } = await ended;
  const count = await readings();
  expect(count).toBeGreaterThan(0);
  const sent = expect.stringMatching(new RegExp(`^${count} readings? sent `));
  expect({ code, stdout }).toEqual({ code: 0, stdout: sent });
}

/** The file of the scene has two days, and a list or an undo finds it imported. */
async function tellsOfTheImport({ ended }: RunningCli, { words }: Scene): Promise<void> {
  const { code, stdout } = await ended;
  const says = words.includes('--undo')
    ? 'Undone: number 1, 2 days.'
    : words.includes('--dry-run')
      ? 'All of its days are new.'
      : ' 2 days';
  expect({ code, stdout: stdout.replaceAll('\u00a0', ' ') }).toEqual({
    code: 0,
    stdout: expect.stringContaining(says),
  });
}

/** Runs a line of a shell with the installed `linky-tic`, and with `jq` where there is one. Expects a day or month in the end. */
async function runInShell(command: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { cwd, env, words } = await sceneFor(command, surroundings, stack);
  const hasJq = process.env['CI'] !== undefined || isInstalled('jq');
  const line = hasJq ? words.join(' ') : words.join(' ').replace(/ \| jq .*$/, '');
  const PATH = `${join(installed.folder, 'bin')}:${process.env['PATH']}`;
  const { stdout } = await run('sh', ['-euc', line], { cwd, env: { ...process.env, ...env, PATH } });
  const [, file] = / > (\S+)$/.exec(line) ?? [];
  expect(file === undefined ? stdout : await readFile(join(cwd, file), 'utf8')).toMatch(/\d{4}-\d{2}/);
}

/** Reads the help of the command that is named, or of every command. */
async function runHelp(command: string): Promise<void> {
  if (!command.startsWith('linky-tic help ')) return runLinkyTic(`${command} --help`, says(command));
  for (const name of ['watch', 'doctor', 'mirror', 'history']) {
    await runLinkyTic(command.replace(/COMMAND$/, name), says(`linky-tic ${name}`));
  }
}

async function runDemo(command: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { words, env, readings } = await sceneFor(command, surroundings, stack);
  const options = words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];
  const started = stack.use(startDemo(options, env));
  await vi.waitFor(() => expect(started.said()).toMatch(/linky: [\d,]+ VA/), PATIENCE);
  if (options.includes('--influx')) await waitForReadings(readings);
  expect(await started.interrupt()).toEqual([0, null]);
}

async function createTestDatabase(command: string): Promise<void> {
  await run('sh', ['-c', command.replace('http://localhost:8086', surroundings.influx.url)]);
  expect(await surroundings.influx.query('SHOW DATABASES')).toContainEqual({ name: 'linky' });
}

/** Runs a line that is for root, as the user of this test, with a folder of the test in the place of /etc. */
async function runForRoot(command: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { cwd } = await sceneFor(command, surroundings, stack);
  const etc = join(cwd, 'etc');
  await mkdir(join(etc, 'systemd/system'), { recursive: true });
  const line = command.replaceAll('sudo ', '').replaceAll(' /etc/', ` ${etc}/`);
  await run('sh', ['-euc', line], { cwd, env: { ...process.env, npm_config_prefix: installed.folder } });
  const made = /(\S*\/(?:token|system\/))$/.exec(line)?.[1] ?? '';
  const text = await readFile(made.endsWith('/') ? join(made, 'linky-tic.service') : made, 'utf8');
  expect(text).toBe(made.endsWith('/') ? await projectFile('docs/linky-tic.service') : `${TOKEN}\n`);
}

/** Takes a recording out of the temporary folder, as its owner, who is the user of this test. */
async function fetchesTheRecording(command: string): Promise<void> {
  const [folder, home] = [temporaryFolder(), temporaryFolder()];
  const name = command.split(' ').at(-1) ?? '';
  await writeFile(join(folder, name), 'a frame', { mode: 0o600 });
  const line = command.replace('sudo ', '').replace(' /tmp/', ` ${folder}/`);
  await run('sh', ['-euc', line], { cwd: home, env: { ...process.env, USER: userInfo().username } });
  expect(await readFile(join(home, name), 'utf8')).toBe('a frame');
}

let published: Promise<readonly string[]> | undefined;

/** Sets mosquitto up as the page about MQTT says, in both languages, once for all of its commands. */
async function publishAsDocumented(command: string): Promise<void> {
  published ??= mosquittoAsDocumented();
  expect(await published).toContain(command);
}

let moved: Promise<readonly string[]> | undefined;

/** Moves the history as the page about maintenance says, once for all of its commands. */
async function moveAsDocumented(command: string): Promise<void> {
  moved ??= historyMoved(surroundings.storage, installed);
  expect(await moved).toContain(command);
}

/** Expects systemd, where there is one, to understand the unit, and the command that the unit starts to work. */
async function checkUnit(): Promise<void> {
  const text = await projectFile('docs/linky-tic.service');
  await using stack = new AsyncDisposableStack();
  const { cwd } = await sceneFor('', surroundings, stack);
  const path = join(cwd, 'linky-tic.service');
  await writeFile(path, text.replace('/usr/bin/linky-tic', installed.cli));
  if (process.env['CI'] || isInstalled('systemd-analyze')) await run('systemd-analyze', ['verify', path]);
  const [, command = ''] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(text) ?? [];
  // systemd puts the credential into a folder that only the service can read; here the token lies beside the command.
  expect(text).toMatch(/^LoadCredential=token:\/etc\/linky-tic\/token$/m);
  await runLinkyTic(command.replace('$' + '{CREDENTIALS_DIRECTORY}/', ''), writesReadings, AT_A_PACE);
}
