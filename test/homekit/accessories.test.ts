import type { API, PlatformAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { MeterConfig, SensorConfig } from '../../src/config/config.ts';
import { startHomekit } from '../../src/homekit/accessories.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { listLog } from '../../testbed/support/log.ts';
import { homebridges, live, meter, NO_RESPONSE, onChange, read, reading, restart } from './homebridge-api.ts';

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
const CHEAP: SensorConfig = { name: 'Creuses', kind: 'contact', when: 'offPeak', leadMinutes: 0 };
const RED: SensorConfig = { name: 'Rouge', kind: 'motion', when: 'tempoRed' };

/** The error of hap-nodejs for a full bridge. */
const FULL = 'Cannot Bridge more than 149 Accessories';

interface Situation {
  readonly isUnconfiguredKept?: boolean;
  readonly hasSensorMistake?: boolean;
  /** How many accessories the bridge can hold. */
  readonly capacity?: number;
}

describe.each(homebridges)('in Homebridge %s', (_, apiOf) => {
  /** One run of Homebridge: the accessories in Apple Home at its end, how they were changed, and the log. */
  function run(
    meters: readonly MeterConfig[],
    cached: readonly PlatformAccessory[] = [],
    { capacity = 149, ...situation }: Situation = {},
  ) {
    const api = apiOf();
    const accessories = [...cached];
    // As in Homebridge, an accessory that the bridge refuses is in the cache by then.
    const inCache = new Set(cached);
    const { log, lines } = listLog();
    const done = { registered: 0, unregistered: 0 };
    onChange(api, 'registerPlatformAccessories', (added) => {
      for (const accessory of added) inCache.add(accessory);
      if (accessories.length + added.length > capacity) throw new Error(FULL);
      accessories.push(...added);
      done.registered += added.length;
    });
    onChange(api, 'unregisterPlatformAccessories', (removed) => {
      for (const accessory of removed) {
        inCache.delete(accessory);
        const at = accessories.indexOf(accessory);
        if (at < 0) throw new Error('Cannot find the bridged Accessory to remove.');
        accessories.splice(at, 1);
      }
      done.unregistered += removed.length;
    });
    const clock = fakeClock();
    const homekit = startHomekit({
      api,
      log,
      texts: textsIn.fr.homekit,
      config: { language: 'fr', meters, journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } },
      cached,
      ...situation,
      clock,
    });
    const restarted = () => [...inCache].map((one) => restart(one, api));
    return { api, accessories, clock, done, homekit, lines, restarted };
  }

  function numberOf(accessories: readonly PlatformAccessory[], name: string, api: API) {
    const accessory = accessories.find(({ displayName }) => displayName === name);
    return read(accessory?.getService(api.hap.Service.LightSensor), api);
  }

  test('an accessory is added for each tile of each meter, and the log says so', () => {
    const { accessories, lines } = run([meter, garage]);
    expect(accessories.map(({ displayName }) => displayName)).toEqual([
      'Linky Puissance',
      'Linky Intensité',
      'Garage Puissance',
      'Garage Injection',
    ]);
    expect(lines).toContain('info Nouveau dans l’app Maison : Linky Intensité.');
  });

  test('the UUID of a tile is made from the slug of its meter and its kind', () => {
    const { accessories, api } = run([meter]);
    expect(accessories.map(({ UUID }) => UUID)).toEqual([
      api.hap.uuid.generate('homebridge-linky-tic:linky:power'),
      api.hap.uuid.generate('homebridge-linky-tic:linky:current'),
    ]);
  });

  test('the readings of a meter go to its own tiles', async () => {
    const { accessories, api, homekit } = run([meter, garage]);
    homekit.sinks.get('garage')?.take(reading({ apparentPowerVA: 0, injectedPowerVA: 900 }));
    expect(await numberOf(accessories, 'Garage Injection', api)).toEqual(live(900));
    expect(await numberOf(accessories, 'Garage Puissance', api)).toEqual(live(0));
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('accessories in the cache are restored, and nothing is logged', () => {
    const before = run([meter]);
    const { accessories, done, lines } = run([meter], before.restarted());
    expect(accessories.map(({ UUID }) => UUID)).toEqual(before.accessories.map(({ UUID }) => UUID));
    expect([done, lines]).toEqual([{ registered: 0, unregistered: 0 }, []]);
  });

  test('a restored tile answers No Response before its first reading', async () => {
    const before = run([meter]);
    before.homekit.sinks.get('linky')?.take(reading({ apparentPowerVA: 390 }));
    const { accessories, api } = run([meter], before.restarted());
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('accessories that are no longer configured are removed, and the log says so', () => {
    const { accessories, done, lines } = run([{ ...meter, tiles: ['power'] }], run([meter, garage]).restarted());
    expect(accessories.map(({ displayName }) => displayName)).toEqual(['Linky Puissance']);
    expect(done).toEqual({ registered: 0, unregistered: 3 });
    expect(lines).toContain('info Retiré de l’app Maison, car il n’est plus dans les réglages : Garage Injection.');
  });

  test('unconfigured accessories are kept with No Response when they are not to be removed', async () => {
    const before = run([meter]);
    before.homekit.sinks.get('linky')?.take(reading({ apparentPowerVA: 390 }));
    const { accessories, api, done } = run([], before.restarted(), { isUnconfiguredKept: true });
    expect(done.unregistered).toBe(0);
    expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
  });

  test('a stop leaves no timer behind, and later readings are ignored', () => {
    const { clock, homekit } = run([meter, garage]);
    for (const sink of homekit.sinks.values()) sink.take(reading({ apparentPowerVA: 390 }));
    expect(clock.waiting).toBeGreaterThan(0);
    homekit.stop();
    expect(clock.waiting).toBe(0);
    // A last reading may arrive after the stop.
    for (const sink of homekit.sinks.values()) sink.take(reading({ apparentPowerVA: 390 }));
    expect(clock.waiting).toBe(0);
  });

  describe('a bridge that is full', () => {
    const power: MeterConfig = { ...meter, tiles: ['power'] };

    test('refuses only what does not fit, which is logged once and is not in the cache', async () => {
      const before = run([power]);
      before.homekit.sinks.get('linky')?.take(reading({ apparentPowerVA: 390 }));
      const wanted: MeterConfig = { ...meter, tiles: ['current', 'power'], sensors: [CHEAP] };
      const { accessories, api, clock, homekit, restarted, lines } = run([wanted], before.restarted(), {
        capacity: 1,
      });
      const { notAdded } = textsIn.fr.homekit;
      expect(lines).toEqual([`error ${notAdded('Linky Intensité', FULL)}`, `error ${notAdded('Creuses', FULL)}`]);
      expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(NO_RESPONSE);
      homekit.sinks.get('linky')?.take(reading({ phases: 1, apparentPowerVA: 400, currentA: { 1: 2 } }));
      expect(await numberOf(accessories, 'Linky Puissance', api)).toEqual(live(400));
      expect(restarted().map(({ displayName }) => displayName)).toEqual(['Linky Puissance']);
      homekit.stop();
      expect(clock.waiting).toBe(0);
    });

    test('takes a new accessory in place of a removed one', () => {
      const before = run([{ ...meter, tiles: ['power', 'current'] }]);
      const { accessories } = run([{ ...meter, tiles: ['power', 'injection'] }], before.restarted(), { capacity: 2 });
      expect(accessories.map(({ displayName }) => displayName)).toEqual(['Linky Puissance', 'Linky Injection']);
    });
  });

  describe('the sensors of a meter', () => {
    const sensing = (...sensors: readonly SensorConfig[]): MeterConfig => ({ ...meter, tiles: [], sensors });
    const uuids = ({ accessories }: Pick<ReturnType<typeof run>, 'accessories'>) =>
      Object.fromEntries(accessories.map(({ displayName, UUID }) => [displayName, UUID]));

    /** The UUIDs of three sensors before and after an edit of the settings and a restart. */
    function edited(...sensors: readonly SensorConfig[]) {
      const before = run([sensing(BUSY, CHEAP, RED)]);
      const after = run([sensing(...sensors)], before.restarted());
      return { before: uuids(before), after: uuids(after), done: after.done };
    }

    test('are accessories with their own names, after the tiles', () => {
      const { accessories, lines } = run([{ ...meter, sensors: [BUSY, CHEAP] }]);
      expect(accessories.map(({ displayName }) => displayName)).toEqual([
        'Linky Puissance',
        'Linky Intensité',
        'Surcharge',
        'Creuses',
      ]);
      expect(lines).toContain('info Nouveau dans l’app Maison : Surcharge.');
    });

    test('get the readings of their own meter', () => {
      const { accessories, api, homekit } = run([
        { ...sensing(BUSY), slug: 'linky' },
        { ...sensing(BUSY), slug: 'garage' },
      ]);
      homekit.sinks.get('garage')?.take(reading({ apparentPowerVA: 9000 }));
      const { OccupancySensor } = api.hap.Service;
      const { OccupancyDetected } = api.hap.Characteristic;
      const states = accessories.map(
        (one) => one.getService(OccupancySensor)?.getCharacteristic(OccupancyDetected).value,
      );
      expect(states).toEqual([0, 1]);
    });

    test('keep their UUIDs in another order', () => {
      const { before, after, done } = edited(RED, BUSY, CHEAP);
      expect(after).toEqual(before);
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('keep their UUIDs under a new name', () => {
      const { before, after, done } = edited(BUSY, { ...CHEAP, name: 'Nuit' }, RED);
      expect(after).toEqual({ Surcharge: before['Surcharge'], Nuit: before['Creuses'], Rouge: before['Rouge'] });
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('keep their UUIDs with another threshold and as another kind', () => {
      const { before, after, done } = edited({ ...BUSY, above: 7000 }, { ...CHEAP, kind: 'motion' }, RED);
      expect(after).toEqual(before);
      expect(done).toEqual({ registered: 0, unregistered: 0 });
    });

    test('keep their UUIDs when one is removed', () => {
      const { before, after, done } = edited(BUSY, RED);
      expect(after).toEqual({ Surcharge: before['Surcharge'], Rouge: before['Rouge'] });
      expect(done).toEqual({ registered: 0, unregistered: 1 });
    });

    test('keep their UUIDs when a new one is put before them', () => {
      const { before, after, done } = edited({ ...BUSY, name: 'Four', above: 3000 }, BUSY, CHEAP, RED);
      expect(after).toEqual({ Four: expect.any(String), ...before });
      expect(done).toEqual({ registered: 1, unregistered: 0 });
    });

    test('that are new get another UUID than a renamed one that once had their name', () => {
      const first = run([sensing(BUSY)]);
      const second = run([sensing({ ...BUSY, name: 'Four' })], first.restarted());
      const third = run([sensing({ ...BUSY, name: 'Four' }, { ...BUSY, above: 9000 })], second.restarted());
      expect(third.done).toEqual({ registered: 1, unregistered: 0 });
      expect(new Set(third.accessories.map(({ UUID }) => UUID)).size).toBe(2);
      const fourth = run([sensing({ ...BUSY, above: 9000 }, { ...BUSY, name: 'Four' })], third.restarted());
      expect(uuids(fourth)).toEqual(uuids(third));
    });

    test('are removed with their meter', () => {
      const both = run([sensing(BUSY), { ...garage, sensors: [BUSY] }]);
      const { accessories, done } = run([sensing(BUSY)], both.restarted());
      expect(accessories.map(({ UUID }) => UUID)).toEqual([both.accessories[0]?.UUID]);
      expect(done).toEqual({ registered: 0, unregistered: 3 });
    });

    describe('while the settings of one have a mistake', () => {
      const withMistake: Situation = { isUnconfiguredKept: true, hasSensorMistake: true };
      const typeOf = ({ services }: PlatformAccessory, { hap }: API) =>
        (['ContactSensor', 'OccupancySensor'] as const).filter((type) =>
          services.some(({ UUID }) => UUID === hap.Service[type].UUID),
        );

      test('none takes the UUID of the one that is left out', () => {
        const laundry: SensorConfig = { ...CHEAP, name: 'Lave-linge' };
        const before = run([sensing(CHEAP)]);
        const wrong = run([sensing(laundry)], before.restarted(), withMistake);
        expect(uuids(wrong)).toMatchObject(uuids(before));
        const mended = run([sensing(CHEAP, laundry)], wrong.restarted());
        expect(uuids(mended)).toEqual(uuids(wrong));
        expect(mended.done).toEqual({ registered: 0, unregistered: 0 });
      });

      test('a restored one keeps its kind', () => {
        const before = run([sensing(CHEAP)]);
        const wrong = run([sensing({ ...CHEAP, kind: 'occupancy' })], before.restarted(), withMistake);
        expect(wrong.accessories.map((one) => typeOf(one, wrong.api))).toEqual([['ContactSensor']]);
        const mended = run([sensing({ ...CHEAP, kind: 'occupancy' })], wrong.restarted());
        expect(mended.accessories.map((one) => typeOf(one, mended.api))).toEqual([['OccupancySensor']]);
      });

      test('a new one has the kind of its settings', () => {
        const { accessories, api } = run([sensing({ ...CHEAP, kind: 'occupancy' })], [], withMistake);
        expect(accessories.map((one) => typeOf(one, api))).toEqual([['OccupancySensor']]);
      });
    });

    test('that are kept although unconfigured show their last state with StatusActive false', async () => {
      const before = run([sensing(BUSY)]);
      before.homekit.sinks.get('linky')?.take(reading({ apparentPowerVA: 9000 }));
      const { accessories, api } = run([], before.restarted(), { isUnconfiguredKept: true });
      const service = accessories[0]?.getService(api.hap.Service.OccupancySensor);
      const { OccupancyDetected, StatusActive } = api.hap.Characteristic;
      expect(service?.getCharacteristic(OccupancyDetected).value).toBe(1);
      expect(service?.getCharacteristic(StatusActive).value).toBe(false);
    });
  });
});
