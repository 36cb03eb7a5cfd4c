import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const busy = { name: 'Busy', kind: 'occupancy', when: 'power', above: 6000 };
const overload = { name: 'Overload', kind: 'motion', when: 'overload' };
const night = { name: 'Night', kind: 'contact', when: 'offPeak' };
/** What it senses begins earlier: a sensor of its own, whatever its name. */
const soon = { name: 'Soon', kind: 'contact', when: 'offPeak', leadMinutes: 30 };
const silent = { name: 'Silent', kind: 'motion', when: 'silent' };
/** Without an InfluxDB in the settings it is a mistake, which costs no accessory. */
const behind = { name: 'Behind', kind: 'motion', when: 'mirrorBehind', above: 30 };
const unnamed = { ...night, name: '-' };
const house = { name: 'House', port: '/dev/no-such-meter', tiles: ['power'] };
const garage = { name: 'Garage', port: '/dev/no-such-meter-either', tiles: ['power'], sensors: [busy] };
const attic = { name: 'Attic', kind: 'occupancy', when: 'power', above: 3000 };
/** A sensor that senses the same as another one. */
const laundry = { ...night, name: 'Laundry' };

describe('after the settings were edited', () => {
  test('accessories that were renamed, moved or left alone keep their identity, edited wrongly at first', async () => {
    await using storage = await temporaryStorage();
    const clock = childClock({ endsSlowly: true });
    await using first = await started([{ ...house, sensors: [attic, busy, overload, night] }]);
    await using phone = phoneOf(first.bridge);
    const before = await idsOf(phone);
    expect([...before.keys()]).toEqual(['House Power', 'Attic', 'Busy', 'Overload', 'Night']);
    await first.stop();
    const uuids = await uuidsIn(storage.path);

    // An invalid kind, an invalid name, and one sensor more: no accessory loses its identity or its kind.
    const wrong = await mistaken([attic, busy, { ...overload, kind: 'moton' }, unnamed]);
    for (const [name, ids] of before) expect(wrong.get(name)).toEqual(ids);

    // One sensor is renamed, one is removed, and the others are reordered; there is one meter more.
    const sensors = [night, { ...busy, name: 'Too much' }, overload, laundry];
    await using second = await started([garage, { ...house, sensors }]);
    const edited = await idsOf(phone);
    const names = ['Busy', 'Garage Power', 'House Power', 'Laundry', 'Night', 'Overload', 'Too much'];
    expect([...edited.keys()].toSorted()).toEqual(names);
    expect(edited.get('Too much')).toEqual(before.get('Busy'));
    for (const name of ['House Power', 'Night', 'Overload']) expect(edited.get(name)).toEqual(before.get(name));
    expect(edited.get('Laundry')).toEqual(wrong.get('Laundry'));
    expect([...before.values()]).not.toContainEqual(edited.get('Busy'));
    await second.stop();
    expect(await uuidsIn(storage.path)).toEqual({
      ...uuids,
      'Too much': uuids['Busy'],
      Busy: expect.any(String),
      Laundry: expect.any(String),
      'Garage Power': expect.any(String),
      Attic: undefined,
    });

    // The first meter is removed.
    await using _third = await started([garage]);
    const left = await idsOf(phone);
    expect([...left.keys()].toSorted()).toEqual(['Busy', 'Garage Power']);
    expect(left.get('Busy')).toEqual(edited.get('Busy'));

    function started(meters: readonly object[]) {
      return startHomebridge({ config: platform(meters), storage: storage.path, clock });
    }

    async function mistaken(sensors: readonly object[]) {
      await using homebridge = await started([{ ...house, sensors: [...sensors, laundry] }]);
      const ids = await idsOf(phone);
      expect([...ids.keys()].toSorted()).toEqual([...before.keys(), 'Laundry'].toSorted());
      await homebridge.stop();
      return ids;
    }
  });

  test('sensors that need no reading, or turn on ahead, keep their identity, also beside one that waits for no InfluxDB', async () => {
    await using storage = await temporaryStorage();
    const clock = childClock({ endsSlowly: true });
    const started = (sensors: readonly object[], influx = {}) =>
      startHomebridge({ config: platform([{ ...house, sensors }], influx), storage: storage.path, clock });
    await using first = await started([silent, night, soon]);
    await using phone = phoneOf(first.bridge);
    const before = await idsOf(phone);
    await first.stop();

    await using mistaken = await started([soon, silent, night, behind]);
    const wrong = await idsOf(phone);
    expect([...wrong.keys()].toSorted()).toEqual(['Behind', 'House Power', 'Night', 'Silent', 'Soon']);
    for (const [name, ids] of before) expect(wrong.get(name)).toEqual(ids);
    await mistaken.stop();

    const renamed = [behind, { ...soon, name: 'Sooner' }, { ...silent, name: 'Mute' }];
    await using _mended = await started(renamed, { influx: { url: 'http://127.0.0.1:1' } });
    const edited = await idsOf(phone);
    expect([...edited.keys()].toSorted()).toEqual(['Behind', 'House Power', 'Mute', 'Sooner']);
    expect(edited.get('Behind')).toEqual(wrong.get('Behind'));
    expect(edited.get('Sooner')).toEqual(before.get('Soon'));
    expect(edited.get('Mute')).toEqual(before.get('Silent'));
  });
});

function platform(meters: readonly object[], settings: object = {}) {
  return pluginBlock({ name: 'Linky TIC', meters, ...settings });
}

/** The ids by which HomeKit identifies each accessory, its services and their characteristics. */
async function idsOf(phone: Phone) {
  const ids = [...(await phone.accessories())].map(
    ([name, { aid, services }]) =>
      [
        name,
        [aid, ...services.flatMap(({ iid, characteristics }) => [iid, ...characteristics.map((one) => one.iid)])],
      ] as const,
  );
  return new Map(ids);
}

async function uuidsIn(storage: string): Promise<{ readonly [name: string]: string }> {
  const cache = JSON.parse(await readFile(join(storage, 'accessories', 'cachedAccessories'), 'utf8'));
  return Object.fromEntries(cache.map(({ displayName, UUID }: Record<string, string>) => [displayName, UUID]));
}
