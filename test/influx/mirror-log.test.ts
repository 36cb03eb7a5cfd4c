import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { type DeliveryTrouble, influxPlace } from '../../src/influx/delivery-trouble.ts';
import { MirrorLog } from '../../src/influx/mirror-log.ts';
import type { SeriesRefusal } from '../../src/influx/refused-series.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { overText } from '../../src/trouble/words.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

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
const BUSY = { kind: 'busy', says: '429' } as const;
const FILE = '/homebridge/linky-tic.refused.txt';
const sent = (forTheFirstTime: number, onceMore = 0) => ({ forTheFirstTime, onceMore });
const refusal = (series: string) => ({ series, says: 'reason' });
const lineOf = (series: string) => ({ line: `${series} v=1 1`, says: 'reason' });
const cases = CONFIGS.flatMap((config) =>
  (['en', 'fr'] as const).flatMap((language) => TROUBLES.map((trouble) => ({ config, language, trouble }))),
);

describe('each trouble', () => {
  test.each(cases)('in words of $language, with the address and no secret (%#)', ({ config, language, trouble }) => {
    const { mirrorLog, lines, troubles } = logOf(config, language);
    mirrorLog.trouble(trouble, sent(0), BACKLOG);
    expect(lines).toEqual([expect.stringContaining('http://nas.local:8086/influx')]);
    expect(lines[0]).toContain('312');
    expect(lines[0]).not.toMatch(/pass@|s3cr3t|undefined/);
    const waiting = { unsent: 312, sinceMs: 0, doubted: 0 };
    expect(troubles.standing).toMatchObject([{ part: 'mirror', says: trouble.says, waiting }]);
    expect(JSON.stringify(troubles.standing)).not.toMatch(/pass@|s3cr3t/);
  });
});

test('an outage whose cause changes is said once, and the list has the newest cause', () => {
  const { mirrorLog, lines, troubles } = logOf();
  for (const trouble of TROUBLES)
    if (trouble.kind === 'unreachable' || trouble.kind === 'busy') mirrorLog.trouble(trouble, sent(0), BACKLOG);
  expect(lines).toHaveLength(1);
  expect(troubles.standing).toMatchObject([{ kind: 'busy' }]);
});

test.each([
  ['en', 'Every reading goes to InfluxDB 3 Core 3.4.0 at http'],
  ['fr', 'Chaque mesure part vers InfluxDB 3 Core 3.4.0 sur http'],
] as const)('the first delivery names the database in %s', (language, words) => {
  const { mirrorLog, lines } = logOf(configAt(2), language);
  mirrorLog.caughtUp(sent(1), true, { product: 'influxCore', version: '3.4.0' });
  expect(lines).toEqual([expect.stringContaining(words)]);
});

test('a second outage is said again', async () => {
  const { mirrorLog, lines, clock } = logOf();
  for (let outage = 0; outage < 2; outage += 1) {
    mirrorLog.trouble(BUSY, sent(0), { ...BACKLOG, unsent: 1 });
    await clock.pass(5_000);
    mirrorLog.answered();
    mirrorLog.caughtUp(sent(12), true);
    await clock.pass(95_000);
  }
  expect(lines).toHaveLength(4);
  expect(lines[3]).toContain('after 5 s: 12 waiting readings');
});

test('an outage is off the list at the first answer, and its end is said with its counts once everything was sent', async () => {
  const { mirrorLog, lines, troubles, clock } = logOf();
  mirrorLog.trouble(BUSY, sent(100), BACKLOG);
  await clock.pass(60_000);
  mirrorLog.answered();
  expect(troubles.standing).toEqual([]);
  await clock.pass(3_600_000);
  expect(lines).toHaveLength(1);
  mirrorLog.caughtUp(sent(412), true);
  expect(lines.slice(1)).toEqual([expect.stringContaining('after 1 h 1 min: 312 waiting readings')]);
});

test('an outage that comes back before everything was sent is one for the log, from its first failure on', async () => {
  const { mirrorLog, lines, troubles, clock } = logOf();
  mirrorLog.trouble(BUSY, sent(100), BACKLOG);
  await clock.pass(3_600_000);
  mirrorLog.answered();
  await clock.pass(1_000);
  mirrorLog.trouble(BUSY, sent(200), BACKLOG);
  expect(troubles.standing).toMatchObject([{ since: clock.wall() }]);
  await clock.pass(2_000);
  mirrorLog.answered();
  mirrorLog.caughtUp(sent(412), true);
  expect(lines).toEqual([
    expect.stringContaining('429'),
    expect.stringContaining('after 1 h 0 min: 312 waiting readings'),
  ]);
});

test('an outage in which the thread of the mirror has ended is over once the next one has sent everything', () => {
  const { mirrorLog, lines, troubles, next } = logOf();
  mirrorLog.trouble(BUSY, sent(0), BACKLOG);
  const after = next();
  after.answered();
  after.caughtUp(sent(312), true);
  expect(lines.slice(1)).toEqual([
    expect.stringContaining('has everything again after 0 s: 312 waiting readings'),
    expect.stringContaining('Every reading goes'),
  ]);
  expect(troubles.standing).toEqual([]);
});

test.each([
  [
    'en',
    'readings have been waiting',
    'The last 590 readings',
    '7 waiting readings were sent, and 590 that it had already accepted',
  ],
  [
    'fr',
    'mesures attendent',
    'Les 590 dernières mesures',
    '7\u00a0mesures en attente ont été envoyées, et par précaution, de nouveau, 590 qu’elle',
  ],
] as const)(
  'what waits and what was accepted and is sent once more are two numbers, at both ends of an outage (%s)',
  (language, waiting, doubted, back) => {
    const { mirrorLog, lines } = logOf(configAt(2), language);
    const trouble = { kind: 'unreachable', why: 'notListening', says: '' } as const;
    mirrorLog.trouble(trouble, sent(4_000, 60), { unsent: 7, oldestAtMs: 0, doubted: 590 });
    mirrorLog.caughtUp(sent(4_007, 650), true);
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`7 ${waiting}.*${doubted}`)),
      expect.stringContaining(back),
    ]);
    expect(lines.join()).not.toContain('597');
  },
);

describe('refused series', () => {
  test.each(['en', 'fr'] as const)(
    'are named in %s, and once more when they have been taken for ten minutes',
    async (language) => {
      const { mirrorLog, lines, troubles, clock } = logOf(configAt(2), language);
      const refused = ['linky_info,meter=a', 'linky_tic,meter=a'].map(refusal);
      mirrorLog.refused(refused, [], FILE);
      mirrorLog.refused(refused, [], FILE);
      expect(lines).toEqual([expect.stringMatching(/linky_info,meter=a, linky_tic,meter=a .*reason.*refused\.txt/)]);
      expect(troubles.standing).toMatchObject([{ kind: 'refused', seriesInAll: 2, file: FILE }]);
      mirrorLog.refused([], [], FILE);
      expect(troubles.standing).toEqual([]);
      await clock.pass(599_999);
      expect(lines).toHaveLength(1);
      await clock.pass(1);
      expect(lines.slice(1)).toEqual([expect.stringContaining('linky_info,meter=a, linky_tic,meter=a')]);
    },
  );

  test('that are many have five named and the others counted', () => {
    const { mirrorLog, lines, troubles } = logOf();
    const refused = Array.from({ length: 200 }, (_, at) => refusal(`linky,meter=m${at}`));
    mirrorLog.refused(refused, [], FILE);
    expect(lines).toEqual([expect.stringContaining('linky,meter=m4 and 195 more series')]);
    expect(troubles.standing).toMatchObject([{ series: Array.from({ length: 5 }, (_, at) => `linky,meter=m${at}`) }]);
  });

  test('are said when others are refused besides or instead, and not when they are fewer', () => {
    const { mirrorLog, lines } = logOf();
    const [a, b, c] = ['linky,meter=a', 'linky,meter=b', 'linky,meter=c'].map(refusal) as [
      SeriesRefusal,
      SeriesRefusal,
      SeriesRefusal,
    ];
    for (const refused of [[a, b], [a], [b], [], [b], [c], [a, c]]) mirrorLog.refused(refused, [], FILE);
    expect(lines).toEqual([
      expect.stringContaining('meter=a, linky,meter=b'),
      expect.stringContaining('of linky,meter=c'),
    ]);
  });

  test('of which the newest line was stored are news, beside those of which it was not', () => {
    const { mirrorLog, lines, troubles } = logOf();
    mirrorLog.refused([refusal('linky,meter=a')], [lineOf('linky,meter=a')], FILE);
    expect(troubles.news).toEqual([]);
    mirrorLog.refused([refusal('linky,meter=a')], [lineOf('linky,meter=a'), lineOf('linky_tic,meter=a')], FILE);
    expect(troubles.news).toMatchObject([
      { kind: 'setAside', series: 'linky_tic,meter=a', says: 'reason', file: FILE },
    ]);
    expect(lines).toHaveLength(2);
  });
});

describe('that what is refused cannot be set aside', () => {
  test('begins, and ends when it can be', async () => {
    const { mirrorLog, lines, troubles, clock } = logOf();
    mirrorLog.notSetAside(FILE, 'ENOSPC');
    mirrorLog.notSetAside(FILE, 'ENOSPC');
    expect(troubles.standing).toMatchObject([{ kind: 'notSetAside', says: 'ENOSPC', file: FILE }]);
    mirrorLog.notSetAside(FILE);
    expect(troubles.standing).toEqual([]);
    await clock.pass(600_000);
    expect(lines).toEqual([expect.stringContaining('ENOSPC'), expect.stringContaining(`set aside in ${FILE} again`)]);
  });

  test('stands while a series is refused, and ends once nothing is', () => {
    const { mirrorLog, troubles } = logOf();
    mirrorLog.notSetAside(FILE, 'ENOSPC');
    mirrorLog.refused([refusal('linky,meter=a')], [], FILE);
    expect(troubles.standing.map(({ kind }) => kind)).toContain('notSetAside');
    mirrorLog.refused([], [lineOf('linky,meter=a')], FILE);
    expect(troubles.standing).toMatchObject([{ kind: 'notSetAside' }]);
    mirrorLog.refused([], [], FILE);
    expect(troubles.standing).toEqual([]);
  });
});

test.each(['en', 'fr'] as const)('a defect begins, and ends with the next answer (%s)', (language) => {
  const { mirrorLog, lines, debug, troubles } = logOf(configAt(2), language);
  mirrorLog.defect(new Error('broken'));
  expect(troubles.standing).toMatchObject([{ kind: 'defect', says: 'Error: broken' }]);
  expect(debug).toEqual([expect.stringContaining('mirror-log.test.ts')]);
  mirrorLog.answered();
  expect(troubles.standing).toEqual([]);
  expect(lines).toEqual([
    expect.stringContaining('broken'),
    `info ${overText({ part: 'mirror', kind: 'defect', to: influxPlace(configAt(2)), says: '' }, 0, {}, textsIn[language].troubles)}`,
  ]);
  expect(lines[1]).not.toMatch(/\d (?:reading|mesure)/);
});

test('what happened is said once a run, however often it is reported', () => {
  const { mirrorLog, lines, troubles } = logOf();
  for (let round = 0; round < 3; round += 1) {
    mirrorLog.unverified();
    mirrorLog.dropped(4);
    mirrorLog.partlyStored('201 reason');
    mirrorLog.unreadable(new Error('broken'));
    mirrorLog.caughtUp(sent(round + 1), true);
  }
  const kinds = ['unverified', 'dropped', 'partly', 'unreadable'];
  expect(lines).toHaveLength(kinds.length + 1);
  expect(troubles.news.map(({ kind }) => kind)).toEqual(kinds);
  expect(troubles.standing).toEqual([]);
});

test('that every reading goes there, or is there again, is said only when it is so', () => {
  const { mirrorLog, lines, clock } = logOf();
  mirrorLog.caughtUp(sent(1), false);
  mirrorLog.trouble(BUSY, sent(1), { ...BACKLOG, unsent: 1 });
  clock.advance(5_000);
  mirrorLog.caughtUp(sent(2), false);
  mirrorLog.caughtUp(sent(3), true);
  expect(lines.slice(1)).toEqual([
    expect.stringContaining('is back after 5 s: 1 waiting reading was sent'),
    expect.stringContaining('Every reading goes'),
  ]);
});

test('that every reading goes there is not said where it was said that everything is there again', () => {
  const { mirrorLog, lines } = logOf();
  mirrorLog.trouble(BUSY, sent(0), BACKLOG);
  for (let round = 1; round <= 3; round += 1) mirrorLog.caughtUp(sent(round), true);
  expect(lines.slice(1)).toEqual([expect.stringContaining('has everything again')]);
});

function configAt(index: number): InfluxConfig {
  const config = CONFIGS[index];
  if (!config) throw new Error('no configuration');
  return config;
}

/** What one mirror, and with `next` the one of a later thread, says through the list of what is wrong. */
function logOf(config: InfluxConfig = configAt(2), language: 'en' | 'fr' = 'en') {
  const clock = fakeClock();
  const texts = textsIn[language];
  const said = loggedTroubles(clock, texts.troubles);
  const next = () => new MirrorLog({ config, reports: said.troubles, log: said.log, texts: texts.influx });
  return { ...said, clock, next, mirrorLog: next() };
}
