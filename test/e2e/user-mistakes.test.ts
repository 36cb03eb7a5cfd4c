import { describe, expect, test } from 'vitest';
import { advanceUntil, advancingASecond, childClock } from '../../testbed/child-clock/child-clock.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { createTestDatabase, uniqueName } from '../../testbed/databases/shared-databases.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { missingPty, openPty } from '../../testbed/meter/pty.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const noPty = missingPty();
const HOUSE = { name: 'House', port: 'demo:standard' };

describe('a mistake of the user is logged as one clear line, and the rest works', () => {
  test('if nothing is configured', async () => {
    await using homebridge = await startHomebridge({ config: pluginBlock(), clock: childClock({ endsSlowly: true }) });
    await homebridge.waitForLog('No meter');
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
  });

  test.skipIf(noPty)(
    noPty ?? 'if values are invalid, all of which are logged at once, and if a port does not exist',
    async () => {
      await using line = await openPty();
      await line.close();
      await using homebridge = await startWith({
        meters: [
          { ...HOUSE, mode: 'turbo', staleAfter: 'soon' },
          { name: 'Barn', port: 'ttyUSB0' },
          { name: 'Attic', port: line.pluginSide },
        ],
        influx: { url: 'localhost:8086' },
        journal: { keepDays: -1 },
      });
      const missing = `Attic: there is no ${line.pluginSide}`;
      await homebridge.waitForLog(missing);
      await using phone = phoneOf(homebridge.bridge);
      await houseIsLive(phone);
      await homebridge.clock.stop();
      for (let second = 0; second < 60; second += 1) await homebridge.clock.advance(1_000);
      // The plugin has tried to open it all the time, and does so once it exists.
      await line.reopen();
      await advanceUntil(homebridge.clock, line.waitUntilOpened(), 1_000);
      const complaints = ['meters[0].mode', 'meters[0].staleAfter', 'meters[1].port', 'influx.url', 'journal.keepDays'];
      const words = [...complaints.map((path) => `${path}: `), missing];
      expect(await timesSaid(homebridge, words)).toEqual(words.map(() => 1));
    },
  );
});

const missing = process.env['CI'] ? [] : missingServers();
describe.skipIf(missing.length > 0)(`${['InfluxDB refuses', ...missing].join(', skipped: ')}`, () => {
  test('a wrong password, and then a database that does not exist, both fixed on the server', async () => {
    const server = await createTestDatabase();
    const [database, username] = [uniqueName('linky'), uniqueName('house')];
    const influx = { version: '1', url: server.url, database, username, password: 'hunter2' };
    await using homebridge = await startWith({ meters: [HOUSE], influx });
    await using phone = phoneOf(homebridge.bridge);
    await houseIsLive(phone);
    await homebridge.clock.stop();
    await waitInItsTime(homebridge, 'influx.password');

    await server.query(`CREATE USER "${username}" WITH PASSWORD 'hunter2' WITH ALL PRIVILEGES`);
    await waitInItsTime(homebridge, 'CREATE DATABASE');

    await server.query(`CREATE DATABASE "${database}"`);
    await waitInItsTime(homebridge, ' is back after ');
    const [count] = await server.query(`SELECT count(power_va) FROM linky WHERE meter = 'house'`, database);
    expect(count?.['count']).toBeGreaterThan(60);
    await houseIsLive(phone);
    expect(await timesSaid(homebridge, ['influx.password', 'CREATE DATABASE', 'hunter2'])).toEqual([1, 1, 0]);
  });
});

/** Starts a Homebridge with these settings of the plugin, whose clock may be stopped and moved forward. */
function startWith(settings: object): Promise<Homebridge> {
  return startHomebridge({ config: pluginBlock(settings), clock: childClock({ isSteered: true }) });
}

/** Expects the rest to work: the demo house is live in Apple Home. */
async function houseIsLive(phone: Phone): Promise<void> {
  await expect.poll(() => phone.read('House Power', 'CurrentAmbientLightLevel')).toEqual({ value: expect.any(Number) });
  expect(await phone.read('House Power', 'StatusFault')).toEqual({ value: 0 });
}

/** Moves Homebridge's stopped clock forward, a second at a time, until a line of its log contains this text. */
async function waitInItsTime(homebridge: Homebridge, words: string): Promise<void> {
  await expect
    .poll(advancingASecond(homebridge, async () => homebridge.log))
    .toContainEqual(expect.stringContaining(words));
}

/** How many lines of the complete log contain each of these texts, after the end of Homebridge. */
async function timesSaid(homebridge: Homebridge, words: readonly string[]): Promise<readonly number[]> {
  await homebridge.kill();
  return words.map((word) => homebridge.log.filter((line) => line.includes(word)).length);
}
