import { describe, expect, test } from 'vitest';
import { advancingASecond, childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Influx, missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { hear, meterIsOpenedAnew } from '../../testbed/meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';

const ABOVE_MIN = 5;
const DELAY_S = 30;
const BEHIND = {
  ...{ name: 'Behind', kind: 'contact', when: 'mirrorBehind', above: ABOVE_MIN },
  ...{ delayOn: DELAY_S, delayOff: DELAY_S },
};
/** The thread tells each 10 s what waits, and the sensor looks each 5 s. */
const NOTICED_WITHIN_MS = 15_000;

const OFF = { state: { value: 0 }, active: { value: 1 }, fault: { value: 0 } };
const ON = { ...OFF, state: { value: 1 } };
const INACTIVE = { state: { value: 0 }, active: { value: 0 }, fault: { value: 1 } };

const missing = process.env['CI'] ? [] : missingServers();
const title = ['the sensor of what waits for InfluxDB', ...missing].join(', skipped: ');

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent('is on while the database is away, also while the meter is silent, and off once it has everything', async ({
    expect,
  }) => {
    await using influx = await startInflux();
    await influx.query('CREATE DATABASE linky');
    await using meter = await startTcpMeter();
    await using homebridge = await startHomebridge(planOf(meter, influx.url));
    await using phone = phoneOf(homebridge.bridge);
    await meter.waitUntilOpened();
    await homebridge.clock.stop();
    await meterIsOpenedAnew(meter, homebridge);
    const heard = await phone.subscribe({ accessory: BEHIND.name, characteristic: 'ContactSensorState' });
    const frames = await framesUntilStored(meter, homebridge, influx, 0);
    expect(await shown(phone)).toEqual(OFF);

    await influx.stop();
    await hear(meter, homebridge, frames);
    // Nothing comes any more: the sensor must not need readings.
    await homebridge.clock.advance(ABOVE_MIN * MINUTE_MS + 1000 * DELAY_S - 2_000);
    expect(await shown(phone)).toEqual(OFF);
    await homebridge.clock.advance(NOTICED_WITHIN_MS);
    expect(await shown(phone)).toEqual(ON);
    await homebridge.clock.advance(3 * HOUR_MS);
    expect(await shown(phone)).toEqual(ON);

    await influx.restart();
    await expect.poll(advancingASecond(homebridge, () => stored(influx))).toBe(frames + 1);
    await expect.poll(advancingASecond(homebridge, () => shown(phone))).toEqual(OFF);
    await expect.poll(() => heard.pending.map(({ value }) => value)).toEqual([1, 0]);
  });

  test.concurrent('is off after a night without Homebridge, whose last minute is sent once more, though the database comes later', async ({
    expect,
  }) => {
    await using storage = await temporaryStorage();
    await using influx = await startInflux();
    await influx.query('CREATE DATABASE linky');
    await using meter = await startTcpMeter();
    await using before = await startHomebridge(planOf(meter, influx.url, storage.path));
    await using phone = phoneOf(before.bridge);
    await meter.waitUntilOpened();
    await before.clock.stop();
    await meterIsOpenedAnew(meter, before);
    await framesUntilStored(meter, before, influx, 0);
    await before.clock.run();
    expect(await before.stop()).toMatchObject({ code: 0 });
    await influx.stop();

    const aheadMs = before.clock.aheadMs + 9 * HOUR_MS;
    await using after = await startHomebridge(planOf(meter, influx.url, storage.path, aheadMs));
    await meter.waitUntilOpened();
    await after.clock.stop();
    await meterIsOpenedAnew(meter, after);
    const heard = await phone.subscribe({ accessory: BEHIND.name, characteristic: 'ContactSensorState' });
    for (let nth = 0; nth < 24; nth += 1) {
      await hear(meter, after, 500 + nth);
      await after.clock.advance(4_000);
    }
    expect(await shown(phone)).toEqual(OFF);
    await influx.restart();
    const newest = `SELECT max(power_va) FROM linky`;
    await expect.poll(advancingASecond(after, async () => (await influx.query(newest, 'linky'))[0]?.['max'])).toBe(523);
    await after.clock.advance(MINUTE_MS);
    expect(await shown(phone)).toEqual(OFF);
    expect(heard.pending).toEqual([]);
  });

  test.concurrent('goes on being on over a restart while the database is away, and over a mistake in its address', async ({
    expect,
  }) => {
    await using storage = await temporaryStorage();
    await using meter = await startTcpMeter();
    const url = `http://127.0.0.1:${await freePort()}`;
    await using before = await startHomebridge(planOf(meter, url, storage.path));
    await using phone = phoneOf(before.bridge);
    await meter.waitUntilOpened();
    await before.clock.stop();
    await meterIsOpenedAnew(meter, before);
    await hear(meter, before, 1);
    await before.clock.advance(ABOVE_MIN * MINUTE_MS);
    await meterIsOpenedAnew(meter, before);
    await hear(meter, before, 2);
    await before.clock.advance(1000 * DELAY_S + NOTICED_WITHIN_MS);
    expect(await shown(phone)).toEqual(ON);
    await before.clock.run();
    expect(await before.stop()).toMatchObject({ code: 0 });

    await using after = await startHomebridge(planOf(meter, url, storage.path, before.clock.aheadMs));
    await meter.waitUntilOpened();
    await after.clock.stop();
    const heard = await phone.subscribe({ accessory: BEHIND.name, characteristic: 'ContactSensorState' });
    await after.clock.advance(10 * MINUTE_MS);
    expect(await shown(phone)).toEqual(ON);
    expect(heard.pending).toEqual([]);
    await after.clock.run();
    expect(await after.stop()).toMatchObject({ code: 0 });

    await using mistaken = await startHomebridge(planOf(meter, 'influx', storage.path, after.clock.aheadMs));
    await meter.waitUntilOpened();
    await mistaken.clock.stop();
    await mistaken.clock.advance(NOTICED_WITHIN_MS);
    expect(await shown(phone)).toEqual({ ...INACTIVE, state: ON.state });
  });
});

test('without an InfluxDB in the settings it is inactive, the log says so once, and its accessory stays when that is mended', async () => {
  await using storage = await temporaryStorage();
  await using meter = await startTcpMeter();
  await using before = await startHomebridge(planOf(meter, undefined, storage.path));
  await using phone = phoneOf(before.bridge);
  expect(await shown(phone)).toEqual(INACTIVE);
  expect(before.log.filter((line) => line.includes('meters[0].sensors[0].when: '))).toHaveLength(1);
  const ids = (await phone.accessories()).get(BEHIND.name);
  expect(ids).toBeDefined();
  await before.stop();

  await using after = await startHomebridge(planOf(meter, 'http://127.0.0.1:1', storage.path));
  await after.clock.stop();
  await after.clock.advance(NOTICED_WITHIN_MS);
  expect(await shown(phone)).toEqual(OFF);
  expect((await phone.accessories()).get(BEHIND.name)?.aid).toBe(ids?.aid);
  expect(after.log.filter((line) => line.includes('meters[0]'))).toEqual([]);
});

function planOf(meter: TcpMeter, url: string | undefined, storage?: string, aheadMs = 0) {
  const meters = [{ name: 'Linky', port: meter.port, mode: 'historique', sensors: [BEHIND] }];
  const influx = url === undefined ? {} : { influx: { version: '1', url, database: 'linky' } };
  return {
    config: pluginBlock({ meters, ...influx }),
    ...{ debug: true, clock: childClock({ isSteered: true, endsSlowly: true, aheadMs }) },
    storage,
  };
}

/** What the phone reads of the sensor. */
async function shown(phone: Phone) {
  const [state, active, fault] = await Promise.all([
    phone.read(BEHIND.name, 'ContactSensorState'),
    phone.read(BEHIND.name, 'StatusActive'),
    phone.read(BEHIND.name, 'StatusFault'),
  ]);
  return { state, active, fault };
}

/** Sends frames, one a second, until some are in the database and the sensor has been told so. Gives how many. */
async function framesUntilStored(meter: TcpMeter, homebridge: Homebridge, influx: Influx, from: number) {
  let next = from;
  for (; next < from + 20; next += 1) await hear(meter, homebridge, next);
  await expect.poll(advancingASecond(homebridge, () => stored(influx))).toBe(next);
  await meterIsOpenedAnew(meter, homebridge);
  return next;
}

async function stored(influx: Influx): Promise<unknown> {
  const [count] = await influx.query(`SELECT count(power_va) FROM linky`, 'linky');
  return count?.['count'];
}
