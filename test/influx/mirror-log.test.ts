import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { DeliveryTrouble } from '../../src/influx/delivery-trouble.ts';
import { MirrorLog } from '../../src/influx/mirror-log.ts';
import { textsIn } from '../../src/texts/texts.ts';

const AT = { url: 'http://user:pass@nas.local:8086/influx/', literal: true } as const;
const CONFIGS: readonly InfluxConfig[] = [
  { ...AT, version: '1', database: 'house', retentionPolicy: 'short', username: 'jean', password: 's3cr3t' },
  { ...AT, version: '1', database: 'house', retentionPolicy: '', username: '', password: '' },
  { ...AT, version: '2', token: 's3cr3t', org: 'home', bucket: 'house' },
];
const OUTAGES = ['notListening', 'unknownHost', 'silent', 'full', 'failing', 'broken'] as const;
const MISTAKES = [
  'credentials',
  'rights',
  'noSuchStore',
  'noSuchRetentionPolicy',
  'address',
  'certificate',
  'stranger',
] as const;
const TROUBLES: readonly DeliveryTrouble[] = [
  ...OUTAGES.map((why) => ({ kind: 'unreachable', why, says: 'reason' }) as const),
  ...MISTAKES.map((why) => ({ kind: 'misconfigured', why, says: 'reason' }) as const),
  { kind: 'busy', says: 'reason' },
];
const cases = CONFIGS.flatMap((config) =>
  (['en', 'fr'] as const).flatMap((language) => TROUBLES.map((trouble) => ({ config, language, trouble }))),
);

describe('each trouble', () => {
  test.each(cases)('in words of $language, with the address and no secret (%#)', ({ config, language, trouble }) => {
    const log: string[] = [];
    newsOf(config, language, log).trouble(trouble, 0, 0, { readings: 312, sinceMs: 0 });
    expect(log).toEqual([expect.stringContaining('http://nas.local:8086/influx')]);
    expect(log[0]).toContain('312');
    expect(log[0]).not.toMatch(/pass@|s3cr3t|undefined/);
  });
});

test('an outage that changes its face is one outage', () => {
  const log: string[] = [];
  const news = newsOf(CONFIGS[2], 'en', log);
  for (const trouble of TROUBLES)
    if (trouble.kind === 'unreachable' || trouble.kind === 'busy')
      news.trouble(trouble, 0, 0, { readings: 312, sinceMs: 0 });
  expect(log).toHaveLength(1);
});

test('an outage after another is news again', () => {
  const log: string[] = [];
  const news = newsOf(CONFIGS[2], 'en', log);
  for (const nowMs of [0, 100_000]) {
    news.trouble({ kind: 'busy', says: '429' }, nowMs, 0, { readings: 1, sinceMs: 0 });
    news.caughtUp(nowMs + 5_000, 12, true);
  }
  expect(log).toHaveLength(4);
  expect(log[3]).toContain('after 5 s: 12 readings');
});

test.each(['en', 'fr'] as const)('a refused series is named once, and when it is taken again, in %s', (language) => {
  const log: string[] = [];
  const news = newsOf(CONFIGS[2], language, log);
  for (const nowMs of [0, 10_000]) {
    for (const series of ['linky_info,meter=a', 'linky_tic,meter=a']) {
      news.refused([{ line: `${series} v=1 1`, says: 'reason' }], () => true, 'the file', nowMs);
    }
  }
  news.refused([], () => true, 'the file', 700_000);
  for (const nowMs of [609_999, 610_000, 620_000]) news.refused([], () => false, 'the file', nowMs);
  expect(log).toEqual([
    expect.stringMatching(/linky_info,meter=a .*reason.*the file/),
    expect.stringMatching(/linky_tic,meter=a .*reason.*the file/),
    expect.stringContaining('linky_info,meter=a, linky_tic,meter=a'),
  ]);
});

test('of many series that are refused at once, five are named, and the others counted', () => {
  const log: string[] = [];
  const refusals = Array.from({ length: 200 }, (_, at) => ({ line: `linky,meter=m${at} v=1 1`, says: 'reason' }));
  newsOf(CONFIGS[2], 'en', log).refused(refusals, () => true, 'the file', 0);
  expect(log).toEqual([expect.stringContaining('linky,meter=m4 and 195 more series')]);
});

test('that every reading goes there, or is there again, is only said when it is', () => {
  const log: string[] = [];
  const news = newsOf(CONFIGS[2], 'en', log);
  news.caughtUp(0, 1, false);
  news.trouble({ kind: 'busy', says: '429' }, 0, 1, { readings: 1, sinceMs: 0 });
  news.caughtUp(5_000, 2, false);
  news.caughtUp(6_000, 3, true);
  expect(log.slice(1)).toEqual([
    expect.stringContaining('is back after 5 s: 1 reading that had waited was sent'),
    expect.stringContaining('Every reading goes'),
  ]);
});

function newsOf(config: InfluxConfig | undefined, language: 'en' | 'fr', log: string[]): MirrorLog {
  if (!config) throw new Error('no configuration');
  const say = (says: string) => void log.push(says);
  return new MirrorLog({
    config,
    log: { debug: () => {}, info: say, warn: say, error: say },
    texts: textsIn[language].influx,
  });
}
