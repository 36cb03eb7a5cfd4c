import { existsSync, readdirSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { thisMachine } from '../../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../../src/doctor/running-plugin.ts';
import { standardGroups } from '../../../src/source/demo/frames.ts';
import { household } from '../../../src/source/demo/household.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { compileBadDisk, type DiskState, diskEnv, setDiskState } from '../../../testbed/bad-disk/bad-disk.ts';
import { childClock, NO_DNS_PRELOAD, QUICKLY } from '../../../testbed/child-clock/child-clock.ts';
import { openClockSocket } from '../../../testbed/child-clock/clock-socket.ts';
import { type Listener, listen } from '../../../testbed/databases/listener.ts';
import { type DatabaseProxy, openProxy } from '../../../testbed/databases/proxy.ts';
import { startVictoria, type Victoria } from '../../../testbed/databases/servers.ts';
import { createTestDatabase, type OwnDatabase, uniqueName } from '../../../testbed/databases/shared-databases.ts';
import { startUi, type Ui } from '../../../testbed/homebridge/homebridge-ui.ts';
import type { Bridge } from '../../../testbed/homebridge/known-phone.ts';
import { pair } from '../../../testbed/homebridge/phone.ts';
import { openSettings, type Settings } from '../../../testbed/homebridge/settings-in-browser.ts';
import { NEVER_STALE } from '../../../testbed/meter/pty-meter.ts';
import { runCli } from '../../../testbed/programs/cli.ts';
import { historiqueFrame } from '../../../testbed/support/frames.ts';
import { pluginBlock } from '../../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { SECOND_MS } from '../../../testbed/support/time.ts';
import { openTab } from '../../e2e/settings-page.ts';
import type { TabName } from './case.ts';
import { type HomeMeter, startHomeMeter } from './home-meter.ts';
import { sharedLooks } from './looks.ts';

/** After how many steps of its clock, of half a second each, a meter sends a frame. */
const [OFTEN, SELDOM] = [2, 4];
/** Another user than root, whom rights can keep from something: nobody. Only root can become him. */
export const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined;
const AS_NOBODY = NOBODY === undefined ? [] : ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
/** Every user may make files there. */
const FOR_ALL = 0o777;
/** The sensor that is on while anything is wrong. */
const SENSOR = { name: 'Trouble', kind: 'contact', when: 'trouble', delayOn: 0, delayOff: 0 };
/** Where the page shows a trouble: the value of the attribute is `part/kind`. And where it lists the problems of the settings. */
const SHOWN_TROUBLE = '[data-trouble]';
const SHOWN_PROBLEM = '.problems .ill li';
/** At least so much time lies between two looks at the page, at the phone, or at the status socket, and between two runs of the doctor. */
const PAUSE_MS = 100;
const DOCTOR_PAUSE_MS = 500;
/** The name to which Homebridge UI moves a config.json that is no JSON. */
const MOVED_CONFIG = /^config\.json\.invalid\./;
/** An address that no machine has (RFC 5737). */
const NOT_OURS = { host: '192.0.2.1', port: 5000 };
const TABS = { live: 'Live', energy: 'Energy', port: 'Meter', influx: 'InfluxDB' } as const;

/** The name of the machine on which VictoriaMetrics runs. */
export const DATABASE_HOST = 'database.home';

/** The meters on serial ports: each is there for one case, besides `House`, which is well all the time. */
const ON_SERIAL_PORTS = {
  House: { mode: 'historique', tiles: ['power'] },
  Cellar: { mode: 'standard' },
  Cable: { mode: 'historique' },
  Attic: { mode: 'historique' },
  Locked: { mode: 'historique' },
  Closed: { mode: 'historique' },
  Twice: { mode: 'historique' },
  Mute: { mode: 'historique' },
  Fast: { mode: 'auto' },
  Fixed: { mode: 'historique' },
  Noisy: { mode: 'historique' },
} as const;

export type MeterName = keyof typeof ON_SERIAL_PORTS;

/** A trouble as the page or the doctor shows it. */
export interface ShownTrouble {
  readonly part: string;
  readonly kind: string;
  /** The meter, by its name or its slug, or the setting, by its path or its label. */
  readonly about: string;
}

interface DoctorAnswer {
  readonly code: number | null;
  readonly troubles: readonly ShownTrouble[];
  /** All that it says, as JSON. */
  readonly says: string;
}

/**
 * A home with a real Homebridge UI and Homebridge, which run as a user who is not root, a page of their settings in Chromium, a phone,
 * a dozen meters, and databases. The clock of its Homebridge moves on in steps, in each of which some meters send.
 */
export interface BrokenHome extends AsyncDisposable {
  readonly ui: Ui;
  /** Its wall clock. */
  wallMs(): number;
  /** The lines that the plugin has logged since the last start of Homebridge. */
  readonly log: readonly string[];
  /** The troubles in the answer of the status socket; that nobody answers there is one. */
  status(): Promise<readonly ShownTrouble[]>;
  /** The troubles on the tab *Live* of the page, or on another one. */
  page(tab?: TabName): Promise<readonly ShownTrouble[]>;
  doctor(): Promise<DoctorAnswer>;
  /** Whether the sensor is on. */
  sensor(): Promise<boolean>;
  /** What the phone reads of the power of the meter that is well. */
  power(): Promise<unknown>;
  meter(name: MeterName): HomeMeter;
  /** A bridge that gives the bytes of another meter over TCP. */
  readonly bridge: Listener;
  /** By how much the clock of the meter `Cellar` is ahead of the home's. */
  cellarAheadMs: number;
  setDisk(state: DiskState): Promise<void>;
  /** A program that has the port on which `House` is to share its line. */
  readonly intruder: Listener;
  /** The InfluxDB 1.6, as its administrator, and the names that the plugin has for its database and its user. */
  readonly influx: OwnDatabase;
  readonly database: string;
  readonly username: string;
  /** What stands between the plugin and the InfluxDB. */
  readonly proxy: DatabaseProxy;
  readonly victoria: Victoria;
  /** The process of Homebridge. */
  readonly pid: number;
  /** The names that are found there, besides addresses. */
  setHosts(names: readonly string[]): Promise<void>;
  /**
   * Starts Homebridge again, with sound settings and VictoriaMetrics in place of the InfluxDB, and saves others then, in which something
   * is wrong with `influx`. @param prepare its storage folder
   */
  restart(prepare: (storage: string) => void): Promise<void>;
  /** Saves the sound settings again, and opens the page anew. */
  saveSoundSettings(): Promise<void>;
  /** Ends Homebridge UI, breaks config.json, and has Homebridge UI find it so. Gives the name of the file to which it moved that. */
  breakConfig(): Promise<string>;
}

/** Starts the home, and pairs the phone. @param prepare fills its storage folder before that */
export async function startBrokenHome(browser: Browser, prepare: (storage: string) => void): Promise<BrokenHome> {
  await using scope = new AsyncDisposableStack();
  const flagFolder = temporaryFolder({ name: 'flags', inMemory: true });
  await chmod(flagFolder, 0o755);
  const hosts = join(flagFolder, 'hosts');
  await writeFile(hosts, '');
  /** What happens before each step of the clock. */
  const steps = new Set<(nth: number) => void>();
  let nth = 0;
  const before = () => {
    nth += 1;
    for (const step of steps) step(nth);
  };
  const homeClock = scope.use(await openClockSocket(flagFolder, isHomebridge, { ...QUICKLY, before }));
  const { wallMs } = homeClock;
  const clock = childClock({ ...homeClock.plan, endsSlowly: true, imports: [NO_DNS_PRELOAD] });
  // The one of the tests belongs to their user.
  const compiled = temporaryFolder({ name: 'compiled' });
  await chmod(compiled, FOR_ALL);
  const environment = { NODE_COMPILE_CACHE: compiled, LINKY_TIC_KNOWN_HOSTS: hosts };
  const badDisk = compileBadDisk();
  await chmod(dirname(badDisk), 0o755);

  const meters = new Map<MeterName, HomeMeter>();
  const names = Object.keys(ON_SERIAL_PORTS) as MeterName[];
  for (const name of names) {
    const meter = scope.use(await startHomeMeter());
    const every = name === 'Noisy' ? OFTEN : SELDOM;
    steps.add((step) => step % every === 0 && meter.send());
    meters.set(name, meter);
  }
  const meterOf = (name: MeterName) => {
    const meter = meters.get(name);
    if (!meter) throw new Error(`no meter ${name}`);
    return meter;
  };
  for (const name of names) if (name !== 'Cellar') meterOf(name).say(() => historiqueFrame());
  let wh = 1_000_000;
  meterOf('House').say(() => {
    wh += 1;
    return historiqueFrame({ BASE: String(wh).padStart(9, '0') });
  });
  const house = household(1);
  const cellar = { aheadMs: 0 };
  meterOf('Cellar').say(() =>
    encodeFrame(standardGroups(house, '021900000002', wallMs() + cellar.aheadMs), 'standard'),
  );
  await Promise.all(names.filter((name) => name !== 'Attic').map((name) => meterOf(name).replug()));
  const bridge = scope.use(await listen(talkingServer(steps)));
  const intruder = scope.use(await listen(createServer()));
  const influx = await createTestDatabase();
  const proxy = scope.use(await openProxy(influx.url));
  const victoria = scope.use(await startVictoria());
  const [database, username] = [uniqueName('linky'), uniqueName('house')];

  const all = [
    ...names.map((name) => ({ name, port: meterOf(name).port, tiles: [], ...ON_SERIAL_PORTS[name], ...NEVER_STALE })),
    { name: 'Bridge', port: `tcp://127.0.0.1:${bridge.port}`, mode: 'historique', tiles: [], ...NEVER_STALE },
  ].map((meter) =>
    meter.name === 'House' ? { ...meter, powerFactor: 1, share: { port: intruder.port }, sensors: [SENSOR] } : meter,
  );
  const atFirst = all.map((meter) => (meter.name === 'Fixed' ? { ...meter, share: NOT_OURS } : meter));
  const journal = { commitSeconds: 3 };
  const soundInflux = { version: '1', url: `http://${DATABASE_HOST}:${new URL(victoria.url).port}`, database };
  const blockWith = (influx: object) => pluginBlock({ meters: all, influx, journal });
  const influxdb = { version: '1', url: proxy.url, database, username, password: 'hunter2' };
  const ui = scope.use(
    await startUi({
      language: 'en',
      config: pluginBlock({ meters: atFirst, influx: influxdb, journal: { ...journal, keepDays: -1 } }),
      prepare,
      clock,
      env: (storage) => ({ ...environment, ...diskEnv(badDisk, join(storage, JOURNAL_FILE), flagFolder) }),
      runBy: NOBODY,
    }),
  );
  const { storage } = ui;
  const openPage = () => openSettings(browser, ui, { before: askOftener });
  let settings = await openPage();
  let isPageOpen = true;
  let shownTab: keyof typeof TABS = 'live';
  let startedAtLine = 0;
  const closePage = async () => {
    if (isPageOpen) await settings[Symbol.asyncDispose]();
    isPageOpen = false;
  };
  const reopenPage = async () => {
    await closePage();
    settings = await openPage();
    isPageOpen = true;
    shownTab = 'live';
  };
  scope.defer(closePage);
  const { bridge: homekit } = (await ui.config()) as { readonly bridge: Bridge & object };
  const phone = scope.use(await pair({ ...homekit, name: 'Homebridge' } as Bridge));

  const statusLooks = sharedLooks(async () => {
    const status = await runningPluginStatus(storage, thisMachine());
    const { troubles = [{ part: 'writer', kind: 'unanswering' } as const] } = status ?? {};
    return aboutWhat(troubles);
  }, PAUSE_MS);
  const doctorLooks = sharedLooks(async () => {
    const asked = { clock, env: environment, by: AS_NOBODY };
    const { code, stdout } = await runCli(['doctor', '--storage', storage, '--json'], asked);
    return { code, troubles: aboutWhat(JSON.parse(stdout).troubles), says: stdout };
  }, DOCTOR_PAUSE_MS);
  const sensorLooks = sharedLooks(() => phone.read(SENSOR.name, 'ContactSensorState'), PAUSE_MS);
  /** One tab is open at a time. */
  let lastUse: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(use: () => Promise<T>) => {
    const used = lastUse.then(use);
    lastUse = used.catch(() => {});
    return used;
  };
  const lookAt = async (tab: keyof typeof TABS) => {
    if (tab !== shownTab) await openTab(settings, TABS[tab]);
    shownTab = tab;
    return troublesOn(settings);
  };
  const pageLooks = (tab: keyof typeof TABS) => sharedLooks(() => inTurn(() => lookAt(tab)), PAUSE_MS);
  const looks = {
    live: pageLooks('live'),
    energy: pageLooks('energy'),
    port: pageLooks('port'),
    influx: pageLooks('influx'),
  };

  const owned = scope.move();
  return {
    ui,
    wallMs,
    get log() {
      return ui.log.slice(startedAtLine).filter((line) => line.includes('[LinkyTIC]'));
    },
    status: statusLooks,
    page: (tab) => looks[tab ?? 'live'](),
    doctor: doctorLooks,
    async sensor() {
      const answer = await sensorLooks();
      return 'value' in answer && answer.value === 1;
    },
    power: () => phone.read('House Power', 'CurrentAmbientLightLevel'),
    meter: meterOf,
    bridge,
    get cellarAheadMs() {
      return cellar.aheadMs;
    },
    set cellarAheadMs(ms: number) {
      cellar.aheadMs = ms;
    },
    setDisk: (state) => setDiskState(flagFolder, state),
    intruder,
    influx,
    database,
    username,
    proxy,
    victoria,
    get pid() {
      return pidIn(ui);
    },
    setHosts: (names) => writeFile(hosts, names.join('\n')),
    async restart(prepare) {
      await closePage();
      prepare(storage);
      const before = pidIn(ui);
      await ui.configure(blockWith(soundInflux));
      await homeClock.halt();
      process.kill(before, 'SIGTERM');
      const hasEnded = () => ui.log.findLastIndex((line) => line.includes('Homebridge process ended'));
      await expect.poll(hasEnded).toBeGreaterThan(startedAtLine);
      startedAtLine = hasEnded();
      await expect
        .poll(() => ui.log.slice(startedAtLine).some((line) => / is running on port \d+/.test(line)))
        .toBe(true);
      await ui.configure(blockWith({ url: 'influx.home:8086', bucket: 'linky' }));
      await reopenPage();
    },
    async saveSoundSettings() {
      await ui.configure(blockWith(soundInflux));
      await inTurn(reopenPage);
    },
    async breakConfig() {
      await closePage();
      await ui.end();
      const config = join(storage, 'config.json');
      // Without its last brace.
      await writeFile(config, (await readFile(config, 'utf8')).trimEnd().slice(0, -1));
      ui.startAgain();
      await expect.poll(() => readdirSync(storage)).toContainEqual(expect.stringMatching(MOVED_CONFIG));
      await expect.poll(() => existsSync(config)).toBe(true);
      await ui.end();
      return readdirSync(storage).find((name) => MOVED_CONFIG.test(name)) ?? '';
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A server that sends the same frame to whoever is connected, as a network bridge does. */
function talkingServer(steps: Set<(nth: number) => void>) {
  return createServer((socket: Socket) => {
    const step = (nth: number) => {
      if (nth % OFTEN === 0) socket.write(historiqueFrame());
    };
    steps.add(step);
    socket.on('error', () => {}).on('close', () => steps.delete(step));
  });
}

const isHomebridge = (script: string) => script.includes('node_modules/homebridge/');

/** The number of the process of Homebridge that was started last. */
function pidIn({ log }: Ui): number {
  const said = log.findLast((line) => line.includes('Started Homebridge'));
  return Number(/PID: (\d+)/.exec(said ?? '')?.[1]);
}

/** Has the plugin's page ask four times as often how the plugin is, as its clock does not run faster. */
function askOftener(page: Page): Promise<AsyncDisposable> {
  return page.addInitScript(
    ({ everyMs, oftener }) => {
      const { setTimeout } = globalThis;
      globalThis.setTimeout = ((act: () => void, ms: number) =>
        setTimeout(act, ms === everyMs ? ms / oftener : ms)) as typeof setTimeout;
    },
    { everyMs: 2 * SECOND_MS, oftener: 4 },
  );
}

/** The troubles that are to be seen on the page. */
async function troublesOn({ frame }: Settings): Promise<readonly ShownTrouble[]> {
  const shown = await frame
    .locator(`${SHOWN_TROUBLE}, ${SHOWN_PROBLEM}`)
    .evaluateAll((all) =>
      all
        .filter((element) => element.checkVisibility())
        .map((element) => [element.getAttribute('data-trouble') ?? 'settings/problem', element.textContent ?? '']),
    );
  return shown.map(([key = '', text = '']) => {
    const [part = '', kind = ''] = key.split('/');
    return { part, kind, about: text.split(':', 1).join() };
  });
}

function aboutWhat(listed: readonly ListedTrouble[]): readonly ShownTrouble[] {
  return listed.map(({ part, kind, meter, path = '' }) => ({ part, kind, about: meter ?? path }));
}

/** A trouble in the answer of the status socket, or of the doctor. */
interface ListedTrouble {
  readonly part: string;
  readonly kind: string;
  readonly meter?: string;
  readonly path?: string;
}
