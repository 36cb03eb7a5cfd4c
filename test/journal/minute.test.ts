import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import type { Minute } from '../../src/journal/minute.ts';
import type { Reading } from '../../src/reading.ts';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const minuteMs = 60_000;

/** The minutes of one meter, made from its entries by another way than the journal's. */
function minutesFrom(entries: readonly Entry[]): readonly Minute[] {
  const starts = [...new Set(entries.map(({ atMs }) => atMs - (atMs % minuteMs)))].sort((a, b) => a - b);
  let before: { atMs: number; importedWh: number | undefined } | undefined;
  return starts.map((atMs) => {
    const readings = entries
      .filter((entry) => entry.atMs - (entry.atMs % minuteMs) === atMs)
      .map(({ reading }) => reading);
    const powersVA = readings.map(({ apparentPowerVA }) => apparentPowerVA).filter((power) => power !== undefined);
    const indexes = readings.map(({ importedWh }) => importedWh).filter((index) => index !== undefined);
    const importedWh = indexes.at(-1);
    const beganAtWh = (before?.atMs === atMs - minuteMs ? before.importedWh : undefined) ?? indexes[0];
    const tariff = readings.map((reading) => reading.tariff).findLast((period) => period !== undefined);
    before = { atMs, importedWh };
    return {
      atMs,
      count: powersVA.length,
      ...(powersVA.length > 0 && {
        meanVA: powersVA.reduce((sum, power) => sum + power, 0) / powersVA.length,
        leastVA: Math.min(...powersVA),
        greatestVA: Math.max(...powersVA),
      }),
      ...(importedWh !== undefined && { importedWh }),
      ...(importedWh !== undefined &&
        beganAtWh !== undefined &&
        importedWh >= beganAtWh && { energyWh: importedWh - beganAtWh }),
      ...(tariff !== undefined && { tariff }),
    };
  });
}

const frame = fc.record({
  meter: fc.constantFrom('maison', 'atelier'),
  afterMs: fc.oneof(fc.integer({ min: 900, max: 20_000 }), fc.constantFrom(60_000, 200_000)),
  commits: fc.boolean(),
  stepMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -200_000, max: 200_000 })),
  reading: fc.record(
    {
      apparentPowerVA: fc.integer({ min: 0, max: 12_000 }),
      importedWh: fc.integer({ min: 1_000_000, max: 1_000_900 }),
      tariff: fc.constantFrom('HC..', 'HP..'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Reading>>,
});

test('minutes are what their entries say, however they are cut into blocks and whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
      const { open, clock, pass } = createScene();
      const journal = open();
      for (const { meter, afterMs, commits, stepMs, reading } of frames) {
        pass(afterMs);
        clock.wallMs += stepMs;
        journal.take(meter, readingAt(clock.nowMs, reading));
        if (commits) journal.commit();
      }
      journal.commit();
      for (const meter of ['maison', 'atelier']) {
        const entries = journal.read(0, 99).filter((entry) => entry.meter === meter);
        expect(journal.minutes(meter, 0, 3e12)).toEqual(minutesFrom(entries));
      }
      journal.close();
    }),
    { numRuns: 60 },
  );
});

test('0 VA is a power, none is none', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (const more of [{ apparentPowerVA: 0 }, {}, { apparentPowerVA: 600 }]) {
    journal.take('linky', readingAt(clock.nowMs, more));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([
    { atMs: Date.UTC(2026, 6, 28, 10, 0, 0), count: 2, meanVA: 300, leastVA: 0, greatestVA: 600 },
  ]);
});

test('a minute that carried no power and no index is there all the same', () => {
  const { open, clock } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs));
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([{ atMs: Date.UTC(2026, 6, 28, 10, 0, 0), count: 0 }]);
});

test('the energy of minutes adds up to what the index gained', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (let importedWh = 1_000; importedWh <= 1_100; importedWh += 1) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(1_500);
    if (importedWh % 20 === 0) journal.commit();
  }
  journal.commit();
  const energies = (journal.minutes('linky', 0, 3e12) ?? []).map(({ energyWh }) => energyWh ?? 0);
  expect(energies.reduce((sum, energy) => sum + energy, 0)).toBe(100);
});

test('an index that goes back is another meter, not a negative energy', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (const importedWh of [9_000, 12]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([
    { atMs: Date.UTC(2026, 6, 28, 10, 0, 0), count: 0, importedWh: 12 },
  ]);
});

test('a minute is asked for by when it begins, its energy counted from the minute before', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const beganAtMs = clock.wallMs;
  for (const importedWh of [100, 110, 130]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(minuteMs);
  }
  journal.commit();
  const asked = journal.minutes('linky', beganAtMs + 1, beganAtMs + 2 * minuteMs);
  expect(asked).toEqual([{ atMs: beganAtMs + minuteMs, count: 0, importedWh: 110, energyWh: 10 }]);
});

test('minutes outlive a restart in the middle of one', () => {
  const { open, take } = createScene();
  const first = open();
  take(first, 'linky', 100, 200);
  first.close();
  const second = open();
  take(second, 'linky', 600);
  second.commit();
  expect(second.minutes('linky', 0, 3e12)).toMatchObject([{ count: 3, meanVA: 300, leastVA: 100, greatestVA: 600 }]);
});
