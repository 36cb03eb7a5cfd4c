import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProxy } from '../../testbed/databases/proxy.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type Database, influxDatabase, victoriaDatabase } from './delivery/database.ts';
import { expectNothingLost, serialsIn } from './delivery/delivered-points.ts';
import { type Plugin, startPlugin } from './delivery/plugin.ts';
import { createPluginClock } from './delivery/plugin-clock.ts';
import { startTalkingMeter, type TalkingMeter } from './delivery/talking-meter.ts';
import { checkWriteOrder } from './delivery/write-order.ts';

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
});

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
