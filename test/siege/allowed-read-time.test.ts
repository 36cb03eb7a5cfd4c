import { describe, expect, test } from 'vitest';
import { allowedMs, type MachineLoad, promisedBesideEmptyMs } from './allowed-read-time.ts';

const QUIET: MachineLoad = { pauses: [], reads: [] };
const READ = { fromMs: 10_000, toMs: 10_600, waitedMs: 0 };

describe('a read may take 100 ms', () => {
  test('on a quiet machine', () => {
    expect(allowedMs(READ, QUIET)).toBe(100);
  });

  test('and the time for which home and reader waited for a core, and at most 200 ms more for sharing it', () => {
    expect(allowedMs({ ...READ, waitedMs: 20 }, QUIET)).toBe(160);
    expect(allowedMs({ ...READ, waitedMs: 350 }, QUIET)).toBe(650);
  });

  test('and the pauses of the machine meanwhile and in the second before, without counting overlaps twice', () => {
    const pauses = [span(10_150, 10_200), span(10_100, 10_180), span(8_900, 9_300)];
    expect(allowedMs(READ, { ...QUIET, pauses })).toBe(700);
  });

  test('whatever pauses there were at another time', () => {
    expect(allowedMs(READ, { pauses: [span(2_000, 3_000)], reads: [{ ...span(2_000, 3_000), waitedMs: 0 }] })).toBe(
      100,
    );
  });

  test('although the empty plugin waited for a core, which a thread of the plugin may have taken', () => {
    expect(allowedMs(READ, { ...QUIET, reads: [{ ...span(10_100, 10_400), waitedMs: 280 }] })).toBe(100);
  });

  test('and twice the delay of the empty plugin that has no known reason', () => {
    expect(allowedMs(READ, { ...QUIET, reads: [{ ...span(10_100, 10_400), waitedMs: 50 }] })).toBe(600);
  });
});

describe('where a world promises to be hardly slower than the empty plugin, a read may take', () => {
  const load = {
    ...QUIET,
    reads: [4, 2, 400, 3, 53].map((ms, nth) => ({
      ...span(1_000 * nth, 1_000 * nth + ms),
      waitedMs: ms === 53 ? 50 : 0,
    })),
  };

  test('as long as half of its reads take at most, and 20 ms', () => {
    expect(promisedBesideEmptyMs(load, 20)).toBe(23);
    expect(allowedMs(READ, QUIET, 23)).toBe(23);
  });

  test('and what the machine takes', () => {
    expect(allowedMs({ ...READ, waitedMs: 20 }, QUIET, 23)).toBe(83);
  });
});

describe('where it is unknown who waited for a core, a read may take', () => {
  test.each([
    ['100 ms on a quiet machine', [], 100],
    ['100 ms when another process was held up as briefly as on a quiet machine', [span(10_000, 10_030)], 100],
    ['100 ms when another process was held up at another time', [span(2_000, 2_060)], 100],
    ['300 ms when another process was held up for a moment', [span(10_000, 10_060)], 300],
    ['longer when another process was held up for long', [span(10_000, 10_060), span(9_000, 9_300)], 700],
  ])('%s', (_, pauses, ms) => {
    expect(allowedMs(span(10_000, 10_600), { ...QUIET, pauses })).toBe(ms);
  });
});

function span(fromMs: number, toMs: number) {
  return { fromMs, toMs };
}
