import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Phone, pair } from './support/hap.ts';
import { startHomebridge, temporaryStorage } from './support/homebridge.ts';

const busy = { name: 'Busy', kind: 'occupancy', when: 'power', above: 6000 };
const overload = { name: 'Overload', kind: 'motion', when: 'overload' };
const night = { name: 'Night', kind: 'contact', when: 'offPeak' };
const house = { name: 'House', port: '/dev/no-such-meter', tiles: ['power'] };
const garage = { name: 'Garage', port: '/dev/no-such-meter-either', tiles: ['power'], sensors: [busy] };

describe('the settings, edited', () => {
  test.each([2, 1] as const)('what is renamed, moved or left stays what it was, in Homebridge %i', async (version) => {
    await using storage = await temporaryStorage();
    await using first = await started([{ ...house, sensors: [busy, overload, night] }]);
    await using phone = await pair(first.bridge);
    const before = await idsOf(phone);
    expect([...before.keys()]).toEqual(['House Power', 'Busy', 'Overload', 'Night']);
    await first.stop();
    const uuids = await uuidsIn(storage.path);

    // A sensor renamed, one gone, the others in another order; a meter more.
    await using second = await started([garage, { ...house, sensors: [night, { ...busy, name: 'Too much' }] }]);
    const edited = await idsOf(phone);
    expect([...edited.keys()].toSorted()).toEqual(['Busy', 'Garage Power', 'House Power', 'Night', 'Too much']);
    expect(edited.get('Too much')).toEqual(before.get('Busy'));
    expect(edited.get('Night')).toEqual(before.get('Night'));
    expect(edited.get('House Power')).toEqual(before.get('House Power'));
    expect([...before.values()]).not.toContainEqual(edited.get('Busy'));
    await second.stop();
    expect(await uuidsIn(storage.path)).toEqual({
      ...uuids,
      'Too much': uuids['Busy'],
      Busy: expect.any(String),
      'Garage Power': expect.any(String),
      Overload: undefined,
    });

    // The first meter gone.
    await using _third = await started([garage]);
    const left = await idsOf(phone);
    expect([...left.keys()].toSorted()).toEqual(['Busy', 'Garage Power']);
    expect(left.get('Busy')).toEqual(edited.get('Busy'));

    function started(meters: readonly object[]) {
      return startHomebridge({ config: platform(meters), storage: storage.path, version });
    }
  });

  test('a mistake in a sensor costs none its identity or its kind', async () => {
    await using storage = await temporaryStorage();
    const started = (...sensors: readonly object[]) =>
      startHomebridge({ config: platform([{ ...house, sensors }]), storage: storage.path });
    await using first = await started(overload, night);
    await using phone = await pair(first.bridge);
    const before = await idsOf(phone);
    await first.stop();

    // A kind that there is not, a name that cannot be one, and a new one that senses the same.
    const laundry = { ...night, name: 'Laundry' };
    await using second = await started({ ...overload, kind: 'moton' }, { ...night, name: '-' }, laundry);
    const wrong = await idsOf(phone);
    expect([...wrong.keys()].toSorted()).toEqual(['House Power', 'Laundry', 'Night', 'Overload']);
    await second.stop();

    await using _third = await started(overload, night, laundry);
    expect(await idsOf(phone)).toEqual(wrong);
    for (const [name, ids] of before) expect(wrong.get(name)).toEqual(ids);
  });
});

function platform(meters: readonly object[]) {
  return { platform: 'LinkyTIC', name: 'Linky TIC', language: 'en', meters };
}

/** The numbers by which HomeKit knows each accessory, its services and their characteristics. */
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
