import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { JournalOrder } from '../../src/journal/orders.ts';
import { isFitOrder, type Request, requestIn } from '../../src/status/protocol.ts';
import { VERSION } from '../../src/status/status.ts';

const SOME_DAY = dayOfDate('2025-06-01') ?? Number.NaN;
const FULL_DAY: ImportedDay = {
  day: SOME_DAY,
  curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [230] }],
  energyWh: 12_345,
};
const IMPORT = importOf([FULL_DAY, { day: SOME_DAY + 1, energyWh: 1 }]);
const UNDO: JournalOrder = { kind: 'undo', meter: 'maison-d-ete', id: 3 };

test.each<[string, JournalOrder]>([
  ['an import', IMPORT],
  ['an import without the number of a supply point', importOf([{ day: SOME_DAY }], { prm: undefined })],
  ['one that is undone', UNDO],
  ['what is to be forgotten', { kind: 'forget' }],
  ['what is to be forgotten for sure', { kind: 'forget', isSure: true }],
])('%s is understood as it was sent', (_, order) => {
  expect(requestIn(lineOf(order))).toEqual(JSON.parse(lineOf(order)));
  expect(isFitOrder(order)).toBe(true);
});

test('a question for the status is understood', () => {
  const request = { version: VERSION, kind: 'status' } as const;
  expect(requestIn(JSON.stringify(request))).toEqual(request);
});

test('of a request of another version only that is known, whatever it asks', () => {
  expect(requestIn(lineOf(UNDO, { version: '0.0.1', kind: 'rename' }))).toBe('otherVersion');
  expect(requestIn('{"version":"0.0.1"}')).toBe('otherVersion');
});

test('unknown fields are left out', () => {
  const later = { ...IMPORT, colour: 'green', import: { ...importIn(IMPORT), days: [{ ...FULL_DAY, mood: 'good' }] } };
  expect(requestIn(lineOf(later))).toEqual(JSON.parse(lineOf(importOf([FULL_DAY]))));
});

describe('is refused as a whole, with', () => {
  test.each<[string, object]>([
    ['no day', { days: [] }],
    ['more days than any file has', { days: Array.from({ length: 4_001 }, (_, nth) => ({ day: 8_000 + nth })) }],
    ['the same day twice', { days: [{ day: SOME_DAY }, { day: SOME_DAY }] }],
    ['a day that makes no sense', { days: [FULL_DAY, { day: SOME_DAY + 1, energyWh: -1 }] }],
    ['days that are not in order', { days: [{ day: SOME_DAY }, { day: SOME_DAY - 1 }] }],
    ['a meter that is no slug', { meter: 'Été' }],
    ['a meter with a slash', { meter: '../etc' }],
    ['a meter without a name', { meter: '' }],
    ['an endless meter', { meter: 'x'.repeat(201) }],
    ['a kind with an escape sequence', { kind: '\x1b]0;mine\x07' }],
    ['a supply point of 13 digits', { prm: '1234567890123' }],
    ['a supply point that is a number', { prm: 12_345_678_901_234 }],
  ])('%s', (_, change) => {
    expect(isFitOrder(importOf([FULL_DAY], change))).toBe(false);
  });

  test.each<[string, object, object]>([
    ['an unknown kind', { kind: 'delete' }, {}],
    ['a kind called like a method of objects', { kind: 'constructor' }, {}],
    ['a number of an import that is none', { id: 1.5 }, {}],
    ['a number below 0', { id: -1 }, {}],
    ['no name', {}, { id: undefined }],
    ['a name with a blank', {}, { id: 'a b' }],
    ['an endless name', {}, { id: 'a'.repeat(65) }],
  ])('%s', (_, change, changeOfRequest) => {
    expect(requestIn(lineOf({ ...UNDO, ...change }, changeOfRequest))).toBeUndefined();
  });

  test('a number that JSON takes for infinity', () => {
    expect(
      requestIn(lineOf(importOf([{ day: SOME_DAY, energyWh: 12_345 }])).replace('12345', '1e999')),
    ).toBeUndefined();
  });
});

test('an import that is larger than a request may be is not fit', () => {
  const meanW = Array.from({ length: 288 }, () => 1_000 / 3);
  const days = Array.from({ length: 3_500 }, (_, nth) => ({
    day: SOME_DAY + nth,
    curve: [{ fromMinute: 0, stepMinutes: 5, meanW }],
  }));
  expect(isFitOrder(importOf(days))).toBe(false);
});

test('any JSON, and any cut request, is refused without an exception', () => {
  const text = lineOf(IMPORT);
  const cut = fc.integer({ min: 0, max: text.length - 1 }).map((at) => text.slice(0, at));
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), cut), (garbage) => {
      expect(requestIn(garbage)).toBeUndefined();
    }),
  );
});

// Each is within the bytes that a request may have. Parsed, they would exhaust the heap of the writer's thread, and so end the process.
test.each([
  ['lists in lists', '['.repeat(16_000_000)],
  ['millions of lists', `{"a":[${'[],'.repeat(5_000_000)}[]]}`],
  ['millions of objects', `{"a":[${'{},'.repeat(5_000_000)}{}]}`],
  ['millions of texts', `{"a":[${'"a",'.repeat(3_900_000)}"a"]}`],
])('%s are not parsed', (_, text) => {
  expect(requestIn(text)).toBeUndefined();
});

function importOf(days: readonly object[], change: object = {}): JournalOrder {
  const made = { meter: 'maison-d-ete', kind: 'enedisCurve', prm: '12345678901234', days, ...change };
  return { kind: 'import', import: made } as JournalOrder;
}

function importIn(order: JournalOrder): object {
  return order.kind === 'import' ? order.import : {};
}

function lineOf(order: object, change: object = {}): string {
  const request = { version: VERSION, kind: 'order', id: 'a-1', order } as Request;
  return JSON.stringify({ ...request, ...change });
}
