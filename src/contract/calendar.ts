import type { ContractCalendar, RegisterPeriods } from '../reading.ts';
import { hoursText } from './hours.ts';
import type { ComingHours } from './off-peak-start.ts';
import type { ToldHours } from './profile-hours.ts';
import type { SeenHours } from './seen-hours.ts';

/** What is known of the hours of today and tomorrow, and of the registers. */
export interface CalendarSources {
  /** What the meter itself tells. */
  readonly told: ToldHours;
  readonly seen: SeenHours | undefined;
  readonly periods: RegisterPeriods;
}

/**
 * The off-peak hours of today and tomorrow: of each date as the meter tells them, else as they were seen; and neither where the meter
 * tells something of the date that is not clear yet.
 */
export function comingHours({ told, seen }: Omit<CalendarSources, 'periods'>): ComingHours {
  const today = told.offPeak ?? (told.isTodayUnclear ? undefined : seen?.today);
  const tomorrow = told.offPeakTomorrow ?? (told.isTomorrowUnclear ? undefined : seen?.tomorrow);
  return { ...(today && { today }), ...(tomorrow && { tomorrow }) };
}

/** Puts the calendar together: the same object as long as it says the same. */
export function createCalendar(): (sources: CalendarSources) => ContractCalendar {
  let last: { readonly sources: CalendarSources; readonly calendar: ContractCalendar } | undefined;
  return (sources) => {
    if (last && isSame(sources, last.sources)) return last.calendar;
    const calendar = calendarFrom(sources);
    last = { sources, calendar: last && isEqual(calendar, last.calendar) ? last.calendar : calendar };
    return last.calendar;
  };
}

function isSame(one: CalendarSources, other: CalendarSources): boolean {
  return one.told === other.told && one.seen === other.seen && one.periods === other.periods;
}

function calendarFrom({ told, seen, periods }: CalendarSources): ContractCalendar {
  const { today, tomorrow } = comingHours({ told, seen });
  const isSeen = (today && !told.offPeak) || (tomorrow && !told.offPeakTomorrow);
  return {
    ...(today && { offPeak: hoursText(today) }),
    ...(tomorrow && { offPeakTomorrow: hoursText(tomorrow) }),
    ...(seen && isSeen && { seenDays: seen.seenDays }),
    ...peaks(told),
    periods,
  };
}

function peaks({ peak, peakTomorrow }: ToldHours): Pick<ContractCalendar, 'peak' | 'peakTomorrow'> {
  return {
    ...(peak && { peak: hoursText(peak) }),
    ...(peakTomorrow && { peakTomorrow: hoursText(peakTomorrow) }),
  };
}

const FIELDS = ['offPeak', 'offPeakTomorrow', 'seenDays', 'peak', 'peakTomorrow', 'periods'] as const;

function isEqual(one: ContractCalendar, other: ContractCalendar): boolean {
  return FIELDS.every((field) => one[field] === other[field]);
}
