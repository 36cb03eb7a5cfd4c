import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CountedEnergy } from '../../src/energy/energy.ts';
import { countedIn, type Minute, type MinuteSums } from '../../src/energy/minute.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { runs } from '../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const BEGAN_AT_MS = Date.UTC(2026, 6, 28, 10, 0, 0);
const TOLD = { identity: 'historique 021728123456 BASE' };

/** What a meter with peak and off-peak hours says at these indexes. */
function hcHp(hc: number, hp: number): Partial<Reading> {
  return { importedWh: hc + hp, registers: { HCHC: hc, HCHP: hp } };
}

/** Computes the minutes of one meter from its entries, in another way than the journal does. */
function minutesFrom(entries: readonly Entry[]): readonly Minute[] {
  const withIndex = entries.filter(({ reading }) => reading.importedWh !== undefined);
  const counted = new Map(withIndex.map((entry, nth) => [entry, stepOf(withIndex[nth - 1] ?? entry, entry)]));
  const byMinute = Map.groupBy(entries, ({ atMs }) => minuteAt(atMs));
  return [...byMinute]
    .toSorted(([one], [other]) => one - other)
    .map(([minute, inside]) => {
      const readings = inside.map(({ reading }) => reading);
      const steps = inside.flatMap((entry) => counted.get(entry) ?? []);
      const own = sumOfCounted(steps.map((step) => (step.isGap ? { energyWh: 0, givenWh: 0 } : step.counted)));
      const gaps = steps.filter(({ isGap }) => isGap);
      const { energyWh, energyWhByRegister = {}, givenWh } = own;
      const [importedWh, exportedWh] = [
        readings.findLast((one) => one.importedWh !== undefined)?.importedWh,
        lastGiven(readings),
      ];
      return {
        atMs: minute * MINUTE_MS,
        ...powersOf(readings.map(({ apparentPowerVA }) => apparentPowerVA)),
        ...(importedWh !== undefined && { importedWh, energyWh: energyWh ?? 0 }),
        ...(Object.keys(energyWhByRegister).length > 0 && { energyWhByRegister }),
        ...(readings.some(({ injectedPowerVA, exportedWh: wh }) => (injectedPowerVA ?? wh) !== undefined) && {
          given: {
            ...powersOf(readings.map(({ injectedPowerVA }) => injectedPowerVA)),
            ...(exportedWh !== undefined && { exportedWh, energyWh: givenWh ?? 0 }),
          },
        }),
        ...(gaps[0] && { gap: { sinceMs: gaps[0].sinceMs, ...sumOfCounted(gaps.map((gap) => gap.counted)) } }),
      };
    });
}

function lastGiven(readings: readonly Reading[]): number | undefined {
  return readings.findLast(({ importedWh }) => importedWh !== undefined)?.exportedWh;
}

function minuteAt(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/** What was counted from one entry to the next, and whether minutes are missing between the two. */
function stepOf(from: Entry, to: Entry) {
  const by = (label: 'HCHC' | 'HCHP') => (to.reading.registers[label] ?? 0) - (from.reading.registers[label] ?? 0);
  const registers = Object.fromEntries(
    (['HCHC', 'HCHP'] as const).map((label) => [label, by(label)] as const).filter(([, wh]) => wh !== 0),
  );
  const counted: CountedEnergy = {
    ...{ energyWh: by('HCHC') + by('HCHP'), energyWhByRegister: registers },
    givenWh: (to.reading.exportedWh ?? 0) - (from.reading.exportedWh ?? 0),
  };
  return { counted, sinceMs: from.atMs, isGap: minuteAt(to.atMs) - minuteAt(from.atMs) > 1 };
}

function powersOf(powers: readonly (number | undefined)[]): MinuteSums {
  const known = powers.filter((power) => power !== undefined);
  if (known.length === 0) return { count: 0 };
  return {
    count: known.length,
    meanVA: known.reduce((sum, power) => sum + power, 0) / known.length,
    ...{ leastVA: Math.min(...known), greatestVA: Math.max(...known) },
  };
}

const frame = fc.record({
  meter: fc.constantFrom('maison', 'atelier'),
  afterMs: fc.oneof(fc.integer({ min: 900, max: 20_000 }), fc.constantFrom(60_000, 200_000)),
  what: fc.constantFrom('commit', 'restart', 'go on', 'go on'),
  stepMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -200_000, max: 200_000 })),
  counted: fc.record({ hc: fc.nat(9), hp: fc.nat(9), given: fc.nat(9) }),
  hasIndex: fc.boolean(),
  powers: fc.record(
    { apparentPowerVA: fc.integer({ min: 0, max: 12_000 }), injectedPowerVA: fc.integer({ min: 0, max: 6_000 }) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Reading>>,
});

type Frame = typeof frame extends fc.Arbitrary<infer T> ? T : never;

/** Takes the frames of two meters, and gives the journal at the end. */
function lived(frames: readonly Frame[]): Journal {
  const { open, clock, pass } = createScene();
  let journal = open();
  const indexes = structuredClone(BEGUN);
  for (const { meter, afterMs, what, stepMs, counted, hasIndex, powers } of frames) {
    pass(afterMs);
    clock.wallMs += stepMs;
    const index = indexes[meter as keyof typeof indexes];
    for (const one of ['hc', 'hp', 'given'] as const) index[one] += counted[one];
    const more = hasIndex ? { ...hcHp(index.hc, index.hp), exportedWh: index.given } : { registers: {} };
    journal.take(meter, readingAt(clock.nowMs, { ...more, ...powers }));
    if (what === 'commit') journal.commit();
    if (what !== 'restart') continue;
    journal.close();
    journal = open();
  }
  journal.commit();
  return journal;
}

const BEGUN = { maison: { hc: 1_000, hp: 2_000, given: 3_000 }, atelier: { hc: 100, hp: 200, given: 300 } };

test.each([
  ['restarts', (one: Frame) => ({ ...one, stepMs: 0 })],
  ['clocks that are set', (one: Frame) => ({ ...one, what: one.what === 'restart' ? 'commit' : one.what })],
])('minutes equal what is computed from their entries, however these are split into blocks, with %s', (_, changed) => {
  fc.assert(
    fc.property(fc.array(frame.map(changed), { maxLength: 60 }), (frames) => {
      const journal = lived(frames);
      for (const meter of ['maison', 'atelier']) {
        const entries = journal.read(0, 99).filter((entry) => entry.meter === meter);
        const minutes = journal.minutes(meter, 0, 3e12) ?? [];
        expect(minutes.map(({ told: _told, ...minute }) => minute)).toEqual(minutesFrom(entries));
      }
      journal.close();
    }),
    runs(12),
  );
});

test('minutes add up to what the indexes counted, by register, with restarts and clocks that are set', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
      const journal = lived(frames);
      for (const meter of ['maison', 'atelier']) {
        const told = journal
          .read(0, 99)
          .filter((entry) => entry.meter === meter && entry.reading.importedWh !== undefined);
        const [first, last] = [told[0], told.at(-1)];
        const { energyWh, energyWhByRegister, givenWh } = first && last ? stepOf(first, last).counted : {};
        const minutes = journal.minutes(meter, 0, 3e12) ?? [];
        const counted = sumOfCounted(minutes.flatMap((minute) => countedIn(minute)));
        expect(counted).toMatchObject({ ...(energyWh !== undefined && { energyWh, energyWhByRegister, givenWh }) });
      }
      journal.close();
    }),
    runs(12),
  );
});

test('an index that goes back for a frame changes nothing, and one that stays back is of another meter, which begins anew', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (const importedWh of [9_000, 12, 9_003, 12, 14]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([
    { atMs: BEGAN_AT_MS, count: 0, importedWh: 14, energyWh: 5, told: TOLD },
  ]);
});

test('a minute is found by its beginning, and its energy counts from the last frame of the minute before', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const beganAtMs = clock.wallMs;
  for (const importedWh of [100, 110, 130]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh, registers: { BASE: importedWh } }));
    pass(MINUTE_MS);
  }
  journal.commit();
  const asked = journal.minutes('linky', beganAtMs + 1, beganAtMs + 2 * MINUTE_MS);
  expect(asked).toEqual([
    {
      ...{ atMs: beganAtMs + MINUTE_MS, count: 0, importedWh: 110, energyWh: 10, energyWhByRegister: { BASE: 10 } },
      told: TOLD,
    },
  ]);
});

test('a restart in the middle of a minute leaves one minute with the Readings from before and after it', () => {
  const { open, take } = createScene();
  const first = open();
  take(first, 'linky', 100, 200);
  first.close();
  const second = open();
  take(second, 'linky', 600);
  second.commit();
  expect(second.minutes('linky', 0, 3e12)).toMatchObject([{ count: 3, meanVA: 300, leastVA: 100, greatestVA: 600 }]);
});

describe('a minute in which the tariff period changes', () => {
  /** Takes a Reading each second, with these indexes, and commits after each `blockOf` of them. */
  function journalWith(frames: readonly (readonly [hc: number, hp: number])[], blockOf: number): Journal {
    const { open, clock, pass } = createScene();
    const journal = open();
    for (const [nth, [hc, hp]] of frames.entries()) {
      journal.take('linky', readingAt(clock.nowMs, hcHp(hc, hp)));
      pass(1_000);
      if (nth % blockOf === blockOf - 1) journal.commit();
    }
    journal.commit();
    return journal;
  }

  test.each([1, 2, 99])('has what each register counted, with %i frames in a block', (blockOf) => {
    const frames = [
      [0, 1_000],
      [0, 1_007],
      [2, 1_007],
      [13, 1_007],
    ] as const;
    expect(journalWith(frames, blockOf).minutes('linky', 0, 3e12)).toMatchObject([
      { energyWh: 20, energyWhByRegister: { HCHP: 7, HCHC: 13 } },
    ]);
  });
});

test('a meter that makes up what it tells of itself does not fill the disk', () => {
  const { open, clock, pass, query } = createScene();
  const journal = open();
  for (let nth = 0; nth < 1_100; nth += 1) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh: 1_000 + nth, contract: `P${nth}` }));
    pass(MINUTE_MS);
  }
  journal.commit();
  expect(query('SELECT count(*) AS rows FROM told')).toEqual([{ rows: 1_000 }]);
  const [first, last] = [journal.minutes('linky', 0, 3e12)?.[0], journal.latestMinutes('linky', 1)?.[0]];
  expect(first?.told).toEqual({ ...TOLD, contract: 'P0' });
  expect(last).toMatchObject({ energyWh: 1 });
  expect(last?.told).toBeUndefined();
});
