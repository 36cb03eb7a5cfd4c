import { expect, test } from 'vitest';
import { textsFor } from '../../src/texts/texts.ts';
import { withoutMachineTroubles } from '../../testbed/support/machine-troubles.ts';
import { newsInWords, overInWords, troubleInWords } from '../../testbed/support/troubles.ts';

const CLOCK = { part: 'clock', kind: 'behind', byMs: 150_000, waits: true } as const;
const STUCK = { part: 'writer', kind: 'stuck' } as const;
const dated = (line: string) => `[12/2/2026, 11:15:40 PM] [LinkyTIC] ${line}`;

test('what a machine that stands still makes the plugin say is left out, as are the words for its end', () => {
  const lines = [STUCK, { part: 'share', kind: 'stood' } as const, CLOCK].flatMap((trouble) => [
    troubleInWords(trouble),
    overInWords(trouble),
  ]);
  expect(withoutMachineTroubles(lines.map(dated))).toEqual([]);
});

test('everything else is left, in its order', () => {
  const lines = [
    newsInWords({ part: 'writer', kind: 'lost', count: 3 }),
    troubleInWords({ part: 'writer', kind: 'broken', says: 'a bug' }),
    troubleInWords({ part: 'clock', kind: 'unset' }),
    troubleInWords({ part: 'clock', kind: 'ahead', byMs: 200_000_000, waits: false }),
    textsFor('en', 'homebridge').troubles.over.writer({ part: 'writer', kind: 'full' }, 0, {}),
  ].map(dated);
  expect(withoutMachineTroubles(lines)).toEqual(lines);
});
