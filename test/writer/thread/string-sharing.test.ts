import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStringSharing } from '../../../src/writer/thread/string-sharing.ts';
import { readingAt } from '../../journal/reading-at.ts';

const texts = fc.dictionary(fc.constantFrom('PAPP', 'BASE', 'PTEC', 'MOTDETAT'), fc.constantFrom('a', 'b', '000'));

test('a copy equals its Reading, whatever the Reading before was', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ labels: texts, horodates: texts })), (frames) => {
      const share = createStringSharing();
      for (const frame of frames) {
        const reading = readingAt(1_000, { frame: { ...readingAt(0).frame, ...frame } });
        expect(share(structuredClone(reading))).toEqual(reading);
      }
    }),
  );
});
