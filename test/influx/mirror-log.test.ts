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
  'noRoom',
  'name',
  'refusesAll',
  'address',
  'certificate',
  'stranger',
] as const;
const TROUBLES: readonly DeliveryTrouble[] = [
  ...OUTAGES.map((why) => ({ kind: 'unreachable', why, says: 'reason' }) as const),
  ...MISTAKES.map((why) => ({ kind: 'misconfigured', why, says: 'reason' }) as const),
  { kind: 'busy', says: 'reason' },
];
const BACKLOG = { unsent: 312, oldestAtMs: 0, doubted: 0 };
const sent = (forTheFirstTime: number, onceMore = 0) => ({ forTheFirstTime, onceMore });
const cases = CONFIGS.flatMap((config) =>
  (['en', 'fr'] as const).flatMap((language) => TROUBLES.map((trouble) => ({ config, language, trouble }))),
);

describe('each trouble', () => {
  test.each(cases)('in words of $language, with the address and no secret (%#)', ({ config, language, trouble }) => {
    const log: string[] = [];
    logOf(config, language, log).trouble(trouble, 0, sent(0), BACKLOG);
    expect(log).toEqual([expect.stringContaining('http://nas.local:8086/influx')]);
    expect(log[0]).toContain('312');
    expect(log[0]).not.toMatch(/pass@|s3cr3t|undefined/);
  });
});

test('an outage whose cause changes is said once', () => {
  const log: string[] = [];
  const mirrorLog = logOf(CONFIGS[2], 'en', log);
  for (const trouble of TROUBLES)
    if (trouble.kind === 'unreachable' || trouble.kind === 'busy') mirrorLog.trouble(trouble, 0, sent(0), BACKLOG);
  expect(log).toHaveLength(1);
});

test.each([
  ['en', 'Every reading goes to InfluxDB 3 Core 3.4.0 at http'],
  ['fr', 'Chaque mesure part vers InfluxDB 3 Core 3.4.0 sur http'],
] as const)('the first delivery names the database in %s', (language, words) => {
  const log: string[] = [];
  const mirrorLog = logOf(CONFIGS[2], language, log);
  mirrorLog.caughtUp(0, sent(1), true, { product: 'influxCore', version: '3.4.0' });
  expect(log).toEqual([expect.stringContaining(words)]);
});

test('a second outage is said again', () => {
  const log: string[] = [];
  const mirrorLog = logOf(CONFIGS[2], 'en', log);
  for (const nowMs of [0, 100_000]) {
    mirrorLog.trouble({ kind: 'busy', says: '429' }, nowMs, sent(0), { ...BACKLOG, unsent: 1 });
    mirrorLog.caughtUp(nowMs + 5_000, sent(12), true);
  }
  expect(log).toHaveLength(4);
  expect(log[3]).toContain('after 5 s: 12 readings');
});

test.each([
  [
    'en',
    'readings wait',
    'The last 590 readings',
    '7 readings that had waited were sent, and once more, to be sure, 590 that',
  ],
  [
    'fr',
    'mesures attendent',
    'Les 590 dernières mesures',
    '7 mesures en attente ont été envoyées, et de nouveau, par sûreté, 590 qu’elle',
  ],
] as const)(
  'what waits and what was accepted and is sent once more are two numbers, at both ends of an outage (%s)',
  (language, waiting, doubted, back) => {
    const log: string[] = [];
    const mirrorLog = logOf(CONFIGS[2], language, log);
    const trouble = { kind: 'unreachable', why: 'notListening', says: '' } as const;
    mirrorLog.trouble(trouble, 0, sent(4_000, 60), { unsent: 7, oldestAtMs: 0, doubted: 590 });
    mirrorLog.caughtUp(43_000, sent(4_007, 650), true);
    expect(log).toEqual([expect.stringMatching(new RegExp(`7 ${waiting}.*${doubted}`)), expect.stringContaining(back)]);
    expect(log.join()).not.toContain('597');
  },
);

test.each(['en', 'fr'] as const)('series that are refused, and taken again, are named in %s', (language) => {
  const log: string[] = [];
  const mirrorLog = logOf(CONFIGS[2], language, log);
  mirrorLog.refused({ begun: ['linky_info,meter=a'], over: [] }, 'reason', 'the file');
  mirrorLog.refused({ begun: [], over: [] }, 'reason', 'the file');
  mirrorLog.refused({ begun: [], over: ['linky_info,meter=a', 'linky_tic,meter=a'] }, '', 'the file');
  expect(log).toEqual([
    expect.stringMatching(/linky_info,meter=a .*reason.*the file/),
    expect.stringContaining('linky_info,meter=a, linky_tic,meter=a'),
  ]);
});

test('of many series that are refused at once, five are named and the others counted', () => {
  const log: string[] = [];
  const begun = Array.from({ length: 200 }, (_, at) => `linky,meter=m${at}`);
  logOf(CONFIGS[2], 'en', log).refused({ begun, over: [] }, 'reason', 'the file');
  expect(log).toEqual([expect.stringContaining('linky,meter=m4 and 195 more series')]);
});

test('that every reading goes there, or is there again, is said only when it is so', () => {
  const log: string[] = [];
  const mirrorLog = logOf(CONFIGS[2], 'en', log);
  mirrorLog.caughtUp(0, sent(1), false);
  mirrorLog.trouble({ kind: 'busy', says: '429' }, 0, sent(1), { ...BACKLOG, unsent: 1 });
  mirrorLog.caughtUp(5_000, sent(2), false);
  mirrorLog.caughtUp(6_000, sent(3), true);
  expect(log.slice(1)).toEqual([
    expect.stringContaining('is back after 5 s: 1 reading that had waited was sent'),
    expect.stringContaining('Every reading goes'),
  ]);
});

function logOf(config: InfluxConfig | undefined, language: 'en' | 'fr', log: string[]): MirrorLog {
  if (!config) throw new Error('no configuration');
  const say = (says: string) => void log.push(says);
  return new MirrorLog({
    config,
    log: { debug: () => {}, info: say, warn: say, error: say },
    texts: textsIn[language].influx,
  });
}
