import type { Hours } from '../../src/contract/date-hours.ts';

export const KNOWN: readonly [today: Hours, tomorrow: Hours, atMs: number][] = [
  // Tomorrow, only its first hours were waited for, which lie in the skipped hour.
  [
    [],
    [
      { from: 120, to: 130 },
      { from: 140, to: 190 },
    ],
    Date.UTC(2026, 2, 28),
  ],
];
