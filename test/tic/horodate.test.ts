import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHorodate, readHorodate } from '../../src/tic/horodate.ts';

const instant = (text: string) => {
  const atMs = readHorodate(text)?.atMs;
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
};

describe('the five seasons', () => {
  test.each([
    ['H', '2023-03-01T08:18:34.000Z', false],
    ['h', '2023-03-01T08:18:34.000Z', true],
    ['E', '2023-03-01T07:18:34.000Z', false],
    ['e', '2023-03-01T07:18:34.000Z', true],
    [' ', undefined, false],
  ])('%j', (season, at, degraded) => {
    const text = `${season}230301091834`;
    expect([instant(text), readHorodate(text)?.degraded]).toEqual([at, degraded]);
  });
});

describe('around the change of the hour', () => {
  test.each([
    ['H260329015959', '2026-03-29T00:59:59.000Z'],
    ['E260329030000', '2026-03-29T01:00:00.000Z'],
    ['E261025025959', '2026-10-25T00:59:59.000Z'],
    ['H261025020000', '2026-10-25T01:00:00.000Z'],
  ])('%s', (text, at) => expect(instant(text)).toBe(at));
});

test.each([
  ['H240229000000', '2024-02-28T23:00:00.000Z'],
  ['H000101000000', '1999-12-31T23:00:00.000Z'],
  ['H991231235959', '2099-12-31T22:59:59.000Z'],
])('the year is of this century, leap days included: %s', (text, at) => expect(instant(text)).toBe(at));

test.each([
  ['H230229120000', 'no leap year'],
  ['E230431120000', 'no 31 April'],
  ['H230001120000', 'month 0'],
  ['H231301120000', 'month 13'],
  ['H230300120000', 'day 0'],
  ['H230301240000', 'hour 24'],
  ['H230301126000', 'minute 60'],
  ['H230301120060', 'second 60'],
  ['H000000000000', 'all noughts'],
])('%s has the form of a horodate and is no date: %s', (text) => {
  expect(isHorodate(text)).toBe(true);
  expect(readHorodate(text)).toEqual({ degraded: false });
});

test.each(['', 'H23030109183', 'H2303010918344', 'X230301091834', '0230301091834', 'H23030109183A', 'H 30301091834'])(
  '%j is not a horodate',
  (text) => expect([isHorodate(text), readHorodate(text)]).toEqual([false, undefined]),
);

test('every second of the century is read as its instant, in either season', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2099, 11, 31) / 1000 }),
      fc.constantFrom(['H', 1] as const, ['E', 2] as const),
      (second, [season, hours]) => {
        const local = new Date((second + hours * 3600) * 1000).toISOString().replace(/\D/g, '').slice(2, 14);
        expect(readHorodate(season + local)).toEqual({ atMs: second * 1000, degraded: false });
      },
    ),
  ));
