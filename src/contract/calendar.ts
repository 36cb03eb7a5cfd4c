import { MINUTES_A_DAY } from '../hours.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, parisInstant, parisOffsetMs } from '../paris-time.ts';
import type { ContractCalendar, Reading, RegisterPeriods, Season } from '../reading.ts';
import { type Hours, hoursText, isInHours } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import { isSame, lastIfSame } from './same.ts';
import type { SeenHours } from './seen-hours.ts';
import type { ToldHours } from './told-hours.ts';

/** What is known of the hours of today and tomorrow, and of the registers. */
interface CalendarSources {
  /** What the meter itself tells. */
  readonly told: ToldHours;
  readonly seen?: SeenHours | undefined;
  readonly periods: RegisterPeriods;
  /** The date of today; absent as long as no clock tells it. */
  readonly day?: number;
  /** That of today, where the contract was found to have other hours in each. */
  readonly season?: Season | undefined;
}

/** The calendar of the last reading, and what it was made of. */
export interface PresentCalendar {
  readonly madeOf: readonly CalendarSources[keyof CalendarSources][];
  readonly calendar: ContractCalendar;
  readonly coming: ComingHours;
  readonly beginnings: readonly Beginning[];
}

/**
 * Puts the calendar together. While it says the same it is the object of the reading before, by which others see at once that nothing
 * has changed.
 */
export function calendarAfter(before: PresentCalendar | undefined, sources: CalendarSources): PresentCalendar {
  const { told, seen, periods, day, season } = sources;
  // Each frame of each meter is compared, and a list takes less time than an object.
  const madeOf = [told, seen, periods, day, season];
  if (before && isSame(madeOf, before.madeOf)) return before;
  const coming = comingHours(sources);
  const now = calendarFrom(sources, coming);
  const beginnings = day === undefined ? [] : beginningsOf(coming, day);
  return { madeOf, calendar: before ? lastIfSame(before.calendar, now) : now, coming, beginnings };
}

/**
 * The off-peak hours of today and tomorrow: of each date as the meter tells them, else as they were seen; and neither where the meter
 * tells something of the date that is not clear yet.
 */
function comingHours({ told, seen }: CalendarSources): ComingHours {
  return {
    today: told.offPeak ?? (told.isTodayUnclear ? undefined : seen?.today),
    tomorrow: told.offPeakTomorrow ?? (told.isTomorrowUnclear ? undefined : seen?.tomorrow),
  };
}

function calendarFrom(
  { told, seen, periods, season }: CalendarSources,
  { today, tomorrow }: ComingHours,
): ContractCalendar {
  const isSeen = (today && !told.offPeak) || (tomorrow && !told.offPeakTomorrow);
  const seenDays = isSeen ? seen?.seenDays : undefined;
  return {
    ...(today && { offPeak: hoursText(today) }),
    ...(tomorrow && { offPeakTomorrow: hoursText(tomorrow) }),
    ...(seenDays !== undefined && { seenDays }),
    ...(season && seenDays !== 0 && { season }),
    ...(told.peak && { peak: hoursText(told.peak) }),
    ...(told.peakTomorrow && { peakTomorrow: hoursText(told.peakTomorrow) }),
    periods,
  };
}

/** The off-peak hours of two dates, as far as they are known. */
export interface ComingHours {
  readonly today?: Hours | undefined;
  readonly tomorrow?: Hours | undefined;
}

/** A beginning of off-peak hours, and until when it is awaited, as instants. */
export interface Beginning {
  readonly atMs: number;
  readonly untilMs: number;
}

/** For how long a beginning that is late is still awaited: the meter's clock, or that of this machine, may be minutes off. */
const LATE_MS = 5 * 60_000;

/**
 * `Reading.offPeakInMinutes`: in how many minutes the next off-peak hours are to begin. Minutes are real ones, also over a change of
 * the clocks, and the one that runs counts, so that 1 is told until the instant itself. From then on it is 0 for five minutes, or until
 * the hours are over, while the meter does not say that they have begun.
 *
 * Undefined in off-peak hours, and where the next beginning is not known. A reading that does not tell whether it is off-peak is
 * taken to be so in the known hours: there, nothing is told.
 * @param beginnings those of these hours, as `beginningsOf` gives them
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

/** The beginnings of today and of tomorrow, in order. Hours that go on over midnight do not begin there. */
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
 * Hours that are over in the hour that comes twice begin again with the second one. Hours that lie in the hour that is skipped do not
 * begin at all.
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
 * The instants at which the local clock shows a minute of a date. In autumn a minute may come twice, and a meter may begin at
 * either. In spring a minute may be skipped: what is set for it happens at the skip.
 */
function instantsOf(day: number, minute: number): readonly number[] {
  const latestMs = parisInstant(day, minute * 60);
  if (localMinuteAt(latestMs, day) < minute) return [latestMs + HOUR_MS - (minute % 60) * MINUTE_MS];
  const earlierMs = latestMs - HOUR_MS;
  return localMinuteAt(earlierMs, day) === minute ? [earlierMs, latestMs] : [latestMs];
}

/** The minute after the midnight of a date that the local clock shows at an instant. */
function localMinuteAt(atMs: number, day: number): number {
  return (atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS;
}
