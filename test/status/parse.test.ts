import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderOutcome } from '../../src/journal/orders.ts';
import { parseStatus } from '../../src/status/parse.ts';
import type { Status } from '../../src/status/status.ts';
import { readingWith } from '../../testbed/support/readings.ts';

const STATUS: Status = {
  version: '1.0.0',
  requests: [],
  troubles: [],
  news: [],
  meters: [
    { slug: 'maison', name: 'Maison', port: '/dev/ttyUSB0', staleAfter: 20 },
    {
      slug: 'atelier',
      name: 'Atelier d’été',
      port: 'tcp://h:1',
      staleAfter: 30,
      lastReading: readingWith({
        phases: 3,
        apparentPowerVA: 390,
        activePowerW: -312.4,
        activePowerErrorW: 9.1,
        surplusVA: { about: 690, least: 414, most: 1012 },
        isGiving: true,
        currentA: { 1: 1, 2: 0, 3: 2 },
        registers: { EASF01: 12, EASF02: 0 },
        offPeak: false,
        peak: 'none',
        tempoToday: 'blue',
        message: 'PAS DE MESSAGE',
      }),
      atMs: 1_700_000_000_000,
      ageMs: 3_000,
    },
  ],
  mirror: {
    state: 'unreachable',
    pending: 3,
    delivered: 40,
    refused: 0,
    oldestPendingAtMs: 1_700_000_000_000,
    mistake: 'address',
    lastError: 'no answer in time',
    refusedMeasurements: [{ measurement: 'linky_tic', says: 'field type conflict' }],
  },
};

test('a status is parsed as it was sent', () => {
  expect(parseStatus(JSON.stringify(STATUS))).toEqual(STATUS);
});

test('a status without a mirror is parsed', () => {
  const { mirror: _, ...withoutMirror } = STATUS;
  expect(parseStatus(JSON.stringify(withoutMirror))).toEqual(withoutMirror);
});

test('the status of a mirror that delivers, which has fewer fields, is parsed', () => {
  const { mistake: _, refusedMeasurements: __, ...mirror } = STATUS.mirror ?? {};
  expect(parseStatus(JSON.stringify({ ...STATUS, mirror }))?.mirror).toEqual(mirror);
});

test('no more than 20 refused measurements are taken', () => {
  const refusedMeasurements = Array.from({ length: 50_000 }, (_, at) => ({ measurement: `m${at}`, says: 'no' }));
  const { mirror } = parseStatus(changed({ mirror: { ...STATUS.mirror, refusedMeasurements } })) ?? {};
  expect(mirror?.refusedMeasurements).toEqual(refusedMeasurements.slice(0, 20));
});

const RECORD = {
  ...{ id: 3, meter: 'maison', kind: 'enedisCurve', prm: '12345678901234', atMs: 1_700_000_000_000 },
  ...{ firstDay: 19_000, lastDay: 19_364, days: 365, digest: 'a1' },
};

test.each<OrderOutcome>([
  { kind: 'imported', record: RECORD },
  { kind: 'known', record: RECORD },
  { kind: 'undone', record: RECORD },
  { kind: 'noSuchImport' },
  { kind: 'tooMany', most: 500 },
  { kind: 'noRoom', mostMegabytes: 64 },
  { kind: 'forgotten', days: 2, minutes: 360, readings: 340, fromMs: 1, toMs: 2 },
  { kind: 'nothingLater' },
  { kind: 'perhapsLate', nowMs: 1, untilMs: 2 },
  { kind: 'failed', says: 'the disk is full.' },
])('what came of a request is parsed: $kind', (outcome) => {
  const requests = [{ request: 'a-1', outcome }];
  expect(parseStatus(changed({ requests }))?.requests).toEqual(requests);
});

test('the results of requests have their texts without escape sequences, and no more than 20 are taken', () => {
  const requests = Array.from({ length: 50 }, (_, nth) => ({
    request: `r${nth}`,
    outcome: { kind: 'failed', says: '\x1b]0;mine\x07full' },
  }));
  expect(parseStatus(changed({ requests }))?.requests).toEqual(
    requests.slice(0, 20).map(({ request }) => ({ request, outcome: { kind: 'failed', says: 'full' } })),
  );
});

test('unknown fields are left out', () => {
  const [meter] = STATUS.meters;
  const later = { ...STATUS, meters: [{ ...meter, colour: 'green' }], later: { a: 1 } };
  expect(parseStatus(JSON.stringify(later))).toEqual({ ...STATUS, meters: [meter] });
});

describe('is no status:', () => {
  test.each([
    ...['', '{}', 'null', '[]', '7', '"text"', '{"version":"1"}', '{"version":1,"meters":[]}', '{"meters":{}'],
    ...['{"version":"1","meters":[null]}', '{"version":"1","meters":{"length":1}}', '[1e999]', '['.repeat(500_000)],
    changed({ meters: [{ ...STATUS.meters[0], staleAfter: '20' }] }),
    changed({ meters: [{ ...STATUS.meters[1], lastReading: {} }] }),
    changed({ meters: [{ ...STATUS.meters[1], lastReading: { ...readingWith(), registers: { BASE: 'x' } } }] }),
    changed({ requests: undefined }),
    changed({ requests: {} }),
    changed({ requests: [{ request: 'a-1' }] }),
    changed({ requests: [{ request: 'a-1', outcome: { kind: 'imported' } }] }),
    changed({ requests: [{ request: 'a-1', outcome: { kind: 'toString' } }] }),
    changed({ mirror: {} }),
    changed({ mirror: { ...STATUS.mirror, state: 'constructor' } }),
    changed({ mirror: { ...STATUS.mirror, refusedMeasurements: [{ measurement: 1 }] } }),
    changed({}).replace('"pending":3', '"pending":1e999'),
  ])('%.80s', (text) => expect(parseStatus(text)).toBeUndefined());
});

test('texts lose their escape sequences, and are cut', () => {
  const title = '\x1b]0;mine\x07';
  const [meter] = STATUS.meters;
  const mirror = { ...STATUS.mirror, lastError: `${title}refused\u202e\nby ${'x'.repeat(100_000)}` };
  const frame = { ...readingWith().frame, labels: { [`${title}MSG1`]: `${title}hello` } };
  const meters = [{ ...meter, name: `${title}Maison`, lastReading: { ...readingWith(), frame } }];
  const status = parseStatus(changed({ version: `${title}1`, meters, mirror }));
  expect(status?.version).toBe('1');
  expect(status?.meters[0]?.name).toBe('Maison');
  expect(status?.meters[0]?.lastReading?.frame.labels).toEqual({ MSG1: 'hello' });
  expect(status?.mirror?.lastError).toMatch(/^refused {2}by x{980,1000}$/);
});

test('any JSON is refused without an exception', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseStatus(text)).toBeUndefined();
    }),
  );
});

function changed(change: object): string {
  return JSON.stringify({ ...STATUS, ...change });
}
