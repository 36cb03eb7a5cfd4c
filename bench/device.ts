/**
 * Bytes that reach the disk: the demo house at one frame a second into a journal on a small disk of its own, once with
 * InfluxDB up and once without. As root, with losetup and mkfs.ext4: `npm run bench:device -- [seconds]`.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import type { InfluxConfig } from '../src/config.ts';
import { Mirror } from '../src/influx/mirror.ts';
import { openJournal } from '../src/journal/journal.ts';
import { readingsOf } from '../src/meter.ts';
import { demo } from '../src/source/demo.ts';
import { en } from '../src/texts/en.ts';
import { freePort } from '../test/e2e/support/daemon.ts';
import { startInflux } from '../test/e2e/support/servers.ts';
import { createLoopDisk, missingLoop } from '../test/loop.ts';

const DAY_S = 86_400;
const seconds = Number(process.argv[2] ?? 600);
const missing = missingLoop();
if (missing !== undefined) throw new Error(missing);

await using influx = await startInflux();
await influx.query('CREATE DATABASE linky');
console.log(`${seconds} s, the demo house in standard mode, a commit every 30 s`);
console.log('InfluxDB   frames   bytes to the device   MB a day');
for (const row of await Promise.all([
  measured('up', influx.url),
  measured('down', `http://127.0.0.1:${await freePort()}`),
])) {
  console.log(row);
}

async function measured(label: string, url: string): Promise<string> {
  using disk = createLoopDisk(256);
  const life = new AbortController();
  const log = { debug: () => {}, info: console.log, warn: console.log, error: console.log };
  const journal = openJournal({
    path: join(disk.folder, 'linky-tic.db'),
    config: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 },
    mirrored: true,
    log,
    texts: en.journal,
    ...{ now: systemClock.now, wall: systemClock.wall, builtAtMs: 0 },
  });
  const config: InfluxConfig = {
    ...{ version: '1', url, database: 'linky', retentionPolicy: '', username: '', password: '', literal: true },
  };
  const mirror = new Mirror({
    ...{ config, journal, folder: disk.folder, log, texts: en.influx, clock: systemClock, random: Math.random },
  });
  const lives = [mirror.run(life.signal), take()];
  // The first commit makes the tables, which happens once.
  await delay(31_000);
  const [before, from] = [disk.writtenBytes(), journal.end];
  await delay(seconds * 1_000);
  const [bytes, frames] = [disk.writtenBytes() - before, journal.end - from];
  life.abort();
  await Promise.all(lives);
  journal.close();
  const perDay = ((bytes / seconds) * DAY_S) / 1e6;
  return `${label.padEnd(10)} ${String(frames).padStart(6)} ${String(bytes).padStart(21)} ${perDay.toFixed(0).padStart(10)}`;

  async function take(): Promise<void> {
    const meter = { name: 'Linky', port: 'demo', mode: 'standard', source: demo('standard') } as const;
    const readings = readingsOf({ ...meter, log, texts: en.meter, clock: systemClock }, life.signal);
    for await (const reading of readings) journal.take('linky', reading);
  }
}
