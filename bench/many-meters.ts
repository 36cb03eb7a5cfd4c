import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { household } from '../src/source/demo/household.ts';
import { type Influx, startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { startCli } from '../testbed/programs/cli.ts';
import { countedIn, millions } from './counted.ts';
import { frameNow, speaking } from './line.ts';
import { withDatabase } from './paired-home.ts';
import { loadOf } from './process-usage.ts';
import { figure, type Table } from './table.ts';
import { startTcpBridges, type TcpBridges } from './tcp-bridges.ts';

const COUNTS = [1, 10, 50, 200];
const QUICK_COUNTS = [1, 10];
const SECONDS = 90;
const QUICK_SECONDS = 15;
/** Long enough for the first commit and the first requests. */
const SETTLE_MS = 35_000;
/** About what a bridge between serial and TCP sends in one piece. */
const PIECE_BYTES = 64;
const HOUSES = 8;
/** The mirror sends every ten seconds. */
const LONGEST_MS = 13_000;
const LEAST_SHARE = 0.97;

/** About how many instructions callgrind executes in a second. */
const COUNTED = [1, 4];
const QUICK_COUNTED = [1, 2];
const COUNTED_SECONDS = 120;

/** What each meter costs one process of `linky-tic mirror`, fed over TCP. Each number of meters has its own process. */
export async function metersTable(quick: boolean): Promise<Table> {
  const [counts, seconds] = quick ? [QUICK_COUNTS, QUICK_SECONDS] : [COUNTS, SECONDS];
  await using influx = await withDatabase(await startInflux());
  await using scope = new AsyncDisposableStack();
  const mirrors: { readonly pid: number }[] = [];
  for (const count of [0, ...counts]) {
    const bridges = scope.use(await metersOf(count));
    mirrors.push(scope.use(await startMirror(bridges.addresses, influx.url)));
  }
  await delay(quick ? 5_000 : SETTLE_MS);
  const fromMs = Date.now();
  const [idle, ...loads] = await loadOf(
    mirrors.map(({ pid }) => pid),
    seconds,
  );
  const toMs = Date.now();
  await delay(LONGEST_MS);
  await allStored(influx, counts.reduce((sum, count) => sum + count, 0) * seconds, fromMs, toMs);
  const above = (at: number) => (loads[at]?.corePercent ?? 0) - (idle?.corePercent ?? 0);
  const each = (at: number) => above(at) / (counts[at] ?? 1);
  const further = (at: number) =>
    ((loads[at]?.residentMB ?? 0) - (loads[0]?.residentMB ?? 0)) / ((counts[at] ?? 0) - 1);
  return {
    title: 'Meters in one process',
    says: `\`linky-tic mirror\`, each meter behind TCP in pieces of ${PIECE_BYTES} bytes, a standard frame a second; journal and InfluxDB. ${seconds} s, all of them in the same ones. An idle process, whose one meter is silent, is taken off in what a meter costs.`,
    header: ['meters', '% of a core', 'a meter', 'of one alone', 'resident MB', 'each further one, MB'],
    rows: [
      ['none', figure(idle?.corePercent ?? 0, '', 2), '', '', figure(idle?.residentMB ?? 0, '', 1), ''],
      ...counts.map((count, at) => [
        String(count),
        figure(loads[at]?.corePercent ?? 0, '', 2),
        figure(each(at), '', 3),
        figure((each(at) / each(0)) * 100, '%'),
        figure(loads[at]?.residentMB ?? 0, '', 1),
        at === 0 ? '' : figure(further(at), '', 2),
      ]),
    ],
  };
}

/** How many instructions each further meter costs a process, measured one process after the other. */
export async function metersCountedTable(quick: boolean): Promise<Table> {
  const [counts, seconds] = quick ? [QUICK_COUNTED, QUICK_SECONDS] : [COUNTED, COUNTED_SECONDS];
  await using influx = await withDatabase(await startInflux());
  const counted = async (count: number) => {
    await using bridges = await metersOf(count);
    const perSecond = await countedIn(seconds, (by) => startMirror(bridges.addresses, influx.url, by));
    // Readings that it had not sent yet are lost with it.
    const toMs = Date.now() - LONGEST_MS;
    if (count > 0) await allStored(influx, count * seconds, toMs - seconds * 1_000, toMs);
    return millions(perSecond);
  };
  const idle = await counted(0);
  const rows: Table['rows'][number][] = [['none', figure(idle, '', 2), '', '']];
  let alone: number | undefined;
  for (const count of counts) {
    const all = await counted(count);
    alone ??= all - idle;
    const further = count === 1 ? alone : (all - idle - alone) / (count - 1);
    rows.push([String(count), figure(all, '', 2), figure(further, '', 2), figure((further / alone) * 100, '%')]);
  }
  return {
    title: 'What each meter has one process compute',
    says: `\`linky-tic mirror\`, each meter behind TCP in pieces of ${PIECE_BYTES} bytes, a standard frame a second; journal and InfluxDB. Millions of instructions a second, counted by callgrind over ${seconds} s, one process after the other: of the first meter what it has one compute more than when its line is silent, of several what each further one adds.`,
    header: ['meters', 'million a second', 'the further meter', 'of the first'],
    rows,
  };
}

/** @throws when frames of a span of time are missing, except a few that are still to be sent or share a millisecond */
async function allStored(influx: Influx, frames: number, fromMs: number, toMs: number): Promise<void> {
  const within = `time >= ${fromMs}ms AND time < ${toMs}ms`;
  const [found] = await influx.query(`SELECT count(power_va) FROM linky WHERE ${within}`, 'linky');
  const count = Number(found?.['count'] ?? 0);
  if (count < frames * LEAST_SHARE) throw new Error(`Of ${frames} frames ${count} are in InfluxDB`);
}

/** Starts `linky-tic mirror` in a folder of its own, with a meter on each port. */
async function startMirror(ports: readonly string[], url: string, by: readonly string[] = []) {
  const storage = await temporaryStorage();
  const folder = storage.path;
  const meters = ports.map((port, n) => ({ name: `House ${n + 1}`, port, mode: 'standard' }));
  const config = { platform: 'LinkyTIC', meters, influx: { version: '1', url, database: 'linky' } };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const running = startCli(['mirror', '--config', join(folder, 'config.json'), '--storage', folder], { by });
  await running.waitFor(url);
  return {
    pid: running.pid,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}

/** Meters of several houses that send at different times within a second; a single silent meter for a count of 0. */
async function metersOf(count: number): Promise<TcpBridges> {
  if (count === 0) return startTcpBridges(1, () => {});
  const meters = new AsyncDisposableStack();
  const bridges = meters.use(
    await startTcpBridges(count, (socket, nth) => {
      const [house = household(1), address] = [houses[nth % HOUSES], `0219${String(nth).padStart(8, '0')}`];
      const write = (piece: Uint8Array) => void socket.write(piece);
      meters.use(speaking(write, PIECE_BYTES, () => frameNow(house, address)));
    }),
  );
  return { addresses: bridges.addresses, [Symbol.asyncDispose]: () => meters.disposeAsync() };
}

const houses = Array.from({ length: HOUSES }, (_, seed) => household(seed + 1));
