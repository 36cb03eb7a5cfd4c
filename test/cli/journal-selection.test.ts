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
    ['2026-11-24', new Date(2026, 10, 24)],
    ['2026-11-24T18:30', new Date(2026, 10, 24, 18, 30)],
    ['2026-11-24 18:30', new Date(2026, 10, 24, 18, 30)],
  ])('%s is a time in this machine’s time zone', (text, at) => expect(sinceMoment(text, nowMs)).toBe(at.getTime()));

  test.each(['', 'yesterday', '2', 'h', '2x', '-2h', '1.5h', '2026-13-01', '2026-02-30', '25/11/2026', '2h\n'])(
    '%j is refused',
    (text) => {
      expect(sinceMoment(text, nowMs)).toBeUndefined();
    },
  );
});
