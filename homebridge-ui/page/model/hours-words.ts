import { dayOfDate } from '../../../src/base/paris-time.ts';
import { DAY_NAMES, type DayName } from '../../../src/reading/hours.ts';
import { dayText } from './date-words.ts';
import type { HoursRow } from './hours-rows.ts';
import type { PageWords } from './page-words.ts';

/** Hours and when they hold, in words that can also be typed: `1 Nov – 31 Mar, Monday – Friday: 23:30-07:30`. */
export function hoursInWords(rows: readonly HoursRow[], words: PageWords): string {
  const { hoursWhen } = words.texts.prices;
  const inWords = rows.map(({ dates, days, hours }) => {
    const when = [
      ...(dates === undefined ? [] : [datesInWords(dates, words)]),
      ...(days === undefined ? [] : [daysInWords(days, words)]),
    ];
    return when.length > 0 ? hoursWhen(when.join(', '), hours) : hours;
  });
  return inWords.join('; ');
}

/** @param dates such as `11-01..03-31` */
export function datesInWords(dates: string, words: PageWords): string {
  // 2024 is a leap year, so it has every date.
  const days = dates.split('..').map((monthDay) => dayOfDate(`2024-${monthDay}`) ?? 0);
  return days.map((day) => dayText(day, 'day', words)).join(' – ');
}

/** A Monday, in days since 1970-01-01. */
const MONDAY = 4;

/** @param days such as `sat-sun,holiday` */
export function daysInWords(days: string, words: PageWords): string {
  const nameOf = (name: string) => {
    const nth = DAY_NAMES.indexOf(name as DayName);
    return name === 'holiday' ? words.texts.prices.holidays : dayText(MONDAY + nth, 'weekdayName', words);
  };
  return days
    .split(',')
    .map((part) => part.split('-').map(nameOf).join(' – '))
    .join(', ');
}
