import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame } from '../src/tic/encode.ts';
import { type Influx, startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { loopOfHome, ownLatenessMs } from './event-loop-of-home.ts';
import { journalIn } from './filled-journal.ts';
import { frameReadings } from './frames.ts';
import { linkyHome, numberOf, withDatabase } from './paired-home.ts';
import { quantile } from './process-usage.ts';
import { streams } from './streams.ts';
import { figure, type Table } from './table.ts';
import { startTcpBridges } from './tcp-bridges.ts';

const BURST = 20_000;
const ROUNDS = 9;
/** How long Homebridge has to settle before the burst. */
const SETTLE_MS = 5_000;
/** Longer than the interval at which the mirror sends new readings. */
const STEADY_MS = 25_000;
/** The index of the standard frames in `streams`. */
const STANDARD = 2;

/** What it costs when far more frames arrive at once than a line can carry. */
export async function burstTable(quick: boolean): Promise<Table> {
  const waiting = await datedMs(quick ? 1 : ROUNDS, (nth) => nth * 1_000);
  const atOnce = await datedMs(quick ? 1 : ROUNDS, () => 0);
  const { stored, mostLateMs, ownLateMs } = await burstIntoHome();
  return {
    title: 'Frames that come at once',
    says: `${BURST} frames in standard mode: dated by the journal, the median of ${quick ? 1 : ROUNDS}, and sent over TCP in one go into Homebridge with a client subscribed and InfluxDB up.`,
    header: ['what', 'figure'],
    rows: [
      ['dating those that waited for the clock', figure(waiting, 'ms', 1)],
      ['dating those that came at once', figure(atOnce, 'ms', 1)],
      [`of ${BURST} over TCP, in InfluxDB`, figure(stored)],
      ["Homebridge's event loop, late at most", figure(mostLateMs, 'ms', 1)],
      ['of that without waiting for a core', figure(ownLateMs, 'ms', 1)],
    ],
  };
}

/**
 * How long the journal takes to date frames that have waited until the clock was set.
 * @param atMs when the nth frame arrived
 */
async function datedMs(rounds: number, atMs: (nth: number) => number): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using folder = await temporaryStorage();
    let wallMs = -1;
    const journal = journalIn(
      folder.path,
      1e6,
      () => BURST * 1_000,
      () => wallMs,
    );
    const readingAt = frameReadings(Date.now());
    for (let nth = 0; nth < BURST; nth += 1) journal.take('linky', { ...readingAt(nth), monotonicMs: atMs(nth) });
    wallMs = Date.now();
    const startedMs = performance.now();
    const [first] = journal.read(0, 1);
    took.push(performance.now() - startedMs);
    if (!first) throw new Error('Nothing was dated');
    journal.close();
  }
  return quantile(took, 0.5);
}

async function burstIntoHome() {
  await using influx = await withDatabase(await startInflux());
  const frames = streams(500)[STANDARD]?.frames.map((groups) => encodeFrame(groups, 'standard')) ?? [];
  const burst = Buffer.concat(Array.from({ length: BURST }, (_, n) => frames[n % frames.length] ?? new Uint8Array()));
  const heard = Promise.withResolvers<(bytes: Uint8Array) => void>();
  await using bridge = await startTcpBridges(1, (socket) => heard.resolve((bytes) => void socket.write(bytes)));
  await using loop = await loopOfHome();
  const meters = bridge.addresses.map((port) => ({ name: 'Linky', port, mode: 'standard' }));
  await using home = await linkyHome(meters, influx.url, {}, { env: loop.env });
  const send = await heard.promise;
  // A tile exists once its meter is configured, but has a number only after a frame.
  await home.phone.subscribe(numberOf('Linky Power'));
  await delay(SETTLE_MS);
  loop.start(home.pid);
  send(burst);
  const stored = await steadyCount(influx);
  const watched = await loop.stop(home.pid);
  return { stored, mostLateMs: watched.lateness.mostMs, ownLateMs: ownLatenessMs(watched, () => 0) };
}

/** How many frames InfluxDB has once no more arrive. */
async function steadyCount(influx: Influx): Promise<number> {
  let [count, sinceMs] = [0, performance.now()];
  while (count < BURST && performance.now() - sinceMs < STEADY_MS) {
    await delay(500);
    const [found] = await influx.query('SELECT count(power_va) FROM linky', 'linky');
    const now = Number(found?.['count'] ?? 0);
    if (now !== count) sinceMs = performance.now();
    count = now;
  }
  return count;
}
