import { dayOfDate } from '../base/paris-time.ts';
import { DAY_NAMES, type DayName, MINUTES_A_DAY } from '../reading/hours.ts';
import { isHoliday } from './holidays.ts';
import { type Claim, claimsOf, claimsOn, isOn, monthDayOf, namesAt } from './hours-claims.ts';
import { isTempoLine, onlyPeriodOf, type PeriodHours } from './period-clock.ts';

/** A minute that belongs to no period of a price line, or to several. */
export interface UnclearMinute {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly minute: number;
  /** Whether the day is a holiday, and therefore does not count as a day of the week for this line. */
  readonly isHoliday: boolean;
  /** The periods that claim it; empty if there is none. */
  readonly periods: readonly string[];
}

const WEEKDAYS = DAY_NAMES.filter((name) => name !== 'holiday');
/** After this many years, the days of the week fall on the same dates again. */
const YEARS = 28;

/**
 * The first minute, from the line's date on, whose period is not clear from the line's hours: an example of what is wrong with them.
 * Undefined if every minute is clear, if no period has hours, and if the line needs no hours (a single period, or Tempo).
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

/**
 * Whether every minute is clear on any day of the week at any date. This checks a few kinds of days instead of the ten thousand days of 28
 * years.
 */
function isClearThroughout(claims: readonly Claim[], rest: string | undefined, dayNames: readonly DayName[]): boolean {
  return edgesOf(claims).every((monthDay) =>
    dayNames.every((dayName) => {
      const there = claims.filter(({ entry }) => isOn(entry, monthDay, dayName));
      return unclearIn(there, rest) === undefined;
    }),
  );
}

/** The first date of each stretch of the year in which the same entries apply. */
function edgesOf(claims: readonly Claim[]): readonly string[] {
  const edges = claims.flatMap(({ entry: { dates } }) => {
    // A leap year, so that every date exists.
    const last = dates && dayOfDate(`2024-${dates.to}`);
    return dates && last !== undefined ? [dates.from, monthDayOf(last + 1)] : [];
  });
  return edges.length > 0 ? edges : ['01-01'];
}

/** The first minute of a day that belongs to no period, or to several. It is always the beginning or the end of a span of hours. */
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
