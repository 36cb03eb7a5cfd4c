import { expect, test } from 'vitest';
import type { CurveRow } from '../../src/history-files/curve-row.ts';
import { localInstants, placedRows } from '../../src/history-files/local-times.ts';
import { shownTime } from './text-file.ts';

/** Rows with the local times at the ends of their steps, and a power each. */
function rowsOf(date: string, ...rows: readonly (readonly [time: string, watts?: number])[]): CurveRow[] {
  return rows.map(([time, meanW]) => ({
    stamp: { kind: 'local', localMs: Date.parse(`${date}T${time}Z`) },
    stampIs: 'end',
    meanW,
  }));
}

/** The local times with their offsets; or why a row has none. */
function placed(rows: readonly CurveRow[]): string[] {
  return placedRows(rows).instants.map((at) => (typeof at === 'number' ? shownTime(at).slice(11) : at));
}

const OCTOBER = '2025-10-26';

test.each([
  ['2025-10-26T02:30Z', ['2025-10-26 02:30+02:00', '2025-10-26 02:30+01:00']],
  ['2025-10-26T01:59Z', ['2025-10-26 01:59+02:00']],
  ['2025-10-26T03:00Z', ['2025-10-26 03:00+01:00']],
  ['2025-03-30T02:30Z', []],
  ['2025-03-30T03:00Z', ['2025-03-30 03:00+02:00']],
])('a clock shows %s at %j', (local, expected) => {
  expect(localInstants(Date.parse(local)).map(shownTime)).toEqual(expected);
});

test('rows stay in their hour if some are missing, as long as the clock goes back between them', () => {
  const rows = rowsOf(OCTOBER, ['01:30', 1], ['02:45', 2], ['02:15', 3], ['03:00', 4]);
  expect(placed(rows)).toEqual(['01:30+02:00', '02:45+02:00', '02:15+01:00', '03:00+01:00']);
});

test('the clock also goes back between two rows of the same time', () => {
  const rows = rowsOf(OCTOBER, ['01:00', 1], ['02:00', 2], ['02:00', 3], ['02:10', 4], ['02:20', 5]);
  expect(placed(rows)).toEqual(['01:00+02:00', '02:00+02:00', '02:00+01:00', '02:10+01:00', '02:20+01:00']);
});

test('two hours with the same power are two, if the other rows occur once', () => {
  const rows = rowsOf(OCTOBER, ['01:00', 0], ['02:00', 0], ['02:00', 0], ['03:00', 0], ['04:00', 0]);
  expect(placed(rows).slice(1, 3)).toEqual(['02:00+02:00', '02:00+01:00']);
});

test('if each row occurs twice, a time that does so belongs to one hour', () => {
  const rows = rowsOf(OCTOBER, ['01:00', 1], ['01:00', 1], ['02:00', 2], ['02:00', 2], ['03:00', 3], ['03:00', 3]);
  expect(placed(rows).slice(2, 4)).toEqual(['02:00+02:00', '02:00+02:00']);
  expect(placedRows(rows).hourOnce.size).toBe(1);
});

test('each copy of the night is read separately', () => {
  const night = [
    ['01:30', 1],
    ['02:00', 2],
    ['02:30', 3],
    ['02:00', 4],
    ['02:30', 5],
    ['03:00', 6],
  ] as const;
  const rows = rowsOf(OCTOBER, ...night, ...night);
  expect(placed(rows).slice(0, 6)).toEqual(placed(rows).slice(6));
  expect(placed(rows).slice(1, 5)).toEqual(['02:00+02:00', '02:30+02:00', '02:00+01:00', '02:30+01:00']);
});

test('the hours of unordered rows cannot be distinguished, unless both have the same power', () => {
  const times = [
    '05:00',
    '01:00',
    '04:00',
    '00:30',
    '03:30',
    '06:00',
    '02:00',
    '01:30',
    '02:30',
    '02:00',
    '00:00',
    '02:30',
  ];
  const different = rowsOf(OCTOBER, ...times.map((time, nth) => [time, nth] as const));
  expect(placed(different).filter((at) => at === 'inEitherHour')).toHaveLength(4);
  const same = rowsOf(OCTOBER, ...times.map((time) => [time, 7] as const));
  expect(
    placed(same)
      .filter((at) => at.startsWith('02:'))
      .toSorted(),
  ).toEqual(['02:00+01:00', '02:00+02:00', '02:30+01:00', '02:30+02:00']);
});

test('three different values of one time are all rejected', () => {
  const rows = rowsOf(OCTOBER, ['01:00', 1], ['02:00', 2], ['02:00', 3], ['02:00', 4], ['03:00', 5]);
  expect(placed(rows).slice(1, 4)).toEqual(['inEitherHour', 'inEitherHour', 'inEitherHour']);
});

test('a night that occurs a hundred thousand times in the file is read in linear time', () => {
  const night = rowsOf(OCTOBER, ['02:00', 7], ['02:30', 7]);
  const rows = Array.from({ length: 100_000 }, () => night).flat();
  expect(placedRows(rows).instants).toHaveLength(200_000);
});

test('in March only the end of the step before the change may have the skipped hour', () => {
  const rows = rowsOf('2025-03-30', ['01:30', 1], ['02:00', 2], ['02:30', 3], ['03:30', 4]);
  expect(placed(rows)).toEqual(['01:30+01:00', '03:00+02:00', 'inNoTime', '03:30+02:00']);
});
