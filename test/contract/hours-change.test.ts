import { describe, expect, test } from 'vitest';
import { hoursIn } from '../../src/contract/date-hours.ts';
import {
  type HoursChangeMemory,
  type HoursNews,
  hoursChangeAfter,
  type KnownDate,
  newHoursAfter,
} from '../../src/contract/hours-change.ts';

/** A date and its hours, and the supplier's day type after a slash: `Fri 06 22:00-06:00 / 01`, all in November 2026. */
type Line = string;

/** The news of consecutive dates. */
function changes(remembered: HoursChangeMemory = {}) {
  const change = {
    memory: remembered,
    take(date: KnownDate, isTold: boolean): HoursNews | undefined {
      const { memory, news } = hoursChangeAfter(change.memory, date, isTold);
      change.memory = memory;
      return news;
    },
  };
  return change;
}

/** The news for these dates, reported by the meter or not. */
function said(lines: readonly Line[], isTold: boolean): readonly string[] {
  return newsOf(lines, isTold).map(({ date, before, offPeak }) => `${date}: ${before} → ${offPeak}`);
}

/** The first date with new hours of each change, where the news have one. */
function firstDates(lines: readonly Line[], isTold: boolean): readonly (string | undefined)[] {
  return newsOf(lines, isTold).map(({ fromDay }) =>
    fromDay === undefined ? undefined : new Date(fromDay * 86_400_000).toISOString().slice(0, 10),
  );
}

function newsOf(lines: readonly Line[], isTold: boolean): readonly (HoursNews & { readonly date: string })[] {
  let change = changes();
  return lines.flatMap((line) => {
    const [, date = '', hours = '', , dayType] = /^\w{3} (\d\d) ?([^ ]*)( \/ (.*))?$/.exec(line) ?? [];
    const day = Date.parse(`2026-11-${date}T00:00Z`) / 86_400_000;
    const news = change.take({ day, offPeak: hoursIn(hours), dayType }, isTold);
    // Each date is followed by a restart.
    change = changes(JSON.parse(JSON.stringify(change.memory)) as HoursChangeMemory);
    return news ? [{ ...news, date }] : [];
  });
}

const told = (...lines: Line[]) => said(lines, true);
const seen = (...lines: Line[]) => said(lines, false);

describe('hours that the meter reports', () => {
  test('are not news when they are first known', () => {
    expect(told('Mon 02 22:00-06:00', 'Tue 03 22:00-06:00')).toEqual([]);
  });

  test('are news once when they change', () => {
    expect(told('Mon 02 22:00-06:00', 'Tue 03 00:26-06:26,13:26-15:26', 'Wed 04 00:26-06:26,13:26-15:26')).toEqual([
      '03: 22:00-06:00 → 00:26-06:26,13:26-15:26',
    ]);
  });

  test('may change for a date that is already reported', () => {
    expect(told('Mon 02 22:00-06:00', 'Mon 02 23:00-07:00')).toEqual(['02: 22:00-06:00 → 23:00-07:00']);
  });

  test.each([
    ['the next date', ['Mon 02 22:00-06:00', 'Tue 03 23:00-07:00'], '2026-11-03'],
    [
      'a date that was reported with the previous hours before',
      ['Mon 02 22:00-06:00', 'Mon 02 23:00-07:00'],
      '2026-11-02',
    ],
    ['a date after some without readings', ['Mon 02 22:00-06:00', 'Thu 05 23:00-07:00'], undefined],
    ['an earlier date, since the clock was wrong', ['Mon 23 22:00-06:00', 'Tue 03 23:00-07:00'], undefined],
  ])('%s is the first date with new hours, if that is certain', (_, lines, first) => {
    expect(firstDates(lines, true)).toEqual([first]);
  });

  test('a change back is another change', () => {
    expect(told('Mon 02 22:00-06:00', 'Tue 03 23:00-07:00', 'Wed 04 22:00-06:00')).toEqual([
      '03: 22:00-06:00 → 23:00-07:00',
      '04: 23:00-07:00 → 22:00-06:00',
    ]);
  });

  test('a change that was reported on a workday is not repeated when the weekend comes', () => {
    const before = ['Fri 06 22:00-06:00', 'Sat 07 22:00-06:00', 'Sun 08 22:00-06:00'];
    expect(told(...before, 'Mon 09 23:00-07:00', 'Sat 14 23:00-07:00', 'Sun 15 23:00-07:00')).toEqual([
      '09: 22:00-06:00 → 23:00-07:00',
    ]);
  });

  test('a weekend with its own hours is not news, in any week', () => {
    const week = ['Fri 06 22:00-06:00', 'Sat 07 00:00-00:00', 'Sun 08 00:00-00:00'];
    expect(told(...week, 'Mon 09 22:00-06:00', 'Sat 14 00:00-00:00', 'Mon 16 22:00-06:00')).toEqual([]);
  });

  test('a weekend that keeps its own hours when those of workdays change is not news', () => {
    const week = ['Fri 06 22:00-06:00', 'Sat 07 00:00-00:00'];
    expect(told(...week, 'Mon 09 23:00-07:00', 'Sat 14 00:00-00:00', 'Mon 16 23:00-07:00')).toEqual([
      '09: 22:00-06:00 → 23:00-07:00',
    ]);
  });

  test('a weekend that gets hours of its own after those of workdays have changed is news', () => {
    const week = ['Fri 06 22:00-06:00', 'Sat 07 22:00-06:00', 'Mon 09 23:00-07:00'];
    expect(told(...week, 'Sat 14 00:00-00:00', 'Mon 16 23:00-07:00')).toEqual([
      '09: 22:00-06:00 → 23:00-07:00',
      '14: 23:00-07:00 → 00:00-00:00',
    ]);
  });

  test('a holiday with the day type of the last weekend is not news, nor is the day after it', () => {
    const week = ['Fri 06 22:00-06:00 / 01', 'Sat 07 00:00-00:00 / 02', 'Mon 09 22:00-06:00 / 01'];
    expect(told(...week, 'Wed 11 00:00-00:00 / 02', 'Thu 12 22:00-06:00 / 01')).toEqual([]);
  });

  test('the day type of another season is news, as its hours are not those of the last week', () => {
    expect(told('Mon 02 22:00-06:00 / 02', 'Tue 17 13:00-21:00 / 01', 'Wed 25 22:00-06:00 / 02')).toEqual([
      '17: 22:00-06:00 → 13:00-21:00',
      '25: 13:00-21:00 → 22:00-06:00',
    ]);
  });

  test.each([
    ['four minutes is no change', '22:04-06:04', []],
    ['five minutes is one', '22:05-06:05', ['03: 22:00-06:00 → 22:05-06:05']],
  ])('a shift of %s', (_, hours, news) => {
    expect(told('Mon 02 22:00-06:00', `Tue 03 ${hours}`)).toEqual(news);
  });

  test('the end of off-peak hours is news', () => {
    expect(told('Mon 02 22:00-06:00', 'Tue 03 ')).toEqual(['03: 22:00-06:00 → ']);
  });
});

describe('the first date with new hours', () => {
  test('is uncertain if nothing was known about the kind of the previous day', () => {
    const week = ['Thu 19 22:00-06:00', 'Fri 20 22:00-06:00', 'Sat 21 23:00-07:00', 'Sun 22 23:00-07:00'];
    expect(firstDates([...week, 'Mon 23 23:00-07:00'], true)).toEqual([undefined]);
  });
});

describe('hours that were observed', () => {
  test('are not dated, since the first date may have half of the previous hours', () => {
    const before = 'Mon 02 22:00-06:00';
    expect(firstDates([before, 'Tue 03 22:00-06:00', 'Wed 04 23:00-07:00', 'Thu 05 23:00-07:00'], false)).toEqual([
      undefined,
    ]);
  });

  const before = ['Mon 02 22:00-06:00', 'Tue 03 22:00-06:00'];

  test('are news on the first date if it cannot be half of the previous ones', () => {
    expect(seen(...before, 'Wed 04 23:00-07:00', 'Thu 05 23:00-07:00')).toEqual(['04: 22:00-06:00 → 23:00-07:00']);
  });

  test('are not news on a date that is half as before, but on the next one', () => {
    expect(seen(...before, 'Wed 04 23:00-06:00', 'Thu 05 23:00-07:00')).toEqual(['05: 22:00-06:00 → 23:00-07:00']);
  });

  test('with another number of off-peak minutes are news on the second date that has it', () => {
    expect(seen(...before, 'Wed 04 01:00-07:00', 'Thu 05 01:00-07:00')).toEqual(['05: 22:00-06:00 → 01:00-07:00']);
  });

  test('are not news for a single date', () => {
    expect(seen(...before, 'Wed 04 22:00-05:00', 'Thu 05 22:00-06:00', 'Fri 06 22:00-06:00')).toEqual([]);
  });

  test('are not taken as the previous hours from a first date that was half of a change', () => {
    expect(seen('Mon 02 23:00-06:00', 'Tue 03 23:00-07:00', 'Wed 04 23:00-07:00')).toEqual([]);
  });

  test('that first change on a weekend are news on the Monday after it', () => {
    expect(seen('Wed 04 22:00-06:00', 'Thu 05 22:00-06:00', 'Sat 07 23:00-07:00', 'Mon 09 23:00-07:00')).toEqual([
      '09: 22:00-06:00 → 23:00-07:00',
    ]);
  });
});

describe('hours that were observed, and are then reported', () => {
  function saidInBoth(seenHours: string, toldHours: string): number {
    const change = changes();
    for (const day of [20_759, 20_760]) change.take({ day, offPeak: hoursIn(seenHours) }, false);
    return [20_761, 20_762].filter((day) => change.take({ day, offPeak: hoursIn(toldHours) }, true)).length;
  }

  test('are not news if they are the same within minutes', () => {
    expect(saidInBoth('02:58-07:57,11:57-14:58', '02:56-07:56,11:56-14:56')).toBe(0);
  });

  test('are news once if they differ', () => {
    expect(saidInBoth('02:58-07:57,11:57-14:58', '22:00-06:00')).toBe(1);
  });

  test('an older observed date does not contradict what was reported for a later one', () => {
    const change = changes();
    change.take({ day: 20_761, offPeak: hoursIn('22:00-06:00') }, true);
    change.take({ day: 20_762, offPeak: hoursIn('23:00-07:00') }, true);
    expect(change.take({ day: 20_760, offPeak: hoursIn('22:00-06:00') }, false)).toBeUndefined();
  });
});

test('a peak day that was not reported before is not compared, as its hours differ from every other day', () => {
  const known = { day: 20_760, known: { workday: ['22:00-06:00'] } };
  const told = { offPeak: hoursIn('00:00-06:00'), isTodayPeakDay: true };
  let after: ReturnType<typeof newHoursAfter> = { known, running: {} };
  for (let nth = 0; nth < 4; nth += 1) {
    after = newHoursAfter(after.known, after.running, [told, undefined, undefined, 20_761]);
    expect(after).toMatchObject({ known });
    expect(after.news).toBeUndefined();
  }
});

test('the memory stays the same until the date or its hours change', () => {
  const change = changes();
  change.take({ day: 20_761, offPeak: hoursIn('22:00-06:00') }, true);
  const { memory } = change;
  change.take({ day: 20_761, offPeak: hoursIn('22:00-06:00') }, true);
  expect(change.memory).toStrictEqual(memory);
});
