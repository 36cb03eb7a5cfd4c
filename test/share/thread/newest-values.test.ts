import { expect, test } from 'vitest';
import type { Reading } from '../../../src/reading/reading.ts';
import { createNewestValues } from '../../../src/share/thread/newest-values.ts';
import { frameWith, readingWith } from '../../../testbed/support/readings.ts';

const STALE_AFTER_MS = 20_000;
const WHOLE: Partial<Reading> = { phases: 3, apparentPowerVA: 4830, importedWh: 12_345_678, tempoTomorrow: 'red' };
const SHORT: Partial<Reading> = { phases: 3, currentA: { 1: 26, 2: 3, 3: 4 } };
const damaged = (reading: Partial<Reading> = {}): Partial<Reading> => ({
  ...reading,
  frame: frameWith({ refused: 1 }),
});

test('a whole frame says all there is: what it lacks is not known any more', () => {
  const { tempoTomorrow: _, ...next } = WHOLE;
  expect(valuesAt(1_000, [0, WHOLE], [1_000, next])).not.toHaveProperty('tempoTomorrow');
});

test('a damaged frame replaces what it carries, and leaves the rest until that is too old', () => {
  const frames = [
    [0, WHOLE],
    [15_000, damaged({ apparentPowerVA: 5000 })],
  ] as const;
  expect(valuesAt(20_000, ...frames)).toMatchObject({ apparentPower: 5000, energy: 12345.678 });
  expect(valuesAt(20_001, ...frames)).toMatchObject({ apparentPower: 5000 });
  expect(valuesAt(20_001, ...frames)).not.toHaveProperty('energy');
});

test('a damaged frame that does not show the phases has those of the frame before', () => {
  const { phases: _, ...single } = readingWith(damaged({ currentA: { 1: 7 } }));
  expect(valuesAt(1, [0, { phases: 1 }], [1, single])).toMatchObject({ phases: 1, currents: [7] });
});

test('the load is of the power and the subscribed power that are told', () => {
  const frames = [
    [0, { apparentPowerVA: 900, subscribedVA: 9000 }],
    [1_000, damaged({ apparentPowerVA: 8100 })],
  ] as const;
  expect(valuesAt(1_000, ...frames)).toMatchObject({ apparentPower: 8100, load: 90 });
});

test('short frames bring the currents, and let the power stand for 40 of them', () => {
  const shorts = Array.from({ length: 41 }, (_, nth) => [(nth + 1) * 1_000, SHORT] as const);
  const values = (nowMs: number) => valuesAt(nowMs, [0, WHOLE], ...shorts);
  expect(values(60_000)).toMatchObject({ apparentPower: 4830, currents: [26, 3, 4] });
  expect(values(60_001)).toEqual({ mode: 'historique', phases: 3, currents: [26, 3, 4] });
});

test('a short frame brings nothing back that was too old already', () => {
  expect(valuesAt(20_001, [0, WHOLE], [20_001, SHORT])).not.toHaveProperty('apparentPower');
});

/** What is told at this time, after readings that came at their times. */
function valuesAt(nowMs: number, ...readings: readonly (readonly [atMs: number, reading: Partial<Reading>])[]) {
  const newest = createNewestValues(STALE_AFTER_MS);
  for (const [monotonicMs, reading] of readings) newest.take({ ...defaults(reading), ...reading, monotonicMs });
  return newest.at(nowMs);
}

/** A reading that tells nothing, not even its phases where the given one does not tell them. */
function defaults(reading: Partial<Reading>): Reading {
  const { phases: _, ...rest } = readingWith();
  return 'phases' in reading ? readingWith() : rest;
}
