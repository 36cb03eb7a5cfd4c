import { beginningOfDay, dateOf, daysSinceMonday, HOUR_MS, parisHourOf } from '../../../src/base/paris-time.ts';
import { dayText, hourLabel, hoursOfDay, hourText } from './date-words.ts';
import { dateParts, dayAt, dayBefore, type EnergyPeriod, twoDigits } from './energy-period.ts';
import type { PageWords } from './page-words.ts';

/** The place of a bar. */
export interface Slot {
  /** When it begins, in milliseconds since 1970. */
  readonly fromMs: number;
  /** When the next one begins. */
  readonly toMs: number;
  /** The `date` of its span; for an hour, its `fromMs`. */
  readonly key: string;
  /** The key of the same hour, day or month a year before. Absent for a year, and for February 29. */
  readonly keyBefore?: string;
  /** `Tue 24`, `November 2026`, `2026`, `13:00`. */
  readonly name: string;
  /** The text below the bar. */
  readonly label: string;
  /** Whether the label is shown on a narrow screen, too. */
  readonly isMajor: boolean;
}

/** The bars of a period, in order. */
export function slotsOf({ view, from, to }: EnergyPeriod, words: PageWords): readonly Slot[] {
  const days = range(from, to);
  switch (view) {
    case 'day':
      return hourSlots(from, words);
    case 'week':
    case 'month':
      return days.map((day) => daySlot(day, view, words));
    case 'year':
      return days.filter((day) => dateParts(day).date === 1).map((day) => monthSlot(day, words));
    case 'all':
      return yearSlots(dateParts(from).year, dateParts(to).year);
  }
}

function hourSlots(day: number, words: PageWords): readonly Slot[] {
  const before = dayBefore('day', day);
  const hoursBefore = before === undefined ? [] : hoursOfDay(before);
  return hoursOfDay(day).map((atMs) => {
    const hour = parisHourOf(atMs);
    const beforeMs = hoursBefore.find((ms) => parisHourOf(ms) === hour);
    const name = hourText(atMs, words);
    return {
      ...{ fromMs: atMs, toMs: atMs + HOUR_MS },
      key: String(atMs),
      ...(beforeMs !== undefined && { keyBefore: String(beforeMs) }),
      name,
      label: hour % 3 === 0 ? hourLabel(atMs, words) : '',
      isMajor: hour % 6 === 0,
    };
  });
}

function daySlot(day: number, view: 'week' | 'month', words: PageWords): Slot {
  const before = dayBefore(view, day);
  return {
    ...timesOf(day, day + 1),
    key: dateOf(day),
    ...(before !== undefined && { keyBefore: dateOf(before) }),
    name: dayText(day, 'weekday', words),
    label: dayText(day, view === 'week' ? 'weekday' : 'dayOfMonth', words),
    // In a week, there is room for every second day.
    isMajor: view === 'week' ? daysSinceMonday(day) % 2 === 0 : dateParts(day).date % 7 === 1,
  };
}

function monthSlot(day: number, words: PageWords): Slot {
  const { year, month } = dateParts(day);
  return {
    ...timesOf(day, dayAt(year, month + 1)),
    key: `${year}-${twoDigits(month)}`,
    keyBefore: `${year - 1}-${twoDigits(month)}`,
    name: dayText(day, 'monthAndYear', words),
    label: dayText(day, 'month', words),
    isMajor: month % 3 === 1,
  };
}

function yearSlots(first: number, last: number): readonly Slot[] {
  return range(first, last).map((year) => {
    const name = String(year);
    // Up to seven years have room for all their labels.
    const isMajor = last - first < 7 || (last - year) % 3 === 0;
    return { ...timesOf(dayAt(year, 1), dayAt(year + 1, 1)), key: name, name, label: name, isMajor };
  });
}

/** @param end the day after the last one */
function timesOf(first: number, end: number): Pick<Slot, 'fromMs' | 'toMs'> {
  return { fromMs: beginningOfDay(first), toMs: beginningOfDay(end) };
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
