import { DAY_MS, HOUR_MS, MINUTE_MS, parisInstant, parisOffsetMs } from '../base/paris-time.ts';
import { MINUTES_A_DAY } from '../reading/hours.ts';
import type { ContractCalendar, Reading, RegisterPeriods, Season } from '../reading/reading.ts';
import { type Hours, hoursText, isInHours } from './date-hours.ts';
import type { MeterTime } from './meter-time.ts';
import type { ReportedHours } from './reported-hours.ts';
import { isSame, lastIfSame } from './same.ts';
import type { SeenHours } from './seen-hours.ts';

/** What the calendar is made from: the off-peak hours of today and tomorrow, and the periods of the registers. */
interface CalendarSources {
  /** The hours that the meter itself reports. */
  readonly reported: ReportedHours;
  readonly seen?: SeenHours;
  readonly periods: RegisterPeriods;
  /** Today's date, in days since 1970-01-01; absent while no clock is set. */
  readonly day?: number;
  /** Today's season; only if the contract was found to have different hours in each season. */
  readonly season?: Season;
}

/** The calendar of the last reading, and the sources it was made from. */
export interface PresentCalendar {
  readonly madeOf: readonly CalendarSources[keyof CalendarSources][];
  readonly calendar: ContractCalendar;
  readonly coming: ComingHours;
  readonly beginnings: readonly Beginning[];
}

/**
 * Builds the calendar. While its content stays the same, the previous object is returned, so that others detect at once that nothing has
 * changed.
 */
export function calendarAfter(before: PresentCalendar | undefined, sources: CalendarSources): PresentCalendar {
  const { reported, seen, periods, day, season } = sources;
  // This comparison runs for every frame of every meter, and comparing a list is faster than comparing an object.
  const madeOf = [reported, seen, periods, day, season];
  if (before && isSame(madeOf, before.madeOf)) return before;
  const coming = comingHours(sources);
  const now = calendarFrom(sources, coming);
  const beginnings = day === undefined ? [] : beginningsOf(coming, day);
  return { madeOf, calendar: before ? lastIfSame(before.calendar, now) : now, coming, beginnings };
}

/**
 * The off-peak hours of today and tomorrow. Each date has those that the meter reports, else those that were observed; and none where the
 * meter reports something about the date that is still unclear.
 */
function comingHours({ reported, seen }: CalendarSources): ComingHours {
  return {
    today: reported.offPeak ?? (reported.isTodayUnclear ? undefined : seen?.today),
    tomorrow: reported.offPeakTomorrow ?? (reported.isTomorrowUnclear ? undefined : seen?.tomorrow),
  };
}

function calendarFrom(
  { reported, seen, periods, season }: CalendarSources,
  { today, tomorrow }: ComingHours,
): ContractCalendar {
  const isSeen = (today && !reported.offPeak) || (tomorrow && !reported.offPeakTomorrow);
  const seenDays = isSeen ? seen?.seenDays : undefined;
  return {
    offPeak: today && hoursText(today),
    offPeakTomorrow: tomorrow && hoursText(tomorrow),
    seenDays,
    ...(season && seenDays !== 0 && { season }),
    peak: reported.peak && hoursText(reported.peak),
    peakTomorrow: reported.peakTomorrow && hoursText(reported.peakTomorrow),
    periods,
  };
}

/** The off-peak hours of today and tomorrow, where they are known. */
export interface ComingHours {
  readonly today?: Hours;
  readonly tomorrow?: Hours;
}

/** A beginning of off-peak hours, and until when it is waited for, in milliseconds since 1970. */
export interface Beginning {
  readonly atMs: number;
  readonly untilMs: number;
}

/** How long a late beginning is still waited for: the meter's clock, or this machine's, may be minutes off. */
const LATE_MS = 5 * 60_000;

/**
 * `Reading.offPeakInMinutes`: in how many minutes the next off-peak hours begin. These are elapsed minutes, also over a change of the
 * clocks, rounded up, so that the value is 1 until the instant of the beginning. From then on it is 0 for up to five minutes, but not
 * beyond the end of the hours, while the meter does not report that they have begun.
 *
 * Undefined during off-peak hours, and where the next beginning is unknown. A reading that does not say whether it is off-peak is assumed
 * to be so within the known off-peak hours, and is then undefined, too.
 * @param beginnings those of these hours, from `beginningsOf`
 */
export function minutesToOffPeak(
  beginnings: readonly Beginning[],
  { today }: ComingHours,
  { offPeak }: Pick<Reading, 'offPeak'>,
  { atMs, minute }: MeterTime,
): number | undefined {
  if (offPeak || !today || (offPeak === undefined && isInHours(today, minute))) return undefined;
  const next = beginnings.find(({ untilMs }) => atMs < untilMs);
  return next && Math.ceil(Math.max(0, next.atMs - atMs) / MINUTE_MS);
}

/** The beginnings of today and tomorrow, in order. Hours that continue over midnight do not begin at midnight. */
export function beginningsOf({ today, tomorrow }: ComingHours, day: number): readonly Beginning[] {
  if (!today) return [];
  const goesOn = today.at(-1)?.to === MINUTES_A_DAY;
  const begin = (tomorrow ?? []).filter(({ from }) => !(from === 0 && goesOn));
  const beginnings = [
    ...today.flatMap(({ from, to }) => awaited(day, from, to)),
    ...begin.flatMap(({ from, to }) => awaited(day + 1, from, to)),
  ];
  return beginnings.toSorted((one, other) => one.atMs - other.atMs);
}

/**
 * When a span of hours begins. If it ends within the hour that is repeated in autumn, it begins again with the second one. If it lies
 * within the hour that is skipped in spring, it does not begin at all.
 */
function awaited(day: number, from: number, to: number): readonly Beginning[] {
  const begins = instantsOf(day, from);
  const ends = instantsOf(day, to);
  const endsMs = ends.at(-1) ?? 0;
  const again = ends.length > begins.length ? [endsMs - (to % 60) * MINUTE_MS] : [];
  return [...begins, ...again]
    .filter((atMs) => atMs < endsMs)
    .map((atMs) => ({ atMs, untilMs: Math.min(atMs + LATE_MS, endsMs) }));
}

/**
 * The instants at which the local clock shows a minute of a date. In autumn a minute may occur twice, and a meter may switch at either. In
 * spring a minute may be skipped; what is scheduled for it then happens at the change of the clocks.
 */
function instantsOf(day: number, minute: number): readonly number[] {
  const latestMs = parisInstant(day, minute * 60);
  if (localMinuteAt(latestMs, day) < minute) return [latestMs + HOUR_MS - (minute % 60) * MINUTE_MS];
  const earlierMs = latestMs - HOUR_MS;
  return localMinuteAt(earlierMs, day) === minute ? [earlierMs, latestMs] : [latestMs];
}

/** The local time at an instant, in minutes after the midnight that began a date. */
function localMinuteAt(atMs: number, day: number): number {
  return (atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS;
}
