/**
 * Delivery after a month without InfluxDB. Frames of so many days, one a second, wait in the journal. The mirror sends
 * them all in a process of its own while the meter goes on. Measured are its speed compared with the bare client, which
 * takes turns with it on the same server, its most memory, and the longest pause of its event loop. What it costs
 * Homebridge, `backlog-home.ts` measures. On Linux: `npm run bench:backlog -- [days] [influx|victoria]`.
 */

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '../src/base/clock.ts';
import type { InfluxConfig } from '../src/config/config.ts';
import { startInflux, startVictoria } from '../testbed/databases/servers.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { type Drained, drain, type Effort } from './drain-journal.ts';
import type { Lateness } from './event-loop.ts';
import { DAY_FRAMES, fillJournal, journalIn } from './filled-journal.ts';
import { figure, printed, type Table } from './table.ts';

const REPLAYED = 1_000_000;
const QUICK_REPLAYED = 20_000;

const isOwn = process.argv[1] === import.meta.filename;
const [days = '30', kind = 'influx', task] = isOwn ? process.argv.slice(2) : [];
const frames = Math.round(Number(days) * DAY_FRAMES);
if (isOwn && task === 'json') console.log(JSON.stringify((await run())[0]));
else if (isOwn) await report();

/** How fast a million frames are delivered to InfluxDB, in a process of its own. */
export async function replayTable(quick: boolean): Promise<Table> {
  const replayed = String((quick ? QUICK_REPLAYED : REPLAYED) / DAY_FRAMES);
  const child = spawn(process.execPath, [import.meta.filename, replayed, 'influx', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

async function report(): Promise<void> {
  const { node } = process.versions;
  const server = packageOf(kind === 'victoria' ? 'victoria-metrics' : 'influxdb');
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.arch}, Node ${node}, ${server}\n`);
  for (const table of await run()) console.log(`${printed([table])}\n`);
}

async function run(): Promise<readonly [Table, Table]> {
  const home = temporaryFolder();
  fillJournal(home, frames);
  const megabytes = statSync(join(home, 'linky-tic.db')).size / 1e6;
  const residentMB = process.memoryUsage.rss() / 1e6;
  const drained = kind === 'victoria' ? await drainToVictoria(home) : await drainToInflux(home);
  const mostMB = (process.resourceUsage().maxRSS * 1024) / 1e6;
  const memory = `${frames} frames, ${megabytes.toFixed(0)} MB in the journal; ${residentMB.toFixed(0)} MB resident before, ${mostMB.toFixed(0)} MB at most, without the limits of the writer's thread.`;
  return [speeds(drained, memory), delays(drained)];
}

async function drainToInflux(home: string): Promise<Drained> {
  await using influx = await startInflux();
  await influx.query('CREATE DATABASE linky');
  const place = { database: 'linky', retentionPolicy: '', username: '', password: '' };
  return await drained(home, { version: '1', url: influx.url, literal: true, ...place }, 'influxd');
}

async function drainToVictoria(home: string): Promise<Drained> {
  await using victoria = await startVictoria();
  const place = { token: '', org: '', bucket: 'linky' };
  return await drained(home, { version: '2', url: victoria.url, literal: true, ...place }, 'victoria-metric');
}

async function drained(home: string, config: InfluxConfig, server: string): Promise<Drained> {
  const journal = journalIn(home, 30, systemClock.now, systemClock.wall);
  try {
    return await drain(journal, frames, config, childCalled(server));
  } finally {
    journal.close();
  }
}

/** @param name the first 15 characters of the process's name, which is what the kernel stores */
function childCalled(name: string): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ');
  const pid = children.find((child) => child !== '' && readFileSync(`/proc/${child}/comm`, 'utf8').trim() === name);
  if (pid === undefined) throw new Error(`No ${name} among ${children}`);
  return Number(pid);
}

function packageOf(server: string): string {
  return spawnSync('dpkg-query', ['-W', server], { encoding: 'utf8' }).stdout.trim().replace('\t', ' ');
}

function speeds({ mirror, bare }: Drained, memory: string): Table {
  return {
    title: 'A backlog into the database',
    says: `The demo house in standard mode. The bare client has the same points made beforehand, and sends them in turns with the mirror, in batches of the same size. ${memory}`,
    header: ['who sends', 'frames', 'seconds', 'frames/s', 'lines/s', 'processor µs a frame', "the server's"],
    rows: [
      effort('the mirror', mirror),
      effort('the bare client', bare),
      ['mirror : bare', '', '', ...ratios(mirror, bare)],
    ],
  };
}

function effort(who: string, { frames: sent, lines, ms, hereMs, serverMs }: Effort): Table['rows'][number] {
  const perS = (count: number) => figure((count / ms) * 1_000);
  const perFrame = (processorMs: number) => figure((processorMs / sent) * 1_000);
  return [who, figure(sent), figure(ms / 1_000), perS(sent), perS(lines), perFrame(hereMs), perFrame(serverMs)];
}

function ratios(mirror: Effort, bare: Effort): Table['rows'][number] {
  const ratio = (of: (one: Effort) => number) => figure((of(mirror) / of(bare)) * 100, '%');
  return [
    ratio(({ frames: sent, ms }) => sent / ms),
    ratio(({ lines, ms }) => lines / ms),
    ratio(({ frames: sent, hereMs }) => hereMs / sent),
    ratio(({ frames: sent, serverMs }) => serverMs / sent),
  ];
}

function delays({ lateness, mostOursMs, mostComputingMs, idle }: Drained): Table {
  const cells = ({ mostMs, usualMs }: Lateness) => [figure(mostMs, '', 1), figure(usualMs, '', 1)];
  return {
    title: 'The event loop meanwhile',
    says: 'How late it was, in milliseconds; at most, when the time is left out that the thread waited for a core; and how long at most the thread computed.',
    header: ['process', 'at most', '99.9 % of the time', 'without that wait', 'computing'],
    rows: [
      ['the mirror', ...cells(lateness), figure(mostOursMs, '', 1), figure(mostComputingMs, '', 1)],
      ['an idle one beside it', ...cells(idle), '', ''],
    ],
  };
}
