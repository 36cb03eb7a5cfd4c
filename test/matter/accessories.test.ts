import type { API, MatterAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { MeterConfig } from '../../src/config/config.ts';
import { startMatter } from '../../src/matter/accessories.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../clock-fake.ts';
import { answerNext, type Bridge, fakeBridge, meter, reading, settled } from './bridge.ts';

const garage: MeterConfig = { ...meter, name: 'Garage', slug: 'garage' };
const POWER = reading({ apparentPowerVA: 390 });

interface How {
  readonly isUnconfiguredKept?: boolean;
  readonly hasMeterMistake?: boolean;
  readonly clock?: Clock;
}

function run(meters: readonly MeterConfig[], bridge: Pick<Bridge, 'matter' | 'standing'> | undefined, how: How = {}) {
  const said: string[] = [];
  const say = (message: string) => said.push(message);
  const house = startMatter({
    api: { matter: bridge?.matter } as API,
    log: { debug: say, info: say, warn: say, error: say },
    texts: textsIn.en.matter,
    config: { language: 'en', meters, journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } },
    cached: bridge?.standing ?? [],
    ...how,
  });
  return { house, said };
}

/** A bridge after a restart that has these meters in its cache. */
async function bridgeWith(...meters: readonly MeterConfig[]): Promise<Bridge> {
  const bridge = fakeBridge();
  const { house } = run(meters, bridge);
  for (const sink of house.sinks.values()) sink.take(POWER);
  await settled();
  house.stop();
  return fakeBridge(bridge.restarted());
}

const namesIn = ({ standing }: Bridge) => standing.map(({ displayName }: MatterAccessory) => displayName);

describe('Matter', () => {
  test('has one accessory a meter, each with its own readings', async () => {
    const bridge = fakeBridge();
    const { house } = run([meter, garage], bridge);
    house.sinks.get('garage')?.take(POWER);
    await settled();
    expect(namesIn(bridge)).toEqual(['Garage']);
    house.sinks.get('linky')?.take(POWER);
    await settled();
    expect(namesIn(bridge)).toEqual(['Garage', 'Linky']);
    house.stop();
  });

  test('has none of a meter that is not to be in it', () => {
    expect([...run([meter, { ...garage, matter: 'off' }], fakeBridge()).house.sinks.keys()]).toEqual(['linky']);
  });

  test('loses what is no longer configured, and says so', async () => {
    const bridge = await bridgeWith(meter, garage);
    const { said } = run([meter, { ...garage, matter: 'off' }], bridge);
    await settled();
    expect(namesIn(bridge)).toEqual(['Linky']);
    expect(said).toEqual([textsIn.en.matter.removed('Garage')]);
  });

  test('keeps it as unreachable when told to', async () => {
    const bridge = await bridgeWith(meter);
    run([], bridge, { isUnconfiguredKept: true });
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false });
    expect(bridge.counts.unregistered).toBe(0);
  });

  test('keeps it over any number of restarts', async () => {
    const typed = { ...meter, matter: 'electricalSensor' } as const;
    let bridge = await bridgeWith(typed, garage);
    for (let nth = 0; nth < 3; nth += 1) {
      const { house } = run([garage], bridge, { isUnconfiguredKept: true });
      await settled();
      house.stop();
      bridge = fakeBridge(bridge.restarted());
    }
    expect(bridge.standing.map(({ displayName, deviceType }) => [displayName, deviceType.name])).toEqual([
      ['Linky', 'ElectricalSensor'],
      ['Garage', 'OnOffPlugInUnit'],
    ]);
    expect(bridge.read()).toMatchObject({ activePower: 390_000 });
  });

  test('looks again whether what it keeps is unreachable', async () => {
    const bridge = await bridgeWith(meter);
    bridge.isDeaf = true;
    const clock = fakeClock();
    const { house } = run([], bridge, { isUnconfiguredKept: true, clock });
    await settled();
    bridge.isDeaf = false;
    await clock.pass(10_000);
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false });
    await clock.pass(10_000);
    expect(clock.waiting).toBe(0);
    house.stop();
  });

  describe('keeps what is not configured', () => {
    /** What Homebridge has after a restart of what was kept, though its answer to the first call of a kind was another. */
    async function keptThough(...[method, answerOf]: [Parameters<typeof answerNext>[1], () => Promise<unknown>]) {
      const bridge = await bridgeWith(meter);
      answerNext(bridge, method, answerOf);
      const clock = fakeClock();
      const { house } = run([], bridge, { isUnconfiguredKept: true, clock });
      await clock.pass(120_000);
      expect(clock.waiting).toBe(0);
      house.stop();
      return [namesIn(fakeBridge(bridge.restarted())), bridge.read()['reachable']];
    }

    test.each([
      ['refuses', () => Promise.reject(new Error('starting'))],
      ['does not answer', () => new Promise(() => {})],
    ])('though Homebridge %s at first', async (_, answerOf) => {
      expect(await keptThough('registerPlatformAccessories', answerOf)).toEqual([['Linky'], false]);
      expect(await keptThough('getAccessoryState', answerOf)).toEqual([['Linky'], false]);
      expect(await keptThough('updateAccessoryState', answerOf)).toEqual([['Linky'], false]);
    });

    test('though Homebridge refuses all while its Matter starts', async () => {
      const bridge = await bridgeWith(meter);
      bridge.refusal = new Error('starting');
      const clock = fakeClock();
      const { house } = run([], bridge, { isUnconfiguredKept: true, clock });
      await settled();
      bridge.refusal = undefined;
      expect(bridge.restarted()).toEqual([]);
      await clock.pass(10_000);
      expect(namesIn(fakeBridge(bridge.restarted()))).toEqual(['Linky']);
      expect(bridge.counts.registered).toBe(1);
      house.stop();
    });

    test('and leaves no timer behind when it is stopped, whatever is under way', async () => {
      const bridge = await bridgeWith(meter);
      answerNext(bridge, 'registerPlatformAccessories', () => new Promise(() => {}));
      const clock = fakeClock();
      const { house } = run([], bridge, { isUnconfiguredKept: true, clock });
      await settled();
      house.stop();
      expect(clock.waiting).toBe(0);
    });
  });

  test('has a meter of which the cache has no type', async () => {
    const bridge = await bridgeWith(meter);
    const standing = bridge.standing.map((one) => ({ ...one, deviceType: null }) as unknown as MatterAccessory);
    const { house } = run([meter], { matter: bridge.matter, standing }, { hasMeterMistake: true });
    await settled();
    expect(bridge.standing.map(({ deviceType }) => deviceType.name)).toEqual(['OnOffPlugInUnit']);
    house.stop();
  });

  test('loses several in one call', async () => {
    const bridge = await bridgeWith(meter, garage);
    const calls: number[] = [];
    const { unregisterPlatformAccessories } = bridge.matter;
    bridge.matter.unregisterPlatformAccessories = (plugin, platform, accessories) => {
      calls.push(accessories.length);
      return unregisterPlatformAccessories(plugin, platform, accessories);
    };
    const { said } = run([], bridge);
    await settled();
    expect([calls, said]).toEqual([[2], ['Linky', 'Garage'].map(textsIn.en.matter.removed)]);
  });

  test('is nothing to a Homebridge that has none', () => {
    const { house, said } = run([meter], undefined);
    expect([house.sinks.size, said]).toEqual([0, []]);
    house.stop();
  });

  test('that cannot measure electricity, as before Homebridge 2.2.1, has none, which is said once', () => {
    const { matter } = fakeBridge();
    const { ElectricalSensor: _, ...deviceTypes } = matter.deviceTypes;
    const clusterNames = { OnOff: 'onOff', ElectricalPowerMeasurement: 'electricalPowerMeasurement' };
    for (const lacking of [{ deviceTypes }, { clusterNames }]) {
      const older = { matter: { ...matter, ...lacking } as unknown as typeof matter, standing: [] };
      const { house, said } = run([meter, garage], older);
      expect([house.sinks.size, said]).toEqual([0, [textsIn.en.matter.tooOld]]);
      expect(run([{ ...meter, matter: 'off' }], older).said).toEqual([]);
    }
  });

  test('has a meter as what it was while there is a mistake in the settings', async () => {
    const bridge = await bridgeWith({ ...meter, matter: 'electricalSensor' });
    const typesAfter = async (how: How) => {
      const { house } = run([meter], bridge, how);
      await settled();
      house.stop();
      return bridge.standing.map(({ deviceType }) => deviceType.name);
    };
    expect(await typesAfter({ hasMeterMistake: true })).toEqual(['ElectricalSensor']);
    expect(await typesAfter({})).toEqual(['OnOffPlugInUnit']);
  });

  test('tells two meters apart whose names begin alike', async () => {
    const long = 'residence-secondaire-de-mes-parents-';
    const bridge = fakeBridge();
    const { house } = run(
      ['nord', 'sud'].map((end) => ({ ...meter, name: long + end, slug: long + end })),
      bridge,
    );
    for (const sink of house.sinks.values()) sink.take(POWER);
    await settled();
    house.stop();
    expect(new Set(bridge.standing.map(({ serialNumber }) => serialNumber)).size).toBe(2);
  });

  test('that refuses lets nothing escape', async () => {
    const bridge = await bridgeWith(garage);
    bridge.refusal = new Error('not enabled for this bridge');
    const { said } = run([], bridge);
    await settled();
    expect(said).toEqual([expect.stringContaining('not enabled for this bridge')]);
  });
});
