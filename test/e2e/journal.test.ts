import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectNothingLost, serialsIn } from './chaos/account.ts';
import { type Database, influxDatabase, victoriaDatabase } from './chaos/database.ts';
import { startHouse } from './chaos/house.ts';
import { startPlugin } from './chaos/plugin.ts';
import { childClock } from './support/clock.ts';
import { freePort } from './support/daemon.ts';
import { startHomebridge, temporaryStorage } from './support/homebridge.ts';
import { missingPty } from './support/pty.ts';
import { missingServers } from './support/servers.ts';

const QUICK = { commitSeconds: 1 };

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
describe.skipIf(missing.length > 0)(`${['the journal in Homebridge', ...missing].join(', skipped: ')}`, () => {
  test('a machine that wakes up in 1970 dates its frames once its clock is set, each at its time', async () => {
    await using server = await influxDatabase();
    await using house = await startHouse();
    await using storage = await temporaryStorage();
    const isSet = join(storage.path, 'clock-is-set');
    const { env } = childClock({ unsetUntil: isSet });
    await using plugin = await startPlugin(house.port, server.settings(server.port), env);
    await plugin.hears();
    house.heard();
    expect(plugin.log().at(-1)).toContain('1970');
    await delay(12_000);
    expect(await serialsIn(server)).toEqual(new Map());

    await writeFile(isSet, '');
    await delay(1_000);
    await house.unplug();
    // It may still be telling of the last frame.
    const missingInIt = async () => {
      const found = await serialsIn(server);
      return [...plugin.taken()].filter((serial) => !found.has(serial));
    };
    await expect.poll(missingInIt).toEqual([]);
    await plugin.stop();
    const taken = plugin.taken();
    expect(taken.size).toBeGreaterThan(20);
    await expectNothingLost(server, { taken, uncommitted: new Set(), written: house.written });
  });

  test('what came before there was an InfluxDB is sent to the first that is set', async () => {
    await using server = await influxDatabase();
    await using house = await startHouse();
    await using plugin = await startPlugin(house.port, undefined);
    await plugin.hears();
    house.heard();
    await delay(8_000);
    await house.unplug();
    await plugin.stop();
    const before = plugin.taken();
    expect(before.size).toBeGreaterThan(5);

    await plugin.start(server.settings(server.port));
    const missingInIt = async () => {
      const found = await serialsIn(server);
      return [...before].filter((serial) => !found.has(serial));
    };
    await expect.poll(missingInIt).toEqual([]);
    await plugin.stop();
    await expectNothingLost(server, { taken: before, uncommitted: new Set(), written: house.written });
  });

  test('new settings of InfluxDB: the new one has what the old one had not, the old one has nothing more', async () => {
    await using before = await influxDatabase();
    await using after = await victoriaDatabase();
    await using house = await startHouse();
    await using plugin = await startPlugin(house.port, before.settings(before.port));
    await plugin.hears();
    await expect.poll(async () => (await serialsIn(before)).size).toBeGreaterThan(0);
    await before.stop();
    await delay(3_000);
    await house.unplug();
    await plugin.stop();

    await before.restart();
    const old = await serialsIn(before);
    await plugin.start(after.settings(after.port));
    const isThere = async () => {
      const fresh = await serialsIn(after);
      return [...plugin.taken()].every((serial) => old.has(serial) || fresh.has(serial));
    };
    await expect.poll(isThere).toBe(true);
    await plugin.stop();
    expect(await serialsIn(before)).toEqual(old);
    expect((await serialsIn(after)).size).toBeGreaterThan(0);
  });

  test('a second Homebridge on the same storage says so once, and spoils nothing', async () => {
    await using server = await influxDatabase();
    await using storage = await temporaryStorage();
    const platform = (name: string) => ({
      platform: 'LinkyTIC',
      language: 'en',
      meters: [{ name, port: 'demo:standard' }],
      influx: server.settings(server.port),
      journal: QUICK,
    });
    await using first = await startHomebridge({ config: platform('Linky'), storage: storage.path });
    await first.waitForLog('Every reading goes');
    await moveBridge(storage.path);
    await using second = await startHomebridge({ config: platform('Second'), storage: storage.path });
    const shared = /another program writes to it/;
    await Promise.race([first.waitForLog(shared), second.waitForLog(shared)]);
    await delay(5_000);
    const said = [...first.log, ...second.log].filter((line) => shared.test(line) || /damaged/.test(line));
    expect(said).toHaveLength(1);

    await Promise.all([first.stop(), second.stop()]);
    for (const meter of ['linky', 'second']) expect(await framesOf(server, meter)).toBeGreaterThan(0);
    await using third = await startHomebridge({ config: platform('Linky'), storage: storage.path });
    await third.waitForLog('Every reading goes');
    expect(third.log.filter((line) => /cannot be written|damaged/.test(line))).toEqual([]);
  });

  test('another process reads the counters', async () => {
    await using server = await influxDatabase();
    const influx = server.settings(server.port);
    const config = { platform: 'LinkyTIC', language: 'en', meters: [{ name: 'Linky', port: 'demo' }], influx };
    await using homebridge = await startHomebridge({ config });
    await homebridge.waitForLog('Every reading goes');
    const asked = await text(connect(join(homebridge.storage, 'linky-tic.sock')));
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
