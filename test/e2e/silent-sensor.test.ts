import { expect, test } from 'vitest';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { hear, meterIsOpenedAnew } from '../../testbed/meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const STALE_AFTER_S = 10;
const SILENT = { name: 'Silent', kind: 'contact', when: 'silent', delayOn: 20, delayOff: 5 };
const NEVER_HEARD = { name: 'Never heard', kind: 'contact', when: 'silent', delayOn: 5 };
const POWERFUL = { name: 'Powerful', kind: 'contact', when: 'power', above: 6000 };

const OFF = { state: { value: 0 }, active: { value: 1 }, fault: { value: 0 } };
const ON = { ...OFF, state: { value: 1 } };

test('a silent meter turns its sensor on, which stays active meanwhile and over a restart, and off once it is heard again', async () => {
  await using storage = await temporaryStorage();
  await using meter = await startTcpMeter();
  const meters = [
    { name: 'Linky', port: meter.port, mode: 'historique', staleAfter: STALE_AFTER_S, sensors: [SILENT, POWERFUL] },
    { name: 'Barn', port: '/dev/no-such-meter', staleAfter: STALE_AFTER_S, sensors: [NEVER_HEARD] },
  ];
  const started = (aheadMs: number) =>
    startHomebridge({
      config: pluginBlock({ meters }),
      ...{ storage: storage.path, debug: true, clock: childClock({ isSteered: true, endsSlowly: true, aheadMs }) },
    });

  await using before = await started(0);
  await using phone = phoneOf(before.bridge);
  await meter.waitUntilOpened();
  await before.clock.stop();
  await hearSome(meter, before, 3);
  const heard = await phone.subscribe({ accessory: SILENT.name, characteristic: 'ContactSensorState' });
  expect(await shownBy(phone, SILENT.name)).toEqual(OFF);
  await before.clock.advance(1000 * (STALE_AFTER_S + SILENT.delayOn) - 1001);
  expect(await shownBy(phone, SILENT.name)).toEqual(OFF);
  expect(await shownBy(phone, POWERFUL.name)).toMatchObject({ active: { value: 0 }, fault: { value: 1 } });
  await before.clock.advance(1);
  expect(await shownBy(phone, SILENT.name)).toEqual(ON);
  // Of this one nothing has come since the start.
  expect(await shownBy(phone, NEVER_HEARD.name)).toEqual(ON);

  await meterIsOpenedAnew(meter, before);
  await hearSome(meter, before, SILENT.delayOff);
  expect(await shownBy(phone, SILENT.name)).toEqual(ON);
  await hearSome(meter, before, 1);
  expect(await shownBy(phone, SILENT.name)).toEqual(OFF);
  await before.clock.advance(1000 * (STALE_AFTER_S + SILENT.delayOn));
  expect(await shownBy(phone, SILENT.name)).toEqual(ON);
  await expect.poll(() => heard.pending.map(({ value }) => value)).toEqual([1, 0, 1]);

  await before.clock.run();
  expect(await before.stop()).toMatchObject({ code: 0 });
  await using after = await started(before.clock.aheadMs);
  expect(await shownBy(phone, SILENT.name)).toEqual(ON);
  await meter.waitUntilOpened();
  await after.clock.stop();
  const again = await phone.subscribe({ accessory: SILENT.name, characteristic: 'ContactSensorState' });
  await after.clock.advance(60_000);
  expect(await shownBy(phone, SILENT.name)).toEqual(ON);
  await meterIsOpenedAnew(meter, after);
  await hearSome(meter, after, SILENT.delayOff + 1);
  expect(await shownBy(phone, SILENT.name)).toEqual(OFF);
  await expect.poll(() => again.pending.map(({ value }) => value)).toEqual([0]);
});

/** What the phone reads of a sensor of the kind `contact`. */
async function shownBy(phone: Phone, name: string) {
  const [state, active, fault] = await Promise.all([
    phone.read(name, 'ContactSensorState'),
    phone.read(name, 'StatusActive'),
    phone.read(name, 'StatusFault'),
  ]);
  return { state, active, fault };
}

async function hearSome(meter: TcpMeter, homebridge: Homebridge, frames: number): Promise<void> {
  for (let nth = 0; nth < frames; nth += 1) await hear(meter, homebridge, 390);
}
