import { describe, expect, test } from 'vitest';
import { contractHours } from '../../../homebridge-ui/page/model/contract-hours.ts';
import type { ContractCalendar, Reading } from '../../../src/reading/reading.ts';
import type { MeterStatus } from '../../../src/status/status.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { readingWith } from '../../../testbed/support/readings.ts';
import { HOUR_MS } from '../../../testbed/support/time.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const MIDDAY = '02:56-07:56,11:56-14:56';
const NIGHT = '22:00-06:00';
/** 18 June 2026, 11:21 in Paris, which is summer there. */
const NOW_MS = Date.UTC(2026, 5, 18, 9, 21);

function hoursOf(
  calendar: Partial<ContractCalendar>,
  reading: Partial<Reading> = { offPeak: false },
  meter: Partial<MeterStatus> = {},
) {
  const lastReading = readingWith({ calendar: { periods: {}, ...calendar }, ...reading });
  const status = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20, lastReading, atMs: NOW_MS, ageMs: 900 };
  return contractHours({ ...status, ...meter }, NOW_MS, words);
}

const saysOf = (...given: Parameters<typeof hoursOf>) => hoursOf(...given)?.says;
const rowsOf = (...given: Parameters<typeof hoursOf>) =>
  hoursOf(...given)?.days.map(({ title, says }) => `${title}: ${says}`);
const blocksOf = (...given: Parameters<typeof hoursOf>) =>
  hoursOf(...given)?.days.map(({ blocks }) => blocks.map(({ kind, from, to }) => `${kind} ${from}-${to}`).join(' '));

describe('the hours of a contract', () => {
  test('are those of today, with the time in Paris, and those of tomorrow', () => {
    const calendar = { offPeak: MIDDAY, offPeakTomorrow: NIGHT };
    expect(hoursOf(calendar)?.days.map(({ nowMinute }) => nowMinute)).toEqual([11 * 60 + 21, undefined]);
    expect(rowsOf(calendar)).toEqual(['Today: Off-peak 02:56–07:56, 11:56–14:56', 'Tomorrow: Off-peak 22:00–06:00']);
    expect(blocksOf(calendar)).toEqual([
      'peak 0-176 offPeak 176-476 peak 476-716 offPeak 716-896 peak 896-1440',
      'offPeak 0-360 peak 360-1320 offPeak 1320-1440',
    ]);
  });

  test.each([
    ['', 'No off-peak hours', 'peak 0-1440'],
    ['00:00-00:00', 'Off-peak all day', 'offPeak 0-1440'],
    ['00:00-06:00', 'Off-peak 00:00–06:00', 'offPeak 0-360 peak 360-1440'],
    ['22:00-00:00', 'Off-peak 22:00–00:00', 'peak 0-1320 offPeak 1320-1440'],
  ])('can be %j', (offPeak, says, blocks) => {
    expect(rowsOf({ offPeak, offPeakTomorrow: offPeak })).toEqual([`Today: ${says}`, `Tomorrow: ${says}`]);
    expect(blocksOf({ offPeak, offPeakTomorrow: offPeak })).toEqual([blocks, blocks]);
  });

  test('of which one day is unknown are those of the other', () => {
    expect(rowsOf({ offPeakTomorrow: NIGHT })).toEqual(['Today: Not known yet', 'Tomorrow: Off-peak 22:00–06:00']);
    expect(blocksOf({ offPeakTomorrow: NIGHT })?.[0]).toBe('');
  });

  test.each<[string, Partial<Reading>]>([
    ['a reading tells that the contract has some', { offPeak: true }],
    ['only the periods of its registers tell it', { calendar: { periods: { HCHC: { name: 'HC..', offPeak: true } } } }],
  ])('that are unknown are said to be so where %s', (_, reading) => {
    expect(hoursOf({}, reading)).toEqual({ days: [], says: words.texts.contract.unknown });
  });

  test('are not shown for a contract that has none', () => {
    const base = { tariff: 'TH..' };
    expect(hoursOf({}, base)).toBeUndefined();
    expect(hoursOf({ periods: { BASE: { name: 'TH..' } } }, base)).toBeUndefined();
  });

  test('are not shown before the first reading', () => {
    const waiting = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 };
    expect(contractHours(waiting, NOW_MS, words)).toBeUndefined();
  });

  test('have mobile peaks above them', () => {
    expect(rowsOf({ offPeak: NIGHT, offPeakTomorrow: NIGHT, peak: '07:00-13:00' })?.[0]).toBe(
      'Today: Off-peak 22:00–06:00 · Peak day hours 07:00–13:00',
    );
    expect(blocksOf({ offPeak: NIGHT, peak: '05:00-13:00' })?.[0]).toBe(
      'offPeak 0-300 mobile 300-780 peak 780-1320 offPeak 1320-1440',
    );
  });

  test('of a contract of peak days are those of its peaks, on the days that have one', () => {
    const ejp = { tariff: 'HEURE NORMALE' };
    expect(rowsOf({ peakTomorrow: '07:00-00:00' }, ejp)).toEqual(['Tomorrow: Peak day hours 07:00–00:00']);
    expect(blocksOf({ peakTomorrow: '07:00-00:00' }, ejp)).toEqual(['normal 0-420 mobile 420-1440']);
  });
});

describe('what comes next', () => {
  const calendar = { offPeak: MIDDAY, offPeakTomorrow: MIDDAY };

  test.each([
    [35, 'Off-peak hours begin in 35 mins.'],
    [1, 'Off-peak hours begin in 1 min.'],
    [95, 'Off-peak hours begin in 1 hr 35 mins.'],
    [120, 'Off-peak hours begin in 2 hrs.'],
    [0, 'Off-peak hours are about to begin.'],
  ])('in %i minutes is told', (offPeakInMinutes, says) => {
    expect(saysOf(calendar, { offPeakInMinutes })).toBe(`${says} These hours come from the meter itself.`);
  });

  test.each([
    ['12:00-14:00', '', 'Off-peak hours now.'],
    ['11:00-13:30', '', 'Off-peak hours now, until 13:30.'],
    ['11:00-00:00', '00:00-06:10', 'Off-peak hours now, until 06:10.'],
    ['11:00-06:00', '', 'Off-peak hours now, until 00:00.'],
    ['11:00-00:00', '00:00-00:00', 'Off-peak hours now.'],
    ['00:00-00:00', undefined, 'Off-peak hours now.'],
  ])('is the end of the off-peak hours that it is now: %s, then %s', (offPeak, offPeakTomorrow, says) => {
    const told = { offPeak, offPeakTomorrow };
    expect(saysOf(told, { offPeak: true })).toBe(`${says} These hours come from the meter itself.`);
  });

  test('is not told while the meter is silent', () => {
    expect(saysOf(calendar, { offPeakInMinutes: 35 }, { ageMs: 21_000 })).toBe(
      'These hours come from the meter itself.',
    );
  });
});

test.each([
  [0, 'Today the meter switches at other times than on the days before.'],
  [1, 'These hours have been seen on one day so far.'],
  [3, 'These hours have been seen on 3 days in a row.'],
])('hours that were seen on %i days are told as such', (seenDays, says) => {
  expect(saysOf({ offPeak: NIGHT, offPeakTomorrow: NIGHT, seenDays })).toBe(says);
});

test.each([
  ['summer', 'These hours come from the meter itself. Today’s hours are those of summer, from 1 April to 31 October.'],
  ['winter', 'These hours come from the meter itself. Today’s hours are those of winter, from 1 November to 31 March.'],
] as const)('that today’s hours are those of %s is told', (season, says) => {
  expect(saysOf({ offPeak: NIGHT, offPeakTomorrow: MIDDAY, season })).toBe(says);
});

test('on the first day of a season nothing is said of how often its hours were seen', () => {
  const calendar = { offPeak: NIGHT, offPeakTomorrow: NIGHT, season: 'winter' } as const;
  expect(saysOf({ ...calendar, seenDays: 1 })).toBe('Today’s hours are those of winter, from 1 November to 31 March.');
  expect(saysOf({ ...calendar, seenDays: 2 })).toMatch(
    /^These hours have been seen on 2 days in a row. Today’s hours are/,
  );
});

describe('the hours of a meter that was silent over midnight', () => {
  const calendar = { offPeak: MIDDAY, offPeakTomorrow: NIGHT, seenDays: 4, season: 'winter' } as const;

  test('are what it told of tomorrow', () => {
    const yesterday = { atMs: NOW_MS - 12 * HOUR_MS, ageMs: 12 * HOUR_MS };
    expect(rowsOf(calendar, {}, yesterday)).toEqual(['Today: Off-peak 22:00–06:00', 'Tomorrow: Not known yet']);
    // A season may have ended with the day.
    expect(saysOf(calendar, {}, yesterday)).toBe('These hours have been seen on 4 days in a row.');
  });

  test('are unknown after two of them', () => {
    const before = { atMs: NOW_MS - 36 * HOUR_MS, ageMs: 36 * HOUR_MS };
    expect(hoursOf(calendar, { offPeak: false }, before)?.days).toEqual([]);
  });

  test('are those of the reading’s day in Paris, where the date changes two hours before that of UTC', () => {
    const evening = { atMs: Date.UTC(2026, 5, 17, 21, 59), ageMs: 12 * HOUR_MS };
    const night = { atMs: Date.UTC(2026, 5, 17, 22, 1), ageMs: 12 * HOUR_MS };
    expect(rowsOf(calendar, {}, evening)?.[0]).toBe('Today: Off-peak 22:00–06:00');
    expect(rowsOf(calendar, {}, night)?.[0]).toBe('Today: Off-peak 02:56–07:56, 11:56–14:56');
  });
});

test.each([
  ['summer begins', Date.UTC(2026, 2, 29, 1, 30), 3 * 60 + 30],
  ['summer ends, the first time that it is 2:30', Date.UTC(2026, 9, 25, 0, 30), 2 * 60 + 30],
  ['summer ends, the second time that it is 2:30', Date.UTC(2026, 9, 25, 1, 30), 2 * 60 + 30],
])('now is what a clock in Paris shows on the night in which %s', (_, nowMs, nowMinute) => {
  const lastReading = readingWith({ offPeak: true, calendar: { offPeak: NIGHT, offPeakTomorrow: NIGHT, periods: {} } });
  const meter = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20, lastReading, atMs: nowMs, ageMs: 0 };
  expect(contractHours(meter, nowMs, words)?.days[0]).toMatchObject({ nowMinute });
});

test('the hours are told in French', () => {
  const french = pageWordsIn('fr', ['fr-FR'], 'America/New_York');
  const calendar = { offPeak: MIDDAY, seenDays: 3, periods: {} };
  const lastReading = readingWith({ offPeak: false, offPeakInMinutes: 95, calendar });
  const meter = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20, lastReading, atMs: NOW_MS, ageMs: 0 };
  const { days = [], says } = contractHours(meter, NOW_MS, french) ?? {};
  expect(days.map((day) => `${day.title} / ${day.says}`)).toEqual([
    'Aujourd’hui / Heures creuses\u00a0: 02:56–07:56, 11:56–14:56',
    'Demain / Pas encore connu',
  ]);
  expect(says).toBe(
    'Début des heures creuses dans 1\u202fh 35\u00a0min. Ces heures ont été observées 3 jours de suite.',
  );
});
