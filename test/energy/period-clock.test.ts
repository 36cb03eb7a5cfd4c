import { describe, expect, test } from 'vitest';
import { type PeriodClock, type PeriodHours, periodClocks, type TimedPeriod } from '../../src/energy/period-clock.ts';
import { dayOfDate } from '../../src/paris-time.ts';

type Periods = readonly (readonly [name: string, hours?: string])[];

function priceWith(...periods: Periods): PeriodHours {
  const priced = periods.map(([name, hours]): TimedPeriod => ({ name, ...(hours && { hours }) }));
  return { from: '2026-01-01', periods: priced };
}

function clockOn(line: PeriodHours, date: string): PeriodClock {
  return periodClocks([line])(numberOf(date)) as PeriodClock;
}

function numberOf(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

/** What a clock says, each time that its period changes: `00:00 HC`. */
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
  test('go over midnight, and the one period without hours has the rest', () => {
    expect(changesOf(['HP'], ['HC', '22:30-06:30'])).toEqual(['00:00 HC', '06:30 HP', '22:30 HC']);
  });

  test('may be several', () => {
    const hours = '02:56-07:56, 12:26-14:26';
    const changes = ['00:00 HP', '02:56 HC', '07:56 HP', '12:26 HC', '14:26 HP'];
    expect(changesOf(['HC', hours], ['HP'])).toEqual(changes);
    expect(changesOf(['HC', hours.replace(' ', '')], ['HP'])).toEqual(changes);
  });

  test('have the one name of a period, however it is written', () => {
    expect(changesOf(['Heures pleines'], ['Heures  creuses', '00:00-08:00'])).toEqual(['00:00 HC', '08:00 HP']);
  });

  test('are the whole day where they end when they begin', () => {
    expect(changesOf(['HC', '06:00-06:00'], ['HP'])).toEqual(['00:00 HC']);
    expect(changesOf(['HC', '00:00-00:00'], ['HP'])).toEqual(['00:00 HC']);
  });

  test('tell no period where those of two overlap', () => {
    expect(changesOf(['HC', '22:00-06:00'], ['WE', '05:00-07:00'], ['HP'])).toEqual([
      ...['00:00 HC', '05:00 ?', '06:00 WE', '07:00 HP', '22:00 HC'],
    ]);
  });

  test('may overlap with others of the same period', () => {
    expect(changesOf(['HC', '22:00-06:00,05:00-07:00'], ['HP'])).toEqual(['00:00 HC', '07:00 HP', '22:00 HC']);
  });

  test('leave what is in none of them without a period, where none or several periods have no hours', () => {
    expect(changesOf(['HC', '00:00-08:00'], ['HP', '08:00-20:00'])).toEqual(['00:00 HC', '08:00 HP', '20:00 ?']);
    expect(changesOf(['HC', '00:00-08:00'], ['HP'], ['PM'])).toEqual(['00:00 HC', '08:00 ?']);
    expect(changesOf(['HC'], ['HP'])).toEqual(['00:00 ?']);
  });

  test('are all for a line that has one period only', () => {
    expect(changesOf(['BASE'])).toEqual(['00:00 BASE']);
    expect(changesOf(['BASE', '01:00-02:00'])).toEqual(['00:00 BASE']);
  });
});

test('the clock of a date is that of the price line that holds, and there is none before the first', () => {
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
