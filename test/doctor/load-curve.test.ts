import { expect, test } from 'vitest';
import { createLoadCurve } from '../../src/doctor/load-curve.ts';
import type { Frame } from '../../src/reading/reading.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';
import { EVENING, type LoadCurveScene, loadCurveReadings } from './load-curve-readings.ts';

function compared(scene: LoadCurveScene) {
  const curve = createLoadCurve();
  for (const reading of loadCurveReadings(scene)) curve.take(reading);
  return curve.compare();
}

test.each([10, 30, 60])('a period of %d minutes is compared with the mean of our readings', (minutes) => {
  expect(compared({ minutes })).toEqual({
    fromMs: EVENING - minutes * MINUTE_MS,
    toMs: EVENING,
    meterW: 1278,
    ourW: 1265,
  });
});

test('the mean weighs each reading by the time until the next, and ends where the period ends', () => {
  const halfMs = EVENING - 15 * MINUTE_MS;
  const wattsAt = (atMs: number) =>
    atMs < EVENING - 30 * MINUTE_MS || atMs >= EVENING ? 9000 : atMs < halfMs ? 500 : 1500;
  expect(compared({ wattsAt })?.ourW).toBe(1000);
  // In the first half every second reading is lost.
  const arrives = (atMs: number) => atMs >= halfMs || atMs % (4 * SECOND_MS) === 0;
  expect(compared({ wattsAt, arrives })?.ourW).toBeCloseTo(1000, 0);
});

test.each([
  ['autumn, when an hour comes twice', Date.parse('2026-10-25T02:00:00+01:00')],
  ['spring, when an hour is left out', Date.parse('2026-03-29T03:00:00+02:00')],
])('a period is compared over the change of the clocks in %s', (_, endMs) => {
  expect(compared({ endMs, minutes: 30 })).toEqual({
    fromMs: endMs - 30 * MINUTE_MS,
    toMs: endMs,
    meterW: 1278,
    ourW: 1265,
  });
});

test('a meter’s clock that is degraded dates readings and periods alike', () => {
  const changed = (frame: Frame) => ({
    ...frame,
    horodates: Object.fromEntries(Object.entries(frame.horodates).map(([label, at]) => [label, at.toLowerCase()])),
  });
  expect(compared({ changed })?.ourW).toBe(1265);
});

test('the power that a producer gives is taken off', () => {
  expect(compared({ meterW: 200, givenW: 1100, wattsAt: () => -890 })).toMatchObject({ meterW: -900, ourW: -890 });
});

test('the power that a producer gave in another period tells nothing of this one', () => {
  const changed = (frame: Frame) => ({
    ...frame,
    horodates: { ...frame.horodates, CCAIN: frame.horodates['CCASN-1'] ?? '' },
  });
  expect(compared({ meterW: 200, givenW: 1100, wattsAt: () => -890, changed })).toBeUndefined();
});

test('frames with refused groups tell no period, since CCAIN may be among these', () => {
  const changed = (frame: Frame) => ({ ...frame, refused: 1 });
  expect(compared({ changed })).toBeUndefined();
});

test.each<[string, LoadCurveScene]>([
  [
    'the readings have a gap of two minutes',
    { arrives: (atMs) => Math.abs(EVENING - 10 * MINUTE_MS - atMs) > MINUTE_MS },
  ],
  ['the first readings came in the middle of the period', { arrives: (atMs) => atMs > EVENING - 15 * MINUTE_MS }],
  ['W were unknown for two minutes', { wattsAt: (atMs) => (atMs < EVENING - 28 * MINUTE_MS ? undefined : 1265) }],
  ['the load curve is off', { changed: (frame) => ({ ...frame, horodates: { DATE: frame.horodates['DATE'] ?? '' } }) }],
  ['the period is too short for a load curve', { minutes: 5 }],
  ['the period is too long for a load curve', { minutes: 61 }],
  [
    'the period before is unknown',
    { changed: (frame) => ({ ...frame, horodates: { ...frame.horodates, 'CCASN-1': 'H000000000000' } }) },
  ],
  [
    'the meter’s clock was set forward in the period',
    { aheadMs: (atMs) => (atMs < EVENING - 9 * MINUTE_MS ? -HOUR_MS : 0) },
  ],
  [
    'the meter’s clock was set back in the period',
    { aheadMs: (atMs) => (atMs < EVENING - 9 * MINUTE_MS ? HOUR_MS : 0) },
  ],
  ['the meter says nothing new', { arrives: (atMs) => atMs < EVENING }],
])('nothing is compared when %s', (_, scene) => {
  expect(compared(scene)).toBeUndefined();
});

test('an earlier period is compared when the newest is not covered', () => {
  const curve = createLoadCurve();
  for (const reading of loadCurveReadings({})) curve.take(reading);
  const nextMs = EVENING + 30 * MINUTE_MS;
  // The plugin was off for most of the next period.
  for (const reading of loadCurveReadings({ endMs: nextMs, arrives: (atMs) => atMs > nextMs - 5 * MINUTE_MS }))
    curve.take(reading);
  expect(curve.compare()?.toMs).toBe(EVENING);
});

test('of two periods that are covered, the newest is compared', () => {
  const curve = createLoadCurve();
  const nextMs = EVENING + 30 * MINUTE_MS;
  for (const reading of loadCurveReadings({})) curve.take(reading);
  for (const reading of loadCurveReadings({ endMs: nextMs, arrives: (atMs) => atMs >= EVENING + 5 * MINUTE_MS }))
    curve.take(reading);
  expect(curve.compare()?.toMs).toBe(nextMs);
});

test('a period that was told before the meter’s clock was set back is not compared with readings after it', () => {
  const curve = createLoadCurve();
  for (const reading of loadCurveReadings({})) curve.take(reading);
  const withoutCurve = (frame: Frame) => ({ ...frame, horodates: { DATE: frame.horodates['DATE'] ?? '' } });
  for (const reading of loadCurveReadings({ changed: withoutCurve })) curve.take(reading);
  expect(curve.compare()).toBeUndefined();
});
