import { describe, expect, test } from 'vitest';
import {
  decodeHistoryRequest,
  encodeHistoryRecords,
  encodeHistoryStatus,
} from '../../../src/homekit/eve/history-encoding.ts';

const REFERENCE_MS = Date.UTC(2025, 0, 1);
const secondsOn = (seconds: number, watts: number) => ({ endMs: REFERENCE_MS + seconds * 1000, watts });
const TWO = { intervals: [secondsOn(600, 390), secondsOn(0x0102_0304, 1234.56)], last: 3 };

const hex = (bytes: Buffer) => bytes.toString('hex');
const spaced = (text: string) => text.replaceAll(' ', '');

describe('the status', () => {
  test('holds the time of the newest record, the fields, the number of records and the first number', () => {
    expect(hex(encodeHistoryStatus(TWO))).toBe(
      spaced('04030201 00000000 00bd242d 02 0702 0e01 0300 c00f 01000000 00000000 0101'),
    );
  });

  test('holds the number of the oldest record that is left', () => {
    expect(hex(encodeHistoryStatus({ ...TWO, last: 0x1_0003 }))).toContain(spaced('0300 c00f 01000100'));
  });

  test('is empty when there are no records', () => {
    expect(encodeHistoryStatus({ intervals: [], last: 0 })).toHaveLength(0);
  });
});

describe('the records', () => {
  const REFERENCE = '15 01000000 01000000 81 00bd242d 00000000000000';
  const FIRST = '0c 02000000 58020000 01 3c0f';
  const SECOND = '0c 03000000 04030201 01 3a30';

  test.each([
    ['all of them from 0', 0, `${REFERENCE} ${FIRST} ${SECOND}`],
    ['all of them from 1', 1, `${REFERENCE} ${FIRST} ${SECOND}`],
    ['those from the next number on', 3, SECOND],
    ['a single zero from the number after the last', 4, '00'],
    ['a single zero from a number far beyond the last', 400, '00'],
    ['a single zero before any request', Number.POSITIVE_INFINITY, '00'],
  ])('are %s', (_, from, bytes) => {
    expect(hex(encodeHistoryRecords(from, TWO).bytes)).toBe(spaced(bytes));
  });

  test('begin with the oldest one when the requested number is older', () => {
    const { bytes } = encodeHistoryRecords(5, { ...TWO, last: 103 });
    expect([bytes.readUInt32LE(1), bytes[9]]).toEqual([101, 0x81]);
  });

  test('come eleven at a time', () => {
    const intervals = Array.from({ length: 30 }, (_, nth) => secondsOn(600 * nth, nth));
    const lengths: number[] = [];
    for (let next = 1; next <= 31; ) {
      const read = encodeHistoryRecords(next, { intervals, last: 31 });
      lengths.push(read.bytes.length);
      next = read.next;
    }
    expect(lengths).toEqual([21 + 10 * 12, 11 * 12, 9 * 12]);
  });

  test('are a single zero when there are none', () => {
    expect(hex(encodeHistoryRecords(0, { intervals: [], last: 0 }).bytes)).toBe('00');
  });

  test('hold 6553.5 W at most', () => {
    const { bytes } = encodeHistoryRecords(2, { intervals: [secondsOn(600, 36_000)], last: 2 });
    expect(hex(bytes)).toMatch(/ffff$/);
  });
});

describe('a request', () => {
  test('holds the number after two bytes', () => {
    expect(decodeHistoryRequest(Buffer.from('0114040302010000', 'hex'))).toBe(0x0102_0304);
  });

  test('is undefined when it is too short', () => {
    expect(decodeHistoryRequest(Buffer.from('011404', 'hex'))).toBeUndefined();
  });
});
