import { describe, expect, test } from 'vitest';
import { sinceMoment } from '../../src/cli/journal-selection.ts';

describe('--since', () => {
  const nowMs = Date.UTC(2026, 10, 25, 12);

  test.each([
    ['90m', 90 * 60_000],
    ['2h', 2 * 3_600_000],
    ['7d', 7 * 86_400_000],
    ['7j', 7 * 86_400_000],
    ['4w', 28 * 86_400_000],
    ['4s', 28 * 86_400_000],
    ['1y', 366 * 86_400_000],
    ['1a', 366 * 86_400_000],
  ])('%s is that long ago', (text, ms) => expect(sinceMoment(text, nowMs)).toBe(nowMs - ms));

  test.each([
    ['2026-11-24', '2026-11-23T23:00:00Z'],
    ['2026-11-24T18:30', '2026-11-24T17:30:00Z'],
    ['2026-07-24 18:30', '2026-07-24T16:30:00Z'],
    ['2026-03-29', '2026-03-28T23:00:00Z'],
    ['2026-03-29 12:00', '2026-03-29T10:00:00Z'],
    ['2026-10-25', '2026-10-24T22:00:00Z'],
    ['2026-10-25 12:00', '2026-10-25T11:00:00Z'],
  ])('%s is a time in Paris', (text, at) => expect(sinceMoment(text, nowMs)).toBe(Date.parse(at)));

  test.each([
    '',
    'yesterday',
    '2',
    'h',
    '2x',
    '-2h',
    '1.5h',
    '2026-13-01',
    '2026-02-30',
    '25/11/2026',
    '2h\n',
    '2026-11-24 24:00',
    '2026-11-24T18:60',
    '2026-11-24T',
    '2026-11-24\n',
  ])('%j is refused', (text) => {
    expect(sinceMoment(text, nowMs)).toBeUndefined();
  });
});
