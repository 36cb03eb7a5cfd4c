import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify, stripVTControlCharacters } from 'node:util';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { type ChildClock, childClock, NO_DNS_PRELOAD } from '../child-clock/child-clock.ts';
import { freePort, isAnswering } from '../daemon.ts';
import { PROJECT } from '../project.ts';
import { reportOnFailure } from '../run/failure-report.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { isRunning, linesOf, temporaryStorage } from './homebridge.ts';

const SERVICE = join(PROJECT, 'node_modules/homebridge-config-ui-x/dist/bin/hb-service.js');

export interface UiPlan {
  /** The language of the interface: `fr` or `en`. */
  readonly language: string;
  /** The plugin's block in `platforms`. Without one, the plugin is not configured yet. */
  readonly config?: object;
  /** More keys of config.json, beside `bridge` and `platforms`. */
  readonly others?: object;
  /** The block of another platform. */
  readonly neighbour?: object;
  /** Fills the storage folder before Homebridge starts. */
  prepare?(storage: string): void | Promise<void>;
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs?: number;
  /** Its clock, in place of `aheadMs`. It has to preload `NO_DNS_PRELOAD`. */
  readonly clock?: ChildClock;
  /** More of its environment. */
  env?(storage: string): NodeJS.ProcessEnv;
  /** The number of the user and of the group who run it; those of the tests unless given. Only root may choose. */
  readonly runBy?: number;
}

/** What shows the plugin's page: a real Homebridge UI, or its stand-in. Leaving its scope ends all that it has started. */
export interface Ui extends AsyncDisposable {
  /** Whether it is only the dialogue around the plugin's page. */
  readonly isStandIn: boolean;
  readonly url: string;
  readonly storage: string;
  /** How far its clock is ahead of this machine's. */
  readonly aheadMs: number;
  /** The log of Homebridge so far, and of Homebridge UI, without colours. */
  readonly log: readonly string[];
  /** The current content of config.json. */
  config(): Promise<ConfigFile>;
  /** Replaces the plugin's block in config.json, as a user with an editor would; without an argument the block is removed. */
  configure(block?: object): Promise<void>;
  /** The language of the interface. */
  readonly language: string;
  /** Chooses another language in the settings of Homebridge UI. A page has it when it is loaded anew. */
  speak(language: string): Promise<void>;
}

/** A real Homebridge UI with the real Homebridge that it runs. Leaving its scope kills both. */
export interface RealUi extends Ui {
  /** Puts another folder in the place of the plugin's, which is this project, as built; without an argument that one again. */
  install(plugin?: string): Promise<void>;
  /** Kills it and its Homebridge, as a power cut would. */
  end(): Promise<void>;
  /** Starts it after its end, and does not wait until it is ready. */
  startAgain(): void;
}

/** The plugin's block in config.json, if it has one. */
export async function blockIn(ui: Pick<Ui, 'config'>): Promise<object | undefined> {
  return (await ui.config()).platforms.find(({ platform }) => platform === 'LinkyTIC');
}

interface ConfigFile {
  readonly bridge: object;
  readonly platforms: readonly { readonly platform: string }[];
}

/**
 * Starts `hb-service`, as on an installed Homebridge, with a first user and without a login. DNS look-ups fail in it,
 * so it cannot reach the internet.
 * @throws with its log when it does not answer in time, or when its Homebridge does not run the plugin in time
 */
export async function startUi(plan: UiPlan): Promise<RealUi> {
  const folder = await temporaryStorage();
  const storage = join(folder.path, 'storage');
  const port = await freePort();
  await prepareStorage(storage, plan, port);
  const plugins = join(folder.path, 'node_modules');
  await mkdir(plugins);
  await installIn(plugins, PROJECT);
  await symlink(join(PROJECT, 'node_modules/homebridge-config-ui-x'), join(plugins, 'homebridge-config-ui-x'));
  if (plan.runBy !== undefined) await giveTo(plan.runBy, folder.path);
  const url = `http://127.0.0.1:${port}`;
  let { language } = plan;
  const log: string[] = [];
  const start = () => {
    const started = spawn(process.execPath, argumentsOf(folder.path, storage), {
      cwd: storage,
      // A group of its own, to end Homebridge and the servers of the plugins' pages with it.
      detached: true,
      ...(plan.runBy !== undefined && { uid: plan.runBy, gid: plan.runBy }),
      // A new config.json, in place of one that is no JSON, has the same port.
      env: {
        ...{ ...process.env, ...environmentOf(plan), ...plan.env?.(storage) },
        ...{ HOME: folder.path, HOMEBRIDGE_CONFIG_UI_PORT: String(port) },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    linesOf(started, (line) => {
      log.push(stripVTControlCharacters(line));
      return line;
    });
    return started;
  };
  let child = start();
  const ui: RealUi = {
    isStandIn: false,
    url,
    storage,
    aheadMs: plan.aheadMs ?? 0,
    log,
    config: () => configIn(storage),
    configure: (block) => configure(storage, block),
    install: (plugin = PROJECT) => installIn(plugins, plugin),
    get language() {
      return language;
    },
    async speak(chosen) {
      if (chosen !== language) await chooseLanguage(url, chosen);
      language = chosen;
    },
    end: () => endGroup(child),
    startAgain() {
      child = start();
    },
    async [Symbol.asyncDispose]() {
      await endGroup(child);
      await folder[Symbol.asyncDispose]();
    },
  };
  reportOnFailure({ name: 'Homebridge UI', folder: folder.path, said: () => ui.log });
  try {
    await ready(ui, child, plan.config !== undefined);
    return ui;
  } catch (error) {
    await ui[Symbol.asyncDispose]();
    throw new Error(`Homebridge UI did not start:\n${ui.log.join('\n')}`, { cause: error });
  }
}

async function prepareStorage(storage: string, plan: UiPlan, port: number): Promise<void> {
  await mkdir(storage);
  await writeConfig(storage, await configOf(plan, port));
  // Without this, the interface searches the network for accessories.
  await writeFile(join(storage, '.uix-hb-service-homebridge-startup.json'), JSON.stringify({ insecureMode: false }));
  await plan.prepare?.(storage);
}

async function ready({ url, storage, log }: Ui, child: ChildProcess, isConfigured: boolean): Promise<void> {
  const isAlive = () => isRunning(child);
  await until(() => isAnswering(url), isAlive);
  await createFirstUser(url);
  await until(() => log.some((line) => / is running on port \d+/.test(line)), isAlive);
  if (isConfigured) await until(() => isServed(storage), isAlive);
}

function argumentsOf(folder: string, storage: string): string[] {
  const plugins = ['-P', join(folder, 'node_modules'), '--strict-plugin-resolution'];
  return [SERVICE, 'run', '--allow-root', '-U', storage, ...plugins, '--stdout'];
}

function environmentOf({ aheadMs, clock }: UiPlan): NodeJS.ProcessEnv {
  const own = clock ?? (aheadMs === undefined ? undefined : childClock({ aheadMs, imports: [NO_DNS_PRELOAD] }));
  return { NODE_OPTIONS: `--import=${NO_DNS_PRELOAD}`, ...own?.env, TZ: 'Europe/Paris' };
}

/** Makes a folder and all that is in it belong to a user and to the group of the same number. */
async function giveTo(user: number, folder: string): Promise<void> {
  await promisify(execFile)('chown', ['--recursive', '--no-dereference', `${user}:${user}`, folder]);
}

async function installIn(plugins: string, plugin: string): Promise<void> {
  // The interface may look at any moment, so there is always one of them.
  const next = `${plugins}-next`;
  await symlink(plugin, next);
  await rename(next, join(plugins, 'homebridge-linky-tic'));
}

async function configOf({ language, config, others, neighbour }: UiPlan, port: number): Promise<object> {
  const ui = { platform: 'config', name: 'Config', port, host: '127.0.0.1', auth: 'none', lang: language };
  return {
    bridge: {
      ...{ name: 'Homebridge', username: '0E:12:34:56:78:9A', pin: '031-45-154', port: await freePort() },
      ...{ advertiser: 'ciao', bind: ['lo'] },
    },
    accessories: [],
    platforms: [ui, neighbour, config].filter((block) => block !== undefined),
    ...others,
  };
}

const fileIn = (storage: string) => join(storage, 'config.json');

export async function writeConfig(storage: string, config: object): Promise<void> {
  await writeFile(fileIn(storage), JSON.stringify(config, null, 4));
}

export async function configure(storage: string, block: object | undefined): Promise<void> {
  const file = await configIn(storage);
  const others = file.platforms.filter(({ platform }) => platform !== 'LinkyTIC');
  await writeConfig(storage, { ...file, platforms: block ? [...others, block] : others });
}

export async function configIn(storage: string): Promise<ConfigFile> {
  return JSON.parse(await readFile(fileIn(storage), 'utf8'));
}

/** Creates the first user, after which the interface shows no setup wizard. */
async function createFirstUser(url: string): Promise<void> {
  const wizard = `${url}/api/setup-wizard`;
  const token = await answerOf(fetch(`${wizard}/get-setup-wizard-token`));
  await send('POST', `${wizard}/create-first-user`, token, { name: 'Test', username: 'test', password: 'test' });
}

/** As the interface does when its user chooses a language. */
async function chooseLanguage(url: string, lang: string): Promise<void> {
  const token = await answerOf(fetch(`${url}/api/auth/noauth`, { method: 'POST' }));
  await send('PATCH', `${url}/api/config-editor/ui`, token, { lang });
}

async function send(method: string, url: string, { access_token }: Token, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  await answerOf(fetch(url, { method, headers, body: JSON.stringify(body) }));
}

interface Token {
  readonly access_token?: string;
}

async function answerOf(asked: Promise<Response>): Promise<Token> {
  const answer = await asked;
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

/** Waits until something is so. @throws when it is not so in time, or when what was started for it has ended */
export async function until(isSo: () => boolean | Promise<boolean>, isAlive: () => boolean): Promise<void> {
  for (const deadlineMs = performance.now() + PATIENCE_MS; performance.now() < deadlineMs; await delay(50)) {
    if (await isSo()) return;
    if (!isAlive()) throw new Error('it ended');
  }
  throw new Error(`not within ${PATIENCE_MS} ms`);
}

/** Whether the plugin serves its status socket, which means that it runs. */
export function isServed(storage: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(join(storage, STATUS_SOCKET));
    socket.on('connect', () => socket.end()).on('error', () => resolve(false));
    socket.on('close', () => resolve(true)).resume();
  });
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || !isRunning(child)) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGKILL');
  await closed;
}
