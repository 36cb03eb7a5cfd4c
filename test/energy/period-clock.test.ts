import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { isHoliday } from '../../src/energy/holidays.ts';
import { type PeriodClock, type PeriodHours, periodClocks, type TimedPeriod } from '../../src/energy/period-clock.ts';
import { unclearMinute } from '../../src/energy/unclear-minute.ts';

type Periods = readonly (readonly [name: string, hours?: string])[];

function priceWith(...periods: Periods): PeriodHours {
  const priced = periods.map(([name, hours]): TimedPeriod => ({ name, hours }));
  return { from: '2026-01-01', periods: priced };
}

function clockOn(line: PeriodHours, date: string): PeriodClock {
  return periodClocks([line])(numberOf(date)) as PeriodClock;
}

function numberOf(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

/** The entries of a clock, one for each change of its period: `00:00 HC`. */
function changesOf(...periods: Periods): readonly string[] {
  const clock = clockOn(priceWith(...periods), '2026-01-01');
  const changes: string[] = [];
  for (let minute = 0; minute < 1440; minute += clock.minutesLeftAt(minute)) {
    const [hour, rest] = [Math.floor(minute / 60), minute % 60].map((one) => String(one).padStart(2, '0'));
    changes.push(`${hour}:${rest} ${clock.periodAt(minute) ?? '?'}`);
  }
  return changes;
}

describe('the hours of the periods of a price line', () => {
  test('may cross midnight, and the only period without hours applies the rest of the time', () => {
    expect(changesOf(['HP'], ['HC', '22:30-06:30'])).toEqual(['00:00 HC', '06:30 HP', '22:30 HC']);
  });

  test('may be several spans', () => {
    const hours = '02:56-07:56, 12:26-14:26';
    const changes = ['00:00 HP', '02:56 HC', '07:56 HP', '12:26 HC', '14:26 HP'];
    expect(changesOf(['HC', hours], ['HP'])).toEqual(changes);
    expect(changesOf(['HC', hours.replace(' ', '')], ['HP'])).toEqual(changes);
  });

  test('use one name for a period, however it is spelled', () => {
    expect(changesOf(['Heures pleines'], ['Heures  creuses', '00:00-08:00'])).toEqual(['00:00 HC', '08:00 HP']);
  });

  test('cover the whole day if they end when they begin', () => {
    expect(changesOf(['HC', '06:00-06:00'], ['HP'])).toEqual(['00:00 HC']);
    expect(changesOf(['HC', '00:00-00:00'], ['HP'])).toEqual(['00:00 HC']);
  });

  test('give no period where those of two overlap', () => {
    expect(changesOf(['HC', '22:00-06:00'], ['WE', '05:00-07:00'], ['HP'])).toEqual([
      ...['00:00 HC', '05:00 ?', '06:00 WE', '07:00 HP', '22:00 HC'],
    ]);
  });

  test('may overlap with others of the same period', () => {
    expect(changesOf(['HC', '22:00-06:00,05:00-07:00'], ['HP'])).toEqual(['00:00 HC', '07:00 HP', '22:00 HC']);
  });

  test('give no period outside of all spans if no period, or more than one, has no hours', () => {
    expect(changesOf(['HC', '00:00-08:00'], ['HP', '08:00-20:00'])).toEqual(['00:00 HC', '08:00 HP', '20:00 ?']);
    expect(changesOf(['HC', '00:00-08:00'], ['HP'], ['PM'])).toEqual(['00:00 HC', '08:00 ?']);
    expect(changesOf(['HC'], ['HP'])).toEqual(['00:00 ?']);
  });

  test('cover all hours for a line with a single period', () => {
    expect(changesOf(['BASE'])).toEqual(['00:00 BASE']);
    expect(changesOf(['BASE', '01:00-02:00'])).toEqual(['00:00 BASE']);
  });
});

test('the clock of a date is that of the price line in force, and there is none before the first line', () => {
  const clocks = periodClocks([
    priceWith(['BASE']),
    { ...priceWith(['HP'], ['HC', '00:00-08:00']), from: '2026-08-01' },
  ]);
  expect(['2026-01-01', '2026-07-31', '2026-08-01'].map((date) => clocks(numberOf(date))?.periodAt(0))).toEqual([
    'BASE',
    'BASE',
    'HC',
  ]);
  expect(clocks(numberOf('2025-12-31'))).toBeUndefined();
});

describe('hours by season and day of the week', () => {
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  /** The period at a date and time, `2026-12-07 03:00`. */
  const periodAt = (at: string, ...periods: Periods) => {
    const [date = '', time = ''] = at.split(' ');
    return clockOn(priceWith(...periods), date).periodAt(minuteOf(time));
  };

  // 2026-12-07 is a Monday.
  test.each([
    ['2026-12-07 03:00', 'HC'],
    ['2026-12-07 07:30', 'HP'],
    ['2026-12-07 23:30', 'HC'],
    ['2026-12-11 23:30', 'HC'],
    ['2026-12-12 00:00', 'HP'],
    ['2026-12-12 03:00', 'HP'],
    ['2026-12-13 23:59', 'HP'],
    ['2026-12-14 00:00', 'HC'],
  ])('apply to each minute by its own date: %s is in mon-fri 23:30-07:30, or not: %s', (at, period) => {
    expect(periodAt(at, ['HC', 'mon-fri 23:30-07:30'], ['HP'])).toBe(period);
  });

  test.each([
    ['2026-10-31 23:59', 'HC'],
    ['2026-11-01 00:00', 'HP'],
    ['2026-11-01 00:59', 'HP'],
    ['2026-11-01 01:00', 'HC'],
    ['2026-12-31 23:59', 'HC'],
    ['2027-01-01 01:00', 'HC'],
    ['2027-03-31 23:59', 'HC'],
    ['2027-04-01 01:00', 'HP'],
  ])('apply on the last date of a season, and not after it: %s is %s', (at, period) => {
    expect(periodAt(at, ['HC', '11-01..03-31 01:00-24:00; 04-01..10-31 23:00-24:00'], ['HP'])).toBe(period);
  });

  test('apply on 29 February if their dates include or name it', () => {
    const at = (date: string, dates: string) => periodAt(`${date} 12:00`, ['HC', `${dates} 00:00-24:00`], ['HP']);
    expect(at('2028-02-29', '02-01..03-31')).toBe('HC');
    expect(at('2028-02-29', '02-29..02-29')).toBe('HC');
    expect(at('2028-02-29', '03-01..02-28')).toBe('HP');
  });

  test('may have days across the end of the week', () => {
    const week = Array.from({ length: 7 }, (_, nth) =>
      periodAt(`${dateOf(numberOf('2026-12-07') + nth)} 12:00`, ['HC', 'sat-tue 00:00-24:00'], ['HP']),
    );
    expect(week).toEqual(['HC', 'HC', 'HP', 'HP', 'HP', 'HC', 'HC']);
  });

  test('treat a holiday as a day of the week, unless a period of the line names holidays', () => {
    // A Friday.
    expect(periodAt('2026-12-25 12:00', ['HC', 'fri 00:00-24:00'], ['HP'])).toBe('HC');
    expect(periodAt('2026-12-25 12:00', ['HC', 'fri 00:00-24:00'], ['WE', 'holiday 22:00-23:00'], ['HP'])).toBe('HP');
    expect(periodAt('2026-12-25 22:00', ['HC', 'fri 00:00-24:00'], ['WE', 'holiday 22:00-23:00'], ['HP'])).toBe('WE');
    expect(periodAt('2026-12-25 12:00', ['HC', '00:00-24:00'], ['WE', 'holiday 22:00-23:00'], ['HP'])).toBe('HC');
    expect(periodAt('2026-12-25 22:00', ['HC', '00:00-24:00'], ['WE', 'holiday 22:00-23:00'], ['HP'])).toBeUndefined();
  });
});

describe('the unclear minute of a line’s hours', () => {
  const HOURS = [
    ...[
      '',
      '00:00-24:00',
      '22:00-06:00',
      '06:00-22:00',
      'mon-fri 22:00-06:00',
      'mon-fri 06:00-22:00',
      'sat-sun 00:00-24:00',
    ],
    ...['11-01..03-31 00:00-24:00', '04-01..10-31 00:00-24:00', '03-01..02-28 00:00-24:00', '02-29..02-29 00:00-24:00'],
    ...[
      'holiday 00:00-24:00',
      'mon-sun 00:00-24:00',
      '03-01..03-21 holiday 00:00-24:00',
      '12-25..12-25 mon 12:00-13:00',
    ],
  ];
  const hours = fc
    .array(fc.constantFrom(...HOURS), { minLength: 1, maxLength: 3 })
    .map((entries) => entries.filter((entry) => entry !== '').join('; '));
  const lines = fc
    .tuple(fc.constantFrom('2024-03-01', '2026-12-01', '2027-12-31'), fc.array(hours, { minLength: 1, maxLength: 3 }))
    .map(([from, all]) => ({ ...priceWith(...all.map((one, nth) => [`P${nth}`, one] as const)), from }));

  test('is the first one within 28 years for which the clocks give no period', () => {
    const seen = { clear: 0, unclear: 0 };
    fc.assert(
      fc.property(lines, (line) => {
        const unclear = unclearMinute(line);
        const hasHours = line.periods.length > 1 && line.periods.some(({ hours }) => hours);
        const first = hasHours ? firstUnknown(line) : undefined;
        seen[first ? 'unclear' : 'clear'] += 1;
        expect(unclear && [unclear.day, unclear.minute]).toEqual(first);
      }),
      { numRuns: 200 },
    );
    expect(seen.clear).toBeGreaterThan(20);
    expect(seen.unclear).toBeGreaterThan(20);
  });

  function firstUnknown(line: PeriodHours): readonly [day: number, minute: number] | undefined {
    const clockOn = periodClocks([line]);
    const first = numberOf(line.from);
    for (let day = first; day < first + 28 * 365.25; day += 1) {
      const clock = clockOn(day) as PeriodClock;
      for (let minute = 0; minute < 1440; minute += clock.minutesLeftAt(minute)) {
        if (clock.periodAt(minute) === undefined) return [day, minute];
      }
    }
    return undefined;
  }
});

describe('the holidays of the Code du travail', () => {
  // Easter Sunday, from the tables of the calendar.
  test.each([
    ['2024-03-31', '2024-04-01', '2024-05-09', '2024-05-20'],
    ['2025-04-20', '2025-04-21', '2025-05-29', '2025-06-09'],
    ['2026-04-05', '2026-04-06', '2026-05-14', '2026-05-25'],
    ['2027-03-28', '2027-03-29', '2027-05-06', '2027-05-17'],
    ['2028-04-16', '2028-04-17', '2028-05-25', '2028-06-05'],
    ['2029-04-01', '2029-04-02', '2029-05-10', '2029-05-21'],
    ['2030-04-21', '2030-04-22', '2030-05-30', '2030-06-10'],
  ])(
    'with Easter on %s are Easter Monday, %s, Ascension, %s, Whit Monday, %s, and eight fixed dates',
    (easter, ...moving) => {
      const year = Number(easter.slice(0, 4));
      const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
      expect(holidaysOf(year)).toEqual([...moving, ...fixed.map((date) => `${year}-${date}`)].toSorted());
    },
  );

  test('are ten in a year whose Ascension is 1 May', () => {
    expect(holidaysOf(2008)).toHaveLength(10);
    expect(holidaysOf(2008)).toContain('2008-03-24');
  });

  test('include the latest possible Easter Monday, in 2038', () => {
    expect(holidaysOf(2038)).toContain('2038-04-26');
  });

  function holidaysOf(year: number): readonly string[] {
    const days = Array.from({ length: 366 }, (_, nth) => numberOf(`${year}-01-01`) + nth);
    return days
      .filter(isHoliday)
      .map(dateOf)
      .filter((date) => date.startsWith(`${year}`));
  }
});
