import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { CurvePiece, ImportedDay } from '../../src/energy/imported-day.ts';
import { mergedImports } from '../../src/energy/merged-imports.ts';

const DAY = dayOfDate('2025-06-10') ?? 0;
const dayWith = (more: Partial<ImportedDay>): ImportedDay => ({ day: DAY, ...more });
const piece = (fromMinute: number, stepMinutes: number, ...meanW: readonly number[]): CurvePiece => ({
  fromMinute,
  stepMinutes,
  meanW,
});
const curveOf = (...curves: readonly (readonly CurvePiece[])[]) =>
  mergedImports(curves.map((curve) => dayWith({ curve })))?.curve;

test('no file yields no day, and one file its own day', () => {
  expect(mergedImports([])).toBeUndefined();
  const day = dayWith({ energyWh: 7, curve: [piece(0, 30, 1)] });
  expect(mergedImports([day])).toEqual(day);
});

describe('the curves of several files', () => {
  test('have the steps of all files', () => {
    expect(curveOf([piece(0, 30, 1, 2)], [piece(60, 30, 3), piece(120, 30, 5)], [piece(90, 30, 4)])).toEqual([
      piece(0, 30, 1, 2, 3, 4, 5),
    ]);
  });

  test('have the steps of the later file where they contradict each other', () => {
    expect(curveOf([piece(0, 30, 1, 2, 3)], [piece(30, 30, 9)])).toEqual([piece(0, 30, 1, 9, 3)]);
  });

  test('have the shorter steps if these are complete, else the longer one: nothing counts twice, and nothing is lost', () => {
    const hours = [piece(0, 60, 10, 20, 30)];
    expect(curveOf(hours, [piece(60, 30, 19, 21)])).toEqual([
      piece(0, 60, 10),
      piece(60, 30, 19, 21),
      piece(120, 60, 30),
    ]);
    expect(curveOf([piece(60, 30, 19, 21)], hours)).toEqual(hours);
    expect(curveOf(hours, [piece(60, 30, 19)])).toEqual(hours);
  });

  test('have no step that partly overlaps another one', () => {
    expect(curveOf([piece(0, 15, 1, 2, 3, 4)], [piece(10, 10, 9, 9)])).toEqual([
      ...[piece(10, 10, 9, 9), piece(30, 15, 3, 4)],
    ]);
  });

  test('are merged for exported energy, too', () => {
    const days = [dayWith({ givenCurve: [piece(0, 60, 1)] }), dayWith({ givenCurve: [piece(60, 60, 2)] })];
    expect(mergedImports(days)).toEqual(dayWith({ givenCurve: [piece(0, 60, 1, 2)] }));
  });
});

describe('the values for the whole day', () => {
  const registers = { energyWh: 12_347, energyWhByRegister: { EASF01: 12_000, EASF02: 347 } };

  test('come from all files', () => {
    const days = [
      dayWith({ ...registers, periodOfRegister: { EASF01: 'HC' } }),
      dayWith({ givenWh: 5, periodOfRegister: { EASF02: 'HP' } }),
      dayWith({ greatestVA: 4000, greatestAtMs: 7, curve: [piece(0, 60, 1)] }),
    ];
    const merged = dayWith({
      ...{ ...registers, periodOfRegister: { EASF01: 'HC', EASF02: 'HP' }, givenWh: 5 },
      ...{ greatestVA: 4000, greatestAtMs: 7, curve: [piece(0, 60, 1)] },
    });
    expect(mergedImports(days)).toEqual(merged);
    expect(mergedImports(days.toReversed())).toEqual(merged);
  });

  test('come from the later file where they contradict each other', () => {
    expect(mergedImports([dayWith({ energyWh: 1 }), dayWith({ energyWh: 2 })])).toEqual(dayWith({ energyWh: 2 }));
    expect(mergedImports([dayWith(registers), dayWith({ energyWh: 9000 })])).toEqual(dayWith({ energyWh: 9000 }));
    const powers = [dayWith({ greatestVA: 9000, greatestAtMs: 1 }), dayWith({ greatestVA: 4000 })];
    expect(mergedImports(powers)).toEqual(dayWith({ greatestVA: 4000 }));
  });

  test('keep their registers if a later file has the same energy, rounded', () => {
    expect(mergedImports([dayWith(registers), dayWith({ energyWh: 12_350 })])).toEqual(dayWith(registers));
  });
});
