/**
 * A month away from InfluxDB: so many days of frames, one a second, wait in the journal; then the mirror sends them all
 * while the meter goes on. Tells how long that takes next to the bare client on the same server in the same run, the
 * most memory, and for how long the event loop ever stood still. `npm run bench:backlog -- [days] [influx|victoria]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import type { InfluxConfig } from '../src/config.ts';
import { batchOf } from '../src/influx/batch.ts';
import { openClient } from '../src/influx/client.ts';
import { Mirror } from '../src/influx/mirror.ts';
import { type Journal, openJournal } from '../src/journal/journal.ts';
import type { Reading } from '../src/reading.ts';
import { en } from '../src/texts/en.ts';
import { startInflux, startVictoria } from '../test/e2e/support/servers.ts';
import { frameReadings } from './frames.ts';

const COMMIT_FRAMES = 30;
const BARE_BATCHES = 200;
const BATCH = 200;
const RESOLUTION_MS = 1;

/** A process that does nothing: how late the machine itself makes it. */
const IDLE = `
  const delays = require('node:perf_hooks').monitorEventLoopDelay({ resolution: ${RESOLUTION_MS} });
  delays.enable();
  process.stdin.on('end', () => console.log(delays.max, delays.percentile(99.9))).resume();`;

const [days = '30', kind = 'influx', folder] = process.argv.slice(2);
const frames = Math.round(Number(days) * 86_400);
if (folder === undefined) await run();
else fill(folder);

async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'linky-backlog-'));
  try {
    const startedMs = performance.now();
    // In a process of its own, so that the memory of this one is the mirror's.
    spawnSync(process.execPath, [import.meta.filename, days, kind, home], { stdio: 'inherit' });
    const megabytes = statSync(join(home, 'linky-tic.db')).size / 1e6;
    print(`${frames} frames in the journal: ${megabytes.toFixed(0)} MB, written in ${seconds(startedMs)} s`);
    if (kind === 'victoria') {
      await using victoria = await startVictoria();
      await drain(home, { ...place(victoria.url), version: '2', token: '', org: '', bucket: 'linky' });
    } else {
      await using influx = await startInflux();
      for (const database of ['linky', 'bare']) await influx.query(`CREATE DATABASE ${database}`);
      await drain(home, {
        ...place(influx.url),
        version: '1',
        database: 'linky',
        retentionPolicy: '',
        username: '',
        password: '',
      });
    }
  } finally {
    rmSync(home, { recursive: true });
  }
}

function place(url: string) {
  return { url, literal: true } as const;
}

async function drain(home: string, config: InfluxConfig): Promise<void> {
  const journal = journalIn(home, 30, systemClock.now, systemClock.wall);
  const bare = await bareRate(journal, config);
  const mirror = new Mirror({
    config,
    journal,
    folder: home,
    clock: systemClock,
    random: Math.random,
    ...quiet(en.influx),
  });
  const live = frameReadings(Date.now());
  const meter = setInterval(() => journal.take('linky', { ...live(0), monotonicMs: performance.now() }), 1_000);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const life = new AbortController();
  const idle = spawn(process.execPath, ['-e', IDLE], { stdio: ['pipe', 'pipe', 'inherit'] });
  delays.enable();
  const startedMs = performance.now();
  const ended = mirror.run(life.signal);
  while (mirror.status.pending > 5) await delay(100);
  delays.disable();
  const took = (performance.now() - startedMs) / 1_000;
  clearInterval(meter);
  life.abort();
  await ended;
  journal.close();

  const lines = frames * bare.linesPerFrame;
  print(
    `drained in ${took.toFixed(0)} s: ${Math.round(frames / took)} frames, ${Math.round(lines / took)} lines a second`,
  );
  print(`bare client: ${Math.round(bare.linesPerSecond)} lines a second, in batches of the same size`);
  print(
    `most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB resident, ${megabytesOf(process.memoryUsage().heapUsed)} MB of heap at the end`,
  );
  print(`event loop: ${late([delays.max, delays.percentile(99.9)])}`);
  idle.stdin.end();
  print(`an idle process beside it: ${late((await text(idle.stdout)).split(' ').map(Number))}`);
}

/** What the client alone does with the same lines, made beforehand. */
async function bareRate(journal: Journal, config: InfluxConfig) {
  const client = openClient(config.version === '1' ? { ...config, database: 'bare' } : { ...config, bucket: 'bare' });
  let [lines, frameCount, ms, next] = [0, 0, 0, journal.begin];
  for (let at = 0; at < BARE_BATCHES; at += 1) {
    const batch = batchOf(journal.read(next, BATCH), BATCH, new Map(), true);
    if (!batch) break;
    const startedMs = performance.now();
    const answer = await client.post(batch.lines, new AbortController().signal);
    ms += performance.now() - startedMs;
    if (answer.kind !== 'answered' || answer.status !== 204) throw new Error(JSON.stringify(answer));
    lines += batch.lines.length;
    frameCount += batch.upTo - next;
    next = batch.upTo;
  }
  client.close();
  return { linesPerSecond: (lines / ms) * 1_000, linesPerFrame: lines / frameCount };
}

function fill(home: string): void {
  const startMs = Date.now() - (frames + 60) * 1_000;
  let nowMs = 0;
  const journal = journalIn(
    home,
    1e6,
    () => nowMs,
    () => startMs + nowMs,
  );
  const readingAt = frameReadings(startMs);
  for (let at = 0; at < frames; at += 1) {
    journal.take('linky', readingAt(at) satisfies Reading);
    nowMs += 1_000;
    if (at % COMMIT_FRAMES === 0) journal.commit();
  }
  journal.close();
}

function journalIn(home: string, commitSeconds: number, now: () => number, wall: () => number): Journal {
  const config = { commitSeconds, keepDays: 7, maxMegabytes: 4_096 };
  return openJournal({
    path: join(home, 'linky-tic.db'),
    config,
    mirrored: true,
    now,
    wall,
    builtAtMs: 0,
    ...quiet(en.journal),
  });
}

function quiet<T>(texts: T) {
  return { log: { debug: () => {}, info: print, warn: print, error: print }, texts };
}

function print(line: string): void {
  console.log(line);
}

function late([most = 0, usual = 0]: readonly number[]): string {
  const ms = (ns: number) => Math.round(ns / 1e6 - RESOLUTION_MS);
  return `at most ${ms(most)} ms late, 99.9 % of the time ${ms(usual)} ms`;
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1_000).toFixed(0);
}

function megabytesOf(bytes: number): number {
  return Math.round(bytes / 1e6);
}
