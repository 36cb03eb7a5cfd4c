import type { Hours } from '../../src/contract/hours.ts';

export const KNOWN: readonly [today: Hours, tomorrow: Hours, atMs: number][] = [
  // Of tomorrow only its first hours were awaited, which lie in the hour that is skipped.
  [
    [],
    [
      { from: 120, to: 130 },
      { from: 140, to: 190 },
    ],
    Date.UTC(2026, 2, 28),
  ],
];
