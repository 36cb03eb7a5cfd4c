import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../testbed/daemon.ts';
import { startHomebridge, temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { houseQuestion } from '../testbed/house-question.ts';
import { startMosquitto } from '../testbed/mqtt/mosquitto.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import { memoryOfThreads, tellingMemory } from './held-memory.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { EMPTY, EMPTY_BLOCK } from './paired-home.ts';
import { loadOf, pidIn, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';
import { startTcpBridges } from './tcp-bridges.ts';

const SETTLE_MS = 60_000;
const QUICK_SETTLE_MS = 10_000;
const QUESTIONS = 100;
const LOOKS = 20;
const LOOK_EVERY_MS = 100;

/**
 * The private memory and the processor of a Homebridge whose plugin shares its line, its reading and the house's page, beside one that
 * shares nothing, and of one that also publishes them over MQTT.
 */
export async function shareMemoryTable(quick: boolean): Promise<Table> {
  await using scope = new AsyncDisposableStack();
  const voices: AsyncDisposable[] = [];
  const bridges = scope.use(
    await startTcpBridges(3, (socket) => voices.push(speaking((piece) => void socket.write(piece), PIECE_BYTES))),
  );
  scope.defer(async () => void (await Promise.all(voices.map((voice) => voice[Symbol.asyncDispose]()))));
  const [alone = '', sharing = '', publishing = ''] = bridges.addresses;
  const ports = await freePorts();
  const broker = scope.use(await startMosquitto());
  const publishes = { ...sharingAll(publishing, await freePorts()), mqtt: { url: broker.url } };
  const homes = {
    empty: scope.use(await startHome(EMPTY_BLOCK, 1, EMPTY)),
    thread: scope.use(await startHome({ ...EMPTY_BLOCK, threads: 1 }, 2, EMPTY)),
    threads: scope.use(await startHome({ ...EMPTY_BLOCK, threads: 2 }, 3, EMPTY)),
    alone: scope.use(await startHome(linky({ meter: { port: alone } }), 2)),
    sharing: scope.use(await startHome(linky(sharingAll(sharing, ports)), 3)),
    publishing: scope.use(await startHome(linky(publishes), 3)),
  };
  await delay(quick ? QUICK_SETTLE_MS : SETTLE_MS);
  const loads = await loadOf(
    Object.values(homes).map(({ pid }) => pid),
    (quick ? QUICK_SETTLE_MS : SETTLE_MS) / 1_000,
  );
  const percent = new Map(Object.keys(homes).map((name, at) => [name, loads[at]?.corePercent]));
  const idle = await memoryOf(homes);
  const reader = scope.adopt(connect(ports.line, '127.0.0.1').resume(), (socket: Socket) => void socket.destroy());
  await once(reader, 'data');
  await ask(ports.reading, '/');
  await ask(ports.page, houseQuestion('/status', {}));
  const asked = await memoryOf(homes);
  const row = (name: string, { privateMB, heldMB }: Memory, beside: Memory, corePercent?: number): readonly Cell[] => [
    name,
    figure(privateMB, '', 1),
    figure(privateMB - beside.privateMB, '', 1),
    heldMB.map((mb) => mb.toFixed(1)).join(' + '),
    corePercent === undefined ? '' : figure(corePercent, '', 2),
  ];
  return {
    title: 'Memory of what is shared',
    says: `Homebridge with a meter over TCP in standard mode, a frame a second, without a database: one that shares nothing, one that shares its line, its reading and the house's page, and one that also publishes to a mosquitto. *Asked*: a program reads the line, and reading and page were asked ${QUESTIONS} times each. In MB, after each thread has collected its garbage. *Private* is the process's (Private_Dirty), the least of ${LOOKS} looks; *held* is what V8 has in use for each thread; the processor is in % of a core, while nobody asks. The first thread beside Homebridge's costs more, since what collects garbage grows with it: the plugin has one in any case, the writer's, so the second empty thread is the one to compare with.`,
    header: ['Homebridge with', 'private', 'above the one without', 'held, by thread', '% of a core'],
    rows: [
      row('an empty plugin', idle.empty, idle.empty, percent.get('empty')),
      row('an empty plugin and an empty thread', idle.thread, idle.empty, percent.get('thread')),
      row('an empty plugin and two empty threads', idle.threads, idle.thread, percent.get('threads')),
      row('the plugin, nothing shared', idle.alone, idle.alone, percent.get('alone')),
      row('all of it shared, idle', idle.sharing, idle.alone, percent.get('sharing')),
      row('the same, and MQTT (above the one without MQTT)', idle.publishing, idle.sharing, percent.get('publishing')),
      row('nothing shared, when the other one was asked', asked.alone, asked.alone),
      row('all of it shared, asked', asked.sharing, asked.alone),
    ],
  };
}

interface Home extends AsyncDisposable {
  readonly pid: number;
  readonly file: string;
  readonly threads: number;
}

/** In MB. */
interface Memory {
  readonly privateMB: number;
  readonly heldMB: readonly number[];
}

interface SharedPorts {
  readonly line: number;
  readonly reading: number;
  readonly page: number;
}

async function freePorts(): Promise<SharedPorts> {
  return { line: await freePort(), reading: await freePort(), page: await freePort() };
}

/** The settings of a plugin that shares all there is, but for MQTT. */
function sharingAll(port: string, { line, reading, page }: SharedPorts) {
  return { meter: { port, share: { port: line, httpPort: reading } }, page: { port: page } };
}

function linky({ meter, ...settings }: { readonly meter: object }): object {
  return pluginBlock({ meters: [{ name: 'Linky', mode: 'standard', ...meter }], ...settings });
}

async function startHome(config: object, threads: number, plugin?: string): Promise<Home> {
  await using scope = new AsyncDisposableStack();
  const file = join(scope.use(await temporaryStorage()).path, 'held');
  const env = tellingMemory(file);
  const homebridge = scope.use(await startHomebridge({ config, env, plugin }));
  const owned = scope.move();
  return { pid: pidIn(homebridge.storage), file, threads, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function memoryOf<Name extends string>(
  homes: { readonly [N in Name]: Home },
): Promise<{
  readonly [N in Name]: Memory;
}> {
  const all: { [name: string]: Memory } = {};
  for (const [name, home] of Object.entries<Home>(homes)) {
    const threads = await memoryOfThreads({ ...home, isCollected: true });
    let privateMB = Number.POSITIVE_INFINITY;
    for (let look = 0; look < LOOKS; look += 1) {
      privateMB = Math.min(privateMB, usageOf(home.pid).privateMB);
      await delay(LOOK_EVERY_MS);
    }
    all[name] = {
      privateMB,
      heldMB: threads.map(({ young, old, external }) => (young.used + old.used + external) / 1e6),
    };
  }
  return all as { readonly [N in Name]: Memory };
}

/** Asks as a page does, over one connection. @throws where the answer is no 200 */
async function ask(port: number, path: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let nth = 0; nth < QUESTIONS; nth += 1) {
    const [response] = await once(get({ host: '127.0.0.1', port, path, agent }), 'response');
    if (response.statusCode !== 200) throw new Error(`${port}${path}: ${response.statusCode}`);
    await once(response.resume(), 'end');
  }
  agent.destroy();
}
