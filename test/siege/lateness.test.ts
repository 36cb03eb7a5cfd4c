import { expect, test } from 'vitest';
import { allowedMs } from './lateness.ts';

const READ = { fromMs: 10_000, toMs: 10_600 };

test.each([
  ['nothing was held up', [], 100],
  ['what was held up is what a quiet machine has', [[10_000, 10_030]], 100],
  ['somebody was held up at another time', [[2_000, 2_060]], 300],
  ['somebody was held up at the same time, for a moment', [[10_000, 10_060]], 300],
  ['somebody was held up for long', [[10_100, 10_400]], 700],
  ['somebody was held up for long, just before', [[9_000, 9_300]], 700],
  [
    'two were held up',
    [
      [10_000, 10_060],
      [10_100, 10_400],
    ],
    700,
  ],
])('how long a read may take when %s', (_, spans, ms) => {
  const beside = spans.map(([fromMs = 0, toMs = 0]) => ({ fromMs, toMs }));
  expect(allowedMs(READ, beside)).toBe(ms);
});
