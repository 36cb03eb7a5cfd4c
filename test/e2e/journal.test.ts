import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { fastClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type Database, influxDatabase, victoriaDatabase } from './chaos/database.ts';
import { expectNothingLost, serialsIn } from './chaos/delivered-points.ts';
import { openFaultyProxy } from './chaos/faulty-proxy.ts';
import { type Plugin, startPlugin } from './chaos/plugin.ts';
import { createPluginClock } from './chaos/plugin-clock.ts';
import { startTalkingMeter, type TalkingMeter } from './chaos/talking-meter.ts';
import { checkWriteOrder } from './chaos/write-order.ts';

const QUICK = { commitSeconds: 1 };
/** More than two batches, as the mirror sends some twenty frames every ten seconds. */
const TWO_BATCHES_OF_FRAMES = 50;
const SOME_FRAMES = 10;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
describe.skipIf(missing.length > 0)(`${['the journal in Homebridge', ...missing].join(', skipped: ')}`, () => {
  test('a machine that wakes up in 1970 dates its frames once its clock is set, each at its time', async () => {
    const writes = checkWriteOrder();
    await using server = await influxDatabase();
    await using gate = await openFaultyProxy(server.port, writes.take);
    await using storage = await temporaryStorage();
    const unsetUntil = join(storage.path, 'clock-is-set');
    const time = createPluginClock();
    await using house = await startTalkingMeter(time);
    await using plugin = await startPlugin({ port: house.port, influx: server.settings(gate.port), time, unsetUntil });
    await heard(house, plugin);
    expect(plugin.log().at(-1)).toContain('1970');
    await more(takenBy(plugin), TWO_BATCHES_OF_FRAMES);
    expect(writes.requests).toBe(0);

    await writeFile(unsetUntil, '');
    await more(takenBy(plugin), SOME_FRAMES);
    await house.unplug();
    // It may still be telling of the last frame.
    await expect.poll(() => notIn(server, plugin.taken())).toEqual([]);
    await plugin.stop();
    const taken = plugin.taken();
    expect(taken.size).toBeGreaterThan(TWO_BATCHES_OF_FRAMES);
    await expectNothingLost(server, { taken, uncommitted: new Set(), written: house.written });
  });

  test('what came before there was an InfluxDB is sent to the first that is set', async () => {
    await using server = await influxDatabase();
    const time = createPluginClock();
    await using house = await startTalkingMeter(time);
    await using plugin = await startPlugin({ port: house.port, time });
    await heard(house, plugin);
    await more(takenBy(plugin), TWO_BATCHES_OF_FRAMES);
    await house.unplug();
    await plugin.stop();
    const before = plugin.taken();
    expect(before.size).toBeGreaterThan(TWO_BATCHES_OF_FRAMES);

    await plugin.start(server.settings(server.port));
    await expect.poll(() => notIn(server, before)).toEqual([]);
    await plugin.stop();
    await expectNothingLost(server, { taken: before, uncommitted: new Set(), written: house.written });
  });

  test('new settings of InfluxDB: the new one has what the old one had not, the old one has nothing more', async () => {
    await using before = await influxDatabase();
    await using after = await victoriaDatabase();
    const time = createPluginClock();
    await using house = await startTalkingMeter(time);
    await using plugin = await startPlugin({ port: house.port, influx: before.settings(before.port), time });
    await heard(house, plugin);
    await expect.poll(async () => (await serialsIn(before)).size).toBeGreaterThan(0);
    await before.stop();
    await more(takenBy(plugin), SOME_FRAMES);
    await house.unplug();
    await plugin.stop();

    await before.restartPlugin();
    const old = await serialsIn(before);
    await plugin.start(after.settings(after.port));
    const isThere = async () => {
      const fresh = await serialsIn(after);
      return [...plugin.taken()].every((serial) => old.has(serial) || fresh.has(serial));
    };
    await expect.poll(isThere).toBe(true);
    await plugin.stop();
    expect(await serialsIn(before)).toEqual(old);
    expect((await serialsIn(after)).size).toBeGreaterThanOrEqual(SOME_FRAMES);
  });

  test('of two Homebridges on one storage, the second says once that the first writes to its journal; no block is damaged, and the next Homebridge tells other programs how it goes on', async () => {
    await using server = await influxDatabase();
    await using storage = await temporaryStorage();
    const clock = fastClock(10);
    const start = (name: string) => {
      const meters = [{ name, port: 'demo:standard' }];
      const influx = server.settings(server.port);
      const config = { platform: 'LinkyTIC', language: 'en', meters, influx, journal: QUICK };
      return startHomebridge({ config, storage: storage.path, debug: true, clock });
    };
    await using first = await start('Linky');
    await first.waitForLog(EVERY_READING);
    await moveBridge(storage.path);
    await using second = await start('Second');
    const shared = /another program writes to it \(process \d+\)/;
    await second.waitForLog(shared);
    // Both commit every second, and the demo says a frame about every second: each has tried to commit several times by then.
    await Promise.all([more(toldBy(first), SOME_FRAMES), more(toldBy(second), SOME_FRAMES)]);
    for (const meter of ['linky', 'second']) {
      await expect.poll(() => framesOf(server, meter)).toBeGreaterThan(0);
    }
    await Promise.all([first.stop(), second.stop()]);
    expect([first, second].map(({ log }) => log.filter((line) => shared.test(line)).length)).toEqual([0, 1]);
    expect([...first.log, ...second.log].filter((line) => /damaged/.test(line))).toEqual([]);

    await using third = await start('Linky');
    await third.waitForLog(EVERY_READING);
    expect(third.log.filter((line) => /cannot be written|damaged/.test(line))).toEqual([]);
    const asked = await text(connect(join(third.storage, STATUS_SOCKET)));
    expect(JSON.parse(asked)).toMatchObject({
      meters: [{ slug: 'linky', name: 'Linky', lastReading: { apparentPowerVA: expect.any(Number) } }],
      mirror: {
        state: 'delivering',
        pending: expect.any(Number),
        delivered: expect.any(Number),
        refused: 0,
        dropped: 0,
      },
    });
    for (const secret of server.secrets) expect(asked).not.toContain(secret);
  });
});

const EVERY_READING = 'Every reading goes';

/** The plugin listens, and has told of a frame. */
async function heard(house: TalkingMeter, plugin: Plugin): Promise<void> {
  await house.listened();
  await plugin.hears();
}

/** Waits until a plugin has told of so many frames more. */
async function more(told: () => number, frames: number): Promise<void> {
  const before = told();
  await expect.poll(told).toBeGreaterThanOrEqual(before + frames);
}

function takenBy(plugin: Plugin): () => number {
  return () => plugin.taken().size;
}

function toldBy({ log }: Homebridge): () => number {
  return () => log.filter((line) => line.includes(' kWh')).length;
}

async function notIn(server: Database, serials: Iterable<number>): Promise<readonly number[]> {
  const found = await serialsIn(server);
  return [...serials].filter((serial) => !found.has(serial));
}

/** Two bridges cannot have one port; that they share a folder is the mistake. */
async function moveBridge(storage: string): Promise<void> {
  const file = join(storage, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8'));
  const bridge = { ...config.bridge, port: await freePort(), username: '0E:00:00:00:00:01' };
  await writeFile(file, JSON.stringify({ ...config, bridge }));
}

async function framesOf(server: Database, meter: string): Promise<number> {
  const rows = await server.points('linky', ['power_va'], meter);
  return rows.size;
}
