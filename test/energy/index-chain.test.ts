import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressIn, followIndex, type IndexChain } from '../../src/energy/index-chain.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';

type Observed = Parameters<typeof followIndex>[2];
type MeterFrame = Pick<Observed['frame'], 'mode' | 'address'>;

/** A frame and the minute at which it arrived. */
type Telegram = readonly [minute: number, frame: Observed];

const HISTORIQUE = { mode: 'historique', address: '021728123456' } as const;
const STANDARD = { mode: 'standard', address: '021900000001' } as const;
const OTHER = { ...STANDARD, address: '021900000002' };

const framed = (meter: MeterFrame, rest: Omit<Observed, 'frame'>): Observed => ({
  frame: frameWith(meter),
  ...rest,
});

/** What a meter with peak and off-peak hours sends in historique mode. */
const hcHp = (HCHC: number, HCHP: number, meter: MeterFrame = HISTORIQUE) =>
  framed(meter, { importedWh: HCHC + HCHP, registers: { HCHC, HCHP } });

/** What a meter sends in standard mode: the registers of the contract, of the operator, and of reactive energy. */
const standard = (EASF01: number, EASF02: number, meter: MeterFrame = STANDARD) => {
  const importedWh = EASF01 + EASF02;
  const ofOperator = { EAST: importedWh, EASD01: importedWh, ERQ1: importedWh };
  return framed(meter, { importedWh, registers: { EASF01, EASF02, ...ofOperator } });
};

/** A frame with one register. */
const base = (BASE: number) => framed(HISTORIQUE, { importedWh: BASE, registers: { BASE } });

/** The increment of each frame, where the day has counted all previous increments. */
function followed(...telegrams: readonly Telegram[]) {
  let chain: IndexChain | undefined;
  let dayWh = 0;
  const increments = telegrams.map(([minute, frame]) => {
    const step = followIndex(chain, minute * MINUTE_MS, frame, dayWh);
    chain = step.chain;
    dayWh += step.increment?.energyWh ?? 0;
    return step.increment;
  });
  return { increments, dayWh };
}

const registersOf = (...telegrams: readonly Telegram[]) =>
  followed(...telegrams).increments.map((increment) => increment?.energyWhByRegister);

describe('between two frames', () => {
  test('the energy is the difference of the indexes, in total, by register, and for export', () => {
    const first = { ...standard(100, 900), exportedWh: 7 };
    const second = { ...standard(103, 950), exportedWh: 47 };
    expect(followed([0, first], [1, second]).increments).toEqual([
      { sinceMs: 0, energyWh: 0, energyWhByRegister: {}, givenWh: 0 },
      { sinceMs: 0, energyWh: 53, energyWhByRegister: { EASF01: 3, EASF02: 50 }, givenWh: 40 },
    ]);
  });

  test('a register that did not advance is left out', () => {
    expect(registersOf([0, hcHp(500, 900)], [1, hcHp(500, 950)])).toEqual([{}, { HCHP: 50 }]);
  });

  test('the registers of the grid operator and of reactive energy do not count', () => {
    expect(registersOf([0, standard(0, 0)], [1, standard(10, 20)])[1]).toEqual({ EASF01: 10, EASF02: 20 });
  });

  test('there may be a month, if the meter is the same', () => {
    const month = 30 * 24 * 60;
    expect(followed([0, base(1_000)], [month, base(25_900_000)]).increments[1]).toEqual({
      ...{ sinceMs: 0, energyWh: 25_899_000, energyWhByRegister: { BASE: 25_899_000 } },
    });
  });

  test('a frame without an index changes nothing', () => {
    const nothing = framed(HISTORIQUE, { registers: {} });
    const { increments } = followed([0, base(1_000)], [1, nothing], [2, base(1_010)]);
    expect(increments).toEqual([expect.anything(), undefined, expect.objectContaining({ sinceMs: 0, energyWh: 10 })]);
    expect(followIndex(undefined, 0, nothing, 0)).toEqual({ chain: undefined });
  });
});

test('increments always add up to what the indexes counted, in total, by register, and for export', () => {
  const step = fc.record({
    minutes: fc.integer({ min: 0, max: 100_000 }),
    ...{ day: fc.nat(5_000), night: fc.nat(5_000), given: fc.nat(5_000) },
    isRefused: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const telegrams: Telegram[] = [];
      const at = { minute: 0, night: 1_000, day: 2_000, given: 3_000 };
      const still = { minutes: 1, night: 0, day: 0, given: 0, isRefused: false };
      for (const { minutes, night, day, given, isRefused } of [still, ...steps, still]) {
        Object.assign(at, { minute: at.minute + minutes, night: at.night + night });
        Object.assign(at, { day: at.day + day, given: at.given + given });
        const frame = standard(at.night, at.day);
        const { EASF02: _, ...others } = frame.registers;
        telegrams.push([at.minute, isRefused ? { ...frame, registers: others } : { ...frame, exportedWh: at.given }]);
      }
      const sum = sumOfCounted(followed(...telegrams).increments.flatMap((increment) => increment ?? []));
      const { EASF01 = 0, EASF02 = 0 } = sum.energyWhByRegister ?? {};
      expect([EASF01, EASF02, sum.givenWh]).toEqual([at.night - 1_000, at.day - 2_000, at.given - 3_000]);
      expect(sum.energyWh).toBe(EASF01 + EASF02);
    }),
  );
});

describe('a chain restarts', () => {
  test.each<[string, (wh: number) => Observed]>([
    ['with another meter', (wh) => hcHp(4, wh, { ...HISTORIQUE, address: '021728999999' })],
    ['with the other mode', (wh) => standard(4, wh, { ...HISTORIQUE, mode: 'standard' })],
    ['with another contract in historique', base],
  ])('%s, once a second frame confirms it', (_, other) => {
    const { increments, dayWh } = followed(
      [0, hcHp(500, 900)],
      [60, hcHp(500, 950)],
      [120, other(3_000_000)],
      [121, other(3_000_007)],
      [122, other(3_000_010)],
    );
    expect(dayWh).toBe(60);
    expect(increments.map((increment) => increment?.energyWh)).toEqual([0, 50, undefined, 7, 3]);
  });

  test('and includes what the first frame of the other meter already showed', () => {
    expect(registersOf([0, standard(900, 90)], [1, standard(10, 20, OTHER)], [2, standard(15, 27, OTHER)])).toEqual([
      ...[{}, undefined],
      { EASF01: 5, EASF02: 7 },
    ]);
  });

  test('if the index goes back by more than the day has counted', () => {
    const indexes = [700_000, 700_500, 20, 50];
    expect(followed(...indexes.map((wh, nth): Telegram => [nth * 60, base(wh)])).dayWh).toBe(530);
  });
});

describe('a chain continues', () => {
  test('with another contract in standard mode, as the registers continue', () => {
    const { importedWh = 0, registers, frame } = standard(900, 91);
    const tempo = { frame, importedWh: importedWh + 5, registers: { ...registers, EASF03: 5 } };
    expect(followed([0, standard(900, 90)], [1, tempo]).increments[1]).toMatchObject({
      energyWh: 6,
      energyWhByRegister: { EASF02: 1 },
    });
  });

  test('if a single frame has another address', () => {
    const wrong = hcHp(500, 901, { ...HISTORIQUE, address: '021728123457' });
    const { increments, dayWh } = followed([0, hcHp(500, 900)], [1, wrong], [2, hcHp(500, 902)]);
    expect(increments[1]).toBeUndefined();
    expect(dayWh).toBe(2);
  });

  test('if two frames have other addresses that differ from each other', () => {
    const wrong = (address: string) => hcHp(500, 901, { ...HISTORIQUE, address });
    const others = [wrong('021728123457'), wrong('021728123458')] as const;
    expect(followed([0, hcHp(500, 900)], [1, others[0]], [2, others[1]], [3, hcHp(500, 902)]).dayWh).toBe(2);
  });
});

describe('a step back', () => {
  test('within what the day has counted is negative energy, since the index before it was too high', () => {
    expect(registersOf([0, base(700_000)], [1, base(700_500)], [2, base(700_400)])).toEqual([
      {},
      { BASE: 500 },
      { BASE: -100 },
    ]);
  });

  test.each([
    ['too high', 9_000_000],
    ['a little too low', 700_400],
    ['far too low', 20],
  ])('and forth changes no sum, as when the index is %s for one frame', (_, wrong) => {
    const indexes = [700_000, 700_500, wrong, 700_501, 701_000];
    const { increments, dayWh } = followed(...indexes.map((wh, nth): Telegram => [nth * 60, base(wh)]));
    expect(dayWh).toBe(1_000);
    const sum = sumOfCounted(increments.flatMap((increment) => increment ?? []));
    expect(sum.energyWhByRegister).toEqual({ BASE: 1_000 });
  });
});

describe('an advance beyond what a home can draw since the previous frame', () => {
  test('is not counted for a single frame, even if the day has counted nothing that a step back could take', () => {
    const { increments } = followed([0, base(700_000)], [1, base(9_000_000)], [2, base(700_003)]);
    expect(increments.map((one) => one?.energyWh)).toEqual([0, undefined, 3]);
  });

  test('is counted completely once a second frame confirms it, since the clock may have been wrong', () => {
    const { increments } = followed([0, base(700_000)], [1, base(1_600_000)], [2, base(1_600_003)]);
    expect(increments.map((one) => one?.energyWh)).toEqual([0, undefined, 900_003]);
    expect(increments[2]).toMatchObject({ sinceMs: 0, energyWhByRegister: { BASE: 900_003 } });
  });
});

describe('a register whose group was refused', () => {
  const { EASF02: _, ...others } = standard(150, 240).registers;
  const refused = { ...standard(150, 240), registers: others };

  test('makes up for it in the next frame that includes it', () => {
    expect(registersOf([0, standard(120, 200)], [1, refused], [2, standard(150, 240)])).toEqual([
      ...[{}, { EASF01: 30 }],
      { EASF02: 40 },
    ]);
  });

  test('does so after several such frames, too', () => {
    const increments = registersOf([0, standard(120, 200)], [1, refused], [2, refused], [3, standard(160, 245)]);
    expect(increments[3]).toEqual({ EASF01: 10, EASF02: 45 });
  });

  test('counts from the first index on, if none was known before', () => {
    expect(registersOf([0, refused], [1, standard(150, 260)], [2, standard(150, 300)])).toEqual([
      ...[{}, {}],
      { EASF02: 40 },
    ]);
  });
});

test('exported energy continues from the last frame that carried it', () => {
  const producer = (wh: number, exportedWh?: number) => ({
    ...base(wh),
    exportedWh,
  });
  const { increments } = followed([0, producer(100, 7)], [1, producer(110)], [2, producer(110, 47)]);
  expect(increments.map((increment) => increment?.givenWh)).toEqual([0, undefined, 40]);
});

describe('if the identity of the meter was lost from disk,', () => {
  const lost: IndexChain = { atMs: 0, importedWh: 1_000 };
  const followLost = (atMs: number, importedWh: number) => followIndex(lost, atMs, base(importedWh), 0);

  test('the chain continues, and the registers count from then on', () => {
    const { chain, increment } = followLost(MINUTE_MS, 1_010);
    expect(increment).toEqual({ sinceMs: 0, energyWh: 10, energyWhByRegister: {} });
    expect(chain).toMatchObject({ identity: 'historique 021728123456 BASE', registers: { BASE: 1_010 } });
  });

  test('an index that is out of reach at 36 kW belongs to another meter', () => {
    expect(followLost(SECOND_MS, 25_900_000)).toEqual({ chain: { ...lost, unconfirmed: expect.anything() } });
    expect(followLost(23 * HOUR_MS, 1_000 + 24 * 36_000).increment?.energyWh).toBe(24 * 36_000);
    expect(followLost(23 * HOUR_MS, 1_001 + 24 * 36_000).increment).toBeUndefined();
  });
});

test('an identity contains the mode, the address, and in historique mode the contract', () => {
  const identityOf = (frame: ReturnType<typeof hcHp>) => followIndex(undefined, 0, frame, 0).chain?.identity ?? '';
  expect(identityOf(hcHp(1, 2))).toBe('historique 021728123456 HCHC HCHP');
  expect(identityOf(standard(1, 2))).toBe('standard 021900000001');
  expect(addressIn(identityOf(hcHp(1, 2)))).toBe('021728123456');
  expect(addressIn(identityOf(standard(1, 2)))).toBe('021900000001');
});
