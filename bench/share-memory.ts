import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../testbed/daemon.ts';
import { startHomebridge, temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { houseQuestion } from '../testbed/house-question.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import { memoryOfThreads, tellingMemory } from './held-memory.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { EMPTY, EMPTY_BLOCK } from './paired-home.ts';
import { pidIn, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';
import { startTcpBridges } from './tcp-bridges.ts';

const SETTLE_MS = 60_000;
const QUICK_SETTLE_MS = 10_000;
const QUESTIONS = 100;
const LOOKS = 20;
const LOOK_EVERY_MS = 100;

/** The private memory of a Homebridge whose plugin shares its line, its reading and the house's page, beside one that shares nothing. */
export async function shareMemoryTable(quick: boolean): Promise<Table> {
  await using scope = new AsyncDisposableStack();
  const voices: AsyncDisposable[] = [];
  const bridges = scope.use(
    await startTcpBridges(2, (socket) => voices.push(speaking((piece) => void socket.write(piece), PIECE_BYTES))),
  );
  scope.defer(async () => void (await Promise.all(voices.map((voice) => voice[Symbol.asyncDispose]()))));
  const [alone = '', sharing = ''] = bridges.addresses;
  const ports = { line: await freePort(), reading: await freePort(), page: await freePort() };
  const share = { port: ports.line, httpPort: ports.reading };
  const homes = {
    empty: scope.use(await startHome(EMPTY_BLOCK, 1, EMPTY)),
    thread: scope.use(await startHome({ ...EMPTY_BLOCK, threads: 1 }, 2, EMPTY)),
    threads: scope.use(await startHome({ ...EMPTY_BLOCK, threads: 2 }, 3, EMPTY)),
    alone: scope.use(await startHome(linky({ port: alone }), 2)),
    sharing: scope.use(await startHome(linky({ port: sharing, share }, { page: { port: ports.page } }), 3)),
  };
  await delay(quick ? QUICK_SETTLE_MS : SETTLE_MS);
  const idle = await memoryOf(homes);
  const reader = scope.adopt(connect(ports.line, '127.0.0.1').resume(), (socket: Socket) => void socket.destroy());
  await once(reader, 'data');
  await ask(ports.reading, '/');
  await ask(ports.page, houseQuestion('/status', {}));
  const asked = await memoryOf(homes);
  const row = (name: string, { privateMB, heldMB }: Memory, beside: Memory): readonly Cell[] => [
    name,
    figure(privateMB, '', 1),
    figure(privateMB - beside.privateMB, '', 1),
    heldMB.map((mb) => mb.toFixed(1)).join(' + '),
  ];
  return {
    title: 'Memory of what is shared',
    says: `Homebridge with a meter over TCP in standard mode, a frame a second, without a database: one that shares nothing, and one that shares its line, its reading and the house's page. *Asked*: a program reads the line, and reading and page were asked ${QUESTIONS} times each. In MB, after each thread has collected its garbage. *Private* is the process's (Private_Dirty), the least of ${LOOKS} looks; *held* is what V8 has in use for each thread. The first thread beside Homebridge's costs more, since what collects garbage grows with it: the plugin has one in any case, the writer's, so the second empty thread is the one to compare with.`,
    header: ['Homebridge with', 'private', 'above the one without', 'held, by thread'],
    rows: [
      row('an empty plugin', idle.empty, idle.empty),
      row('an empty plugin and an empty thread', idle.thread, idle.empty),
      row('an empty plugin and two empty threads', idle.threads, idle.thread),
      row('the plugin, nothing shared', idle.alone, idle.alone),
      row('all of it shared, idle', idle.sharing, idle.alone),
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

function linky(meter: object, settings: object = {}): object {
  return pluginBlock({ meters: [{ name: 'Linky', mode: 'standard', ...meter }], ...settings });
}

async function startHome(config: object, threads: number, plugin?: string): Promise<Home> {
  await using scope = new AsyncDisposableStack();
  const file = join(scope.use(await temporaryStorage()).path, 'held');
  const env = tellingMemory(file);
  const homebridge = scope.use(await startHomebridge({ config, env, ...(plugin !== undefined && { plugin }) }));
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
