import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpackBlock } from '../../src/journal/block.ts';

test.each([
  ['cannot be inflated', Uint8Array.of(1, 2, 3)],
  ['is a number', deflateRawSync('5')],
  ['is an empty object', deflateRawSync('{}')],
  ['has no time', deflateRawSync('{"meter":"linky","reading":{}}')],
])('unpacking a body that %s throws', (_, body) => {
  expect(() => unpackBlock(0, body)).toThrow();
});
