import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseAfterReads } from '../../src/source/read-pauses.ts';

/** `length` bytes from the middle of a frame. */
const middle = (length: number) => new Uint8Array(length).fill(0x41);
/** The last `length` bytes of a frame. */
const end = (length: number) => Uint8Array.of(...middle(length - 1), 0x03);

test('before the first ETX there is no pause', () => {
  const pauseAfter = pauseAfterReads(9600);
  expect([middle(16), middle(16), middle(16)].map(pauseAfter)).toEqual([0, 0, 0]);
});

test('after a frame of 960 bytes, which takes 1 s, pauses of at most 500 ms last until 25 ms before the end of the next one', () => {
  const pauseAfter = pauseAfterReads(9600);
  expect(pauseAfter(end(960))).toBe(500);
  expect([middle(480), middle(240), middle(192), middle(32)].map(pauseAfter)).toEqual([475, 225, 25, 0]);
});

test('at 1200 baud, where a short frame may tell of an overload, no pause is longer than 250 ms', () =>
  expect(pauseAfterReads(1200)(end(275))).toBe(250));

test('at 1200 baud the same number of bytes takes eight times as long', () => {
  const pauseAfter = pauseAfterReads(1200);
  pauseAfter(end(120));
  expect([middle(107), middle(12)].map((bytes) => Math.round(pauseAfter(bytes)))).toEqual([83, 0]);
});

test('in a frame that is longer than the last one there is no pause after its expected end', () => {
  const pauseAfter = pauseAfterReads(9600);
  pauseAfter(end(960));
  pauseAfter(middle(959));
  expect([middle(1), middle(100), end(10)].map(pauseAfter)).toEqual([0, 0, 500]);
});

test('no pause lasts beyond the end of a frame that is as long as the last one', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1500 }), fc.array(fc.integer({ min: 1, max: 200 })), (length, pieces) => {
      const pauseAfter = pauseAfterReads(9600);
      pauseAfter(end(length));
      let left = length;
      for (const piece of pieces) {
        left -= piece;
        if (left <= 0) return;
        expect(pauseAfter(middle(piece))).toBeLessThanOrEqual((left * 10_000) / 9600);
      }
    }),
  ));
