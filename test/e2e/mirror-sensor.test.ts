import { describe, expect, test } from 'vitest';
import { advancingASecond, childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Influx, missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
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
    await homebridge.clock.advance(HOUR_MS);
    expect(await shown(phone)).toEqual(ON);

    await influx.restart();
    await expect.poll(advancingASecond(homebridge, () => stored(influx))).toBe(frames + 1);
    await expect.poll(advancingASecond(homebridge, () => shown(phone))).toEqual(OFF);
    await expect.poll(() => heard.pending.map(({ value }) => value)).toEqual([1, 0]);
  });
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
