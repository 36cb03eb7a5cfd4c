import type { Interval } from './intervals.ts';
import { MAX_RECORDS, type NumberedIntervals } from './numbered-intervals.ts';

/*
 * The byte format of Eve's history. Elgato has never published it: users reverse-engineered it, and plugins have used it for years. Numbers
 * are little-endian. Times are in seconds: the time of the reference since 2001, all others since the reference.
 */
const EVE_EPOCH_MS = Date.UTC(2001, 0, 1);
/** The reference may be any time before the first interval, but must never change. */
const REFERENCE_MS = Date.UTC(2025, 0, 1);

/** The fields of a record with their lengths in bytes: the power (7), and whether a plug is on (14), which is never sent. */
const FIELDS = [
  [0x07, 2],
  [0x0e, 1],
];
const HAS_POWER = 0b01;
const POWER_RECORD_BYTES = 12;

const IS_REFERENCE = 0x81;
const REFERENCE_RECORD_BYTES = 21;

/** The power has 16 bits, in steps of 0.1 W, so at most 6553.5 W can be shown. */
const MAX_TENTHS = 0xffff;

/** The most records in one answer, which must fit into a message of 255 bytes. */
const MAX_RECORDS_PER_READ = 11;

/** Fields whose meaning is unknown. They always have these values. */
const UNKNOWN_ZERO = u32(0);
const UNKNOWN_ONES = Buffer.from([1, 1]);
const UNKNOWN_ZEROS = Buffer.alloc(7);
/** The time field of the reference record. */
const REFERENCE_TIME = u32(1);

type Records = Pick<NumberedIntervals, 'intervals' | 'last'>;

/** The value of the characteristic that Eve reads first: which records exist. Empty if there are none. */
export function encodeHistoryStatus(records: Records): Buffer {
  const newest = records.intervals.at(-1);
  if (!newest) return Buffer.alloc(0);
  return Buffer.concat([
    u32(secondsSince(REFERENCE_MS, newest.endMs)),
    UNKNOWN_ZERO,
    u32(secondsSince(EVE_EPOCH_MS, REFERENCE_MS)),
    Buffer.from([FIELDS.length, ...FIELDS.flat()]),
    u16(records.intervals.length + 1),
    u16(MAX_RECORDS),
    u32(firstNumber(records)),
    UNKNOWN_ZERO,
    UNKNOWN_ONES,
  ]);
}

/** The number of the first record that Eve asks for; 0 means all. Undefined if the request is too short. */
export function decodeHistoryRequest(request: Buffer): number | undefined {
  return request.length >= 6 ? request.readUInt32LE(2) : undefined;
}

/** The next records starting with a number, and the number after them. If none are left, the answer is a single zero byte. */
export function encodeHistoryRecords(
  number: number,
  records: Records,
): { readonly bytes: Buffer; readonly next: number } {
  const from = Math.max(number, firstNumber(records));
  const next = Math.min(from + MAX_RECORDS_PER_READ, records.last + 1);
  if (from >= next || records.last === 0) return { bytes: Buffer.from([0]), next: number };
  const numbers = Array.from({ length: next - from }, (_, index) => from + index);
  return { bytes: Buffer.concat(numbers.map((each) => encodeRecord(each, records))), next };
}

/** The number of the first record, which is the reference. The intervals follow it. */
function firstNumber({ intervals, last }: Records): number {
  return last - intervals.length;
}

function encodeRecord(number: number, records: Records): Buffer {
  const interval = records.intervals[number - firstNumber(records) - 1];
  return interval ? powerRecord(number, interval) : referenceRecord(number);
}

function powerRecord(number: number, { endMs, watts }: Interval): Buffer {
  const tenths = Math.min(Math.round(watts * 10), MAX_TENTHS);
  const time = u32(secondsSince(REFERENCE_MS, endMs));
  return Buffer.concat([Buffer.from([POWER_RECORD_BYTES]), u32(number), time, Buffer.from([HAS_POWER]), u16(tenths)]);
}

function referenceRecord(number: number): Buffer {
  const reference = u32(secondsSince(EVE_EPOCH_MS, REFERENCE_MS));
  const head = Buffer.from([REFERENCE_RECORD_BYTES]);
  return Buffer.concat([head, u32(number), REFERENCE_TIME, Buffer.from([IS_REFERENCE]), reference, UNKNOWN_ZEROS]);
}

function secondsSince(fromMs: number, ms: number): number {
  return (ms - fromMs) / 1000;
}

function u16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}

function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}
