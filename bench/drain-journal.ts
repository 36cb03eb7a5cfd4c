import type { Point, WriteApi } from '@influxdata/influxdb-client';
import { systemClock } from '../src/base/clock.ts';
import type { InfluxConfig } from '../src/config/config.ts';
import { batchOf } from '../src/influx/batch.ts';
import { http, library } from '../src/influx/library.ts';
import { Mirror, type MirrorJournal } from '../src/influx/mirror.ts';
import type { PointMemory } from '../src/influx/points.ts';
import type { Journal } from '../src/journal/journal.ts';
import { textsIn } from '../src/texts/texts.ts';
import { type ParsedLine, parseLine } from '../testbed/support/parse-line.ts';
import { troublesIn } from '../testbed/support/troubles.ts';
import { idleProcess, type Lateness, watchLoop } from './event-loop.ts';
import { frameReadings } from './frames.ts';
import { usageOf } from './process-usage.ts';

const { en } = textsIn;

/** The batch size of the mirror. */
const BATCH = 200;
/** The interval at which the mirror looks for new readings when it has sent all. */
const MIRROR_INTERVAL_MS = 10_000;
/** How many frames the mirror sends before it is the bare client's turn. */
const STRETCH = 10_000;
/** How many frames the bare client sends in its turn. */
const BARE = 2_000;

/** How much one of the two clients has sent, and what it cost. */
export interface Effort {
  frames: number;
  lines: number;
  ms: number;
  /** The processor time of all threads. */
  hereMs: number;
  serverMs: number;
}

export interface Drained {
  readonly mirror: Effort;
  readonly bare: Effort;
  /** The delays of this process's event loop during the mirror's turns. */
  readonly lateness: Lateness;
  readonly mostOursMs: number;
  readonly mostComputingMs: number;
  /** The delays of an idle process at the same time. */
  readonly idle: Lateness;
}

/**
 * The mirror sends `frames` from the journal while its meter goes on. A bare client takes turns with it, so that
 * anything that slows down the machine or the server slows down both. The bare client sends a fifth as many of the same
 * points, with another name of the meter, in batches of the same size that were made beforehand.
 */
export async function drain(
  journal: Journal,
  frames: number,
  config: InfluxConfig,
  serverPid: number,
): Promise<Drained> {
  const [mirror, bare] = [noEffort(), noEffort()];
  const gate = gateOf(journal);
  const log = { debug: () => {}, info: () => {}, warn: console.error, error: console.error };
  const life = new AbortController();
  const ended = new Mirror({
    ...{ config, journal: gate.journal, clock: gate.clock, random: Math.random, log, texts: en.influx },
    ...{ reports: troublesIn(log) },
  }).run(life.signal);
  const client = bareClient(config);
  const meter = keepMeterGoing(journal);
  const loop = watchLoop();
  const idle = idleProcess();
  for (let from = 0; from < frames; from += STRETCH) {
    const to = Math.min(from + STRETCH, frames);
    loop.start();
    await measured(mirror, serverPid, () => gate.letPass(to));
    loop.stop();
    mirror.frames += to - from;
    const batches = batchesBetween(journal, from, Math.min(from + BARE, to), config.literal);
    await measured(bare, serverPid, () => sendAll(client, batches));
    bare.frames += Math.min(BARE, to - from);
    bare.lines += batches.flat().length;
  }
  clearInterval(meter);
  life.abort();
  await ended;
  mirror.lines = mirror.frames * (bare.lines / bare.frames);
  const { lateness, mostOursMs, mostComputingMs } = loop;
  return { mirror, bare, lateness, mostOursMs, mostComputingMs, idle: await idle() };
}

/** One frame a second. */
function keepMeterGoing(journal: Journal): NodeJS.Timeout {
  const reading = frameReadings(Date.now())(0);
  return setInterval(() => journal.take('linky', { ...reading, monotonicMs: systemClock.now() }), 1_000);
}

function batchesBetween(journal: Journal, from: number, to: number, literal: boolean): readonly (readonly Point[])[] {
  const batches: (readonly Point[])[] = [];
  let memory: PointMemory = new Map();
  for (let next = from; next < to; next += BATCH) {
    const entries = journal.read(next, Math.min(BATCH, to - next)).map((entry) => ({ ...entry, meter: 'other' }));
    const batch = batchOf(next, entries, BATCH, memory, literal);
    if (!batch) throw new Error(`Nothing at ${next}`);
    batches.push(batch.lines.map(({ text }) => pointOf(parseLine(text))));
    memory = batch.memory;
  }
  return batches;
}

/** InfluxDB's own client as its documentation uses it, over one connection. */
function bareClient(config: InfluxConfig): WriteApi {
  const agent = new http.Agent({ keepAlive: true });
  const { bucket } = config.version === '2' ? config : { bucket: config.database };
  const influx = new library.InfluxDB({ url: config.url, transportOptions: { agent } });
  const api = influx.getWriteApi('', bucket, 'ms', { batchSize: 10_000, flushInterval: 0, maxRetries: 0 });
  if (config.version === '1') api.path = `/write?db=${bucket}&precision=ms`;
  return api;
}

async function sendAll(client: WriteApi, batches: readonly (readonly Point[])[]): Promise<void> {
  for (const points of batches) {
    client.writePoints(points);
    await client.flush();
  }
}

function pointOf({ measurement, tags, fields, atMs }: ParsedLine): Point {
  const point = new library.Point(measurement).timestamp(atMs);
  for (const [name, value] of Object.entries(tags)) point.tag(name, value);
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string') point.stringField(name, value);
    else point.floatField(name, value);
  return point;
}

function noEffort(): Effort {
  return { frames: 0, lines: 0, ms: 0, hereMs: 0, serverMs: 0 };
}

async function measured(effort: Effort, serverPid: number, work: () => Promise<void>): Promise<void> {
  const [server, here, startedMs] = [usageOf(serverPid).processorMs, process.cpuUsage(), performance.now()];
  await work();
  effort.ms += performance.now() - startedMs;
  const { user, system } = process.cpuUsage(here);
  effort.hereMs += (user + system) / 1_000;
  effort.serverMs += usageOf(serverPid).processorMs - server;
}

/**
 * The journal as the mirror sees it during a turn: it ends where the turn ends. And the clock of the mirror, by which
 * it does not wait ten seconds for more, but until its next turn.
 */
function gateOf(journal: Journal) {
  let end = 0;
  let goOn = () => {};
  let waits = Promise.withResolvers<void>();
  const gated: MirrorJournal = {
    get begin() {
      return journal.begin;
    },
    get end() {
      return journal.end;
    },
    get delivered() {
      return journal.delivered;
    },
    get epoch() {
      return journal.epoch;
    },
    setDelivered: (position) => journal.setDelivered(position),
    read: (from, most) => (from < end ? journal.read(from, Math.min(most, end - from)) : []),
  };
  const clock: typeof systemClock = {
    ...systemClock,
    after(ms, then) {
      if (ms !== MIRROR_INTERVAL_MS) return systemClock.after(ms, then);
      goOn = then;
      waits.resolve();
      return () => {};
    },
  };
  return {
    journal: gated,
    clock,
    /** Resolves when the mirror has sent everything before position `to`. */
    async letPass(to: number): Promise<void> {
      await waits.promise;
      waits = Promise.withResolvers();
      end = to;
      goOn();
      await waits.promise;
    },
  };
}
