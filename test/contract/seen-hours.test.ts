import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noteOf } from '../../src/contract/contract-memory.ts';
import { hoursText } from '../../src/contract/date-hours.ts';
import { type Gap, instantOf, lived, type SeenLife, seenFollower, type Told } from './seen-life.ts';

const HC = '22:00-06:00';
const NEW = '00:26-06:26,13:26-15:26';
const MIDDAY = '02:56-07:56,11:56-14:56';

/** A life between two local times, with these hours from their local times on. */
function life(
  from: string,
  to: string,
  chapters: { readonly [from: string]: string },
  more: Partial<SeenLife> = {},
): SeenLife {
  const byTime = Object.entries(chapters).map(([local, hours]) => ({ fromMs: instantOf(local), hours }));
  return { fromMs: instantOf(from), toMs: instantOf(to), chapters: byTime, gaps: [], autumn: 'both', ...more };
}

function gap(from: string, to: string, after: Gap['after'] = 'starts'): Gap {
  return { fromMs: instantOf(from), toMs: instantOf(to), after };
}

/** What is shown at a local time: the hours of today, those of tomorrow, and on how many days they were observed. */
function toldAt(told: readonly Told[], local: string): string | undefined {
  const hours = told.findLast(({ time }) => time.atMs <= instantOf(local))?.hours;
  return hours && `${hoursText(hours.today)} | ${hoursText(hours.tomorrow)} | ${hours.seenDays}`;
}

/** What is shown at the end of a life. */
function atEnd(one: SeenLife): string | undefined {
  const hours = lived(one).at(-1)?.hours;
  return hours && `${hoursText(hours.today)} | ${hoursText(hours.tomorrow)} | ${hours.seenDays}`;
}

describe('after the installation at 14:00', () => {
  const told = lived(life('2026-11-02 14:00', '2026-11-20 00:01', { '2026-11-02 00:00': HC }));

  test.each([
    ['a minute before 14:00 on the next day nothing is known', '2026-11-03 13:59', undefined],
    ['at 14:00 on the next day the hours are known', '2026-11-03 14:00', `${HC} | ${HC} | 1`],
    ['the first whole date does not count more than these', '2026-11-04 00:00', `${HC} | ${HC} | 1`],
    ['the second whole date makes two', '2026-11-05 00:00', `${HC} | ${HC} | 2`],
    ['fourteen dates are remembered at most', '2026-11-20 00:00', `${HC} | ${HC} | 14`],
  ])('%s', (_, local, hours) => {
    expect(toldAt(told, local)).toBe(hours);
  });
});

test('a contract without off-peak hours has none', () => {
  const seen = seenFollower();
  const minutes = Array.from({ length: 3 * 1_440 }, (_, minute) => ({
    day: 20_760 + Math.floor(minute / 1_440),
    minute,
  }));
  const told = minutes.map(({ day, minute }) =>
    seen.take({}, { atMs: minute * 60_000, day, minute: minute % 1_440, unseenMs: 60_000 }),
  );
  expect(told.filter((hours) => hours !== undefined)).toEqual([]);
});

describe('what is observed within half an hour of another reading', () => {
  const begins = '2026-11-02 23:00';
  const ends = '2026-11-05 00:01';
  const whole = `${HC} | ${HC} | 2`;
  const chapters = { '2026-11-01 00:00': HC };

  test.each([
    ['29 minutes without a reading are no gap', '2026-11-04 10:01', '2026-11-04 10:29', whole],
    ['half an hour is one', '2026-11-04 10:01', '2026-11-04 10:30', `${HC} | ${HC} | 1`],
    ['nobody knows when a switch in a short gap was', '2026-11-04 05:50', '2026-11-04 06:10', `${HC} | ${HC} | 1`],
    ['midnight may be in a gap', '2026-11-03 23:50', '2026-11-04 00:10', whole],
  ])('%s', (_, from, to, hours) => {
    expect(atEnd(life(begins, ends, chapters, { gaps: [gap(from, to)] }))).toBe(hours);
    expect(atEnd(life(begins, ends, chapters, { gaps: [gap(from, to, 'goes on')] }))).toBe(hours);
  });

  test('today such a switch is assumed where it was expected', () => {
    const told = lived(life(begins, ends, chapters, { gaps: [gap('2026-11-04 05:50', '2026-11-04 06:10')] }));
    expect(toldAt(told, '2026-11-04 12:00')).toBe(`${HC} | ${HC} | 1`);
  });

  test('after the clock was set a date begins again', () => {
    const gaps = [gap('2026-11-04 10:00', '2026-11-04 10:01', 'starts without a clock')];
    expect(atEnd(life(begins, ends, chapters, { gaps }))).toBe(`${HC} | ${HC} | 1`);
  });
});

describe('on the day on which the hours change', () => {
  const told = lived(life('2026-11-02 23:00', '2026-11-08 12:00', { '2026-11-01 00:00': HC, '2026-11-06 00:00': NEW }));

  test.each([
    ['what goes on over midnight is expected for five minutes', '2026-11-06 00:00', `${HC} | ${HC} | 3`],
    ['hours that should run and do not are dropped', '2026-11-06 00:20', `22:00-00:00 | ${HC} | 0`],
    ['hours that run are told until their expected end', '2026-11-06 00:26', `00:26-06:00,22:00-00:00 | ${HC} | 0`],
    ['for five minutes they may be late', '2026-11-06 06:00', `00:26-06:00,22:00-00:00 | ${HC} | 0`],
    ['then they last for this quarter of an hour', '2026-11-06 06:20', `00:26-06:30,22:00-00:00 | ${HC} | 0`],
    ['what has happened stands', '2026-11-06 06:26', `00:26-06:26,22:00-00:00 | ${HC} | 0`],
    ['so do hours that nobody expected', '2026-11-06 15:26', `00:26-06:26,13:26-15:26,22:00-00:00 | ${HC} | 0`],
    ['in the evening the old ones are not expected any more', '2026-11-06 22:20', `${NEW} | ${HC} | 0`],
    ['after midnight the new ones are expected', '2026-11-07 00:00', `${NEW} | ${NEW} | 1`],
    ['and tomorrow they were seen twice', '2026-11-08 00:00', `${NEW} | ${NEW} | 2`],
  ])('%s', (_, local, hours) => {
    expect(toldAt(told, local)).toBe(hours);
  });

  test('the change is reported when the date is over', () => {
    const said = told.filter(({ news }) => news);
    expect(said.map(({ time, news }) => [time.atMs, news])).toEqual([
      [instantOf('2026-11-07 00:00'), { kind: 'hours', before: HC, offPeak: NEW, isTold: false }],
    ]);
  });
});

describe('weekends with hours of their own', () => {
  const chapters = [{ fromMs: instantOf('2026-11-02 00:00'), hours: HC, weekend: MIDDAY }];
  // 2026-11-02 is a Monday.
  const told = lived({ ...life('2026-11-02 23:00', '2026-11-17 12:00', {}), chapters });

  test.each([
    ['nobody knows it before the first Saturday', '2026-11-06 12:00', `${HC} | ${HC} | 3`],
    ['after it the Monday is expected to be as the Sunday', '2026-11-08 12:00', `${MIDDAY} | ${MIDDAY} | 1`],
    ['a Tuesday is a workday again', '2026-11-10 12:00', `${HC} | ${HC} | 5`],
    ['the second Saturday is expected to be as the first one', '2026-11-13 12:00', `${HC} | ${MIDDAY} | 8`],
    ['and the Monday after it as the Friday', '2026-11-15 12:00', `${MIDDAY} | ${HC} | 1`],
  ])('%s', (_, local, hours) => {
    expect(toldAt(told, local)).toBe(hours);
  });

  test('are not news', () => {
    expect(told.filter(({ news }) => news)).toEqual([]);
  });
});

describe('on the dates of 23 and 25 hours', () => {
  test.each(['first', 'second', 'both'] as const)(
    'hours that begin in the hour that comes twice stay the same, and that date does not count: the meter switches in %s',
    (autumn) => {
      const one = life('2026-10-22 23:00', '2026-10-27 00:01', { '2026-10-22 00:00': MIDDAY }, { autumn });
      expect(atEnd(one)).toBe(`${MIDDAY} | ${MIDDAY} | 3`);
    },
  );

  test('hours that begin in the skipped hour stay the same, and that date does not count', () => {
    const one = life('2026-03-26 23:00', '2026-03-31 00:01', { '2026-03-26 00:00': MIDDAY });
    expect(atEnd(one)).toBe(`${MIDDAY} | ${MIDDAY} | 3`);
  });

  test.each([
    ['2026-10-22 23:00', '2026-10-27 00:01'],
    ['2026-03-26 23:00', '2026-03-31 00:01'],
  ])('other hours are observed on each date: from %s', (from, to) => {
    expect(atEnd(life(from, to, { '2026-01-01 00:00': HC }))).toBe(`${HC} | ${HC} | 4`);
  });
});

describe('after an absence', () => {
  const chapters = { '2026-11-01 00:00': HC, '2026-11-10 00:00': NEW };
  const told = lived(
    life('2026-11-02 23:00', '2026-11-25 00:00', chapters, { gaps: [gap('2026-11-06 12:00', '2026-11-21 09:00')] }),
  );

  test.each([
    ['of more than a week nothing is expected of the hours before it', '2026-11-22 08:59', undefined],
    ['24 hours tell the hours of now', '2026-11-22 09:00', `${NEW} | ${NEW} | 1`],
  ])('%s', (_, local, hours) => {
    expect(toldAt(told, local)).toBe(hours);
  });

  test('of some days, what was observed before it is still expected', () => {
    const gaps = [gap('2026-11-06 12:00', '2026-11-09 09:00')];
    const short = lived(life('2026-11-02 23:00', '2026-11-09 12:00', chapters, { gaps }));
    expect(toldAt(short, '2026-11-09 09:00')).toBe(`${HC} | ${HC} | 3`);
  });
});

describe('reading by reading', () => {
  const seen = seenFollower();
  const told = lived(life('2026-11-02 23:00', '2026-11-10 00:00', { '2026-11-01 00:00': MIDDAY }));
  const takes = told.map(({ offPeak, time }) => ({ hours: seen.take({ offPeak }, time), memory: seen.memory }));

  test('hours change after 24 hours, and at each of the six midnights after that', () => {
    const others = takes.filter(({ hours }, nth) => hours && !isDeepStrictEqual(hours, takes[nth - 1]?.hours));
    expect(others).toHaveLength(7);
  });

  test('the memory changes only with switches and dates, and has at most 700 bytes', () => {
    const notes = [...new Set(takes.map(({ memory }) => noteOf({ seen: memory })))];
    expect(notes.length).toBeLessThanOrEqual(8 * 5);
    expect(Math.max(...notes.map(({ length }) => length))).toBeLessThan(700);
  });

  test('a reading that does not say whether it is off-peak gets the known hours', () => {
    const last = told.at(-1);
    const time = { ...(last?.time ?? told[0]?.time), unseenMs: 1_000 } as Told['time'];
    const later = (minutes: number) => ({ ...time, atMs: time.atMs + minutes * 60_000, minute: time.minute + minutes });
    expect(seen.take({}, later(10))).toEqual(takes.at(-1)?.hours);
    expect(seen.take({}, later(30))).toBeUndefined();
  });
});
