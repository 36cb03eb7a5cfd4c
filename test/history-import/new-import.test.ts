import { expect, test } from 'vitest';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { newImportOf } from '../../src/history-import/new-import.ts';
import { curveDay, curveFile, FIRST_DAY, PRM } from './history-file.ts';

const givenCurve = curveDay(0).curve ?? [];

test('a file becomes an import of its kind', () => {
  const file = curveFile();
  expect(newImportOf(file, 'linky')).toEqual({ meter: 'linky', kind: 'enedisCurve', prm: PRM, days: file.days });
  const { prm: _, ...unnamed } = file;
  expect(newImportOf(unnamed, 'linky').prm).toBeUndefined();
});

test.each<[string, Partial<ImportedDay>, string]>([
  ['a curve that was given', { givenCurve }, 'enedisCurveGiven'],
  ['days that were given', { givenWh: 12_000 }, 'enedisCurveGiven'],
  ['both directions', { givenCurve, energyWh: 12_000 }, 'enedisCurve'],
  ['the greatest power alone', { greatestVA: 4_000 }, 'enedisCurve'],
])('the kind of an import shows whether all energy was exported: %s', (_, day, kind) => {
  const days = [{ day: FIRST_DAY, ...day }];
  expect(newImportOf(curveFile({ days }), 'linky').kind).toBe(kind);
});
