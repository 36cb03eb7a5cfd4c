import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packBlock, unpackBlock } from '../../src/journal/block.ts';
import { entryWith } from '../../testbed/support/readings.ts';

test.each([
  ['cannot be inflated', Uint8Array.of(1, 2, 3)],
  ['is a number', deflateRawSync('5')],
  ['is an empty object', deflateRawSync('{}')],
  ['has no time', deflateRawSync('{"meter":"linky","reading":{}}')],
])('unpacking a body that %s throws', (_, body) => {
  expect(() => unpackBlock(0, body)).toThrow();
});

test('the profiles of dates are not kept beside the frame that has them, and the supply point is', () => {
  const dayProfiles = { tomorrow: { decimal: [{ from: 0, to: 1_440, index: 1 }] }, dayType: '00' };
  const [read] = unpackBlock(0, packBlock([entryWith({ prm: '12345678901234', dayProfiles })]));
  expect(read?.reading.prm).toBe('12345678901234');
  expect(read?.reading).not.toHaveProperty('dayProfiles');
});
