import { describe, expect, test } from 'vitest';
import { pair } from './support/hap.ts';
import { type Homebridge, startHomebridge } from './support/homebridge.ts';
import { missingServers, startInflux, startVictoria, startVmauth } from './support/servers.ts';

const HOUSE = { name: 'House', port: 'demo:standard' };
const platform = (rest: object) => ({ platform: 'LinkyTIC', language: 'en', ...rest });

/** How often the plugin said it: of what is said once, the count after some more time is the count. */
const times = ({ log }: Homebridge, words: string) => log.filter((line) => line.includes(words)).length;

/** The rest goes on working: the demo house is live in Apple Home. */
async function houseIsLive(homebridge: Homebridge): Promise<void> {
  await using phone = await pair(homebridge.bridge);
  await expect.poll(() => phone.read('House Power', 'CurrentAmbientLightLevel')).toEqual({ value: expect.any(Number) });
  expect(await phone.read('House Power', 'StatusFault')).toEqual({ value: 0 });
}

describe('what the user got wrong is one clear line, and the rest goes on', () => {
  test('nothing configured', async () => {
    await using homebridge = await startHomebridge({ config: platform({}) });
    await homebridge.waitForLog('No meter');
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
  });

  test('values that cannot be, all said at once', async () => {
    const config = platform({
      meters: [
        { ...HOUSE, mode: 'turbo', staleAfter: 'soon' },
        { name: 'Barn', port: 'ttyUSB0' },
      ],
      influx: { url: 'localhost:8086' },
      journal: { keepDays: -1 },
    });
    await using homebridge = await startHomebridge({ config });
    for (const path of ['meters[0].mode', 'meters[0].staleAfter', 'meters[1].port', 'influx.url', 'journal.keepDays']) {
      await homebridge.waitForLog(`${path}: `);
      expect(times(homebridge, `${path}: `), path).toBe(1);
    }
    await houseIsLive(homebridge);
  });

  test('a port that is not there', async () => {
    const meters = [HOUSE, { name: 'Barn', port: '/dev/ttyNONE7' }];
    await using homebridge = await startHomebridge({ config: platform({ meters }) });
    await homebridge.waitForLog('Barn: there is no /dev/ttyNONE7');
    await houseIsLive(homebridge);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(times(homebridge, 'ttyNONE7')).toBe(1);
  });
});

const missing = process.env['CI'] ? [] : missingServers();
describe.skipIf(missing.length > 0)(`${['InfluxDB says no', ...missing].join(', skipped: ')}`, () => {
  test('a wrong token', async () => {
    await using victoria = await startVictoria();
    await using gate = await startVmauth({ token: 's3cr3t', upstream: victoria.url });
    const influx = { version: '2', url: gate.url, token: 'wr0ng-t0k3n', bucket: 'linky' };
    await using homebridge = await startHomebridge({ config: platform({ meters: [HOUSE], influx }) });
    await homebridge.waitForLog('influx.token');
    await houseIsLive(homebridge);
    expect(times(homebridge, 'wr0ng-t0k3n')).toBe(0);
  });

  test('a database that does not exist', async () => {
    await using server = await startInflux();
    const influx = { version: '1', url: server.url, database: 'linky' };
    await using homebridge = await startHomebridge({ config: platform({ meters: [HOUSE], influx }) });
    await homebridge.waitForLog('CREATE DATABASE');
    await houseIsLive(homebridge);
  });

  test('a wrong password', async () => {
    await using server = await startInflux({ auth: true });
    const influx = { version: '1', url: server.url, database: 'linky', username: 'linky', password: 'hunter2' };
    await using homebridge = await startHomebridge({ config: platform({ meters: [HOUSE], influx }) });
    await homebridge.waitForLog('influx.password');
    await houseIsLive(homebridge);
    expect(times(homebridge, 'hunter2')).toBe(0);
  });
});
