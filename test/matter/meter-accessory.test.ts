import type { MatterAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { MatterMeterConfig } from '../../src/matter/accessory-type.ts';
import { startMatterMeter } from '../../src/matter/meter-accessory.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../src/trouble/trouble.ts';
import { overText, sentences } from '../../src/trouble/words.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { answerNext, type Bridge, fakeBridge, holdNext, type Method, meter, reading, settled } from './fake-bridge.ts';

const { en } = textsIn;

const POWER = { apparentPowerVA: 390, currentA: { 1: 2 } };
const HISTORIQUE = reading({ ...POWER, importedWh: 1000 }, 'historique');
const STANDARD = reading({ ...POWER, importedWh: 1000, voltageV: { 1: 233 } });
const AT_400_W = { ...STANDARD, apparentPowerVA: 400, activePowerW: 400 };
const PRODUCER = { ...STANDARD, exportedWh: 7 };
/** After this time Homebridge has certainly carried out a request. */
const DONE_MS = 10_000;
const NO_ANSWER: UndatedTrouble = {
  ...{ part: 'matter', kind: 'noAnswer', meter: 'linky', name: 'Linky', seconds: 30 },
};

/** Starts a meter in Matter, on a bridge that may have restored it. */
function started(bridge: Bridge = fakeBridge(), config: MatterMeterConfig = meter) {
  const clock = fakeClock();
  const { log, lines, debug, troubles } = loggedTroubles(clock);
  const accessory = startMatterMeter({
    meter: config,
    matter: bridge.matter,
    cached: bridge.registered[0],
    log,
    reports: troubles,
    texts: en.matter,
    clock,
  });
  return {
    bridge,
    lines,
    debug,
    troubles,
    accessory,
    clock,
    async pass(ms: number) {
      await clock.pass(ms);
      await settled();
    },
    async take(...readings: readonly Reading[]) {
      for (const reading of readings) accessory.take(reading);
      await settled();
    },
  };
}

/** Starts the same meter after a restart of Homebridge. */
function restarted({ bridge }: { readonly bridge: Bridge }, config: MatterMeterConfig = meter) {
  return started(fakeBridge(bridge.restarted()), config);
}

describe('a new meter', () => {
  test('is registered with the first complete reading, with a value for each attribute', async () => {
    const { bridge, take } = started();
    expect(bridge.registered).toEqual([]);
    await take(PRODUCER);
    expect(bridge.read()).toEqual({
      onOff: true,
      reachable: true,
      activePower: 390_000,
      apparentPower: 390_000,
      rmsCurrent: 2000,
      voltage: 233_000,
      cumulativeEnergyImported: { energy: 1_000_000 },
      cumulativeEnergyExported: { energy: 7000 },
    });
  });

  test('has no attribute that the meter does not send', async () => {
    const { bridge, take } = started();
    await take(HISTORIQUE);
    expect(Object.keys(bridge.read())).not.toContain('voltage');
    expect(Object.keys(bridge.read())).not.toContain('cumulativeEnergyExported');
  });

  test('is not registered by a damaged reading or a short frame', async () => {
    const { bridge, take } = started();
    await take(reading(POWER, 'standard', 1), reading({ phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }));
    expect(bridge.counts.registered).toBe(0);
  });

  test('is registered after ten damaged readings in a row although all are damaged', async () => {
    const { bridge, take } = started();
    const damaged = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(...Array.from({ length: 10 }, () => damaged));
    expect(bridge.registered).toEqual([]);
    await take(damaged);
    expect(bridge.read()).toMatchObject({ apparentPower: 390_000, voltage: 233_000 });
    await take(damaged);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is not registered anew when damaged readings have fewer attributes', async () => {
    const { bridge, take } = started();
    await take(PRODUCER);
    const { exportedWh: _, ...less } = PRODUCER;
    const damaged = { ...less, frame: { ...less.frame, mode: 'historique', refused: 1 } } as const;
    await take(...Array.from({ length: 20 }, () => damaged));
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
    expect(bridge.read()).toHaveProperty('cumulativeEnergyExported');
  });

  test('is registered anew with the attributes of another mode although all its readings are damaged', async () => {
    const { bridge, pass, take } = started();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    const damaged = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(...Array.from({ length: 10 }, () => damaged));
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
    await take(damaged);
    await pass(DONE_MS);
    await take(damaged);
    expect(bridge.counts).toEqual({ registered: 2, unregistered: 1 });
    expect(bridge.read()).toMatchObject({ apparentPower: 390_000, voltage: 233_000 });
  });

  test('is registered once although readings come in a burst', async () => {
    const { bridge, take } = started();
    await take(STANDARD, STANDARD, STANDARD);
    await take(STANDARD);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is an electrical sensor without a switch when the settings say so', async () => {
    const { bridge, take } = started(fakeBridge(), { ...meter, matter: 'electricalSensor' });
    await take(STANDARD);
    expect(bridge.registered[0]?.deviceType.name).toBe('ElectricalSensor');
    expect(Object.keys(bridge.read())).not.toContain('onOff');
    expect(bridge.registered[0]?.handlers).toBeUndefined();
  });

  test('has a name and a serial number of 32 bytes at most, and never shows the meter’s address', async () => {
    const long = {
      ...meter,
      name: 'Résidence secondaire à Île-d’Yeu, 2e',
      slug: 'residence-secondaire-a-ile-d-yeu-2e',
    };
    const { bridge, take } = started(fakeBridge(), long);
    await take(STANDARD);
    const { displayName = '', serialNumber = '' } = bridge.registered[0] ?? {};
    expect(displayName).toBe('Résidence secondaire à Île-d');
    expect(serialNumber).toMatch(/^residence-secondaire-a-[0-9a-f]{8}$/);
    expect(Buffer.byteLength(serialNumber)).toBeLessThanOrEqual(32);
    expect(Buffer.byteLength(displayName)).toBeLessThanOrEqual(32);
    expect(JSON.stringify(bridge.registered)).not.toContain(STANDARD.frame.address);
  });
});

describe('a reading', () => {
  test('updates the attributes that changed, and no others', async () => {
    const { bridge, take } = started();
    await take(STANDARD);
    await take(STANDARD);
    await take(AT_400_W);
    await take(AT_400_W);
    expect(bridge.updates).toEqual([
      ['activePower', 400_000],
      ['apparentPower', 400_000],
    ]);
  });

  test('updates the energy once a minute at most', async () => {
    const { bridge, pass, take } = started();
    for (let second = 0; second <= 130; second += 2) {
      await take({ ...STANDARD, importedWh: 1000 + second });
      await pass(2000);
    }
    expect(bridge.updates.map(([, value]) => value)).toEqual([{ energy: 1_060_000 }, { energy: 1_120_000 }]);
  });

  test('that is damaged updates the attributes that it has, but none that was not declared', async () => {
    const { bridge, take } = started();
    await take(HISTORIQUE);
    await take(reading({ currentA: { 1: 9 }, voltageV: { 1: 233 }, exportedWh: 1 }, 'historique', 2));
    expect(bridge.updates).toEqual([['rmsCurrent', 9000]]);
  });

  test('is updated again when Homebridge refused the update', async () => {
    const { bridge, take } = started();
    await take(STANDARD);
    bridge.refusal = new Error('not now');
    await take(AT_400_W);
    bridge.refusal = undefined;
    await take(AT_400_W);
    expect(bridge.read()).toMatchObject({ activePower: 400_000 });
  });
});

describe('the active power', () => {
  const { activePowerW: _, ...UNKNOWN } = STANDARD;
  const SHORT = reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } });

  test('is null while it is unknown, and becomes a number of the same accessory', async () => {
    const { bridge, pass, take } = started();
    await take(UNKNOWN);
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: null, apparentPower: 390_000 });
    await pass(DONE_MS);
    await take(UNKNOWN);
    expect(bridge.updates).toEqual([]);
    await take(STANDARD);
    expect(bridge.updates).toEqual([['activePower', 390_000]]);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('stays while single readings lack it, and is null once it has been unknown for staleAfter', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    await pass(19_999);
    await take(UNKNOWN);
    expect(bridge.read()).toMatchObject({ activePower: 390_000 });
    await pass(1);
    await take(UNKNOWN);
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: null });
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('stays during the short frames of an overload', async () => {
    const { bridge, pass, take } = started();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    for (let second = 0; second < 60; second += 10) {
      await pass(10_000);
      await take(SHORT);
    }
    expect(bridge.read()).toMatchObject({ activePower: 4_800_000, rmsCurrent: 60_000 });
  });

  test.each([
    ['a number', STANDARD],
    ['null', UNKNOWN],
  ])(
    'of a restored meter that had %s is null from its first reading on, and it stays the same accessory',
    async (_, former) => {
      const before = started();
      await before.take(former);
      const { bridge, pass, take } = restarted(before);
      await take(UNKNOWN);
      expect(bridge.read()).toMatchObject({ reachable: true, activePower: null });
      await pass(DONE_MS);
      await take(STANDARD);
      expect(bridge.read()).toMatchObject({ activePower: 390_000 });
      expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
    },
  );
});

describe('silence', () => {
  test('makes the meter unreachable after staleAfter, and the next reading makes it reachable', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    await pass(19_999);
    expect(bridge.updates).toEqual([]);
    await pass(1);
    expect(bridge.updates).toEqual([['reachable', false]]);
    await take(STANDARD);
    expect(bridge.updates.slice(1)).toEqual([['reachable', true]]);
  });

  test('shows the last index of the meter, which was not due yet', async () => {
    const { bridge, pass, take } = started();
    await take(PRODUCER);
    await pass(10_000);
    await take({ ...PRODUCER, importedWh: 1005, exportedWh: 9 });
    // A damaged reading without indexes changes nothing in that.
    await take(reading(POWER, 'standard', 2));
    await pass(19_999);
    expect(bridge.updates).toEqual([]);
    await pass(1);
    expect(bridge.read()).toMatchObject({
      reachable: false,
      cumulativeEnergyImported: { energy: 1_005_000 },
      cumulativeEnergyExported: { energy: 9000 },
    });
  });

  test('updates the energy, and when it ends within a minute the next update waits until that minute is over', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    await take({ ...STANDARD, importedWh: 1005 });
    await pass(50_000);
    for (let second = 0; second < 30; second += 1) {
      await take({ ...STANDARD, importedWh: 1010 });
      await pass(1000);
    }
    const energies = bridge.updates.filter(([attribute]) => attribute === 'cumulativeEnergyImported');
    expect(energies.map(([, value]) => value)).toEqual([{ energy: 1_005_000 }]);
    await take({ ...STANDARD, importedWh: 1010 });
    expect(bridge.read()).toMatchObject({ cumulativeEnergyImported: { energy: 1_010_000 } });
  });

  test('does not begin during the short frames of an overload', async () => {
    const short = reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } });
    const { bridge, pass, take } = started();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    for (let second = 0; second < 60; second += 10) {
      await pass(10_000);
      await take(short);
    }
    expect(bridge.read()).toMatchObject({ reachable: true, rmsCurrent: 60_000 });
  });

  test('begins when nothing but short frames comes for a minute', async () => {
    const { bridge, pass, take } = started();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    for (let nth = 0; nth < 60; nth += 1) {
      await take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
      await pass(1000);
    }
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('is shown again when Homebridge did not carry out the update', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    bridge.isIdle = true;
    await pass(20_000);
    bridge.isIdle = false;
    expect(bridge.read()).toMatchObject({ reachable: true });
    await pass(10_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
    await pass(60_000);
    expect(bridge.updates).toHaveLength(2);
  });

  test.each([
    ['refuses', () => Promise.reject(new Error('not now'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is shown in the end although Homebridge %s as it begins', async (_, answerOf) => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    answerNext(bridge, 'getAccessoryState', answerOf);
    await pass(20_000 + 60_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('is shown again after a frame that arrived while the silence before it was being shown', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    const release = holdNext(bridge, 'updateAccessoryState');
    await pass(20_000);
    await take(STANDARD);
    await release();
    expect(bridge.read()).toMatchObject({ reachable: true });
    await pass(20_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('does not end with a short frame', async () => {
    const { bridge, pass, take } = started();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    await pass(20_000);
    await take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('leaves no timer behind when it is stopped', async () => {
    const { accessory, clock, take } = started();
    await take(STANDARD);
    expect(clock.waiting).toBeGreaterThan(0);
    accessory.stop();
    expect(clock.waiting).toBe(0);
    // A last reading may arrive after the stop.
    await take(STANDARD);
    expect(clock.waiting).toBe(0);
  });
});

describe('after the stop', () => {
  test.each([
    ['a reading', (setup: ReturnType<typeof started>) => setup.take(AT_400_W)],
    ['a silence', (setup: ReturnType<typeof started>) => setup.pass(20_000)],
  ])('Homebridge is not called any more although %s was being shown', async (_, begin) => {
    const setup = started();
    await setup.take(STANDARD);
    const release = holdNext(setup.bridge, 'getAccessoryState');
    await begin(setup);
    setup.accessory.stop();
    await release();
    expect([setup.bridge.updates, setup.clock.waiting]).toEqual([[], 0]);
  });

  test('no timer is set and nothing is logged when the outlet is switched off', async () => {
    const { accessory, bridge, clock, lines, take } = started();
    await take(STANDARD);
    accessory.stop();
    await bridge.registered[0]?.handlers?.onOff?.off?.(undefined);
    expect([clock.waiting, lines]).toEqual([0, []]);
  });

  test('a refused registration is not tried again', async () => {
    const before = started();
    await before.take(STANDARD);
    const bridge = fakeBridge(before.bridge.restarted());
    answerNext(bridge, 'registerPlatformAccessories', () => Promise.reject(new Error('starting')));
    const { accessory, clock } = started(bridge);
    await settled();
    accessory.stop();
    expect(clock.waiting).toBe(0);
  });
});

describe('a restored meter', () => {
  /** A restored meter on a bridge that refused its registration, because its Matter was still starting. */
  async function refusedAtFirst(former: Reading) {
    const before = started();
    await before.take(former);
    const bridge = fakeBridge(before.bridge.restarted());
    bridge.refusal = new Error('the Matter server for this bridge is still starting');
    const setup = started(bridge);
    await settled();
    bridge.refusal = undefined;
    return setup;
  }

  test('stays as unreachable although Homebridge refuses it at first and the meter is silent', async () => {
    const { bridge, pass } = await refusedAtFirst(STANDARD);
    expect(bridge.restarted()).toEqual([]);
    await pass(DONE_MS);
    expect(bridge.restarted()).toHaveLength(1);
    expect(bridge.read()).toMatchObject({ reachable: false });
    await pass(10 * DONE_MS);
    expect(bridge.counts.registered).toBe(1);
  });

  test('stays although Homebridge refuses it at first while readings arrive', async () => {
    const { bridge, pass, take } = await refusedAtFirst(STANDARD);
    await take(STANDARD);
    await pass(DONE_MS);
    await take(STANDARD);
    expect(bridge.restarted()).toHaveLength(1);
    expect(bridge.read()).toMatchObject({ reachable: true });
  });

  test('that Homebridge refuses at first is registered with all attributes that the meter sends by then', async () => {
    const { bridge, pass, take } = await refusedAtFirst(HISTORIQUE);
    for (let nth = 0; nth < 4; nth += 1) {
      await take(STANDARD);
      await pass(DONE_MS);
    }
    expect(bridge.read()).toMatchObject({ voltage: 233_000 });
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 1 });
    expect(bridge.errors).toEqual([]);
  });

  test.each([
    ['no clusters', null, {}],
    ['a cluster that is null', { electricalPowerMeasurement: null }, { apparentPower: 390_000 }],
  ])('with %s in the cache still shows the readings', async (_, clusters, shown) => {
    const before = started();
    await before.take(STANDARD);
    const [whole] = before.bridge.restarted();
    const { bridge, pass, take } = started(fakeBridge([{ ...whole, clusters } as unknown as MatterAccessory]));
    for (let nth = 0; nth < 4; nth += 1) {
      await take(STANDARD);
      await pass(DONE_MS);
    }
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ reachable: true, ...shown });
  });

  test('is unreachable until the first reading', async () => {
    const before = started();
    await before.take(STANDARD);
    const { bridge, take } = restarted(before);
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false, activePower: 390_000 });
    await take(AT_400_W);
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: 400_000 });
  });

  test('is registered once and not removed', async () => {
    const before = started();
    await before.take(PRODUCER);
    const { bridge, take } = restarted(before);
    await take(PRODUCER);
    await take(PRODUCER);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test.each([
    ['sends more', HISTORIQUE, STANDARD],
    ['sends less, in another mode', STANDARD, HISTORIQUE],
    ['has become a producer’s', STANDARD, PRODUCER],
  ])('is registered anew when the meter %s', async (_, former, current) => {
    const before = started();
    await before.take(former);
    const { bridge, pass, take } = restarted(before);
    for (let nth = 0; nth < 4; nth += 1) {
      await take(current);
      await pass(DONE_MS);
    }
    const fresh = started();
    await fresh.take(current);
    expect(bridge.read()).toEqual(fresh.bridge.read());
    expect(bridge.counts.unregistered).toBe(1);
  });

  test('is removed ten seconds after its registration, and registered anew ten seconds after its removal', async () => {
    const { bridge, pass, take } = started();
    const countsAtS: Record<number, Bridge['counts']> = {};
    for (let second = 0; second <= 20; second += 1) {
      await take(second === 0 ? HISTORIQUE : STANDARD);
      countsAtS[second] = { ...bridge.counts };
      await pass(1000);
    }
    expect(countsAtS).toMatchObject({
      9: { registered: 1, unregistered: 0 },
      10: { registered: 1, unregistered: 1 },
      19: { registered: 1, unregistered: 1 },
      20: { registered: 2, unregistered: 1 },
    });
  });

  test('is not registered anew before its removal has ended, even when the machine stands still in between', async () => {
    const { bridge, clock, pass, take } = started();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    const { getAccessoryState } = bridge.matter;
    bridge.matter.getAccessoryState = (uuid: string, cluster: string) => {
      if (bridge.counts.unregistered > 0) clock.lag(DONE_MS);
      return getAccessoryState(uuid, cluster);
    };
    // The second reading is shown in the very turn of the event loop in which Homebridge removes the accessory.
    await take(STANDARD, STANDARD);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 1 });
    bridge.matter.getAccessoryState = getAccessoryState;
    await pass(DONE_MS);
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ voltage: 233_000 });
    expect(bridge.errors).toEqual([]);
  });

  test('is not registered anew when a complete reading of the same mode has fewer attributes', async () => {
    const { bridge, take } = started();
    await take(PRODUCER);
    await take(STANDARD);
    await take(PRODUCER);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is switched on when Homebridge restored it as off', async () => {
    const before = started();
    await before.take(STANDARD);
    Object.assign(before.bridge.registered[0]?.clusters?.onOff ?? {}, { onOff: false });
    const { bridge, take } = restarted(before);
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ onOff: true });
  });
});

describe('the outlet', () => {
  /** As Homebridge does it: first the handler, then the state. */
  async function switchOff(bridge: Bridge) {
    const { off } = bridge.registered[0]?.handlers?.onOff ?? {};
    await off?.(undefined);
    Object.assign(bridge.registered[0]?.clusters?.onOff ?? {}, { onOff: false });
  }

  test('is switched on again 100 ms after it was switched off', async () => {
    const { bridge, pass, take } = started();
    await take(STANDARD);
    await switchOff(bridge);
    await pass(100);
    expect(bridge.read()).toMatchObject({ onOff: true });
  });

  test('logs once why it stays on', async () => {
    const { bridge, lines, pass, take } = started();
    await take(STANDARD);
    for (let nth = 0; nth < 3; nth += 1) {
      await switchOff(bridge);
      await pass(100);
    }
    expect(lines).toEqual([`warn ${en.matter.staysOn('Linky')}`]);
  });
});

describe('a Homebridge that refuses', () => {
  test('is asked again with the next reading, and only the debug log mentions it', async () => {
    const { bridge, debug, lines, take } = started();
    bridge.refusal = new Error('Matter is not enabled for this bridge');
    await take(STANDARD);
    expect(debug).toEqual([expect.stringContaining('Matter is not enabled for this bridge')]);
    bridge.refusal = undefined;
    await take(STANDARD);
    expect(bridge.registered).toHaveLength(1);
    expect(lines).toEqual([]);
  });
});

describe('a Homebridge that accepts requests and does not carry them out', () => {
  test('is asked to register again after 10 s, then after twice as long each time', async () => {
    const { bridge, pass, take } = started();
    bridge.isIdle = true;
    const askedAtS: number[] = [];
    for (let second = 0; second < 100; second += 1) {
      const before = bridge.counts.registered;
      await take(STANDARD);
      if (bridge.counts.registered > before) askedAtS.push(second);
      await pass(1000);
    }
    expect(askedAtS).toEqual([0, 10, 30, 70]);
    bridge.isIdle = false;
    await pass(50_000);
    await take(STANDARD);
    await take(AT_400_W);
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: 400_000 });
  });

  test('is asked to remove the accessory again, which shows readings meanwhile', async () => {
    const { bridge, pass, take } = started();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    bridge.isIdle = true;
    await take(STANDARD);
    bridge.isIdle = false;
    await take(AT_400_W);
    expect(bridge.read()).toMatchObject({ activePower: 400_000 });
    expect(bridge.counts.unregistered).toBe(1);
    for (let nth = 0; nth < 3; nth += 1) {
      await pass(DONE_MS);
      await take(STANDARD);
    }
    expect(bridge.read()).toMatchObject({ voltage: 233_000 });
    expect(bridge.counts).toEqual({ registered: 2, unregistered: 2 });
  });
});

describe('a Homebridge that never answers a call', () => {
  /** A meter on a bridge that does not answer calls of a method while `isStuck`; counts those calls. */
  function stuck(method: Method) {
    const bridge = fakeBridge();
    const real = bridge.matter[method];
    const state = { isStuck: true, calls: 0 };
    const replacement = (...args: readonly unknown[]) => {
      state.calls += 1;
      return state.isStuck ? new Promise(() => {}) : Reflect.apply(real, bridge.matter, args);
    };
    Object.assign(bridge.matter, { [method]: replacement });
    return { ...started(bridge), state };
  }

  const power = (apparentPowerVA: number) => ({ ...STANDARD, apparentPowerVA });

  test('is given the newest reading after 30 s, which is logged once', async () => {
    const { bridge, lines, pass, state, take } = stuck('updateAccessoryState');
    await take(STANDARD);
    for (let va = 400; va < 4_000; va += 1) await take(power(va));
    expect([state.calls, bridge.updates]).toEqual([1, []]);
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.read()).toMatchObject({ apparentPower: 3_999_000 });
    expect(bridge.updates.filter(([attribute]) => attribute === 'apparentPower')).toHaveLength(1);
    expect(lines).toEqual([`warn ${sentences(NO_ANSWER, en.troubles)}`]);
  });

  test.each(['updateAccessoryState', 'getAccessoryState', 'registerPlatformAccessories'] as const)(
    '(%s) is called ever more rarely, and neither timers nor log lines add up',
    async (method) => {
      const { clock, lines, pass, state, take } = stuck(method);
      const mostTimers = { atFirst: 0, later: 0 };
      for (let minute = 0; minute < 1_440; minute += 1) {
        await take(power(minute), power(minute + 1));
        await pass(60_000);
        const when = minute < 60 ? 'atFirst' : 'later';
        mostTimers[when] = Math.max(mostTimers[when], clock.waiting);
      }
      expect(state.calls).toBeLessThan(40);
      expect(mostTimers.later).toBeLessThanOrEqual(mostTimers.atFirst);
      expect(lines).toHaveLength(1);
    },
  );

  test('that answers again for a minute is logged as such, and so is a later outage', async () => {
    const { lines, pass, state, take } = stuck('updateAccessoryState');
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 1) {
        await take(power(1_000 + (second % 2)));
        await pass(1_000);
      }
    };
    await seconds(60);
    state.isStuck = false;
    await seconds(120);
    expect(lines).toEqual([
      `warn ${sentences(NO_ANSWER, en.troubles)}`,
      `info ${overText(NO_ANSWER, 0, {}, en.troubles)}`,
    ]);
    state.isStuck = true;
    await seconds(60);
    expect(lines.slice(2)).toEqual([`warn ${sentences(NO_ANSWER, en.troubles)}`]);
  });

  test('that answers for less than a minute at a time is logged only once', async () => {
    const { lines, pass, state, take } = stuck('updateAccessoryState');
    for (let second = 0; second < 3_600; second += 1) {
      state.isStuck = second % 50 === 0;
      await take(power(1_000 + (second % 2)));
      await pass(1_000);
    }
    expect(lines).toEqual([`warn ${sentences(NO_ANSWER, en.troubles)}`]);
  });

  test('is not logged to answer again while only its reads are answered', async () => {
    const { lines, pass, take } = stuck('updateAccessoryState');
    await take(STANDARD);
    for (let minute = 0; minute < 30; minute += 1) {
      // Equal values cause no update, so after the first minute there are only reads, which are answered.
      await take(minute === 0 ? power(400) : STANDARD);
      await pass(60_000);
    }
    expect(lines).toHaveLength(1);
  });

  test('is not asked to register again when the accessory is there although the call was given up', async () => {
    const bridge = fakeBridge();
    const { registerPlatformAccessories } = bridge.matter;
    bridge.matter.registerPlatformAccessories = (...args) => {
      void registerPlatformAccessories(...args);
      return new Promise(() => {});
    };
    const { pass, take } = started(bridge);
    await take(STANDARD);
    await pass(30_000);
    await take(power(400));
    expect(bridge.read()).toMatchObject({ apparentPower: 400_000 });
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is given the long frame that waits, not the short frames after it', async () => {
    const { bridge, pass, state, take } = stuck('updateAccessoryState');
    const long = reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } });
    const short = reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } });
    await take(long);
    await take({ ...long, apparentPowerVA: 4900 }, { ...long, apparentPowerVA: 5000 }, short, short);
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.read()).toMatchObject({ apparentPower: 5_000_000, rmsCurrent: 17_000 });
  });

  test('does not keep damaged readings from being counted', async () => {
    const { bridge, pass, state, take } = stuck('getAccessoryState');
    const damaged = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(STANDARD);
    await take(...Array.from({ length: 11 }, () => damaged));
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.counts.registered).toBe(1);
  });

  test('leaves no timer behind when it is stopped', async () => {
    const { accessory, clock, pass, take } = stuck('updateAccessoryState');
    await take(STANDARD, power(400));
    await pass(1_000);
    accessory.stop();
    expect(clock.waiting).toBe(0);
  });
});
