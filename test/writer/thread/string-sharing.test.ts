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

test('a text that equals the one in the Reading before is replaced by it', () => {
  // Nothing tells two equal texts from one. 0 and -0 are equal as well, and differ.
  const readingOf = (value: number) => {
    const texts = { labels: { PAPP: value, BASE: value }, horodates: { PAPP: value } } as never;
    return readingAt(0, { frame: Object.assign(readingAt(0).frame, texts) });
  };
  const share = createStringSharing();
  for (const value of [0, -0, -0]) {
    const copy = structuredClone(readingOf(value));
    share(copy);
    const { labels, horodates } = copy.frame;
    const values = [labels, horodates].flatMap((texts) => Object.values(texts));
    expect(values.filter((text) => Object.is(text, 0))).toHaveLength(3);
  }
});
