import type { MatterAccessory } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { MeterConfig } from '../../src/config/config.ts';
import { startMatterMeter } from '../../src/matter/meter-accessory.ts';
import type { Reading } from '../../src/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { answerNext, type Bridge, fakeBridge, holdNext, type Method, meter, reading, settled } from './bridge.ts';

const POWER = { apparentPowerVA: 390, currentA: { 1: 2 } };
const HISTORIQUE = reading({ ...POWER, importedWh: 1000 }, 'historique');
const STANDARD = reading({ ...POWER, importedWh: 1000, voltageV: { 1: 233 } });
const PRODUCER = { ...STANDARD, exportedWh: 7 };
/** Homebridge has had time enough for what it was told. */
const DONE_MS = 10_000;

/** A meter in Matter, on a bridge that may have it already. */
function placed(bridge: Bridge = fakeBridge(), config: MeterConfig = meter) {
  const said: string[] = [];
  const debugged: string[] = [];
  const say = (message: string) => said.push(message);
  const timers = new Map<object, { atMs: number; then: () => void }>();
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    after(ms: number, then: () => void) {
      const timer = {};
      timers.set(timer, { atMs: nowMs + ms, then });
      return () => void timers.delete(timer);
    },
  };
  const made = startMatterMeter({
    meter: config,
    matter: bridge.matter,
    cached: bridge.standing[0],
    log: { debug: (message) => debugged.push(message), info: say, warn: say, error: say },
    texts: textsIn.en.matter,
    clock,
  });
  return {
    bridge,
    said,
    debugged,
    made,
    timers,
    async take(...readings: readonly Reading[]) {
      for (const one of readings) made.take(one);
      await settled();
    },
    /** Time passes: each timer rings when it is due. */
    async pass(ms: number) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].filter(([, { atMs }]) => atMs <= untilMs).sort(([, a], [, b]) => a.atMs - b.atMs);
        if (!next) break;
        const [timer, { atMs, then }] = next;
        timers.delete(timer);
        nowMs = Math.max(nowMs, atMs);
        then();
        await settled();
      }
      nowMs = untilMs;
    },
    /** The machine stands still: the clock goes on, and nothing else. */
    standStill(ms: number) {
      nowMs += ms;
    },
  };
}

/** The same after a restart of Homebridge. */
function restarted({ bridge }: { readonly bridge: Bridge }, config: MeterConfig = meter) {
  return placed(fakeBridge(bridge.restarted()), config);
}

describe('a new meter', () => {
  test('stands with the first whole reading, with a value for each of its attributes', async () => {
    const { bridge, take } = placed();
    expect(bridge.standing).toEqual([]);
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

  test('has no attribute that it does not tell', async () => {
    const { bridge, take } = placed();
    await take(HISTORIQUE);
    expect(Object.keys(bridge.read())).not.toContain('voltage');
    expect(Object.keys(bridge.read())).not.toContain('cumulativeEnergyExported');
  });

  test('does not stand before it has told all', async () => {
    const { bridge, take } = placed();
    await take(reading(POWER, 'standard', 1), reading({ phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }));
    expect(bridge.counts.registered).toBe(0);
  });

  test('stands at last, though each frame has something that is refused', async () => {
    const { bridge, take } = placed();
    const doubtful = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(...Array.from({ length: 10 }, () => doubtful));
    expect(bridge.standing).toEqual([]);
    await take(doubtful);
    expect(bridge.read()).toMatchObject({ apparentPower: 390_000, voltage: 233_000 });
    await take(doubtful);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('that stands is not taken down by readings of which something is refused', async () => {
    const { bridge, take } = placed();
    await take(PRODUCER);
    const { exportedWh: _, ...less } = PRODUCER;
    const doubtful = { ...less, frame: { ...less.frame, mode: 'historique', refused: 1 } } as const;
    await take(...Array.from({ length: 20 }, () => doubtful));
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
    expect(bridge.read()).toHaveProperty('cumulativeEnergyExported');
  });

  test('that stands takes on what another mode tells, though each frame has something that is refused', async () => {
    const { bridge, pass, take } = placed();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    const doubtful = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(...Array.from({ length: 10 }, () => doubtful));
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
    await take(doubtful);
    await pass(DONE_MS);
    await take(doubtful);
    expect(bridge.counts).toEqual({ registered: 2, unregistered: 1 });
    expect(bridge.read()).toMatchObject({ apparentPower: 390_000, voltage: 233_000 });
  });

  test('stands once, though readings come in a burst', async () => {
    const { bridge, take } = placed();
    await take(STANDARD, STANDARD, STANDARD);
    await take(STANDARD);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is an electrical sensor without a switch when that is configured', async () => {
    const { bridge, take } = placed(fakeBridge(), { ...meter, matter: 'electricalSensor' });
    await take(STANDARD);
    expect(bridge.standing[0]?.deviceType.name).toBe('ElectricalSensor');
    expect(Object.keys(bridge.read())).not.toContain('onOff');
    expect(bridge.standing[0]?.handlers).toBeUndefined();
  });

  test('has a name and a serial number that Matter has room for, and keeps its address to itself', async () => {
    const long = {
      ...meter,
      name: 'Résidence secondaire à Île-d’Yeu, 2e',
      slug: 'residence-secondaire-a-ile-d-yeu-2e',
    };
    const { bridge, take } = placed(fakeBridge(), long);
    await take(STANDARD);
    const { displayName = '', serialNumber = '' } = bridge.standing[0] ?? {};
    expect(displayName).toBe('Résidence secondaire à Île-d');
    expect(serialNumber).toMatch(/^residence-secondaire-a-[0-9a-f]{8}$/);
    expect(Buffer.byteLength(serialNumber)).toBeLessThanOrEqual(32);
    expect(Buffer.byteLength(displayName)).toBeLessThanOrEqual(32);
    expect(JSON.stringify(bridge.standing)).not.toContain(STANDARD.frame.address);
  });
});

describe('a reading', () => {
  test('pushes what differs, and nothing else', async () => {
    const { bridge, take } = placed();
    await take(STANDARD);
    await take(STANDARD);
    await take({ ...STANDARD, apparentPowerVA: 400 });
    await take({ ...STANDARD, apparentPowerVA: 400 });
    expect(bridge.pushed).toEqual([
      ['activePower', 400_000],
      ['apparentPower', 400_000],
    ]);
  });

  test('pushes energy once a minute at most', async () => {
    const { bridge, pass, take } = placed();
    for (let second = 0; second <= 130; second += 2) {
      await take({ ...STANDARD, importedWh: 1000 + second });
      await pass(2000);
    }
    expect(bridge.pushed.map(([, value]) => value)).toEqual([{ energy: 1_060_000 }, { energy: 1_120_000 }]);
  });

  test('pushes what a damaged one still has, but nothing that was not declared', async () => {
    const { bridge, take } = placed();
    await take(HISTORIQUE);
    await take(reading({ currentA: { 1: 9 }, voltageV: { 1: 233 }, exportedWh: 1 }, 'historique', 2));
    expect(bridge.pushed).toEqual([['rmsCurrent', 9000]]);
  });

  test('is pushed again when Homebridge has lost it', async () => {
    const { bridge, take } = placed();
    await take(STANDARD);
    bridge.refusal = new Error('not now');
    await take({ ...STANDARD, apparentPowerVA: 400 });
    bridge.refusal = undefined;
    await take({ ...STANDARD, apparentPowerVA: 400 });
    expect(bridge.read()).toMatchObject({ activePower: 400_000 });
  });
});

describe('silence', () => {
  test('makes it unreachable after staleAfter, the next reading reachable again', async () => {
    const { bridge, pass, take } = placed();
    await take(STANDARD);
    await pass(19_999);
    expect(bridge.pushed).toEqual([]);
    await pass(1);
    expect(bridge.pushed).toEqual([['reachable', false]]);
    await take(STANDARD);
    expect(bridge.pushed.slice(1)).toEqual([['reachable', true]]);
  });

  test('is not what the short frames of an overload are', async () => {
    const short = reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } });
    const { bridge, pass, take } = placed();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    for (let second = 0; second < 60; second += 10) {
      await pass(10_000);
      await take(short);
    }
    expect(bridge.read()).toMatchObject({ reachable: true, rmsCurrent: 60_000 });
  });

  test('is what they are when they do not end', async () => {
    const { bridge, pass, take } = placed();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    for (let nth = 0; nth < 60; nth += 1) {
      await take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
      await pass(1000);
    }
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('is told again when Homebridge has not done it', async () => {
    const { bridge, pass, take } = placed();
    await take(STANDARD);
    bridge.isDeaf = true;
    await pass(20_000);
    bridge.isDeaf = false;
    expect(bridge.read()).toMatchObject({ reachable: true });
    await pass(10_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
    await pass(60_000);
    expect(bridge.pushed).toHaveLength(2);
  });

  test.each([
    ['refuses', () => Promise.reject(new Error('not now'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is told in the end, though Homebridge %s as it begins', async (_, answerOf) => {
    const { bridge, pass, take } = placed();
    await take(STANDARD);
    answerNext(bridge, 'getAccessoryState', answerOf);
    await pass(20_000 + 60_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('is told after a frame that came while the silence before it was being told', async () => {
    const { bridge, pass, take } = placed();
    await take(STANDARD);
    const release = holdNext(bridge, 'updateAccessoryState');
    await pass(20_000);
    await take(STANDARD);
    await release();
    expect(bridge.read()).toMatchObject({ reachable: true });
    await pass(20_000);
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('is not over with a short frame', async () => {
    const { bridge, pass, take } = placed();
    await take(reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } }));
    await pass(20_000);
    await take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
    expect(bridge.read()).toMatchObject({ reachable: false });
  });

  test('leaves no timer behind when it is stopped', async () => {
    const { made, take, timers } = placed();
    await take(STANDARD);
    expect(timers.size).toBeGreaterThan(0);
    made.stop();
    expect(timers.size).toBe(0);
    // One was still on its way.
    await take(STANDARD);
    expect(timers.size).toBe(0);
  });
});

describe('once it is stopped', () => {
  test.each([
    ['a reading', (made: ReturnType<typeof placed>) => made.take({ ...STANDARD, apparentPowerVA: 400 })],
    ['a silence', (made: ReturnType<typeof placed>) => made.pass(20_000)],
  ])('Homebridge is called no more, though %s was being told', async (_, begin) => {
    const made = placed();
    await made.take(STANDARD);
    const release = holdNext(made.bridge, 'getAccessoryState');
    await begin(made);
    made.made.stop();
    await release();
    expect([made.bridge.pushed, made.timers.size]).toEqual([[], 0]);
  });

  test('no timer is set when the outlet is switched off', async () => {
    const { bridge, made, said, take, timers } = placed();
    await take(STANDARD);
    made.stop();
    await bridge.standing[0]?.handlers?.onOff?.off?.(undefined);
    expect([timers.size, said]).toEqual([0, []]);
  });

  test('it is not registered again by Homebridge’s refusal', async () => {
    const before = placed();
    await before.take(STANDARD);
    const bridge = fakeBridge(before.bridge.restarted());
    answerNext(bridge, 'registerPlatformAccessories', () => Promise.reject(new Error('starting')));
    const { made, timers } = placed(bridge);
    await settled();
    made.stop();
    expect(timers.size).toBe(0);
  });
});

describe('a restored meter', () => {
  /** On a bridge whose Matter is still starting. */
  async function tooEarly(told: Reading) {
    const before = placed();
    await before.take(told);
    const bridge = fakeBridge(before.bridge.restarted());
    bridge.refusal = new Error('the Matter server for this bridge is still starting');
    const made = placed(bridge);
    await settled();
    bridge.refusal = undefined;
    return made;
  }

  test('stays, as unreachable, though Homebridge refuses it at first and the meter is silent', async () => {
    const { bridge, pass } = await tooEarly(STANDARD);
    expect(bridge.restarted()).toEqual([]);
    await pass(DONE_MS);
    expect(bridge.restarted()).toHaveLength(1);
    expect(bridge.read()).toMatchObject({ reachable: false });
    await pass(10 * DONE_MS);
    expect(bridge.counts.registered).toBe(1);
  });

  test('stays though Homebridge refuses it at first and readings come', async () => {
    const { bridge, pass, take } = await tooEarly(STANDARD);
    await take(STANDARD);
    await pass(DONE_MS);
    await take(STANDARD);
    expect(bridge.restarted()).toHaveLength(1);
    expect(bridge.read()).toMatchObject({ reachable: true });
  });

  test('that Homebridge refuses at first is registered with all that the meter tells by then', async () => {
    const { bridge, pass, take } = await tooEarly(HISTORIQUE);
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
    ['clusters that are none', { electricalPowerMeasurement: null }, { apparentPower: 390_000 }],
  ])('of which the cache has %s goes on with the readings all the same', async (_, clusters, shown) => {
    const before = placed();
    await before.take(STANDARD);
    const [whole] = before.bridge.restarted();
    const { bridge, pass, take } = placed(fakeBridge([{ ...whole, clusters } as unknown as MatterAccessory]));
    for (let nth = 0; nth < 4; nth += 1) {
      await take(STANDARD);
      await pass(DONE_MS);
    }
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ reachable: true, ...shown });
  });

  test('is unreachable until the first reading', async () => {
    const before = placed();
    await before.take(STANDARD);
    const { bridge, take } = restarted(before);
    await settled();
    expect(bridge.read()).toMatchObject({ reachable: false, activePower: 390_000 });
    await take({ ...STANDARD, apparentPowerVA: 400 });
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: 400_000 });
  });

  test('is attached, not registered anew', async () => {
    const before = placed();
    await before.take(PRODUCER);
    const { bridge, take } = restarted(before);
    await take(PRODUCER);
    await take(PRODUCER);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test.each([
    ['tells more', HISTORIQUE, STANDARD],
    ['tells less, in another mode', STANDARD, HISTORIQUE],
    ['has become a producer’s', STANDARD, PRODUCER],
  ])('is registered anew when the meter %s', async (_, told, tells) => {
    const before = placed();
    await before.take(told);
    const { bridge, pass, take } = restarted(before);
    for (let nth = 0; nth < 4; nth += 1) {
      await take(tells);
      await pass(DONE_MS);
    }
    const fresh = placed();
    await fresh.take(tells);
    expect(bridge.read()).toEqual(fresh.bridge.read());
    expect(bridge.counts.unregistered).toBe(1);
  });

  test('is registered anew only when Homebridge has had time to do the one thing before the other', async () => {
    const { bridge, pass, take } = placed();
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

  test('is not registered anew before it is gone, though the machine stands still meanwhile', async () => {
    const { bridge, pass, standStill, take } = placed();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    const { getAccessoryState } = bridge.matter;
    bridge.matter.getAccessoryState = (uuid: string, cluster: string) => {
      if (bridge.counts.unregistered > 0) standStill(DONE_MS);
      return getAccessoryState(uuid, cluster);
    };
    // The second is looked at in the turn of the event loop in which Homebridge takes down what stood.
    await take(STANDARD, STANDARD);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 1 });
    bridge.matter.getAccessoryState = getAccessoryState;
    await pass(DONE_MS);
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ voltage: 233_000 });
    expect(bridge.errors).toEqual([]);
  });

  test('stays as it is when a whole frame happens to tell less', async () => {
    const { bridge, take } = placed();
    await take(PRODUCER);
    await take(STANDARD);
    await take(PRODUCER);
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is switched on again when it was off', async () => {
    const before = placed();
    await before.take(STANDARD);
    Object.assign(before.bridge.standing[0]?.clusters?.onOff ?? {}, { onOff: false });
    const { bridge, take } = restarted(before);
    await take(STANDARD);
    expect(bridge.read()).toMatchObject({ onOff: true });
  });
});

describe('the outlet', () => {
  /** As Homebridge: the handler first, then the state. */
  async function switchOff(bridge: Bridge) {
    const { off } = bridge.standing[0]?.handlers?.onOff ?? {};
    await off?.(undefined);
    Object.assign(bridge.standing[0]?.clusters?.onOff ?? {}, { onOff: false });
  }

  test('springs back when it is switched off', async () => {
    const { bridge, pass, take } = placed();
    await take(STANDARD);
    await switchOff(bridge);
    await pass(100);
    expect(bridge.read()).toMatchObject({ onOff: true });
  });

  test('says why, once', async () => {
    const { bridge, pass, said, take } = placed();
    await take(STANDARD);
    for (let nth = 0; nth < 3; nth += 1) {
      await switchOff(bridge);
      await pass(100);
    }
    expect(said).toEqual([textsIn.en.matter.staysOn('Linky')]);
  });
});

describe('a Homebridge that refuses', () => {
  test('is asked again, and only the debug log hears of it', async () => {
    const { bridge, debugged, said, take } = placed();
    bridge.refusal = new Error('Matter is not enabled for this bridge');
    await take(STANDARD);
    expect(debugged).toEqual([expect.stringContaining('Matter is not enabled for this bridge')]);
    bridge.refusal = undefined;
    await take(STANDARD);
    expect(bridge.standing).toHaveLength(1);
    expect(said).toEqual([]);
  });
});

describe('a Homebridge that fails, and does not say so', () => {
  test('is told to register again, ever more rarely', async () => {
    const { bridge, pass, take } = placed();
    bridge.isDeaf = true;
    const toldAtS: number[] = [];
    for (let second = 0; second < 100; second += 1) {
      const before = bridge.counts.registered;
      await take(STANDARD);
      if (bridge.counts.registered > before) toldAtS.push(second);
      await pass(1000);
    }
    expect(toldAtS).toEqual([0, 10, 30, 70]);
    bridge.isDeaf = false;
    await pass(50_000);
    await take(STANDARD);
    await take({ ...STANDARD, apparentPowerVA: 400 });
    expect(bridge.read()).toMatchObject({ reachable: true, activePower: 400_000 });
  });

  test('leaves what stands live, and is told to unregister again', async () => {
    const { bridge, pass, take } = placed();
    await take(HISTORIQUE);
    await pass(DONE_MS);
    bridge.isDeaf = true;
    await take(STANDARD);
    bridge.isDeaf = false;
    await take({ ...STANDARD, apparentPowerVA: 400 });
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

describe('a Homebridge of which a call never settles', () => {
  /** The calls of a kind, and the values pushed, while `isStuck`. */
  function stuck(method: Method) {
    const bridge = fakeBridge();
    const real = bridge.matter[method];
    const state = { isStuck: true, calls: 0 };
    const pretend = (...given: readonly unknown[]) => {
      state.calls += 1;
      return state.isStuck ? new Promise(() => {}) : Reflect.apply(real, bridge.matter, given);
    };
    Object.assign(bridge.matter, { [method]: pretend });
    return { ...placed(bridge), state };
  }

  const power = (apparentPowerVA: number) => ({ ...STANDARD, apparentPowerVA });

  test('is told the newest after 30 s, which the log says once', async () => {
    const { bridge, pass, said, state, take } = stuck('updateAccessoryState');
    await take(STANDARD);
    for (let va = 400; va < 4_000; va += 1) await take(power(va));
    expect([state.calls, bridge.pushed]).toEqual([1, []]);
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.read()).toMatchObject({ apparentPower: 3_999_000 });
    expect(bridge.pushed.filter(([attribute]) => attribute === 'apparentPower')).toHaveLength(1);
    expect(said).toEqual([textsIn.en.matter.noAnswer('Linky', 30)]);
  });

  test.each(['updateAccessoryState', 'getAccessoryState', 'registerPlatformAccessories'] as const)(
    '(%s) is asked ever more rarely, and with nothing that grows',
    async (method) => {
      const { pass, said, state, take, timers } = stuck(method);
      const mostTimers = { atFirst: 0, later: 0 };
      for (let minute = 0; minute < 1_440; minute += 1) {
        await take(power(minute), power(minute + 1));
        await pass(60_000);
        const when = minute < 60 ? 'atFirst' : 'later';
        mostTimers[when] = Math.max(mostTimers[when], timers.size);
      }
      expect(state.calls).toBeLessThan(40);
      expect(mostTimers.later).toBeLessThanOrEqual(mostTimers.atFirst);
      expect(said).toHaveLength(1);
    },
  );

  test('is said to answer again after a minute in which it does, and a later outage is said again', async () => {
    const { pass, said, state, take } = stuck('updateAccessoryState');
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 1) {
        await take(power(1_000 + (second % 2)));
        await pass(1_000);
      }
    };
    const { noAnswer, answersAgain } = textsIn.en.matter;
    await seconds(60);
    state.isStuck = false;
    await seconds(120);
    expect(said).toEqual([noAnswer('Linky', 30), answersAgain('Linky')]);
    state.isStuck = true;
    await seconds(60);
    expect(said.slice(2)).toEqual([noAnswer('Linky', 30)]);
  });

  test('is not said to answer again when it does so for less than a minute, time and again', async () => {
    const { pass, said, state, take } = stuck('updateAccessoryState');
    for (let second = 0; second < 3_600; second += 1) {
      state.isStuck = second % 50 === 0;
      await take(power(1_000 + (second % 2)));
      await pass(1_000);
    }
    expect(said).toEqual([textsIn.en.matter.noAnswer('Linky', 30)]);
  });

  test('is not said to answer again while all that it is told stays unanswered', async () => {
    const { pass, said, take } = stuck('updateAccessoryState');
    await take(STANDARD);
    for (let minute = 0; minute < 30; minute += 1) {
      // What stands already is not told, and what stands is answered.
      await take(minute === 0 ? power(400) : STANDARD);
      await pass(60_000);
    }
    expect(said).toHaveLength(1);
  });

  test('keeps what it has registered all the same', async () => {
    const bridge = fakeBridge();
    const { registerPlatformAccessories } = bridge.matter;
    bridge.matter.registerPlatformAccessories = (...given) => {
      void registerPlatformAccessories(...given);
      return new Promise(() => {});
    };
    const { pass, take } = placed(bridge);
    await take(STANDARD);
    await pass(30_000);
    await take(power(400));
    expect(bridge.read()).toMatchObject({ apparentPower: 400_000 });
    expect(bridge.counts).toEqual({ registered: 1, unregistered: 0 });
  });

  test('is told of the long frame that waits, not of the short ones after it', async () => {
    const { bridge, pass, state, take } = stuck('updateAccessoryState');
    const long = reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } });
    const short = reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } });
    await take(long);
    await take({ ...long, apparentPowerVA: 4900 }, { ...long, apparentPowerVA: 5000 }, short, short);
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.read()).toMatchObject({ apparentPower: 5_000_000, rmsCurrent: 17_000 });
  });

  test('has counted each reading of which something is refused', async () => {
    const { bridge, pass, state, take } = stuck('getAccessoryState');
    const doubtful = { ...STANDARD, frame: { ...STANDARD.frame, refused: 1 } };
    await take(STANDARD);
    await take(...Array.from({ length: 11 }, () => doubtful));
    state.isStuck = false;
    await pass(30_000);
    expect(bridge.counts.registered).toBe(1);
  });

  test('leaves no timer behind when it is stopped', async () => {
    const { made, pass, take, timers } = stuck('updateAccessoryState');
    await take(STANDARD, power(400));
    await pass(1_000);
    made.stop();
    expect(timers.size).toBe(0);
  });
});
