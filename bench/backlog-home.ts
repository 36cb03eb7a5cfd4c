import { cp } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import { startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { openPty } from '../testbed/meter/pty.ts';
import type { Version } from './compared-versions.ts';
import { watchStillness } from './core-pauses.ts';
import { loopOfHome, ownLatenessMs, type Watched } from './event-loop-of-home.ts';
import { DAY_FRAMES, fillJournal } from './filled-journal.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { emptyHome, type Home, linkyHome, mirrorCounts, numberOf, withDatabase } from './paired-home.ts';
import { forgetMostResident, mostResidentMB, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

const DAYS = 30;
const QUICK_DAYS = 1;
/** For how long Homebridge is measured before the database is back. */
const IDLE_MS = 60_000;
const QUICK_IDLE_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** The longest time for the delivery of the backlog and of the frames that arrive meanwhile. */
const LONGEST_MS = 1_800_000;

/** What it costs Homebridge to deliver a month's backlog when InfluxDB is back, with a paired phone and a running meter. */
export async function backlogHomeTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const frames = (quick ? QUICK_DAYS : DAYS) * DAY_FRAMES;
  await using filled = await temporaryStorage();
  fillJournal(filled.path, frames);
  const rows: Table['rows'][number][] = [];
  for (const version of versions) rows.push(...(await drainedHome(version, filled.path, frames, quick)));
  return {
    title: 'A backlog in Homebridge',
    says: `${frames} frames of the demo house in standard mode wait in the journal when InfluxDB comes up; the meter goes on, and a HomeKit client is subscribed to its two tiles. How late the event loop of Homebridge's thread was, in ms: *own* is at most without the time that the thread had no core or the machine stood still. *Idle* is the same home ${(quick ? QUICK_IDLE_MS : IDLE_MS) / 1_000} s after its start, without InfluxDB.`,
    header: [
      'Homebridge with',
      'late at most',
      '99.9 %',
      'own',
      'computing',
      'idle MB',
      'most MB',
      'above idle',
      'frames/s',
      'processor µs a frame',
    ],
    rows,
  };
}

async function drainedHome(
  { name, plugin }: Version,
  filled: string,
  frames: number,
  quick: boolean,
): Promise<Table['rows']> {
  await using influx = await withDatabase(await startInflux());
  await influx.stop();
  await using storage = await temporaryStorage();
  await cp(filled, storage.path, { recursive: true });
  await using pty = await openPty();
  await using _meter = speaking((piece) => pty.write(piece), PIECE_BYTES);
  await using loop = await loopOfHome();
  await using emptyLoop = await loopOfHome();
  const meter = { name: 'Linky', port: pty.pluginSide, mode: 'standard' };
  await using home = await linkyHome([meter], influx.url, {}, { plugin, storage: storage.path, env: loop.env });
  await using empty = await emptyHome(undefined, { env: emptyLoop.env });
  await home.phone.subscribe(numberOf('Linky Power'), numberOf('Linky Current'));
  await empty.phone.subscribe(numberOf('Count'));
  await delay(quick ? QUICK_IDLE_MS : IDLE_MS);

  await using stillness = await watchStillness();
  const before = usageOf(home.pid);
  forgetMostResident(home.pid);
  loop.start(home.pid);
  emptyLoop.start(empty.pid);
  await influx.restart();
  const tookMs = await untilDelivered(home, frames);
  const spent = usageOf(home.pid).processorMs - before.processorMs;
  const mostMB = mostResidentMB(home.pid);
  const [watched, idle] = await Promise.all([loop.stop(home.pid), emptyLoop.stop(empty.pid)]);
  await stillness.told();
  const [found] = await influx.query('SELECT count(power_va) FROM linky', 'linky');
  if (Number(found?.['count']) < frames) throw new Error(`Of ${frames} frames InfluxDB has ${found?.['count']}`);

  const offsetMs = systemClock.now() - performance.now();
  const still = (fromMs: number, toMs: number) => stillness.within(fromMs - offsetMs, toMs - offsetMs);
  return [
    [
      name,
      ...lateCells(watched, still),
      ...[before.residentMB, mostMB, mostMB - before.residentMB].map((megabytes) => figure(megabytes, '', 1)),
      figure((frames / tookMs) * 1_000),
      figure((spent / frames) * 1_000, '', 1),
    ],
    ['an empty plugin, beside it', ...lateCells(idle, still), '', '', '', '', ''],
  ];
}

/** Gives how long the delivery took, counted from the first frame that InfluxDB acknowledged. */
async function untilDelivered({ homebridge }: Home, frames: number): Promise<number> {
  let firstMs: number | undefined;
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await delay(LOOK_EVERY_MS)) {
    const { delivered } = await mirrorCounts(homebridge.storage);
    if (delivered > 0) firstMs ??= performance.now();
    if (firstMs !== undefined && delivered >= frames) return performance.now() - firstMs;
  }
  throw new Error(`Not all was delivered:\n${homebridge.log.join('\n')}`);
}

function lateCells(watched: Watched, still: (fromMs: number, toMs: number) => number): readonly Cell[] {
  const { lateness, mostComputingMs } = watched;
  const all = [lateness.mostMs, lateness.usualMs, ownLatenessMs(watched, still), mostComputingMs];
  return all.map((ms) => figure(ms, '', 1));
}
