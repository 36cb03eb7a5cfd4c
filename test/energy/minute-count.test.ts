import { describe, expect, test } from 'vitest';
import { countedIn, type Minute, minuteOf } from '../../src/energy/minute.ts';
import { addReading, emptyMinute, minuteFrom } from '../../src/energy/minute-count.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { CountedInMemory } from '../../testbed/support/counted-in-memory.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';

const BEGAN_AT_MS = Date.UTC(2026, 6, 28, 10);
const HISTORIQUE = frameWith();

/** The minute of readings a second apart, without their indexes. */
function minuteOfReadings(...readings: readonly Partial<Reading>[]): Minute {
  const minute = emptyMinute(minuteOf(BEGAN_AT_MS));
  for (const reading of readings) addReading(minute, readingWith(reading), undefined);
  return minuteFrom(minute);
}

/** The minutes of readings, each with its seconds after the first minute began. */
function minutesOf(...readings: readonly (readonly [second: number, reading: Partial<Reading>])[]): readonly Minute[] {
  const counted = new CountedInMemory();
  for (const [second, reading] of readings) counted.take(BEGAN_AT_MS + second * SECOND_MS, readingWith(reading));
  return counted.minutes();
}

const base = (BASE: number, more: Partial<Reading> = {}) => ({ importedWh: BASE, registers: { BASE }, ...more });
const hcHp = (HCHC: number, HCHP: number) => ({ importedWh: HCHC + HCHP, registers: { HCHC, HCHP } });

describe('the power of a minute', () => {
  test('comes from the readings that carry one: 0 VA counts, and a reading without a power does not', () => {
    expect(minuteOfReadings({ apparentPowerVA: 0 }, {}, { apparentPowerVA: 600 })).toEqual({
      ...{ atMs: BEGAN_AT_MS, count: 2, meanVA: 300, leastVA: 0, greatestVA: 600 },
    });
  });

  test('is kept separately for export; 0 VA exported is a power, too', () => {
    expect(minuteOfReadings({ injectedPowerVA: 0 }, {}, { injectedPowerVA: 900 })).toEqual({
      ...{ atMs: BEGAN_AT_MS, count: 0 },
      given: { count: 2, meanVA: 450, leastVA: 0, greatestVA: 900 },
    });
  });

  test('is absent if no frame carried a power or an index, and the minute still exists', () => {
    expect(minuteOfReadings({})).toEqual({ atMs: BEGAN_AT_MS, count: 0 });
  });

  test('does not include an estimated surplus as export', () => {
    const surplusVA = { about: 690, least: 414, most: 1_012 };
    expect(minuteOfReadings({ apparentPowerVA: 0, surplusVA }).given).toBeUndefined();
  });

  test('continues if the clock was set back into a completed minute', () => {
    const [first, second] = minutesOf(
      ...([
        [0, { apparentPowerVA: 100 }],
        [60, { apparentPowerVA: 900 }],
        [30, { apparentPowerVA: 500 }],
      ] as const),
    );
    expect([first?.meanVA, second?.meanVA]).toEqual([300, 900]);
  });
});

describe('the energy of minutes', () => {
  test('adds up to what the index advanced', () => {
    const frames = Array.from({ length: 101 }, (_, nth) => [nth * 1.5, base(1_000 + nth)] as const);
    const minutes = minutesOf(...frames);
    expect(minutes).toHaveLength(3);
    expect(minutes.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0)).toBe(100);
    expect(minutes.reduce((sum, { energyWhByRegister }) => sum + (energyWhByRegister?.['BASE'] ?? 0), 0)).toBe(100);
  });

  test('counts from the last frame of the previous minute, and the index is that of its own last frame', () => {
    expect(minutesOf([10, base(100)], [70, base(110)], [130, base(130)])[1]).toMatchObject({
      ...{ atMs: BEGAN_AT_MS + MINUTE_MS, importedWh: 110, energyWh: 10, energyWhByRegister: { BASE: 10 } },
    });
  });

  test('belongs to each register that advanced, also if the period changes within it', () => {
    const [minute] = minutesOf([0, hcHp(500, 500)], [1, hcHp(500, 507)], [2, hcHp(502, 507)], [3, hcHp(513, 507)]);
    expect(minute).toMatchObject({ energyWh: 20, energyWhByRegister: { HCHP: 7, HCHC: 13 } });
  });

  test('is the sum for a register that counts twice in a minute, with another one in between', () => {
    const frames = [hcHp(0, 500), hcHp(2, 500), hcHp(2, 507), hcHp(9, 507)];
    expect(minutesOf(...frames.map((frame, nth) => [nth, frame] as const))[0]?.energyWhByRegister).toEqual({
      ...{ HCHC: 9, HCHP: 7 },
    });
  });

  test('leaves out registers that did not advance, and is 0 if none did', () => {
    const [minute] = minutesOf([0, hcHp(500, 500)], [1, hcHp(500, 500)]);
    expect(minute).toMatchObject({ energyWh: 0, importedWh: 1_000 });
    expect(minute).not.toHaveProperty('energyWhByRegister');
  });

  test('is negative if an index that was too high comes down', () => {
    const minutes = minutesOf([0, base(1_000)], [60, base(1_500)], [120, base(1_400)]);
    expect(minutes.map(({ energyWh }) => energyWh)).toEqual([0, 500, -100]);
  });

  test('is absent in a minute without an index', () => {
    const [, without] = minutesOf([0, base(1_000)], [60, { apparentPowerVA: 600 }]);
    expect(without).toEqual({
      ...{ atMs: BEGAN_AT_MS + MINUTE_MS, count: 1, meanVA: 600, leastVA: 600, greatestVA: 600 },
      told: expect.anything(),
    });
  });

  test('does not include the step from the index of one meter to that of another', () => {
    const other = { frame: { ...HISTORIQUE, address: '021728999999' } };
    const minutes = minutesOf([0, base(9_000)], [1, base(12, other)], [2, base(13, other)]);
    expect(minutes).toMatchObject([{ energyWh: 1, importedWh: 13 }]);
  });

  test('is counted in the same way for export', () => {
    const given = (exportedWh: number) => base(5, { exportedWh, injectedPowerVA: 300 });
    expect(minutesOf([0, given(7_000)], [1, given(7_002)], [60, given(7_009)])).toMatchObject([
      { energyWh: 0, given: { count: 2, energyWh: 2, exportedWh: 7_002 } },
      { energyWh: 0, given: { count: 1, energyWh: 7, exportedWh: 7_009 } },
    ]);
  });
});

describe('energy counted while nobody listened', () => {
  test('is a gap of the minute in which the meter is heard again, which has its own energy from its first frame on', () => {
    const frame = (HCHC: number, HCHP: number, exportedWh: number) => ({ ...hcHp(HCHC, HCHP), exportedWh });
    const minutes = minutesOf([5, frame(500, 900, 40)], [185, frame(600, 920, 47)], [186, frame(600, 921, 47)]);
    expect(minutes[1]).toMatchObject({
      ...{ atMs: BEGAN_AT_MS + 3 * MINUTE_MS, energyWh: 1, energyWhByRegister: { HCHP: 1 }, given: { energyWh: 0 } },
      gap: {
        ...{ sinceMs: BEGAN_AT_MS + 5 * SECOND_MS, energyWh: 120, energyWhByRegister: { HCHC: 100, HCHP: 20 } },
        givenWh: 7,
      },
    });
  });

  test('leaves no energy of its own to a minute with a single frame', () => {
    const [, minute] = minutesOf([0, base(100, { exportedWh: 5 })], [180, base(130, { exportedWh: 9 })]);
    expect(minute).toMatchObject({ energyWh: 0, given: { energyWh: 0 }, gap: { energyWh: 30, givenWh: 4 } });
    expect(minute).not.toHaveProperty('energyWhByRegister');
  });

  test('is no gap if the previous minute was heard', () => {
    expect(minutesOf([5, base(100)], [115, base(130)])).toMatchObject([{ gap: undefined }, { gap: undefined }]);
  });

  test('is added to the earlier gap of the minute, if the clock returns to it', () => {
    const minutes = minutesOf([0, base(100)], [300, base(120)], [61, base(121)], [300, base(151)]);
    expect(minutes.at(-1)?.gap).toMatchObject({ sinceMs: BEGAN_AT_MS, energyWh: 50 });
  });

  test('counts with the minute, unless it began before the requested time', () => {
    const gap = { sinceMs: 5_000, energyWh: 7, energyWhByRegister: { BASE: 7 } };
    const minute: Minute = { atMs: 60_000, count: 1, energyWh: 3, energyWhByRegister: { BASE: 3 }, gap };
    const own = { energyWh: 3, energyWhByRegister: { BASE: 3 } };
    expect(countedIn(minute)).toEqual([own, gap]);
    expect(countedIn(minute, 5_000)).toEqual([own, gap]);
    expect(countedIn(minute, 5_001)).toEqual([own]);
  });
});
