import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';

type Texts = { readonly [label: string]: string };

const read = (horodates: Texts, before?: Reading, labels: Texts = {}) =>
  readingFromFrame({ mode: 'standard', address: '012345678901', labels, horodates, refused: 0 }, 0, before);
const peaks = (horodates: Texts) => read(horodates).mobilePeaks;

const MORNING = { fromMs: Date.UTC(2027, 0, 12, 6), toMs: Date.UTC(2027, 0, 12, 10) };
const EVENING = { fromMs: Date.UTC(2027, 0, 12, 17), toMs: Date.UTC(2027, 0, 13, 0) };

describe('mobile peaks', () => {
  test('are read from DPM and FPM, in the order of their numbers', () => {
    const told = { FPM3: 'H270113010000', DPM3: 'H270112180000', DPM1: 'H270112070000', FPM1: 'H270112110000' };
    expect(peaks(told)).toEqual([MORNING, EVENING]);
  });

  test('are in summer time where their horodate says so', () => {
    const fromMs = Date.UTC(2027, 6, 12, 5);
    expect(peaks({ DPM2: 'E270712070000', FPM2: 'E270712080000' })).toEqual([{ fromMs, toMs: fromMs + 3_600_000 }]);
  });

  test.each([
    ['blank', ' 000000000000', ' 000000000000'],
    ['blank at the end only', 'H270112070000', ' 000000000000'],
    ['told by a degraded clock', 'h270112070000', 'H270112110000'],
    ['no date', 'H270112070000', 'H271312110000'],
    ['over before it begins', 'H270112110000', 'H270112070000'],
  ])('are not there when one is %s', (_, DPM1, FPM1) => {
    expect(read({ DPM1, FPM1 })).not.toHaveProperty('mobilePeaks');
    const other = { DPM2: 'H270112070000', FPM2: 'H270112110000' };
    expect(peaks({ DPM1, FPM1, ...other })).toEqual([MORNING]);
  });

  test('need both their beginning and their end', () => {
    expect(read({ DPM1: 'H270112070000' })).not.toHaveProperty('mobilePeaks');
    expect(read({ FPM1: 'H270112110000' })).not.toHaveProperty('mobilePeaks');
    expect(read({ DATE: 'H270112070000' })).not.toHaveProperty('mobilePeaks');
  });

  test('are the same object while the meter says the same', () => {
    const told = { DPM1: 'H270112070000', FPM1: 'H270112110000' };
    const first = read({ ...told, DATE: 'H270111200000' });
    const second = read({ ...told, DATE: 'H270111200001' }, first);
    expect(second.mobilePeaks).toBe(first.mobilePeaks);
    const moved = read({ ...told, FPM1: 'H270112120000' }, second);
    expect(moved.mobilePeaks).toEqual([{ fromMs: MORNING.fromMs, toMs: Date.UTC(2027, 0, 12, 11) }]);
    expect(read({}, moved)).not.toHaveProperty('mobilePeaks');
  });
});

describe('MSG2', () => {
  test('is the short message, without its padding', () => {
    expect(read({}, undefined, { MSG2: '  TRAVAUX 12/01 ' })).toMatchObject({ shortMessage: 'TRAVAUX 12/01' });
  });

  test('is absent when it is blank, or not in the frame', () => {
    expect(read({}, undefined, { MSG2: ' '.repeat(16) })).not.toHaveProperty('shortMessage');
    expect(read({}, undefined, { MSG1: 'PAS DE MESSAGE'.padEnd(32) })).not.toHaveProperty('shortMessage');
  });
});
