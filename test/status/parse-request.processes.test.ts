import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { parseRequest } from '../../src/status/parse-request.ts';
import type { StatusRequest } from '../../src/status/request.ts';
import { HEAP } from '../../src/writer/messages.ts';

const SOME_DAY = dayOfDate('2025-06-01') ?? Number.NaN;

const FULL_DAY: ImportedDay = {
  day: SOME_DAY,
  curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [230] }],
  energyWh: 12_345,
};
const IMPORT = importOf([FULL_DAY, { day: SOME_DAY + 1, energyWh: 1 }]);
const UNDO: StatusRequest = { kind: 'undo', request: 'b2', meter: 'maison-d-ete', id: 3 };

test.each<[string, StatusRequest]>([
  ['an import', IMPORT],
  ['an import without the number of a supply point', importOf([{ day: SOME_DAY }], { prm: undefined })],
  ['one that is undone', UNDO],
  ['what is to be forgotten', { kind: 'forget', request: 'c3' }],
  ['what is to be forgotten for sure', { kind: 'forget', request: 'c3', isSure: true }],
])('%s is parsed as it was sent', (_, request) => {
  expect(parseRequest(JSON.stringify(request))).toEqual(JSON.parse(JSON.stringify(request)));
});

test('unknown fields are left out', () => {
  const later = { ...IMPORT, colour: 'green', import: { ...importIn(IMPORT), days: [{ ...FULL_DAY, mood: 'good' }] } };
  expect(parseRequest(JSON.stringify(later))).toEqual(importOf([FULL_DAY]));
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
    expect(parseRequest(JSON.stringify(importOf([FULL_DAY], change)))).toBeUndefined();
  });

  test.each<[string, object]>([
    ['an unknown kind', { kind: 'delete' }],
    ['a kind called like a method of objects', { kind: 'constructor' }],
    ['no name', { request: undefined }],
    ['a name with a blank', { request: 'a b' }],
    ['an endless name', { request: 'a'.repeat(65) }],
    ['a number of an import that is none', { id: 1.5 }],
    ['a number below 0', { id: -1 }],
  ])('%s', (_, change) => {
    expect(parseRequest(JSON.stringify({ ...UNDO, ...change }))).toBeUndefined();
  });

  test('a number that JSON takes for infinity', () => {
    const text = JSON.stringify(importOf([{ day: SOME_DAY, energyWh: 12_345 }]));
    expect(parseRequest(text.replace('12345', '1e999'))).toBeUndefined();
  });
});

test('any JSON, and any cut or changed request, is refused without an exception', () => {
  const text = JSON.stringify(IMPORT);
  const cut = fc.integer({ min: 0, max: text.length - 1 }).map((at) => text.slice(0, at));
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), cut), (garbage) => {
      expect(parseRequest(garbage)).toBeUndefined();
    }),
  );
});

// Each is within the bytes that a request may have.
test.each([
  ['lists in lists', '['.repeat(16_000_000)],
  ['objects in objects', '{"a":'.repeat(3_000_000)],
  ['millions of lists', `{"kind":"import","days":[${'[],'.repeat(5_000_000)}[]]}`],
  ['a million objects', `{"kind":"import","days":[${'{},'.repeat(900_000)}{}]}`],
  ['millions of numbers', `{"kind":"import","days":[${'1,'.repeat(7_900_000)}1]}`],
])('%s do not exhaust the memory of the writer’s thread', async (_, text) => {
  expect(await parsedInThread(text)).toBe('undefined');
});

function importOf(days: readonly object[], change: object = {}): StatusRequest {
  const made = { meter: 'maison-d-ete', kind: 'enedisCurve', prm: '12345678901234', days, ...change };
  return { kind: 'import', request: 'a-1', import: made } as StatusRequest;
}

function importIn(request: StatusRequest): object {
  return request.kind === 'import' ? request.import : {};
}

/** What comes of a text in a thread with the memory of the writer's. */
async function parsedInThread(text: string): Promise<string> {
  const worker = new Worker(new URL('./parse-request-worker.ts', import.meta.url), {
    workerData: Buffer.from(text),
    resourceLimits: HEAP,
  });
  const [parsed] = await once(worker, 'message');
  return parsed;
}
