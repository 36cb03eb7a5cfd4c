import { clockText, DAY_NAMES, type DayName, type HoursEntry, hoursEntriesIn, MINUTES_A_DAY } from '../hours.ts';
import { dateOf, dayOfDate, daysSinceMonday } from '../paris-time.ts';
import { colourOfPeriod, periodName, TEMPO_PEAK, tempoPeriod } from '../periods.ts';
import { isHoliday } from './holidays.ts';
import type { ColourOfDay } from './tempo-colours.ts';

/** A tariff period, and the hours of the local clock in which energy is of it: see `hoursEntriesIn`. */
export interface TimedPeriod {
  /** As the meter or the household writes it: see `periods.ts`. */
  readonly name: string;
  /** For curves from files, which know no tariff; no day of the meter needs them. */
  readonly hours?: string;
}

/** The tariff periods from a date on. That is all that energy takes of a price line: see `money/price.ts`. */
export interface PeriodHours {
  /** A date such as `2026-08-01`: from midnight in Paris on. */
  readonly from: string;
  readonly periods: readonly TimedPeriod[];
}

/**
 * The line that holds on a date: the last one that begins then or before.
 * @param lines sorted by `from`
 */
export function lineOn<Line extends PeriodHours>(date: string, lines: readonly Line[]): Line | undefined {
  return lines.findLast(({ from }) => from <= date);
}

/** A line as if it had always held. */
export function always<Line extends PeriodHours>(line: Line): Line {
  return { ...line, from: '0000-01-01' };
}

/** The period of a line that has one only, which is that of all energy, whatever it is called. */
export function onlyPeriodOf<Period>({ periods }: { readonly periods: readonly Period[] }): Period | undefined {
  return periods.length === 1 ? periods[0] : undefined;
}

/** The tariff period of each minute of the local clock of a date. */
export interface PeriodClock {
  /** The period at a minute after midnight, from 0 to 1 439, under the name that `periodName` gives; undefined where it is not known. */
  periodAt(minute: number): string | undefined;
  /** How many minutes that stays so, up to midnight. */
  minutesLeftAt(minute: number): number;
}

/** Gives the clock of a day, in days since 1970-01-01; undefined where no line holds. Days of the same kind have the same clock. */
export type PeriodClockOn = (day: number) => PeriodClock | undefined;

/** @param lines sorted by `from`, each of another date */
export function periodClocks(lines: readonly PeriodHours[], colourOn: ColourOfDay = () => undefined): PeriodClockOn {
  const clocks = new Map<PeriodHours, PeriodClockOn>();
  return (day) => {
    const holding = lineOn(dateOf(day), lines);
    if (!holding) return undefined;
    const clockOn = clocks.get(holding) ?? clocksOf(holding, colourOn);
    clocks.set(holding, clockOn);
    return clockOn(day);
  };
}

/**
 * The clocks of a price line: that of Tempo by the colours of the days, and else that of the hours of its periods. The only period of a
 * line has the whole day.
 */
function clocksOf(line: PeriodHours, colourOn: ColourOfDay): PeriodClockOn {
  const only = onlyPeriodOf(line);
  if (only) {
    const clock = clockFrom(() => periodName(only.name));
    return () => clock;
  }
  return isTempoLine(line) ? tempoClocks(colourOn) : timedClocks(line);
}

/** Whether the colours of days tell the periods of a line, and no hours of the settings do. */
export function isTempoLine({ periods }: PeriodHours): boolean {
  return periods.every(({ name }) => colourOfPeriod(name));
}

/** The off-peak hours of Tempo, everywhere, as the settings write hours. */
export const TEMPO_OFF_PEAK_HOURS = `${clockText(TEMPO_PEAK.to)}-${clockText(TEMPO_PEAK.from)}`;

/** The off-peak hours before 06:00 are of the Tempo day before. */
function tempoClocks(colourOn: ColourOfDay): PeriodClockOn {
  const clocks = clocksByKey();
  return (day) => {
    const [before, own] = [colourOn(day - 1), colourOn(day)];
    return clocks(`${before} ${own}`, () =>
      clockFrom((minute) => {
        if (minute < TEMPO_PEAK.from) return before && tempoPeriod('HC', before);
        return own && tempoPeriod(minute < TEMPO_PEAK.to ? 'HP' : 'HC', own);
      }),
    );
  };
}

/** The hours that a period has, of those that its text has for other dates and days too. */
interface Claim {
  readonly name: string;
  readonly entry: HoursEntry;
}

/**
 * Exactly one period without `hours` has the rest of the day. The period is not known where the hours of two periods overlap, and where
 * no hours are and none or several periods are without.
 */
function timedClocks(line: PeriodHours): PeriodClockOn {
  const { claims, rest, namesHoliday } = claimsOf(line);
  const clocks = clocksByKey();
  return (day) => {
    const there = claimsOn(claims, day, namesHoliday);
    const key = there.map((claim) => claims.indexOf(claim)).join(' ');
    return clocks(key, () =>
      clockFrom((minute) => {
        const [first, second] = namesAt(there, minute);
        return second === undefined ? (first ?? rest) : undefined;
      }),
    );
  };
}

function claimsOf({ periods }: PeriodHours) {
  const claims = periods.flatMap(({ name, hours = '' }): readonly Claim[] =>
    (hoursEntriesIn(hours) ?? []).map((entry) => ({ name: periodName(name), entry })),
  );
  const untimed = periods.filter(({ hours }) => hours === undefined);
  const rest = untimed.length === 1 && untimed[0] ? periodName(untimed[0].name) : undefined;
  return { claims, rest, namesHoliday: claims.some(({ entry }) => entry.days?.includes('holiday')) };
}

/** @param namesHoliday then a holiday is no day of the week, in any hours of the line */
function claimsOn(claims: readonly Claim[], day: number, namesHoliday: boolean): readonly Claim[] {
  const dayName = namesHoliday && isHoliday(day) ? 'holiday' : (DAY_NAMES[daysSinceMonday(day)] as DayName);
  return claims.filter(({ entry }) => isOn(entry, monthDayOf(day), dayName));
}

function monthDayOf(day: number): string {
  return dateOf(day).slice('yyyy-'.length);
}

function isOn({ dates, days }: HoursEntry, monthDay: string, dayName: DayName): boolean {
  if (days && !days.includes(dayName)) return false;
  if (!dates) return true;
  const { from, to } = dates;
  return from <= to ? from <= monthDay && monthDay <= to : from <= monthDay || monthDay <= to;
}

/** The periods that have a minute. */
function namesAt(claims: readonly Claim[], minute: number): readonly string[] {
  const there = claims.filter(({ entry }) => entry.spans.some(({ from, to }) => from <= minute && minute < to));
  return [...new Set(there.map(({ name }) => name))];
}

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
  const { claims, rest, namesHoliday } = claimsOf(line);
  const first = dayOfDate(line.from);
  if (first === undefined || claims.length === 0 || onlyPeriodOf(line) || isTempoLine(line)) return undefined;
  if (isClearThroughout(claims, rest, namesHoliday ? DAY_NAMES : WEEKDAYS)) return undefined;
  for (let day = first; day < first + YEARS * 365.25; day += 1) {
    const unclear = unclearIn(claimsOn(claims, day, namesHoliday), rest);
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

function clocksByKey(): (key: string, make: () => PeriodClock) => PeriodClock {
  const clocks = new Map<string, PeriodClock>();
  return (key, make) => {
    const clock = clocks.get(key) ?? make();
    clocks.set(key, clock);
    return clock;
  };
}

function clockFrom(periodOf: (minute: number) => string | undefined): PeriodClock {
  const periods = Array.from({ length: MINUTES_A_DAY }, (_, minute) => periodOf(minute));
  const left = new Array<number>(MINUTES_A_DAY).fill(1);
  for (let minute = MINUTES_A_DAY - 2; minute >= 0; minute -= 1) {
    if (periods[minute] === periods[minute + 1]) left[minute] = (left[minute + 1] ?? 0) + 1;
  }
  return {
    periodAt: (minute) => periods[minute],
    minutesLeftAt: (minute) => left[minute] ?? 1,
  };
}
