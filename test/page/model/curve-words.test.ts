import { describe, expect, test } from 'vitest';
import {
  curveReadout,
  curveSummary,
  isCurveEmpty,
  uplotColumns,
} from '../../../homebridge-ui/page/model/curve-words.ts';
import { pageWordsIn } from '../../../homebridge-ui/page/model/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const FROM_MS = Date.UTC(2026, 10, 24, 17, 0);
const curve = {
  fromMs: FROM_MS,
  toMs: FROM_MS + 240_000,
  stepMs: 60_000,
  atMs: [0, 1, 2, 3].map((minute) => FROM_MS + minute * 60_000),
  firstReadMs: [FROM_MS, null, FROM_MS + 120_000, FROM_MS + 180_000],
  meanVA: [300, null, 500, 1000],
  leastVA: [200, null, 450, 0],
  greatestVA: [400, null, 3000, 1500],
};

describe('a curve', () => {
  test('is columns of seconds, greatest, least and mean, with its gaps', () => {
    const [s, greatest, least, mean] = uplotColumns(curve);
    expect(s[1]).toBe(FROM_MS / 1000 + 60);
    expect([greatest[1], least[1], mean[1]]).toEqual([null, null, null]);
    expect([greatest[2], least[2], mean[2]]).toEqual([3000, 450, 500]);
  });

  test('in a sentence has its mean, its extremes, and when it was greatest', () => {
    expect(curveSummary(curve, 'hour', words)).toBe(
      'In the last hour: 600\u00a0VA on average, between 0\u00a0VA and 3,000\u00a0VA (18:02).',
    );
  });

  test('over a week says the day too', () => {
    expect(curveSummary(curve, 'week', words)).toMatch(/Tue.*18:02\)\.$/);
  });

  test('reads out a step, and nothing where nothing was read', () => {
    expect(curveReadout(curve, 0, 'hour', words)).toBe('18:00: 300\u00a0VA (200\u00a0VA to 400\u00a0VA)');
    expect(curveReadout(curve, 1, 'hour', words)).toBeUndefined();
    expect(curveReadout(curve, 9, 'hour', words)).toBeUndefined();
  });

  test('names the minute in which the meter began, not the five minutes around it', () => {
    const begun = { ...curve, stepMs: 300_000, meanVA: [300], leastVA: [200], greatestVA: [400] };
    const atTen = { ...begun, atMs: [FROM_MS], firstReadMs: [FROM_MS + 240_000] };
    expect(curveReadout(atTen, 0, 'day', words)).toMatch(/^18:04:/);
    expect(curveSummary(atTen, 'day', words)).toContain('(18:04)');
  });

  test('is empty when nothing was read at all', () => {
    expect(isCurveEmpty(curve)).toBe(false);
    expect(isCurveEmpty({ ...curve, meanVA: [null, null, null, null] })).toBe(true);
    expect(isCurveEmpty({ ...curve, atMs: [], meanVA: [] })).toBe(true);
  });
});
