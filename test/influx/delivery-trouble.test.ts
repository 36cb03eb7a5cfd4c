import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../src/influx/delivery-trouble.ts';

const DOWN = { kind: 'unreachable', why: 'notListening', says: '' } as const;
const never = () => 0;
const always = () => 1;

describe('what passes', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [5_000, 60_000],
  ])('is tried again, after failure %i, in %i ms at most', (failures, ms) => {
    expect(retryDelayMs(DOWN, failures, never)).toBe(ms);
    expect(retryDelayMs(DOWN, failures, always)).toBe(ms / 2);
  });

  test('is tried again when the server says', () => {
    expect(retryDelayMs({ ...DOWN, retryInMs: 120_000 }, 1, always)).toBe(120_000);
    expect(retryDelayMs({ kind: 'busy', says: '', retryInMs: 3_000 }, 9, always)).toBe(3_000);
  });
});

test('what only the user can change is tried again every minute', () =>
  expect(retryDelayMs({ kind: 'misconfigured', why: 'rights', says: '' }, 1, always)).toBe(60_000));
