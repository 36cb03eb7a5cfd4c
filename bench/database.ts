import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createContractFollower } from '../src/contract/contract-follower.ts';
import { type PointMemory, pointsOf } from '../src/influx/points.ts';
import type { Reading } from '../src/reading/reading.ts';
import { standardGroups } from '../src/source/demo/frames.ts';
import { household } from '../src/source/demo/household.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { encodeFrame } from '../src/tic/encode.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';
import { createWattmeter } from '../src/watts/wattmeter.ts';
import { freePort, isAnswering, startDaemon } from '../testbed/daemon.ts';
import { figure, type Table } from './table.ts';

const DAY_S = 86_400;
const QUICK_S = 7_200;
/** How many frames the mirror sends in a request, every ten seconds. */
const FRAMES_A_REQUEST = 10;
/** One in so many requests is compressed, to measure the ratio. */
const SAMPLED = 50;
const LINES_A_BATCH = 5_000;
/** How many houses send at the same time, and how many requests each. */
const SENDERS = 8;
const REQUESTS_EACH = 250;
/** Longer than VictoriaMetrics keeps new samples in memory only. */
const STEADY_S = 12;
/** The unit of `stat`'s blocks, whatever the block size of the file system is. */
const BLOCK_BYTES = 512;

/** A database to fill. */
interface Filled {
  readonly name: string;
  readonly folder: string;
  readonly writeUrl: string;
  series(): Promise<number>;
  /** Makes it write everything to its files. */
  settle(): Promise<void>;
}

/** What a day of one meter costs a database: the figures for planning a database for thousands of meters. */
export async function databaseTable(quick: boolean): Promise<Table> {
  const seconds = quick ? QUICK_S : DAY_S;
  const day = dayOf(seconds);
  await using influx = await startInflux();
  await using victoria = await startVictoria();
  const linesARequest = Math.round((day.lines.length / seconds) * FRAMES_A_REQUEST);
  const rows = [];
  for (const database of [influx, victoria]) {
    const inBatches = await linesPerS(database, [batchesOf(day.lines, LINES_A_BATCH)]);
    await database.settle();
    const kept = sizeOf(database.folder);
    const small = batchesOf(day.lines.slice(0, SENDERS * REQUESTS_EACH * linesARequest), linesARequest);
    const senders = Array.from({ length: SENDERS }, (_, n) => small.filter((__, at) => at % SENDERS === n));
    rows.push([
      database.name,
      figure(day.lines.length / seconds, '', 2),
      figure(day.bytes / seconds),
      figure(day.compressedBytes / seconds),
      figure(await database.series()),
      figure(kept / seconds, '', 1),
      figure(inBatches),
      figure(await linesPerS(database, senders)),
    ]);
  }
  return {
    title: 'What a meter is for a database',
    says: `The demo house in standard mode, ${seconds / 3600} h at a frame a second, \`linky_tic\` included; compressed ${FRAMES_A_REQUEST} frames at a time, as the mirror sends them. On disk after everything was merged. Lines a second in requests of ${LINES_A_BATCH} lines, one after the other; and in those of ${FRAMES_A_REQUEST} frames, from ${SENDERS} clients at once.`,
    header: [
      'server',
      'lines a frame',
      'bytes',
      'compressed',
      'series',
      'bytes on disk',
      'lines/s',
      'in small requests',
    ],
    rows,
  };
}

function dayOf(seconds: number) {
  const [house, decoder, lines] = [household(1), new Decoder('standard'), [] as string[]];
  const wattmeter = createWattmeter('auto');
  const contract = createContractFollower({ wallAt: (ms) => ms, says: () => {}, keep: () => {}, keepLine: () => {} });
  contract.learn(undefined);
  const startMs = Date.now() - (Date.now() % 1_000) - seconds * 1_000;
  let [memory, reading, bytes, sampledBytes, sampledTo]: [PointMemory, Reading | undefined, number, number, number] = [
    new Map(),
    undefined,
    0,
    0,
    0,
  ];
  let request: string[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const atMs = startMs + second * 1_000;
    for (const one of decoder.decode(encodeFrame(standardGroups(house, '021900000001', atMs), 'standard'))) {
      if (one.kind !== 'frame') throw new Error(`The demo house sent a frame with a fault: ${one.kind}`);
      reading = readingFromFrame(one.frame, atMs, reading);
      const followed = contract.follow(wattmeter.measure(reading));
      const entry = { position: second, meter: 'house-1', atMs, reading: followed };
      const points = pointsOf(entry, memory, true);
      memory = points.memory;
      const texts = points.lines.map(({ text }) => text);
      request.push(...texts);
      lines.push(...texts);
    }
    if (second % FRAMES_A_REQUEST !== FRAMES_A_REQUEST - 1) continue;
    const text = request.join('\n');
    bytes += text.length;
    if (second % (FRAMES_A_REQUEST * SAMPLED) === FRAMES_A_REQUEST - 1) {
      sampledBytes += text.length;
      sampledTo += gzipSync(text).length;
    }
    request = [];
  }
  return { lines, bytes, compressedBytes: (bytes * sampledTo) / sampledBytes };
}

/** The size of some lines in one request, compressed as by the mirror. */
interface Request {
  readonly lines: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

function batchesOf(lines: readonly string[], size: number): readonly Request[] {
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, n) => {
    const batch = lines.slice(n * size, (n + 1) * size);
    return { lines: batch.length, body: new Uint8Array(gzipSync(batch.join('\n'))) };
  });
}

/** How many lines a second a database accepts from clients that each send one request after the other. */
async function linesPerS({ writeUrl }: Filled, clients: readonly (readonly Request[])[]): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(clients.map((requests) => send(writeUrl, requests)));
  const lines = clients.flat().reduce((sum, request) => sum + request.lines, 0);
  return (lines / (performance.now() - startedMs)) * 1_000;
}

async function send(url: string, requests: readonly Request[]): Promise<void> {
  for (const { body } of requests) {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-encoding': 'gzip' } });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

/** An InfluxDB that writes and compacts its files at once, not after ten minutes and four hours. */
async function startInflux(): Promise<Filled & AsyncDisposable> {
  const [port, rpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  let home = '';
  const daemon = await startDaemon({
    ...{ binary: 'influxd', debian: 'influxdb', isReady: () => isAnswering(`${url}/ping`) },
    async args(folder) {
      home = folder;
      const config = join(folder, 'influxdb.conf');
      await writeFile(config, influxConfig(folder, port, rpc));
      return ['run', '-config', config];
    },
  });
  const query = async (q: string) =>
    (await fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q, db: 'linky' }) })).json();
  await query('CREATE DATABASE linky');
  return {
    ...{ name: 'InfluxDB 1.6', folder: home, writeUrl: `${url}/write?db=linky&precision=ms` },
    async series() {
      const answer = (await query('SHOW SERIES')) as { results: { series: { values: unknown[] }[] }[] };
      return answer.results[0]?.series[0]?.values.length ?? Number.NaN;
    },
    settle: () => steady(home),
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

function influxConfig(folder: string, port: number, rpc: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  cache-snapshot-write-cold-duration = "1s"
  compact-full-write-cold-duration = "2s"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
`;
}

async function startVictoria(): Promise<Filled & AsyncDisposable> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let home = '';
  const daemon = await startDaemon({
    ...{ binary: 'victoria-metrics', debian: 'victoria-metrics', isReady: () => isAnswering(`${url}/health`) },
    async args(folder) {
      home = folder;
      return [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=10y'];
    },
  });
  return {
    ...{ name: 'VictoriaMetrics 1.112', folder: home, writeUrl: `${url}/write?db=linky&precision=ms` },
    async series() {
      const answer = (await (await fetch(`${url}/api/v1/series/count`)).json()) as { data: number[] };
      return answer.data[0] ?? Number.NaN;
    },
    async settle() {
      await fetch(`${url}/internal/force_flush`);
      await fetch(`${url}/internal/force_merge`);
      await steady(home);
    },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

/** Resolves when the size of a folder has not changed for some seconds. */
async function steady(folder: string): Promise<void> {
  let [size, since] = [-1, 0];
  while (since < STEADY_S) {
    await delay(1_000);
    const now = sizeOf(folder);
    since = now === size ? since + 1 : 0;
    size = now;
  }
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + bytesOf(join(parentPath, name)), 0);
}

/**
 * The disk space that a folder uses. Blocks are counted because InfluxDB's series files are sparse. A file may vanish
 * meanwhile.
 */
function bytesOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * BLOCK_BYTES;
}
