import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { memoryOfThreads, tellingMemory } from './held-memory.ts';
import { frameNow } from './line.ts';
import { type Home, linkyHome, mirrorCounts, numberOf, withDatabase } from './paired-home.ts';
import { type Usage, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';
import { startTcpBridges } from './tcp-bridges.ts';

const METERS = 20;
/** What each meter sends whatever the journal does: one that sends nothing for ten seconds is found silent, and its port is closed. */
const LIVE_EVERY_MS = 1_000;
const FLOOD_EVERY_MS = 8;
/** The flood waits for a journal or a database that is this far behind: a busy machine is not to fill what is measured. */
const MOST_AHEAD_OF = { journal: 5_000, database: 20_000 };
const TAKEN_EVERY_MS = 100;
const LOOK_EVERY_MS = 500;
/** After so long it is given up. A busy machine stands still for seconds, and the mirror sends every ten. */
const LONGEST_MS = 600_000;
/** For how long the meters send a frame a second first, looked at after each of these seconds. */
const LIVE_S = [60, 180, 300, 480];
const QUICK_LIVE_S = [30, 60];
const MARKS = [10_000, 100_000, 300_000, 1_000_000];
const QUICK_MARKS = [10_000, 30_000];

/** The memory of Homebridge with all features on, after more and more frames. */
export async function memoryTable(quick: boolean): Promise<Table> {
  await using influx = await withDatabase(await startInflux());
  await using meters = await startMeters();
  const configs = meters.addresses.map((port, n) => ({ name: `House ${n + 1}`, port, mode: 'standard' }));
  await using folder = await temporaryStorage();
  const held = join(folder.path, 'held');
  const env = tellingMemory(held);
  await using home = await linkyHome(configs, influx.url, { journal: { commitSeconds: 1 } }, { env });
  await home.phone.subscribe(...configs.map(({ name }) => numberOf(`${name} Power`)));
  const taken = () => mirrorCounts(home.homebridge.storage);
  const rows: Table['rows'][number][] = [];
  const liveS = quick ? QUICK_LIVE_S : LIVE_S;
  const beganMs = performance.now();
  for (const seconds of liveS) {
    await delay(beganMs + seconds * 1_000 - performance.now());
    const isCollected = seconds === liveS.at(-1);
    rows.push([...pace(meters.sent, meters.sent / seconds), ...(await memoryOf(home, held, isCollected))]);
  }
  for (const mark of quick ? QUICK_MARKS : MARKS) {
    const [fromMs, before] = [performance.now(), meters.sent];
    await meters.flood(mark, taken);
    const perSecond = ((meters.sent - before) / (performance.now() - fromMs)) * 1_000;
    await until(async () => (await taken()).delivered >= mark, 'Not all was delivered', home);
    rows.push([...pace(mark, perSecond), ...(await memoryOf(home, held, true))]);
  }
  const sent = await meters.end();
  const [found] = await until(
    async () => {
      const counts = await influx.query('SELECT count(power_va) FROM linky', 'linky');
      return sum(await taken()) <= Number(counts[0]?.['count']) && counts;
    },
    'Not all that was delivered is in InfluxDB',
    home,
  );
  return {
    title: 'Memory over a million frames',
    says: `Homebridge with ${METERS} meters over TCP into Apple Home with a client subscribed, the journal and InfluxDB, in which ${found?.['count']} of ${sent} frames were found at the end. First each meter sends a frame a second; then all send as fast as the journal takes them, and are waited for until everything is delivered. In MB. *Resident* and *private* (Private_Dirty) are the process's. Of each thread, *young* and *old* are what V8 keeps resident for its generations, and *held* is what a full collection leaves, with what it holds outside the heap.`,
    header: ['frames', 'a second', 'resident', 'private', ...THREADS.flatMap(columnsOf)],
    rows,
  };
}

const THREADS = ["Homebridge's thread", "the writer's"];

function columnsOf(thread: string): readonly string[] {
  return [`${thread}: young`, 'old', 'outside', 'held'];
}

function pace(frames: number, perSecond: number): readonly Cell[] {
  return [figure(frames), figure(perSecond)];
}

/** What stands in memory, and, where it `isCollected` afterwards, what is held. */
async function memoryOf(home: Home, file: string, isCollected: boolean): Promise<readonly Cell[]> {
  const usage: Usage = usageOf(home.pid);
  const ask = { pid: home.pid, file, threads: THREADS.length };
  const lying = await memoryOfThreads({ ...ask, isCollected: false });
  const held = isCollected ? await memoryOfThreads({ ...ask, isCollected: true }) : [];
  return [
    ...megabytes(usage.residentMB * 1e6, usage.privateMB * 1e6),
    ...lying.flatMap(({ young, old, external }, at) => [
      ...megabytes(young.resident, old.resident, external),
      ...held.slice(at, at + 1).flatMap((one) => megabytes(one.young.used + one.old.used + one.external)),
      ...(isCollected ? [] : ['']),
    ]),
  ];
}

function megabytes(...bytes: readonly number[]): readonly Cell[] {
  return bytes.map((some) => figure(some / 1e6, '', 1));
}

/** @throws with the whole log when it does not become so in time */
async function until<T>(isSo: () => Promise<T | false>, otherwise: string, { homebridge }: Home): Promise<T> {
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await delay(LOOK_EVERY_MS)) {
    const found = await isSo();
    if (found !== false) return found;
  }
  const counts = JSON.stringify(await mirrorCounts(homebridge.storage));
  throw new Error(`${otherwise}; ${counts}:\n${homebridge.log.join('\n')}`);
}

/** How many Readings the plugin has delivered, and how many are still to be. */
type Taken = Awaited<ReturnType<typeof mirrorCounts>>;

function sum({ delivered, pending }: Taken): number {
  return delivered + pending;
}

/** Meters of which each sends a frame a second, and many more in a flood. They go on until `end`. */
async function startMeters() {
  const sockets = new Map<number, Socket>();
  const bridges = await startTcpBridges(METERS, (socket, nth) => {
    sockets.set(nth, socket);
    socket.on('close', () => sockets.get(nth) === socket && sockets.delete(nth));
  });
  const life = new AbortController();
  let sent = 0;
  /** Up to so many frames in all, they send as fast as they can. */
  let floodedTo = 0;
  const ended = send();

  async function send(): Promise<void> {
    while (!life.signal.aborted) {
      const startedMs = performance.now();
      const frame = frameNow();
      for (const socket of sockets.values()) socket.write(frame);
      sent += sockets.size;
      const isOver = () => life.signal.aborted || sent < floodedTo || performance.now() >= startedMs + LIVE_EVERY_MS;
      do await delay(FLOOD_EVERY_MS);
      while (!isOver());
    }
  }

  return {
    addresses: bridges.addresses,
    get sent() {
      return sent;
    },
    /** Resolves when so many frames were sent in all. `taken` gives how far the plugin is. */
    async flood(total: number, taken: () => Promise<Taken>): Promise<void> {
      while (sent < total) {
        const { delivered, pending } = await taken();
        const most = [delivered + pending + MOST_AHEAD_OF.journal, delivered + MOST_AHEAD_OF.database];
        floodedTo = Math.min(total, ...most);
        await delay(TAKEN_EVERY_MS);
      }
    },
    /** Ends all of them, and gives how many frames they have sent. */
    async end(): Promise<number> {
      life.abort();
      await ended;
      return sent;
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      await ended;
      await bridges[Symbol.asyncDispose]();
    },
  };
}
