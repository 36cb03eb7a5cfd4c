import type { API, MatterAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import type { MeterConfig } from '../../src/config/config.ts';
import { startMatter } from '../../src/matter/accessories.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { answerNext, type Bridge, fakeBridge, meter, reading, settled } from './fake-bridge.ts';

const garage: MeterConfig = { ...meter, name: 'Garage', slug: 'garage' };
const POWER = reading({ apparentPowerVA: 390 });

interface Situation {
  readonly isUnconfiguredKept?: boolean;
  readonly hasMeterMistake?: boolean;
  readonly clock?: Clock;
}

function run(
  meters: readonly MeterConfig[],
  bridge: Pick<Bridge, 'matter' | 'registered'> | undefined,
  situation: Situation = {},
) {
  const { log, lines, debug, troubles } = loggedTroubles(situation.clock);
  const accessories = startMatter({
    api: { matter: bridge?.matter } as API,
    log,
    reports: troubles,
    texts: textsIn.en.matter,
    config: { language: 'en', meters, journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } },
    cached: bridge?.registered ?? [],
    ...situation,
  });
  return { accessories, lines, debug };
}

/** A bridge after a restart, with these meters in its cache. */
async function bridgeWith(...meters: readonly MeterConfig[]): Promise<Bridge> {
  const bridge = fakeBridge();
  const { accessories } = run(meters, bridge);
  for (const sink of accessories.sinks.values()) sink.take(POWER);
  await settled();
  accessories.stop();
  return fakeBridge(bridge.restarted());
}

/** The same bridge, of a Homebridge that also offers the device type of a meter. */
function offeringMeters(bridge: Bridge): Bridge {
  Object.assign(bridge.matter.deviceTypes, { ElectricalMeter: { name: 'ElectricalMeter' } });
  return bridge;
}

const namesIn = ({ registered }: Bridge) => registered.map(({ displayName }: MatterAccessory) => displayName);

describe('Matter', () => {
  test('each meter has one accessory, which shows its own readings', async () => {
    const bridge = fakeBridge();
    const { accessories } = run([meter, garage], bridge);
    accessories.sinks.get('garage')?.take(POWER);
    await settled();
    expect(namesIn(bridge)).toEqual(['Garage']);
    accessories.sinks.get('linky')?.take(POWER);
    await settled();
    expect(namesIn(bridge)).toEqual(['Garage', 'Linky']);
    accessories.stop();
  });

  test('a meter with matter: off has no accessory', () => {
    expect([...run([meter, { ...garage, matter: 'off' }], fakeBridge()).accessories.sinks.keys()]).toEqual(['linky']);
  });

  test('an accessory that is no longer configured is removed, and the log says so', async () => {
    const bridge = await bridgeWith(meter, garage);
    const { lines } = run([meter, { ...garage, matter: 'off' }], bridge);
    await settled();
    expect(namesIn(bridge)).toEqual(['Linky']);
    expect(lines).toEqual([`info ${textsIn.en.matter.removed('Garage')}`]);
  });

  test('an unconfigured accessory is kept as unreachable when it is not to be removed', async () => {
    const bridge = await bridgeWith(meter);
    run([], bridge, { isUnconfiguredKept: true });
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false });
    expect(bridge.counts.unregistered).toBe(0);
  });

  test('an unconfigured accessory is kept over several restarts', async () => {
    const typed = { ...meter, matter: 'electricalSensor' } as const;
    let bridge = await bridgeWith(typed, garage);
    for (let nth = 0; nth < 3; nth += 1) {
      const { accessories } = run([garage], bridge, { isUnconfiguredKept: true });
      await settled();
      accessories.stop();
      bridge = fakeBridge(bridge.restarted());
    }
    expect(bridge.registered.map(({ displayName, deviceType }) => [displayName, deviceType.name])).toEqual([
      ['Linky', 'ElectricalSensor'],
      ['Garage', 'OnOffPlugInUnit'],
    ]);
    expect(bridge.read()).toMatchObject({ activePower: 390_000 });
  });

  test('a kept accessory is made unreachable again when Homebridge did not do it at first', async () => {
    const bridge = await bridgeWith(meter);
    bridge.isIdle = true;
    const clock = fakeClock();
    const { accessories } = run([], bridge, { isUnconfiguredKept: true, clock });
    await settled();
    bridge.isIdle = false;
    await clock.pass(10_000);
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false });
    await clock.pass(10_000);
    expect(clock.waiting).toBe(0);
    accessories.stop();
  });

  describe('an unconfigured accessory', () => {
    /** Which accessories are kept, and whether reachable, when the first call of a method was answered in this way. */
    async function keptAfter(...[method, answerOf]: [Parameters<typeof answerNext>[1], () => Promise<unknown>]) {
      const bridge = await bridgeWith(meter);
      answerNext(bridge, method, answerOf);
      const clock = fakeClock();
      const { accessories } = run([], bridge, { isUnconfiguredKept: true, clock });
      await clock.pass(120_000);
      expect(clock.waiting).toBe(0);
      accessories.stop();
      return [namesIn(fakeBridge(bridge.restarted())), bridge.read()['reachable']];
    }

    test.each([
      ['refuses', () => Promise.reject(new Error('starting'))],
      ['does not answer', () => new Promise(() => {})],
    ])('is kept although Homebridge %s at first', async (_, answerOf) => {
      expect(await keptAfter('registerPlatformAccessories', answerOf)).toEqual([['Linky'], false]);
      expect(await keptAfter('getAccessoryState', answerOf)).toEqual([['Linky'], false]);
      expect(await keptAfter('updateAccessoryState', answerOf)).toEqual([['Linky'], false]);
    });

    test('is kept although Homebridge refuses every call while its Matter starts', async () => {
      const bridge = await bridgeWith(meter);
      bridge.refusal = new Error('starting');
      const clock = fakeClock();
      const { accessories } = run([], bridge, { isUnconfiguredKept: true, clock });
      await settled();
      bridge.refusal = undefined;
      expect(bridge.restarted()).toEqual([]);
      await clock.pass(10_000);
      expect(namesIn(fakeBridge(bridge.restarted()))).toEqual(['Linky']);
      expect(bridge.counts.registered).toBe(1);
      accessories.stop();
    });

    test('leaves no timer behind when it is stopped during a call', async () => {
      const bridge = await bridgeWith(meter);
      answerNext(bridge, 'registerPlatformAccessories', () => new Promise(() => {}));
      const clock = fakeClock();
      const { accessories } = run([], bridge, { isUnconfiguredKept: true, clock });
      await settled();
      accessories.stop();
      expect(clock.waiting).toBe(0);
    });
  });

  test('a meter whose type is missing in the cache is registered as an outlet', async () => {
    const bridge = await bridgeWith(meter);
    const registered = bridge.registered.map((one) => ({ ...one, deviceType: null }) as unknown as MatterAccessory);
    const { accessories } = run([meter], { matter: bridge.matter, registered }, { hasMeterMistake: true });
    await settled();
    expect(bridge.registered.map(({ deviceType }) => deviceType.name)).toEqual(['OnOffPlugInUnit']);
    accessories.stop();
  });

  test('several accessories are removed in one call', async () => {
    const bridge = await bridgeWith(meter, garage);
    const calls: number[] = [];
    const { unregisterPlatformAccessories } = bridge.matter;
    bridge.matter.unregisterPlatformAccessories = (plugin, platform, accessories) => {
      calls.push(accessories.length);
      return unregisterPlatformAccessories(plugin, platform, accessories);
    };
    const { lines } = run([], bridge);
    await settled();
    expect([calls, lines]).toEqual([[2], ['Linky', 'Garage'].map((name) => `info ${textsIn.en.matter.removed(name)}`)]);
  });

  test('a Homebridge without Matter gets no accessories, and nothing is logged', () => {
    const { accessories, lines, debug } = run([meter], undefined);
    expect([accessories.sinks.size, lines, debug]).toEqual([0, [], []]);
    accessories.stop();
  });

  test('a Homebridge before 2.2.1, whose Matter cannot measure electricity, gets no accessories, which is logged once', () => {
    const { matter } = fakeBridge();
    const { ElectricalSensor: _, ...deviceTypes } = matter.deviceTypes;
    const clusterNames = { OnOff: 'onOff', ElectricalPowerMeasurement: 'electricalPowerMeasurement' };
    for (const incomplete of [{ deviceTypes }, { clusterNames }]) {
      const older = { matter: { ...matter, ...incomplete } as unknown as typeof matter, registered: [] };
      const { accessories, lines } = run([meter, garage], older);
      expect([accessories.sinks.size, lines]).toEqual([0, [`info ${textsIn.en.matter.tooOld}`]]);
      expect(run([{ ...meter, matter: 'off' }], older).lines).toEqual([]);
    }
  });

  test('while the settings of a meter have a mistake, its accessory keeps its type', async () => {
    const bridge = await bridgeWith({ ...meter, matter: 'electricalSensor' });
    const typesAfter = async (situation: Situation) => {
      const { accessories } = run([meter], bridge, situation);
      await settled();
      accessories.stop();
      return bridge.registered.map(({ deviceType }) => deviceType.name);
    };
    expect(await typesAfter({ hasMeterMistake: true })).toEqual(['ElectricalSensor']);
    expect(await typesAfter({})).toEqual(['OnOffPlugInUnit']);
  });

  describe('a meter with matter: meter', () => {
    const chosen: MeterConfig = { ...meter, matter: 'meter' };

    /** Starts on a bridge, with the meter's reading. Gives the type that its accessory has then, and what was logged. */
    async function typeOn(bridge: Bridge, config = chosen) {
      const { accessories, lines, debug } = run([config], bridge);
      accessories.sinks.get('linky')?.take(POWER);
      await settled();
      accessories.stop();
      return [bridge.registered[0]?.deviceType.name, [...lines, ...debug]];
    }

    test('is an electrical sensor where Homebridge has no such type, and the log says so once', async () => {
      expect(await typeOn(fakeBridge())).toEqual(['ElectricalSensor', [`info ${textsIn.en.matter.noMeterType}`]]);
    });

    test('is a meter where Homebridge has the type, and is restored as one', async () => {
      const bridge = offeringMeters(fakeBridge());
      expect(await typeOn(bridge)).toEqual(['ElectricalMeter', []]);
      expect(bridge.registered[0]?.clusters).not.toHaveProperty('onOff');
      expect(await typeOn(offeringMeters(fakeBridge(bridge.restarted())))).toEqual(['ElectricalMeter', []]);
    });

    test('stays the sensor that it was before Homebridge had the type, and the log says how to change it', async () => {
      const bridge = offeringMeters(await bridgeWith(chosen));
      expect(await typeOn(bridge)).toEqual(['ElectricalSensor', [`info ${textsIn.en.matter.staysSensor('Linky')}`]]);
    });

    test('becomes a meter once it was off, and at once where it was an outlet', async () => {
      const sensor = offeringMeters(await bridgeWith(chosen));
      await typeOn(sensor, { ...meter, matter: 'off' });
      expect(await typeOn(offeringMeters(fakeBridge(sensor.restarted())))).toEqual(['ElectricalMeter', []]);
      expect(await typeOn(offeringMeters(await bridgeWith(meter)))).toEqual(['ElectricalMeter', []]);
    });

    test('is kept as a meter while the settings have a mistake', async () => {
      const bridge = offeringMeters(fakeBridge());
      await typeOn(bridge);
      const restarted = offeringMeters(fakeBridge(bridge.restarted()));
      const { accessories } = run([meter], restarted, { hasMeterMistake: true });
      await settled();
      accessories.stop();
      expect(restarted.registered.map(({ deviceType }) => deviceType.name)).toEqual(['ElectricalMeter']);
    });
  });

  test('a Homebridge that gives accessories nodes of their own is noted, and nothing is asked of it', async () => {
    const bridge = fakeBridge();
    const asked: unknown[] = [];
    const publishExternalAccessories = (...given: readonly unknown[]) => asked.push(given);
    Object.assign(bridge.matter, { publishExternalAccessories });
    const { accessories, lines } = run([meter, garage], bridge);
    for (const sink of accessories.sinks.values()) sink.take(POWER);
    await settled();
    accessories.stop();
    expect([lines, asked]).toEqual([[`info ${textsIn.en.matter.ownNodes}`], []]);
    expect(namesIn(bridge)).toEqual(['Linky', 'Garage']);
  });

  test('two meters whose long names begin alike have different serial numbers', async () => {
    const long = 'residence-secondaire-de-mes-parents-';
    const bridge = fakeBridge();
    const { accessories } = run(
      ['nord', 'sud'].map((end) => ({ ...meter, name: long + end, slug: long + end })),
      bridge,
    );
    for (const sink of accessories.sinks.values()) sink.take(POWER);
    await settled();
    accessories.stop();
    expect(new Set(bridge.registered.map(({ serialNumber }) => serialNumber)).size).toBe(2);
  });

  test('when Homebridge refuses a removal, nothing is thrown', async () => {
    const bridge = await bridgeWith(garage);
    bridge.refusal = new Error('not enabled for this bridge');
    const { debug } = run([], bridge);
    await settled();
    expect(debug).toEqual([expect.stringContaining('not enabled for this bridge')]);
  });
});
