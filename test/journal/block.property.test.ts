import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packBlock, unpackBlock } from '../../src/journal/block.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { readingAt } from './reading-at.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const more: fc.Arbitrary<Partial<Reading>> = fc.record(
  {
    apparentPowerVA: fc.nat(),
    currentA: fc.record({ 1: fc.nat(99), 2: fc.nat(99), 3: fc.nat(99) }, { requiredKeys: [] }),
    importedWh: number,
    overload: fc.boolean(),
    tariff: text,
    frame: fc.record({
      mode: fc.constantFrom('historique' as const, 'standard' as const),
      address: text,
      labels: fc.dictionary(text, text),
      horodates: fc.dictionary(text, text),
      refused: fc.nat(9),
    }),
  },
  { requiredKeys: [] },
);
const entries: fc.Arbitrary<Entry[]> = fc
  .tuple(fc.nat(), fc.array(fc.record({ meter: text, atMs: fc.nat(2e12), more }), { minLength: 1, maxLength: 30 }))
  .map(([first, list]) =>
    list.map(({ meter, atMs, more: parts }, index) => ({
      position: first + index,
      meter,
      atMs,
      reading: readingAt(atMs, parts),
    })),
  );

test('unpacking a packed block gives the same entries', () => {
  fc.assert(
    fc.property(entries, (sent) => {
      expect(unpackBlock(sent[0]?.position ?? 0, packBlock(sent))).toEqual(sent);
    }),
  );
});
