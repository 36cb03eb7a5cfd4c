import type { Interval } from './intervals.ts';
import { MAX_RECORDS, type NumberedIntervals } from './numbered-intervals.ts';

/**
 * The bytes of Eve's history. Elgato has not published them; they are as users have found them out and plugins have
 * used them for years. All numbers are little-endian, and times are seconds: the reference since 2001, all others since
 * the reference.
 */
const EVE_EPOCH_MS = Date.UTC(2001, 0, 1);
/** Any time before the first interval will do, if it never changes. */
const REFERENCE_MS = Date.UTC(2025, 0, 1);

/** What the records hold, each with how many bytes it takes: the power (7), and whether a plug is on (14), which none has. */
const FIELDS = [
  [0x07, 2],
  [0x0e, 1],
];
const HAS_POWER = 0b01;
const POWER_BYTES = 12;

const IS_REFERENCE = 0x81;
const REFERENCE_BYTES = 21;

/** 0.1 W in 16 bits: a larger power, beyond 6553.5 W, is drawn as this one. */
const MOST_TENTHS = 0xffff;

/** One read gives as many at most: they have to fit into a message of 255 bytes. */
const MOST_AT_ONCE = 11;

type Records = Pick<NumberedIntervals, 'intervals' | 'last'>;

/** What Eve reads first: which records there are. Empty when there are none. */
export function encodeHistoryStatus(records: Records): Buffer {
  const newest = records.intervals.at(-1);
  if (!newest) return Buffer.alloc(0);
  return Buffer.concat([
    u32(secondsSince(REFERENCE_MS, newest.endMs)),
    u32(0),
    u32(secondsSince(EVE_EPOCH_MS, REFERENCE_MS)),
    Buffer.from([FIELDS.length, ...FIELDS.flat()]),
    u16(records.intervals.length + 1),
    u16(MAX_RECORDS),
    u32(firstOf(records)),
    u32(0),
    Buffer.from([1, 1]),
  ]);
}

/** From which number on Eve asks for records; 0 for all. Undefined when it is no such request. */
export function decodeHistoryRequest(request: Buffer): number | undefined {
  return request.length >= 6 ? request.readUInt32LE(2) : undefined;
}

/** The next records from a number on, and the number after them. Without any left it is a single zero. */
export function encodeHistoryRecords(
  number: number,
  records: Records,
): { readonly bytes: Buffer; readonly next: number } {
  const from = Math.max(number, firstOf(records));
  const next = Math.min(from + MOST_AT_ONCE, records.last + 1);
  if (from >= next || records.last === 0) return { bytes: Buffer.from([0]), next: number };
  const numbers = Array.from({ length: next - from }, (_, index) => from + index);
  return { bytes: Buffer.concat(numbers.map((one) => recordOf(one, records))), next };
}

/** The first record is the reference: the ones after it are the intervals. */
function firstOf({ intervals, last }: Records): number {
  return last - intervals.length;
}

function recordOf(number: number, records: Records): Buffer {
  const interval = records.intervals[number - firstOf(records) - 1];
  return interval ? powerRecord(number, interval) : referenceRecord(number);
}

function powerRecord(number: number, { endMs, watts }: Interval): Buffer {
  const tenths = Math.min(Math.round(watts * 10), MOST_TENTHS);
  const time = u32(secondsSince(REFERENCE_MS, endMs));
  return Buffer.concat([Buffer.from([POWER_BYTES]), u32(number), time, Buffer.from([HAS_POWER]), u16(tenths)]);
}

function referenceRecord(number: number): Buffer {
  const reference = u32(secondsSince(EVE_EPOCH_MS, REFERENCE_MS));
  const head = Buffer.from([REFERENCE_BYTES]);
  return Buffer.concat([head, u32(number), u32(1), Buffer.from([IS_REFERENCE]), reference, Buffer.alloc(7)]);
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
