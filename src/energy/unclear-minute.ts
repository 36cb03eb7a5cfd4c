import { DAY_NAMES, type DayName, MINUTES_A_DAY } from '../hours.ts';
import { dayOfDate } from '../paris-time.ts';
import { isHoliday } from './holidays.ts';
import { type Claim, claimsOf, claimsOn, isOn, monthDayOf, namesAt } from './hours-claims.ts';
import { isTempoLine, onlyPeriodOf, type PeriodHours } from './period-clock.ts';

/** A minute that no period of a price line has, or that several have. */
export interface UnclearMinute {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly minute: number;
  /** Whether the day is a holiday, and so no day of the week to the line. */
  readonly isHoliday: boolean;
  /** Those that have it; empty where none has. */
  readonly periods: readonly string[];
}

const WEEKDAYS = DAY_NAMES.filter((name) => name !== 'holiday');
/** After so many years the days of the week come on the same dates again. */
const YEARS = 28;

/**
 * The first minute from the line's date on of which its hours do not tell the period: an example of what is wrong in them. Undefined
 * where they tell that of every minute, where no period has hours, and where no hours of the settings are asked.
 */
export function unclearMinute(line: PeriodHours): UnclearMinute | undefined {
  const ofLine = claimsOf(line.periods);
  const { claims, rest, namesHoliday } = ofLine;
  const first = dayOfDate(line.from);
  if (first === undefined || claims.length === 0 || onlyPeriodOf(line) || isTempoLine(line)) return undefined;
  if (isClearThroughout(claims, rest, namesHoliday ? DAY_NAMES : WEEKDAYS)) return undefined;
  for (let day = first; day < first + YEARS * 365.25; day += 1) {
    const unclear = unclearIn(claimsOn(ofLine, day), rest);
    if (unclear) return { day, isHoliday: namesHoliday && isHoliday(day), ...unclear };
  }
  return undefined;
}

/** Whether that is so on any day of the week on any date. These are few kinds of days, where 28 years are ten thousand days. */
function isClearThroughout(claims: readonly Claim[], rest: string | undefined, dayNames: readonly DayName[]): boolean {
  return edgesOf(claims).every((monthDay) =>
    dayNames.every((dayName) => {
      const there = claims.filter(({ entry }) => isOn(entry, monthDay, dayName));
      return unclearIn(there, rest) === undefined;
    }),
  );
}

/** The first date of each stretch of the year in which the same entries hold. */
function edgesOf(claims: readonly Claim[]): readonly string[] {
  const edges = claims.flatMap(({ entry: { dates } }) => {
    // A year that has each date.
    const last = dates && dayOfDate(`2024-${dates.to}`);
    return dates && last !== undefined ? [dates.from, monthDayOf(last + 1)] : [];
  });
  return edges.length > 0 ? edges : ['01-01'];
}

/** The first minute of a day that no period has, or several have. It is where one of the spans begins or ends. */
function unclearIn(
  there: readonly Claim[],
  rest: string | undefined,
): Pick<UnclearMinute, 'minute' | 'periods'> | undefined {
  const edges = there.flatMap(({ entry }) => entry.spans.flatMap(({ from, to }) => [from, to]));
  const minutes = [0, ...edges].filter((minute) => minute < MINUTES_A_DAY).toSorted((one, other) => one - other);
  for (const minute of minutes) {
    const periods = namesAt(there, minute);
    if (periods.length > 1 || (periods.length === 0 && rest === undefined)) return { minute, periods };
  }
  return undefined;
}
