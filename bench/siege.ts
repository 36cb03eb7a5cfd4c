import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startInflux } from '../testbed/databases/servers.ts';
import { startHomebridge } from '../testbed/homebridge/homebridge.ts';
import { type Home, type HomeName, startHome } from '../testbed/siege/home.ts';
import { missingCount } from '../testbed/siege/stored-frames.ts';
import { type Read, readTile, type TileReader } from '../testbed/siege/tile.ts';
import type { World } from '../testbed/siege/world.ts';
import { WORLDS } from '../testbed/siege/worlds.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { memoryOfThreads, tellingMemory } from './held-memory.ts';
import { EMPTY, EMPTY_BLOCK } from './paired-home.ts';
import { pidIn, quantile, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

const READ_EVERY_MS = 50;
/** How often strangers come: once is over so soon that the tile is hardly read. */
const VISITS = 4;
/** How long a home is left alone before its memory is measured: what answers the page ends a thread when it is done. */
const SETTLE_MS = 5_000;
const LOOKS = 20;
const LOOK_EVERY_MS = 100;
/** The homes, and how many threads each has. The one with many meters is left out: its worlds are about the database. */
const THREADS: { readonly [H in HomeName]?: number } = { line: 2, database: 2, disk: 2, published: 3, shared: 3 };
/** The worlds of a quick run: some of those that compute, write or send much. */
const QUICK = /gzip bomb|20 000 frames|takes 2 s|pipelined requests|many pages/;

/** How late a tile is answered in the worlds of the siege, beside a home with an empty plugin, and the memory that they leave. */
export async function siegeTable(quick: boolean): Promise<Table> {
  await using scope = new AsyncDisposableStack();
  const influx = scope.use(await startInflux());
  const empty = scope.use(await startHomebridge({ config: EMPTY_BLOCK, plugin: EMPTY }));
  const ofEmpty = scope.use(readTile(empty.bridge, READ_EVERY_MS));
  const rows: (readonly Cell[])[] = [];
  for (const [name, threads] of Object.entries(THREADS) as [HomeName, number][]) {
    const worlds = WORLDS.filter(({ home, missing }) => home === name && missing?.() === undefined);
    const played = worlds.filter((world) => !quick || QUICK.test(world.name));
    if (played.length === 0) continue;
    const file = join(temporaryFolder({ name: 'held' }), 'held');
    await using home = await startHome(name, { influx, isInRealTime: true, env: tellingMemory(file) });
    await using tile = readTile(home.homebridge.bridge, READ_EVERY_MS);
    const memoryMB = () => privateMB({ pid: pidIn(home.storage), file, threads });
    for (const world of played) rows.push(await rowOf(world, home, memoryMB, { tile, ofEmpty }));
  }
  return {
    title: 'A hostile world',
    says: `A HomeKit client reads the power ${1_000 / READ_EVERY_MS} times a second while each world of the siege (test/README.md) lasts, and also the number of a home with an empty plugin: how long the answers took, in ms. *MB* is the private memory after the world above that before it, the least of ${LOOKS} looks, each time once every thread has collected its garbage. *Many pages* have what the first thread for a page loads, which is kept for the next one.`,
    header: ['world', 's', 'p50', 'empty', 'p99', 'empty', 'worst', 'empty', 'MB', 'wrong'],
    rows,
  };
}

interface Tiles {
  readonly tile: TileReader;
  readonly ofEmpty: TileReader;
}

async function rowOf(
  world: World,
  home: Home,
  memoryMB: () => Promise<number>,
  { tile, ofEmpty }: Tiles,
): Promise<readonly Cell[]> {
  const beforeMB = await memoryMB();
  const fromMs = performance.now();
  const problems: string[] = [];
  for (let visit = 0; visit < (world.home === 'shared' ? VISITS : 1); visit += 1)
    problems.push(...(await world.play(home)));
  await newestStored(home);
  const toMs = performance.now();
  const [own, empty] = [tile, ofEmpty].map(({ reads }) => tookMs(reads, fromMs, toMs));
  const times = [0.5, 0.99, 1].flatMap((share) => [own, empty].map((all = []) => figure(quantile(all, share), '', 1)));
  const grownMB = (await memoryMB()) - beforeMB;
  return [world.name, figure((toMs - fromMs) / 1_000), ...times, figure(grownMB, '', 1), figure(problems.length)];
}

/** Resolves when the database has the newest frame. */
async function newestStored({ meter: { name, sent }, database, until }: Home): Promise<void> {
  const newest = { meter: name, first: sent, last: sent };
  await until('the database has the newest frame', async () => (await missingCount(database, newest)) === 0);
}

/** How long the reads took that were asked within a span. */
function tookMs(reads: readonly Read[], fromMs: number, toMs: number): readonly number[] {
  return reads.filter((read) => read.fromMs >= fromMs && read.fromMs < toMs).map((read) => read.toMs - read.fromMs);
}

async function privateMB(home: { readonly pid: number; readonly file: string; readonly threads: number }) {
  await delay(SETTLE_MS);
  await memoryOfThreads({ ...home, isCollected: true });
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look += 1) {
    least = Math.min(least, usageOf(home.pid).privateMB);
    await delay(LOOK_EVERY_MS);
  }
  return least;
}
