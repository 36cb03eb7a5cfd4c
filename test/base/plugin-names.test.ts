import { expect, test } from 'vitest';
import { BUILT_AT_MS } from '../../src/base/plugin-names.ts';

test('this version was made in 2026 or later, and not in the future', () => {
  expect(BUILT_AT_MS).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  expect(BUILT_AT_MS).toBeLessThanOrEqual(Date.now());
});
