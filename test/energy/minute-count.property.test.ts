import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countedIn, type Minute } from '../../src/energy/minute.ts';
import { lessWhByName, sumOfCounted } from '../../src/energy/watt-hours.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { CountedInMemory } from '../../testbed/support/counted-in-memory.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

interface Told {
  readonly atMs: number;
  readonly reading: Reading;
}

const frame = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 900, max: 20_000 }), fc.constantFrom(60_000, 119_000, 200_000)),
  powers: fc.record(
    { apparentPowerVA: fc.nat(12_000), injectedPowerVA: fc.nat(6_000) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Reading>>,
  counted: fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)),
  hasIndexes: fc.boolean(),
});

/** What a producer's meter sends, in chronological order. Not every frame has the indexes. */
const lives = fc.array(frame, { minLength: 1, maxLength: 60 }).map((frames): readonly Told[] => {
  const meter = { atMs: Date.UTC(2026, 6, 28, 10), HCHC: 1_000, HCHP: 2_000, exportedWh: 3_000 };
  return frames.map(({ afterMs, powers, counted: [hc, hp, given], hasIndexes }) => {
    meter.atMs += afterMs;
    meter.HCHC += hc;
    meter.HCHP += hp;
    meter.exportedWh += given;
    const { atMs, HCHC, HCHP, exportedWh } = meter;
    const indexes = hasIndexes && { importedWh: HCHC + HCHP, registers: { HCHC, HCHP }, exportedWh };
    return { atMs, reading: readingWith({ ...powers, ...indexes }) };
  });
});

/** Each minute of a life, with what was sent in it, and the last indexes before it. */
function minutesOf(life: readonly Told[]) {
  const counted = new CountedInMemory();
  for (const { atMs, reading } of life) counted.take(atMs, reading);
  return counted.minutes().map((minute) => {
    const inside = life.filter(({ atMs }) => atMs >= minute.atMs && atMs < minute.atMs + MINUTE_MS);
    const indexes = inside.filter(({ reading }) => reading.importedWh !== undefined);
    const before = life.findLast(({ atMs, reading }) => atMs < minute.atMs && reading.importedWh !== undefined);
    return { minute, inside: inside.map(({ reading }) => reading), first: indexes[0], last: indexes.at(-1), before };
  });
}

test('the power of each minute is that of its readings, for import and export', () => {
  const powerOf = (values: readonly number[]) => ({
    count: values.length,
    ...(values.length > 0 && {
      meanVA: values.reduce((sum, va) => sum + va, 0) / values.length,
      ...{ leastVA: Math.min(...values), greatestVA: Math.max(...values) },
    }),
  });
  const told = ({ count, meanVA, leastVA, greatestVA }: Omit<Minute, 'atMs'>) => ({
    count,
    meanVA,
    leastVA,
    greatestVA,
  });
  fc.assert(
    fc.property(lives, (life) => {
      for (const { minute, inside } of minutesOf(life)) {
        const [drawn, given] = (['apparentPowerVA', 'injectedPowerVA'] as const).map((key) =>
          powerOf(inside.flatMap((reading) => reading[key] ?? [])),
        );
        expect(told(minute)).toEqual(drawn);
        expect(told(minute.given ?? { count: 0 })).toEqual(given);
      }
    }),
  );
});

test('each minute, together with the gap before it, is the difference of the indexes at its edges', () => {
  fc.assert(
    fc.property(lives, (life) => {
      for (const { minute, first, last, before } of minutesOf(life)) {
        if (!first || !last) {
          expect(countedIn(minute)).toEqual([{}]);
          continue;
        }
        expect(sumOfCounted(countedIn(minute))).toEqual(difference(before ?? first, last));
        const isUnheard = before !== undefined && before.atMs < minute.atMs - MINUTE_MS;
        if (isUnheard) expect(minute.gap).toEqual({ sinceMs: before.atMs, ...difference(before, first) });
        else expect(minute.gap).toBeUndefined();
      }
    }),
  );
});

function difference({ reading: from }: Told, { reading: to }: Told) {
  const less = (key: 'importedWh' | 'exportedWh') => (to[key] ?? Number.NaN) - (from[key] ?? Number.NaN);
  const energyWhByRegister = lessWhByName(to.registers, from.registers);
  return { energyWh: less('importedWh'), energyWhByRegister, givenWh: less('exportedWh') };
}
