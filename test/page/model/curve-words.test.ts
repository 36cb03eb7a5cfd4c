import { describe, expect, test } from 'vitest';
import {
  curveReadout,
  curveSummary,
  isCurveEmpty,
  loneSteps,
  uplotColumns,
} from '../../../homebridge-ui/page/model/curve-words.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

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
  test('becomes columns of seconds, greatest, least and mean, with null in the gaps', () => {
    const [s, greatest, least, mean] = uplotColumns(curve);
    expect(s[1]).toBe(FROM_MS / 1000 + 60);
    expect([greatest[1], least[1], mean[1]]).toEqual([null, null, null]);
    expect([greatest[2], least[2], mean[2]]).toEqual([3000, 450, 500]);
  });

  test('as a sentence has the mean, the extremes, and the time of the greatest', () => {
    expect(curveSummary(curve, 'hour', words)).toBe(
      'In the last hour: 600\u00a0VA on average, between 0\u00a0VA and 3,000\u00a0VA (18:02).',
    );
  });

  test('says since when it goes, where the meter was not read for the whole span', () => {
    const step = 300_000;
    const atMs = Array.from({ length: 288 }, (_, nth) => FROM_MS + nth * step);
    const readFrom = (first: number) => {
      const column = <T>(value: (ms: number) => T) => atMs.map((ms, nth) => (nth < first ? null : value(ms)));
      const [meanVA, firstReadMs] = [column(() => 300), column((ms) => ms + 60_000)];
      const day = { fromMs: FROM_MS, toMs: FROM_MS + 288 * step, stepMs: step, atMs, firstReadMs };
      return { ...day, meanVA, leastVA: meanVA, greatestVA: meanVA };
    };
    expect(curveSummary(readFrom(287), 'day', words)).toMatch(/^Since 17:56: 300\u00a0VA on average/);
    expect(curveSummary(readFrom(287), 'week', words)).toMatch(/^Since Wed.* 17:56: /);
    expect(curveSummary(readFrom(150), 'day', words)).toMatch(/^Since 6:31: /);
    expect(curveSummary(readFrom(3), 'day', words)).toMatch(/^In the last 24 hours: /);
  });

  test('over a week has the day in its sentence, too', () => {
    expect(curveSummary(curve, 'week', words)).toMatch(/Tue.*18:02\)\.$/);
  });

  test('has a sentence for each step that was read, and none for other steps', () => {
    expect(curveReadout(curve, 0, 'hour', words)).toBe('18:00: 300\u00a0VA (200\u00a0VA to 400\u00a0VA)');
    expect(curveReadout(curve, 1, 'hour', words)).toBeUndefined();
    expect(curveReadout(curve, 9, 'hour', words)).toBeUndefined();
  });

  test('of five-minute steps names the minute in which the meter was first read, not the beginning of the step', () => {
    const fiveMinutes = { ...curve, stepMs: 300_000, meanVA: [300], leastVA: [200], greatestVA: [400] };
    const fromMinute4 = { ...fiveMinutes, atMs: [FROM_MS], firstReadMs: [FROM_MS + 240_000] };
    expect(curveReadout(fromMinute4, 0, 'day', words)).toMatch(/^18:04:/);
    expect(curveSummary(fromMinute4, 'day', words)).toContain('(18:04)');
  });

  test('has a point where a step was read and its neighbours were not, as the first one of a meter', () => {
    expect(loneSteps([null, null, 300])).toEqual([2]);
    expect(loneSteps([300, 0, null, 0, null, undefined, 400])).toEqual([3, 6]);
    expect(loneSteps([])).toEqual([]);
  });

  test('is empty when it has no reading at all', () => {
    expect(isCurveEmpty(curve)).toBe(false);
    expect(isCurveEmpty({ ...curve, meanVA: [null, null, null, null] })).toBe(true);
    expect(isCurveEmpty({ ...curve, atMs: [], meanVA: [] })).toBe(true);
  });
});
