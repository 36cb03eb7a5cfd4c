import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { openProxy } from '../../testbed/databases/proxy.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { type Database, influxDatabase, victoriaDatabase } from './delivery/database.ts';
import { expectNothingLost, serialsIn } from './delivery/delivered-points.ts';
import { type Plugin, startPlugin } from './delivery/plugin.ts';
import { createPluginClock } from './delivery/plugin-clock.ts';
import { startTalkingMeter, type TalkingMeter } from './delivery/talking-meter.ts';
import { checkWriteOrder } from './delivery/write-order.ts';

const QUICK = { commitSeconds: 1 };
/** More than two batches: the mirror sends some twenty frames every ten seconds. */
const TWO_BATCHES_OF_FRAMES = 50;
const SOME_FRAMES = 10;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
describe.skipIf(missing.length > 0)(`${['the journal in Homebridge', ...missing].join(', skipped: ')}`, () => {
  test('on a machine that starts in 1970, all frames get their right time once its clock is set', async () => {
    const writes = checkWriteOrder();
    await using server = await influxDatabase();
    await using proxy = await openProxy(server.url, { onWrite: writes.addRequest });
    await using storage = await temporaryStorage();
    const unsetUntil = join(storage.path, 'clock-is-set');
    const pluginClock = createPluginClock();
    await using meter = await startTalkingMeter(pluginClock);
    await using plugin = await startPlugin({
      port: meter.port,
      influx: server.settings(proxy.port),
      clock: pluginClock,
      unsetUntil,
    });
    await waitUntilRead(meter, plugin);
    expect(plugin.log().at(-1)).toContain('1970');
    await more(framesLoggedBy(plugin), TWO_BATCHES_OF_FRAMES);
    expect(writes.requests).toBe(0);

    await writeFile(unsetUntil, '');
    await more(framesLoggedBy(plugin), SOME_FRAMES);
    await meter.unplug();
    // It may still be logging the last frame.
    await expect.poll(() => notIn(server, plugin.loggedSerials())).toEqual([]);
    await plugin.stop();
    const due = plugin.loggedSerials();
    expect(due.size).toBeGreaterThan(TWO_BATCHES_OF_FRAMES);
    await expectNothingLost(server, { due, uncommitted: new Set(), sent: meter.sent });
  });

  test('readings from before InfluxDB was configured are sent to it once it is', async () => {
    await using server = await influxDatabase();
    const pluginClock = createPluginClock();
    await using meter = await startTalkingMeter(pluginClock);
    await using plugin = await startPlugin({ port: meter.port, clock: pluginClock });
    await waitUntilRead(meter, plugin);
    await more(framesLoggedBy(plugin), TWO_BATCHES_OF_FRAMES);
    await meter.unplug();
    await plugin.stop();
    const before = plugin.loggedSerials();
    expect(before.size).toBeGreaterThan(TWO_BATCHES_OF_FRAMES);

    await plugin.start(server.settings(server.port));
    await expect.poll(() => notIn(server, before)).toEqual([]);
    await plugin.stop();
    await expectNothingLost(server, { due: before, uncommitted: new Set(), sent: meter.sent });
  });

  test('after InfluxDB’s settings change, the new server gets what the old one lacked, and the old one gets nothing more', async () => {
    await using before = await influxDatabase();
    await using after = await victoriaDatabase();
    const pluginClock = createPluginClock();
    await using meter = await startTalkingMeter(pluginClock);
    await using plugin = await startPlugin({
      port: meter.port,
      influx: before.settings(before.port),
      clock: pluginClock,
    });
    await waitUntilRead(meter, plugin);
    await expect.poll(async () => (await serialsIn(before)).size).toBeGreaterThan(0);
    await before.stop();
    await more(framesLoggedBy(plugin), SOME_FRAMES);
    await meter.unplug();
    await plugin.stop();

    await before.restart();
    const old = await serialsIn(before);
    await plugin.start(after.settings(after.port));
    const isThere = async () => {
      const fresh = await serialsIn(after);
      return [...plugin.loggedSerials()].every((serial) => old.has(serial) || fresh.has(serial));
    };
    await expect.poll(isThere).toBe(true);
    await plugin.stop();
    expect(await serialsIn(before)).toEqual(old);
    expect((await serialsIn(after)).size).toBeGreaterThanOrEqual(SOME_FRAMES);
  });

  test('of two Homebridges on one storage, the second logs once that the first writes to the journal; nothing is damaged, and the next Homebridge serves its status', async () => {
    await using server = await influxDatabase();
    await using storage = await temporaryStorage();
    const start = (name: string, aheadMs = 0) => {
      const meters = [{ name, port: 'demo:standard' }];
      const influx = server.settings(server.port);
      const config = pluginBlock({ meters, influx, journal: QUICK });
      const clock = childClock({ isSteered: true, endsSlowly: true, waitsForRequests: true, aheadMs });
      return startHomebridge({ config, storage: storage.path, clock, pace: QUICKLY });
    };
    await using first = await start('Linky');
    await first.waitForLog(EVERY_READING);
    await moveBridge(storage.path);
    await using second = await start('Second');
    const shared = /another program writes to it \(PID \d+\)/;
    await second.waitForLog(shared);
    // Both commit every second, and the demo sends a frame about every second: by then each has tried to commit several times.
    for (const meter of ['linky', 'second']) {
      const before = await framesOf(server, meter);
      await expect.poll(() => framesOf(server, meter)).toBeGreaterThanOrEqual(before + SOME_FRAMES);
    }
    await Promise.all([first.stop(), second.stop()]);
    expect([first, second].map(({ log }) => log.filter((line) => shared.test(line)).length)).toEqual([0, 1]);
    expect([...first.log, ...second.log].filter((line) => /damaged/.test(line))).toEqual([]);

    await using third = await start('Linky', Math.max(first.clock.aheadMs, second.clock.aheadMs));
    await third.waitForLog(EVERY_READING);
    expect(third.log.filter((line) => /cannot be written|damaged/.test(line))).toEqual([]);
    let asked = '';
    const status = async () => {
      asked = await text(connect(join(third.storage, STATUS_SOCKET)));
      return JSON.parse(asked);
    };
    await expect.poll(status).toMatchObject({
      meters: [{ slug: 'linky', name: 'Linky', lastReading: { apparentPowerVA: expect.any(Number) } }],
      mirror: {
        state: 'delivering',
        pending: expect.any(Number),
        delivered: expect.any(Number),
        refused: 0,
      },
    });
    for (const secret of server.secrets) expect(asked).not.toContain(secret);
  });
});

const EVERY_READING = 'Every reading goes';

/** Resolves when the plugin has opened the port, and has logged a frame. */
async function waitUntilRead(meter: TalkingMeter, plugin: Plugin): Promise<void> {
  await meter.waitUntilOpened();
  await plugin.waitForFrame();
}

/** Waits until the count has grown by `frames`. */
async function more(count: () => number, frames: number): Promise<void> {
  const before = count();
  await expect.poll(count).toBeGreaterThanOrEqual(before + frames);
}

function framesLoggedBy(plugin: Plugin): () => number {
  return () => plugin.loggedSerials().size;
}

async function notIn(server: Database, serials: Iterable<number>): Promise<readonly number[]> {
  const found = await serialsIn(server);
  return [...serials].filter((serial) => !found.has(serial));
}

/** Gives the next Homebridge on this storage another port and username: only the folder is to be shared. */
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
