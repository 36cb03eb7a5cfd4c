/**
 * How many bytes are written to the disk: the demo house at one frame a second, into a journal on a small loop disk,
 * once with and once without InfluxDB. As root, with losetup and mkfs.ext4: `npm run bench:device -- [seconds]`.
 */

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import type { InfluxConfig } from '../src/config/config.ts';
import { Mirror } from '../src/influx/mirror.ts';
import { openJournal } from '../src/journal/journal.ts';
import { readingsOfMeter } from '../src/meter/meter.ts';
import { demo } from '../src/source/demo/demo.ts';
import { standardGroups } from '../src/source/demo/frames.ts';
import { household } from '../src/source/demo/household.ts';
import { textsIn } from '../src/texts/texts.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { encodeFrame } from '../src/tic/encode.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';
import { createTroubleList } from '../src/trouble/list.ts';
import { createWattmeter, type Wattmeter } from '../src/watts/wattmeter.ts';
import { freePort } from '../testbed/daemon.ts';
import { startInflux } from '../testbed/databases/servers.ts';
import { createLoopDisk, missingLoop } from '../testbed/loop-disk.ts';
import { type Cell, figure, printed, type Table } from './table.ts';

const { en } = textsIn;

const DAY_S = 86_400;
const SECONDS = 270;
const QUICK_SECONDS = 60;

if (process.argv[1] === import.meta.filename) {
  const missing = missingLoop();
  if (missing !== undefined) throw new Error(missing);
  console.log(printed([await deviceRows(Number(process.argv[2] ?? 600))]));
}

/** How many bytes the journal writes at one frame a second, with InfluxDB and without. */
export function deviceTable(quick: boolean): Promise<Table> {
  return deviceRows(quick ? QUICK_SECONDS : SECONDS);
}

async function deviceRows(seconds: number): Promise<Table> {
  await using influx = await startInflux();
  await influx.query('CREATE DATABASE linky');
  return {
    title: 'Bytes to the device',
    says: `The demo house in standard mode, a frame a second, a commit every 30 s, on a small ext4 disk of its own; ${seconds} s.`,
    header: ['InfluxDB', 'frames', 'bytes', 'MB a day'],
    rows: await Promise.all([
      measured('up', influx.url, seconds),
      measured('down', `http://127.0.0.1:${await freePort()}`, seconds),
    ]),
  };
}

async function measured(label: string, url: string, seconds: number): Promise<readonly Cell[]> {
  using disk = createLoopDisk(256);
  const life = new AbortController();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };
  const reports = createTroubleList({ log, words: en.troubles, clock: systemClock });
  const journal = openJournal({
    path: join(disk.folder, 'linky-tic.db'),
    config: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 },
    mirrored: true,
    reports,
    texts: en.journal,
    ...{ now: systemClock.now, wall: systemClock.wall, builtAtMs: 0 },
  });
  const config: InfluxConfig = {
    ...{ version: '1', url, database: 'linky', retentionPolicy: '', username: '', password: '', literal: true },
  };
  const mirror = new Mirror({
    ...{
      config,
      journal,
      folder: disk.folder,
      log,
      reports,
      texts: en.influx,
      clock: systemClock,
      random: Math.random,
    },
  });
  const lives = [mirror.run(life.signal), take()];
  // The first commit also creates the tables, which happens only once.
  await delay(31_000);
  const [before, from] = [disk.writtenBytes(), journal.end];
  await delay(seconds * 1_000);
  const [bytes, frames] = [disk.writtenBytes() - before, journal.end - from];
  life.abort();
  await Promise.all(lives);
  journal.close();
  const perDay = ((bytes / seconds) * DAY_S) / 1e6;
  return [label, figure(frames), figure(bytes), figure(perDay)];

  async function take(): Promise<void> {
    const meter = {
      slug: 'linky',
      name: 'Linky',
      port: 'demo',
      mode: 'standard',
      baudRate: 'auto',
      source: demo('standard'),
    } as const;
    const wattmeter = wattmeterOfDemo();
    const readings = readingsOfMeter({ ...meter, reports, clock: systemClock }, life.signal);
    for await (const reading of readings) journal.take('linky', wattmeter.measure(reading));
  }
}

/** A wattmeter that has heard the demo house for the last half hour, so that each reading has its W from the first one on. */
function wattmeterOfDemo(): Wattmeter {
  const [house, decoder, wattmeter] = [household(1), new Decoder('standard'), createWattmeter('auto')];
  for (let second = -1800; second < 0; second += 1) {
    const groups = standardGroups(house, '021900000001', systemClock.wall() + second * 1_000);
    for (const one of decoder.decode(encodeFrame(groups, 'standard'))) {
      if (one.kind === 'frame') wattmeter.measure(readingFromFrame(one.frame, systemClock.now() + second * 1_000));
    }
  }
  return wattmeter;
}
