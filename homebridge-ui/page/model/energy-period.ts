import { DAY_MS, dateOf, dayOfDate, daysSinceMonday } from '../../../src/base/paris-time.ts';
import type { SpansRequest } from '../../../src/ui/protocol.ts';
import { daysText, dayText } from './date-words.ts';
import type { PageWords } from './page-words.ts';

export const VIEWS = ['day', 'week', 'month', 'year', 'all'] as const;
/** What the energy view shows at a time: a bar an hour, a day, a month, or a year. */
export type EnergyPeriodView = (typeof VIEWS)[number];

/** What one bar of each view stands for. */
export const BAR_OF_VIEW = {
  day: 'hour',
  week: 'day',
  month: 'day',
  year: 'month',
  all: 'year',
} as const satisfies { readonly [V in EnergyPeriodView]: SpansRequest['by'] };

/** The first day that the journal has of a meter, and today: both by the clock of the journal. */
export interface Bounds {
  readonly first: number;
  readonly today: number;
}

/** The same, with the first day that is whole and can be compared with another one: the meter was heard before it began. */
export interface BoundsOfWholeDays extends Bounds {
  readonly firstWhole: number;
}

/** The days that a view shows, in days since 1970-01-01. They may go beyond the bounds: a month is always a whole one. */
export interface EnergyPeriod {
  readonly view: EnergyPeriodView;
  readonly from: number;
  readonly to: number;
}

/** A week is compared with the one 52 weeks before, so that a Monday stands beside a Monday. */
const WEEKS_52 = 52 * 7;

/** What is shown at first: a month; the day while no whole one is known, since a month would be a bar or two. */
export function firstView({ firstWhole, today }: Pick<BoundsOfWholeDays, 'firstWhole' | 'today'>): EnergyPeriodView {
  return firstWhole >= today ? 'day' : 'month';
}

/** The period of a view that contains a day. */
export function periodOf(view: EnergyPeriodView, day: number, { first, today }: Bounds): EnergyPeriod {
  const { year, month } = dateParts(day);
  switch (view) {
    case 'day':
      return { view, from: day, to: day };
    case 'week': {
      const from = day - daysSinceMonday(day);
      return { view, from, to: from + 6 };
    }
    case 'month':
      return { view, from: dayAt(year, month), to: dayAt(year, month + 1) - 1 };
    case 'year':
      return { view, from: dayAt(year, 1), to: dayAt(year + 1, 1) - 1 };
    case 'all':
      return { view, from: dayAt(dateParts(first).year, 1), to: dayAt(dateParts(today).year + 1, 1) - 1 };
  }
}

/** The day from which the period before or after is shown: as far into it as `day` is, within the bounds. */
export function steppedDay(view: EnergyPeriodView, day: number, step: -1 | 1, bounds: Bounds): number {
  const { year, month, date } = dateParts(day);
  const inMonth = (count: number) => {
    const from = dayAt(year, month + count);
    return Math.min(from + date - 1, dayAt(year, month + count + 1) - 1);
  };
  const target = { day: day + step, week: day + 7 * step, month: inMonth(step), year: inMonth(12 * step), all: day }[
    view
  ];
  return Math.min(Math.max(target, bounds.first), bounds.today);
}

/** The period as the title of its view: `24 – 30 Nov 2026`. */
export function periodTitle({ view, from, to }: EnergyPeriod, words: PageWords): string {
  switch (view) {
    case 'day':
      return dayText(from, 'long', words);
    case 'week':
      return daysText(from, to, words);
    case 'month':
      return dayText(from, 'monthAndYear', words);
    case 'year':
      return dayText(from, 'year', words);
    case 'all':
      return words.texts.energy.allYears;
  }
}

/** The period in a file's name: `2026`, `2026-11`, `2026-11-24`; of a week its Monday, of all years the last one. */
export function dateOfPeriod({ view, from, to }: EnergyPeriod): string {
  const lengths = { day: 10, week: 10, month: 7, year: 4, all: 4 } as const;
  return dateOf(view === 'all' ? to : from).slice(0, lengths[view]);
}

/** The same day a year before: the same date, or of a week the same weekday. February 29 has none. */
export function dayBefore(view: EnergyPeriodView, day: number): number | undefined {
  if (view === 'week') return day - WEEKS_52;
  const { year, month, date } = dateParts(day);
  return dayOfDate(`${year - 1}-${twoDigits(month)}-${twoDigits(date)}`);
}

/** The period a year before; undefined for all years, and for February 29. */
export function periodBefore({ view, from, to }: EnergyPeriod): EnergyPeriod | undefined {
  if (view === 'all') return undefined;
  const before = dayBefore(view, from);
  if (before === undefined) return undefined;
  // The end of February is taken from its beginning, since a leap year's last day has no counterpart.
  return view === 'week' || view === 'day'
    ? { view, from: before, to: before + to - from }
    : periodOf(view, before, { first: before, today: before });
}

/** The first day of a month; months below 1 and above 12 are those of other years. */
export function dayAt(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY_MS;
}

/** The year, the month from 1 on, and the date of a day. */
export function dateParts(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const [year = 0, month = 0, date = 0] = dateOf(day).split('-').map(Number);
  return { year, month, date };
}

/** A month or a date as dates write it: `08`. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
