import { describe, expect, test } from 'vitest';
import type { Minute } from '../../../src/energy/minute.ts';
import { intervalsOf } from '../../../src/homekit/eve/intervals.ts';

const at = (hour: number, minute: number) => Date.UTC(2026, 10, 25, hour, minute);
const minute = (atMs: number, meanVA: number, count = 30): Minute => ({ atMs, count, meanVA });

describe('intervals of ten minutes', () => {
  test('end at multiples of ten minutes, with the mean of their minutes', () => {
    const minutes = [minute(at(1, 10), 300), minute(at(1, 19), 500), minute(at(1, 20), 900), minute(at(1, 30), 0)];
    expect(intervalsOf(minutes, 1)).toEqual([
      { endMs: at(1, 20), watts: 400 },
      { endMs: at(1, 30), watts: 900 },
    ]);
  });

  test('weigh each minute by its readings', () => {
    const minutes = [minute(at(1, 10), 300, 30), minute(at(1, 11), 900, 10), minute(at(1, 20), 0)];
    expect(intervalsOf(minutes, 1)).toEqual([{ endMs: at(1, 20), watts: 450 }]);
  });

  test('are watts, VA × the power factor', () => {
    expect(intervalsOf([minute(at(1, 10), 1000), minute(at(1, 20), 0)], 0.9)).toEqual([
      { endMs: at(1, 20), watts: 900 },
    ]);
  });

  test('are not given before there is a minute after them', () => {
    expect(intervalsOf([minute(at(1, 10), 300), minute(at(1, 19), 500)], 1)).toEqual([]);
  });

  test('are not given without a power, as when only short frames came', () => {
    const minutes = [{ atMs: at(1, 10), count: 0 }, minute(at(1, 20), 300), { atMs: at(1, 30), count: 0 }];
    expect(intervalsOf(minutes, 1)).toEqual([{ endMs: at(1, 30), watts: 300 }]);
  });

  test('of a power that is unknown are not given', () => {
    const minutes = [minute(at(1, 10), 300), minute(at(1, 20), 300), minute(at(1, 30), 300)];
    expect(intervalsOf(minutes, 'auto')).toEqual([]);
  });

  test('are what the index counted, with the minutes before and after them', () => {
    const minutes = Array.from({ length: 12 }, (_, nth) => ({ ...minute(at(1, 9 + nth), 600), energyWh: nth }));
    // The ten minutes from 1:10 have 1 + 2 + … + 10 Wh.
    expect(intervalsOf(minutes, 'auto')).toEqual([{ endMs: at(1, 20), watts: 330 }]);
  });

  test('are none when there are no minutes', () => {
    expect(intervalsOf([], 1)).toEqual([]);
  });
});
