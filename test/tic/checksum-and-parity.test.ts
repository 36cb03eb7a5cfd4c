import { expect, test } from 'vitest';
import { checksumOf, withEvenParity } from '../../src/tic/checksum-and-parity.ts';

test('the checksum of historique sums label, separator and data', () => {
  // 72 + 72 + 80 + 72 + 67, a blank of 32, and 65 are 460; its six low bits are 12, moved up by 32 to a comma.
  expect(checksumOf('HHPHC A ', 'historique')).toBe(',');
});

test('the checksum of standard sums the last separator, too', () => {
  // 86 + 84 + 73 + 67, HT of 9, 48 + 50, and HT of 9 are 426; its six low bits are 42, moved up by 32 to J.
  expect(checksumOf('VTIC\t02\t', 'standard')).toBe('J');
});

test('a sum whose six low bits are 0 gives a blank', () => {
  // 73 + 73 + 78 + 83 + 84, a blank of 32, 48 + 48 + 57 are 576, which is 9 × 64.
  expect(checksumOf('IINST 009 ', 'historique')).toBe(' ');
});

test('a sum whose six low bits are 1 gives an underscore, the highest checksum', () => {
  // 66 + 65 + 83 + 69, a blank of 32, and 9 × 48 are 747, of which 43 are left; 20 more are 63.
  expect(checksumOf('BASE 000000992 ', 'historique')).toBe('_');
});

test('bit 7 makes the number of ones even', () => {
  expect([0x02, 0x03, 0x0a, 0x0d, 0x30, 0x31].map(withEvenParity)).toEqual([0x82, 0x03, 0x0a, 0x8d, 0x30, 0xb1]);
});
