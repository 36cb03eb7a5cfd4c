import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStringSharing } from '../../../src/writer/thread/string-sharing.ts';
import { readingAt } from '../../journal/reading-at.ts';

const texts = fc.dictionary(fc.constantFrom('PAPP', 'BASE', 'PTEC', 'MOTDETAT'), fc.constantFrom('a', 'b', '000'));

test('a copy still equals its Reading, whatever the Reading before was', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ labels: texts, horodates: texts })), (frames) => {
      const share = createStringSharing();
      for (const frame of frames) {
        const reading = readingAt(1_000, { frame: { ...readingAt(0).frame, ...frame } });
        const copy = structuredClone(reading);
        share(copy);
        expect(copy).toEqual(reading);
      }
    }),
  );
});

test('a Reading takes less memory when it shares its strings with the one before', () => {
  const text = 'a text of thirty characters   ';
  const labels = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`LABEL${n}`, text]));
  const reading = readingAt(0, { frame: { ...readingAt(0).frame, labels } });
  const copies = () => Array.from({ length: 2_000 }, () => structuredClone(reading));
  const shared = () => {
    const made = copies();
    made.forEach(createStringSharing());
    return made;
  };
  expect(heldBytes(shared)).toBeLessThan(0.7 * heldBytes(copies));
});

/** How much more memory is held after a full collection, with what `make` gives. */
function heldBytes(make: () => unknown): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collect();
  const after = process.memoryUsage().heapUsed;
  return made === undefined ? 0 : after - before;
}
