import { describe, expect, test } from 'vitest';
import { dateOf } from '../../src/base/paris-time.ts';
import { clockAfter, type MeterClock } from '../../src/contract/meter-time.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';

const FOREVER = Number.POSITIVE_INFINITY;

describe('the local time at a reading', () => {
  test('is the meter’s in standard mode, even if this machine’s clock is not set or years behind', () => {
    for (const wallMs of [undefined, Date.parse('2024-03-01T00:00:00Z')]) {
      const timeOf = clocked(() => wallMs);
      expect(shown(timeOf(standardAt('2026-11-27T13:05:59Z')))).toBe('2026-11-27 845');
      expect(shown(timeOf(standardAt('2026-11-27T13:06:00Z', 1_000)))).toBe('2026-11-27 846');
    }
  });

  test('is this machine’s in historique mode, and unknown until its clock is set', () => {
    let setMs: number | undefined;
    const timeOf = clocked((monotonicMs) => setMs && setMs + monotonicMs);
    expect(timeOf(readingWith({ monotonicMs: 1_000 }))).toBeUndefined();
    setMs = Date.parse('2026-06-30T22:30:00Z');
    expect(shown(timeOf(readingWith({ monotonicMs: 2_000 })))).toBe('2026-07-01 30');
  });

  test('is this machine’s while the meter reports that its own clock is degraded', () => {
    const timeOf = clocked((monotonicMs) => Date.parse('2026-11-27T12:00:00Z') + monotonicMs);
    timeOf(standardAt('2026-11-27T11:00:00Z', 0));
    const degraded = readingWith({
      monotonicMs: 1_000,
      isClockDegraded: true,
      frame: frameWith({ mode: 'standard' }),
    });
    expect(shown(timeOf(degraded))).toBe('2026-11-27 780');
  });

  test('is extrapolated from the previous frame if DATE was refused', () => {
    const timeOf = clocked(() => Date.parse('2026-11-27T12:00:00Z'));
    timeOf(standardAt('2026-11-27T11:00:00Z', 0));
    const refused = readingWith({ monotonicMs: 61_000, frame: frameWith({ mode: 'standard', refused: 1 }) });
    expect(timeOf(refused)).toMatchObject({ minute: 12 * 60 + 1, unseenMs: 61_000 });
  });

  test.each([
    ['2026-10-25T00:59:59Z', '2026-10-25 179'],
    ['2026-10-25T01:00:00Z', '2026-10-25 120'],
    ['2026-03-29T00:59:59Z', '2026-03-29 119'],
    ['2026-03-29T01:00:00Z', '2026-03-29 180'],
    ['2026-03-28T22:59:59Z', '2026-03-28 1439'],
    ['2026-03-28T23:00:00Z', '2026-03-29 0'],
  ])('at %s in Paris: %s minutes', (instant, local) => {
    const timeOf = clocked(() => undefined);
    timeOf(standardAt(new Date(Date.parse(instant) - 1_000).toISOString(), 0));
    expect(shown(timeOf(standardAt(instant, 1_000)))).toBe(local);
  });
});

describe('the time for which a meter was not observed', () => {
  test('is the time since the previous reading, whatever DATE skips or repeats', () => {
    const timeOf = clocked(() => undefined);
    timeOf(standardAt('2026-11-27T12:00:00Z', 0));
    expect(timeOf(standardAt('2026-11-27T12:00:00Z', 1_200))?.unseenMs).toBe(1_200);
    expect(timeOf(standardAt('2026-11-27T12:20:29Z', 1_201_200))?.unseenMs).toBe(1_200_000);
  });

  test('is infinite at the first reading, and after the clock was set', () => {
    const timeOf = clocked(() => undefined);
    expect(timeOf(standardAt('2026-11-27T12:00:00Z', 0))?.unseenMs).toBe(FOREVER);
    expect(timeOf(standardAt('2026-11-27T12:00:33Z', 2_000))?.unseenMs).toBe(FOREVER);
    expect(timeOf(standardAt('2026-11-27T12:00:35Z', 4_000))?.unseenMs).toBe(2_000);
    expect(timeOf(standardAt('2026-11-27T11:00:37Z', 6_000))?.unseenMs).toBe(FOREVER);
  });

  test('is the time since the previous reading while the clock is only slewed', () => {
    let aheadMs = 0;
    const timeOf = clocked((monotonicMs) => Date.parse('2026-11-27T12:00:00Z') + monotonicMs + aheadMs);
    const unseen = Array.from({ length: 100 }, (_, nth) => {
      aheadMs += 900;
      return timeOf(readingWith({ monotonicMs: nth * 2_000 }))?.unseenMs;
    });
    expect(new Set(unseen.slice(1))).toEqual(new Set([2_000]));
  });

  test('is infinite after a time without any clock', () => {
    let isSet = true;
    const timeOf = clocked((monotonicMs) => (isSet ? 1.8e12 + monotonicMs : undefined));
    timeOf(readingWith({ monotonicMs: 0 }));
    isSet = false;
    timeOf(readingWith({ monotonicMs: 1_000 }));
    isSet = true;
    expect(timeOf(readingWith({ monotonicMs: 2_000 }))?.unseenMs).toBe(FOREVER);
  });
});

function standardAt(instant: string, monotonicMs = 0): Reading {
  const meterClockMs = Date.parse(instant);
  return readingWith({ monotonicMs, meterClockMs, frame: frameWith({ mode: 'standard' }) });
}

function shown(time: { readonly day: number; readonly minute: number } | undefined): string | undefined {
  return time && `${dateOf(time.day)} ${time.minute}`;
}

/** The time of each reading of a meter. */
function clocked(wallAt: (monotonicMs: number) => number | undefined) {
  let clock: MeterClock = {};
  return (reading: Reading) => {
    clock = clockAfter(clock, reading, wallAt(reading.monotonicMs));
    return clock.last?.time;
  };
}
