import type { API, PlatformAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { MeterConfig, SensorConfig } from '../../src/config.ts';
import { houseOf } from '../../src/homekit/house.ts';
import { textsIn } from '../../src/texts.ts';
import { fakeClock, homebridges, live, meter, NO_RESPONSE, onChange, read, reading, restart } from './homebridge.ts';

const garage: MeterConfig = { ...meter, name: 'Garage', slug: 'garage', tiles: ['power', 'injection'] };

const BUSY: SensorConfig = {
  name: 'Surcharge',
  kind: 'occupancy',
  when: 'power',
  above: 6000,
  hysteresis: 200,
  delayOn: 0,
  delayOff: 60,
};
const CHEAP: SensorConfig = { name: 'Creuses', kind: 'contact', when: 'offPeak' };
const RED: SensorConfig = { name: 'Rouge', kind: 'motion', when: 'tempoRed' };

describe.each(homebridges)('in Homebridge %s', (_, apiOf) => {
  /** One run of Homebridge: what is in Apple Home at its end, and what was done to it. */
  function run(meters: readonly MeterConfig[], cached: readonly PlatformAccessory[] = [], keepOthers = false) {
    const api = apiOf();
    const accessories = [...cached];
    const said: string[] = [];
    const done = { registered: 0, unregistered: 0 };
    onChange(api, 'registerPlatformAccessories', (added) => {
      accessories.push(...added);
      done.registered += added.length;
    });
    onChange(api, 'unregisterPlatformAccessories', (removed) => {
      for (const accessory of removed) accessories.splice(accessories.indexOf(accessory), 1);
      done.unregistered += removed.length;
    });
    const say = (message: string) => said.push(message);
    const clock = fakeClock();
    const house = houseOf({
      api,
      log: { debug: say, info: say, warn: say, error: say },
      texts: textsIn.fr.homekit,
      config: { language: 'fr', meters, journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } },
      cached,
      keepOthers,
      clock,
    });
    return { api, accessories, clock, done, house, said, restarted: () => accessories.map((one) => restart(one, api)) };
  }

  function numberOf(accessories: readonly PlatformAccessory[], name: string, api: API) {
    const accessory = accessories.find(({ displayName }) => displayName === name);
    return read(accessory?.getService(api.hap.Service.LightSensor), api);
  }

  test('adds an accessory for each tile of each meter, and says so', () => {
    const { accessories, said } = run([meter, garage]);
    expect(accessories.map(({ displayName }) => displayName)).toEqual([
      'Linky Puissance',
      'Linky Intensité',
      'Garage Puissance',
      'Garage Injection',
    ]);
    expect(said).toContain('Nouveau dans l’app Maison : Linky Intensité.');
  });

  test('knows an accessory by its meter’s slug and its tile', () => {
    const { accessories, api } = run([meter]);
    expect(accessories.map(({ UUID }) => UUID)).toEqual([
      api.hap.uuid.generate('homebridge-linky-tic:linky:power'),
      api.hap.uuid.generate('homebridge-linky-tic:linky:current'),
    ]);
  });

  test('takes a meter’s readings to its own tiles', async () => {
    const { accessories, api, house } = run([meter, garage]);
    house.sinks.get('garage')?.take(reading({ apparentPowerVA: 0, injectedPowerVA: 900 }));
    expect(await numberOf(accessories, 'Garage Injection', api)).toEqual(live(900));
    expect(await numberOf(accessories, 'Garage Puissance', api)).toEqual(live(0));
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('restores what it finds in the cache, and says nothing', () => {
    const before = run([meter]);
    const { accessories, done, said } = run([meter], before.restarted());
    expect(accessories.map(({ UUID }) => UUID)).toEqual(before.accessories.map(({ UUID }) => UUID));
    expect([done, said]).toEqual([{ registered: 0, unregistered: 0 }, []]);
  });

  test('a restored accessory does not respond before its first reading', async () => {
    const before = run([meter]);
    before.house.sinks.get('linky')?.take(reading({ apparentPowerVA: 390 }));
    const { accessories, api } = run([meter], before.restarted());
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('removes what is no longer configured, and says so', () => {
    const { accessories, done, said } = run([{ ...meter, tiles: ['power'] }], run([meter, garage]).restarted());
    expect(accessories.map(({ displayName }) => displayName)).toEqual(['Linky Puissance']);
    expect(done).toEqual({ registered: 0, unregistered: 3 });
    expect(said).toContain('Retiré de l’app Maison, car il n’est plus dans les réglages : Garage Injection.');
  });

  test('keeps the others as not responding when told to', async () => {
    const before = run([meter]);
    before.house.sinks.get('linky')?.take(reading({ apparentPowerVA: 390 }));
    const { accessories, api, done } = run([], before.restarted(), true);
    expect(done.unregistered).toBe(0);
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('leaves no timer behind when stopped', () => {
    const { clock, house } = run([meter, garage]);
    for (const sink of house.sinks.values()) sink.take(reading({ apparentPowerVA: 390 }));
    expect(clock.pending).toBeGreaterThan(0);
    house.stop();
    expect(clock.pending).toBe(0);
  });

  describe('the sensors of a meter', () => {
    const sensing = (...sensors: readonly SensorConfig[]): MeterConfig => ({ ...meter, tiles: [], sensors });
    const uuids = ({ accessories }: Pick<ReturnType<typeof run>, 'accessories'>) =>
      Object.fromEntries(accessories.map(({ displayName, UUID }) => [displayName, UUID]));

    /** What becomes of three sensors when the settings are edited and Homebridge starts again. */
    function edited(...sensors: readonly SensorConfig[]) {
      const before = run([sensing(BUSY, CHEAP, RED)]);
      const after = run([sensing(...sensors)], before.restarted());
      return { before: uuids(before), after: uuids(after), done: after.done };
    }

    test('are each an accessory of its own, under its name, after the tiles', () => {
      const { accessories, said } = run([{ ...meter, sensors: [BUSY, CHEAP] }]);
      expect(accessories.map(({ displayName }) => displayName)).toEqual([
        'Linky Puissance',
        'Linky Intensité',
        'Surcharge',
        'Creuses',
      ]);
      expect(said).toContain('Nouveau dans l’app Maison : Surcharge.');
    });

    test('take the readings of their own meter', () => {
      const { accessories, api, house } = run([
        { ...sensing(BUSY), slug: 'linky' },
        { ...sensing(BUSY), slug: 'garage' },
      ]);
      house.sinks.get('garage')?.take(reading({ apparentPowerVA: 9000 }));
      const { OccupancySensor } = api.hap.Service;
      const { OccupancyDetected } = api.hap.Characteristic;
      const states = accessories.map(
        (one) => one.getService(OccupancySensor)?.getCharacteristic(OccupancyDetected).value,
      );
      expect(states).toEqual([0, 1]);
    });

    test('stay the same in another order', () => {
      const { before, after, done } = edited(RED, BUSY, CHEAP);
      expect(after).toEqual(before);
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('stay the same under a new name', () => {
      const { before, after, done } = edited(BUSY, { ...CHEAP, name: 'Nuit' }, RED);
      expect(after).toEqual({ Surcharge: before['Surcharge'], Nuit: before['Creuses'], Rouge: before['Rouge'] });
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('stay the same with another threshold and as another kind', () => {
      const { before, after, done } = edited({ ...BUSY, above: 7000 }, { ...CHEAP, kind: 'motion' }, RED);
      expect(after).toEqual(before);
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('stay the same when another goes', () => {
      const { before, after, done } = edited(BUSY, RED);
      expect(after).toEqual({ Surcharge: before['Surcharge'], Rouge: before['Rouge'] });
      expect(done).toEqual({ registered: 0, unregistered: 1 });
    });

    test('stay the same when another comes before them', () => {
      const { before, after, done } = edited({ ...BUSY, name: 'Four', above: 3000 }, BUSY, CHEAP, RED);
      expect(after).toEqual({ Four: expect.any(String), ...before });
      expect(done).toEqual({ registered: 1, unregistered: 0 });
    });

    test('a new one under the first name of another is another', () => {
      const first = run([sensing(BUSY)]);
      const second = run([sensing({ ...BUSY, name: 'Four' })], first.restarted());
      const third = run([sensing({ ...BUSY, name: 'Four' }, { ...BUSY, above: 9000 })], second.restarted());
      expect(third.done).toEqual({ registered: 1, unregistered: 0 });
      expect(new Set(third.accessories.map(({ UUID }) => UUID)).size).toBe(2);
      const fourth = run([sensing({ ...BUSY, above: 9000 }, { ...BUSY, name: 'Four' })], third.restarted());
      expect(uuids(fourth)).toEqual(uuids(third));
    });

    test('go with their meter', () => {
      const both = run([sensing(BUSY), { ...garage, sensors: [BUSY] }]);
      const { accessories, done } = run([sensing(BUSY)], both.restarted());
      expect(accessories.map(({ UUID }) => UUID)).toEqual([both.accessories[0]?.UUID]);
      expect(done).toEqual({ registered: 0, unregistered: 3 });
    });

    test('that are kept though not configured show their last state as an old one', async () => {
      const before = run([sensing(BUSY)]);
      before.house.sinks.get('linky')?.take(reading({ apparentPowerVA: 9000 }));
      const { accessories, api } = run([], before.restarted(), true);
      const service = accessories[0]?.getService(api.hap.Service.OccupancySensor);
      const { OccupancyDetected, StatusActive } = api.hap.Characteristic;
      expect(service?.getCharacteristic(OccupancyDetected).value).toBe(1);
      expect(service?.getCharacteristic(StatusActive).value).toBe(false);
    });
  });
});
