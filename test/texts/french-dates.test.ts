import { expect, test } from 'vitest';
import { instant } from '../../src/texts/fr/times.ts';

test.each([
  ['2026-12-01T18:30:00', '1er déc. 2026, 18:30:00'],
  ['2026-12-21T08:00:01', '21 déc. 2026, 08:00:01'],
])('the log dates %s in French as %s', (local, french) => {
  expect(instant(Date.parse(local))).toBe(french);
});
