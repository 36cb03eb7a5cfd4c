import type { API } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { MeterConfig } from '../../src/config.ts';
import type { TilePlatformAccessory } from '../../src/homekit/accessory.ts';
import { tilesOf } from '../../src/homekit/house.ts';
import { textsIn } from '../../src/texts.ts';
import { fakeClock, homebridges, live, meter, NO_RESPONSE, onChange, read, reading, restart } from './homebridge.ts';

const garage: MeterConfig = { ...meter, name: 'Garage', slug: 'garage', tiles: ['power', 'injection'] };

describe.each(homebridges)('in Homebridge %s', (_, apiOf) => {
  /** One run of Homebridge: what is in Apple Home at its end, and what was done to it. */
  function run(meters: readonly MeterConfig[], cached: readonly TilePlatformAccessory[] = [], keepOthers = false) {
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
    const house = tilesOf({
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

  function numberOf(accessories: readonly TilePlatformAccessory[], name: string, api: API) {
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
    expect(said).toContain('Nouveau dans l’app Maison : Linky Intensité.');
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
    expect(said).toContain('Retiré de l’app Maison, car il n’est plus dans les réglages : Garage Injection.');
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
    expect(clock.pending).toBe(2);
    house.stop();
    expect(clock.pending).toBe(0);
  });
});
