import { readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame } from '../src/tic/encode.ts';
import { startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { linkyHome, mirrorCounts, numberOf, withDatabase } from './paired-home.ts';
import { usageOf } from './process-usage.ts';
import { streams } from './streams.ts';
import { type Figure, figure, type Table } from './table.ts';
import { startTcpBridges } from './tcp-bridges.ts';

const METERS = 20;
/** Each meter is a hundred times as fast as a line, but never sends two frames at once, so that journal and mirror keep up. */
const FRAMES_PER_S = 2_500;
/** Unlike real meters, these wait, so that a busy machine does not fill the journal's memory. */
const MOST_AHEAD = 5_000;
const LOOK_EVERY = 2_000;
const TICK_MS = 8;
/** The index of the standard frames in `streams`. */
const STANDARD = 2;
const MARKS = [10_000, 100_000, 300_000, 1_000_000];
const QUICK_MARKS = [1_000, 10_000, 30_000];
/**
 * Longer than it takes until the journal has committed and the mirror, which sends every ten seconds, has sent the last
 * frames.
 */
const LONGEST_MS = 60_000;

/** The memory of Homebridge with all features on, after more and more frames. */
export async function memoryTable(quick: boolean): Promise<Table> {
  await using influx = await withDatabase(await startInflux());
  await using flood = await startFlood();
  const meters = flood.addresses.map((port, n) => ({ name: `House ${n + 1}`, port, mode: 'standard' }));
  await using folder = await temporaryStorage();
  const held = join(folder.path, 'held');
  const env = { NODE_OPTIONS: `--import ${new URL('held-memory-preload.mjs', import.meta.url)}`, BENCH_HELD: held };
  await using home = await linkyHome(meters, influx.url, { journal: { commitSeconds: 1 } }, { env });
  await home.phone.subscribe(...meters.map(({ name }) => numberOf(`${name} Power`)));
  const marks = quick ? QUICK_MARKS : MARKS;
  const rows = [];
  for (const mark of marks) {
    await flood.until(mark, async () => {
      const { delivered, pending } = await mirrorCounts(home.homebridge.storage);
      return delivered + pending;
    });
    await until(async () => (await mirrorCounts(home.homebridge.storage)).delivered >= mark, 'Not all was delivered');
    rows.push([figure(mark), ...(await used())]);
  }
  await until(() => stored(marks.at(-1) ?? 0), 'Not every frame is in InfluxDB');
  return {
    title: 'Memory after a million frames',
    says: `Homebridge with ${METERS} meters over TCP, ${FRAMES_PER_S} frames a second together, into Apple Home with a client subscribed, the journal and InfluxDB, in which each frame was found at the end. Measured once all of them are delivered; *held* is V8's heap and what it holds outside after a full collection, in Homebridge's thread and in the writer's, which each row ends with: what is left lying about depends on how fast it is filled.`,
    header: ['frames', 'resident MB', 'held MB', "the writer's"],
    rows,
  };

  async function used(): Promise<readonly Figure[]> {
    const { residentMB } = usageOf(home.pid);
    await rm(held, { force: true });
    process.kill(home.pid, 'SIGUSR2');
    const told = () => readFile(held, 'utf8').catch(() => '');
    await until(async () => (await told()).endsWith(']'), 'Nothing was collected');
    const [here = Number.NaN, writer = Number.NaN]: readonly number[] = JSON.parse(await told());
    return [residentMB, here / 1e6, writer / 1e6].map((megabytes) => figure(megabytes, '', 1));
  }

  async function stored(frames: number): Promise<boolean> {
    const [found] = await influx.query('SELECT count(power_va) FROM linky', 'linky');
    return Number(found?.['count'] ?? 0) >= frames;
  }

  /** @throws with the whole log when it does not become true in time */
  async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
    for (const endMs = performance.now() + LONGEST_MS; !(await isSo()); await delay(500)) {
      if (performance.now() < endMs) continue;
      const { delivered, pending } = await mirrorCounts(home.homebridge.storage);
      const log = home.homebridge.log.join('\n');
      throw new Error(`${otherwise}; ${delivered} are delivered, and ${pending} wait:\n${log}`);
    }
  }
}

/** Meters that send a given number of frames at a steady rate, one after the other. */
async function startFlood() {
  const sockets: Socket[] = [];
  const frames = (streams(500)[STANDARD]?.frames ?? []).map((groups) => encodeFrame(groups, 'standard'));
  const bridges = await startTcpBridges(METERS, (socket, nth) => {
    sockets[nth] = socket;
  });
  let sent = 0;

  return {
    addresses: bridges.addresses,
    /** Resolves when so many frames were sent in all. `taken` gives how many have arrived. */
    async until(total: number, taken: () => Promise<number>): Promise<void> {
      while (Object.keys(sockets).length < METERS) await delay(10);
      while (sent < total) {
        const tick = Math.min(total, sent + (FRAMES_PER_S * TICK_MS) / 1_000);
        const dueMs = performance.now() + TICK_MS;
        for (; sent < tick; sent += 1) sockets[sent % METERS]?.write(frameAt(Math.floor(sent / METERS)));
        while (sent % LOOK_EVERY === 0 && sent - (await taken()) > MOST_AHEAD) await delay(100);
        await delay(Math.max(0, dueMs - performance.now()));
      }
    },
    [Symbol.asyncDispose]: () => bridges[Symbol.asyncDispose](),
  };

  function frameAt(n: number): Uint8Array {
    return frames[n % frames.length] ?? new Uint8Array();
  }
}
