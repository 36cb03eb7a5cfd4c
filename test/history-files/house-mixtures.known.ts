import type { Mixture } from './made-up-file.ts';

const NOTHING_WRONG = {
  ...{
    seed: 0,
    emptyPercent: 0,
    drops: [],
    contradicted: [],
    completed: [],
    times: 1,
    again: [],
    spotsEvery: undefined,
  },
  ...{ order: 'oldest first', hourOnce: false, noTime: false, marchEnd: '02:00', octoberEnd: '02:00' },
  cells: { dates: 'texts', values: 'numbers', column: 0, isShared: false },
  prm: '09123456789012',
  bytes: { encoding: 'utf-8', lineEnd: '\n', lastLine: 'end' },
} satisfies Partial<Mixture>;

export const KNOWN: readonly [Mixture][] = [
  // Four rows of one half-hour, and no other row on their day: two of them were taken for the repeated hour.
  [
    {
      ...NOTHING_WRONG,
      ...{ kind: 'onePointARow', from: '2025-10-25', stretches: [{ minutes: 30, hours: 26 }] },
      ...{ drops: [{ at: 25, rows: 26 }], times: 4 },
    },
  ],
];
