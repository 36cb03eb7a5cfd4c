import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseAfterReads } from '../../src/source/read-pauses.ts';

/** So many bytes of a frame that goes on. */
const middle = (length: number) => new Uint8Array(length).fill(0x41);
/** The last so many of one. */
const end = (length: number) => Uint8Array.of(...middle(length - 1), 0x03);

test('before an ETX has come the line is never left alone', () => {
  const restAfter = pauseAfterReads(9600);
  expect([middle(16), middle(16), middle(16)].map(restAfter)).toEqual([0, 0, 0]);
});

test('after a frame of 960 bytes, 1 s, the next one is left alone until 25 ms before its end, for 250 ms at a time', () => {
  const restAfter = pauseAfterReads(9600);
  restAfter(end(960));
  expect([middle(480), middle(240), middle(192), middle(32)].map(restAfter)).toEqual([250, 225, 25, 0]);
});

test('historique is eight times as slow', () => {
  const restAfter = pauseAfterReads(1200);
  restAfter(end(120));
  expect([middle(107), middle(12)].map((bytes) => Math.round(restAfter(bytes)))).toEqual([83, 0]);
});

test('past where the end was expected the line is not left alone', () => {
  const restAfter = pauseAfterReads(9600);
  restAfter(end(960));
  restAfter(middle(959));
  expect([middle(1), middle(100), end(10)].map(restAfter)).toEqual([0, 0, 250]);
});

test('no rest is longer than the line takes to the end of a frame as long as the last', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1500 }), fc.array(fc.integer({ min: 1, max: 200 })), (length, pieces) => {
      const restAfter = pauseAfterReads(9600);
      restAfter(end(length));
      let left = length;
      for (const piece of pieces) {
        left -= piece;
        if (left <= 0) return;
        expect(restAfter(middle(piece))).toBeLessThanOrEqual((left * 10_000) / 9600);
      }
    }),
  ));
