import { describe, expect, test } from 'vitest';
import { readSchedule } from '../../src/tic/schedule.ts';

/** Eleven switchings: those given, the rest not in use. */
const day = (...used: readonly string[]) =>
  readSchedule([...used, ...Array(11).fill('NONUTILE')].slice(0, 11).join(' '));
const at = (hour: number, minute: number, action = 0x8001) => ({ minuteOfDay: hour * 60 + minute, action });

test('a day has so many switchings as are in use', () => {
  expect(day()).toEqual([]);
  expect(day('00008001')).toEqual([at(0, 0)]);
  expect(day(...Array.from({ length: 11 }, (_, n) => `${String(n).padStart(2, '0')}308001`))).toHaveLength(11);
});

test('hours and minutes are decimal, the action hexadecimal', () => {
  expect(day('00004003', '06308001', '2359C00A')).toEqual([at(0, 0, 0x4003), at(6, 30), at(23, 59, 0xc00a)]);
});

describe('hours and minutes are hexadecimal', () => {
  test('when one has a digit A–F', () => expect(day('0F00C001')).toEqual([at(15, 0, 0xc001)]));

  test('and then all the others are, too', () => {
    expect(day('0600C001', '101E8001', '161E8001')).toEqual([at(6, 0, 0xc001), at(16, 30), at(22, 30)]);
  });
});

// Such times ask for hexadecimal, and are no times of day in it either: 0x24 is 36, and 0x60 is 96.
describe('is a day in neither base', () => {
  test.each([
    ['an hour past 23', ['24008001']],
    ['a minute past 59', ['00608001']],
    ['times that do not rise', ['06008001', '05008001']],
    ['a time that comes twice', ['06008001', '06008001']],
    ['a hexadecimal hour past 23', ['18008001', '1A1E8001']],
    ['a hexadecimal minute past 59', ['0F3C8001']],
    ['hexadecimal times that do not rise', ['0F008001', '0A008001']],
  ])('%s', (_, used) => expect(day(...used)).toBeUndefined());
});
