import { type ClockSpan, MINUTES_A_DAY } from '../hours.ts';
import type { Reading } from '../reading.ts';
import {
  type ExpectedHours,
  expectedHours,
  type LearnedDates,
  type SeenDate,
  withDateBefore,
  withFirstHours,
} from './expected-hours.ts';
import { areSameHours, type Hours, isInHours, LEAST_MOVE } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import { isSame, type Learned, lastIfSame } from './same.ts';
import { hoursOfSeason, type KnownSeasons } from './season.ts';
import {
  LONGEST_GAP_MS,
  longEnough,
  type SeenStretch,
  type SeenTape,
  stretchesOf,
  type TapeEnd,
  tapeAfter,
} from './seen-tape.ts';

/** What is known of the off-peak hours by what was seen. */
export interface SeenHours {
  /** Of today: what has happened, and what is expected of the rest. */
  readonly today: Hours;
  readonly tomorrow: Hours;
  /**
   * On how many dates in a row the hours that are expected of today were seen; 1 also before the first whole date, and 0 once the meter
   * has switched at other times today.
   */
  readonly seenDays: number;
  /** The newest date that was seen from midnight to midnight. Absent before the first one. */
  readonly newestDate?: SeenDate | undefined;
}

/** What is kept over a restart. It changes when the meter switches, and at midnight. */
export interface SeenHoursMemory extends LearnedDates {
  /** The switches of yesterday and today. */
  readonly tape: SeenTape;
}

/** What the last readings show, and what was made of it. */
export interface FollowedSwitches {
  readonly end: TapeEnd;
  /** The date of the last reading from which dates were learned. */
  readonly learnedOn?: number | undefined;
  /** The minute for which the hours were made. */
  readonly madeAt?: Pick<MeterTime, 'day' | 'minute'> | undefined;
  readonly expected?: ExpectedOfDay | undefined;
  readonly hours?: SeenHours | undefined;
}

/** What is expected on a date, of it and of the next one. */
interface ExpectedOfDay {
  readonly madeOf: readonly [LearnedDates['dates'], LearnedDates['firstHours'], KnownSeasons | undefined, day: number];
  readonly today: ExpectedHours | undefined;
  readonly tomorrow: ExpectedHours | undefined;
}

const NOTHING: SeenHoursMemory = { dates: [], tape: [] };

/**
 * Learns the off-peak hours of one meter from the switches of `Reading.offPeak`. There are no hours while nothing is known, and while
 * the meter does not tell whether it is off-peak.
 * @param seasons the hours of each season, where the contract has its own
 */
export function seenAfter(
  known: SeenHoursMemory | undefined,
  before: FollowedSwitches,
  { offPeak }: Pick<Reading, 'offPeak'>,
  time: MeterTime,
  seasons?: KnownSeasons,
): Learned<SeenHoursMemory | undefined, FollowedSwitches> & { readonly hours?: SeenHours | undefined } {
  const { day, minute } = time;
  const last = known ?? NOTHING;
  const { tape, end } =
    offPeak === undefined ? { tape: last.tape, end: before.end } : tapeAfter(last.tape, before.end, offPeak, time);
  if (!end.last || time.atMs - end.last.atMs >= LONGEST_GAP_MS) return { known, running: before };
  const { madeAt, hours } = before;
  if (madeAt?.day === day && madeAt.minute === minute && isSame(tape, last.tape))
    return { known: last, running: { ...before, end }, hours };
  const isNewDate = offPeak !== undefined && before.learnedOn !== day;
  const dates = isNewDate ? withDateBefore(last, tape, day) : last;
  const byDates = expectedOf(dates, seasons, day, before.expected);
  const learned = offPeak === undefined || byDates.today ? dates : withFirstHours(dates, tape, time);
  const expected = expectedOf(learned, seasons, day, byDates);
  const now = lastIfSame(hours, hoursAt(tape, expected, time));
  const running = { end, learnedOn: isNewDate ? day : before.learnedOn, madeAt: { day, minute }, expected, hours: now };
  return { known: { dates: learned.dates, firstHours: learned.firstHours, tape }, running, hours: now };
}

/** What is expected is asked for each minute, and changes once a day. */
function expectedOf(
  by: LearnedDates,
  seasons: KnownSeasons | undefined,
  day: number,
  before: ExpectedOfDay | undefined,
): ExpectedOfDay {
  const madeOf = [by.dates, by.firstHours, seasons, day] as const;
  if (before && isSame(madeOf, before.madeOf)) return before;
  const [today, tomorrow] = [day, day + 1].map((wanted) =>
    expectedHours(by, day, wanted, hoursOfSeason(seasons, wanted)),
  );
  return { madeOf, today, tomorrow };
}

function hoursAt(tape: SeenTape, expected: ExpectedOfDay, { day, minute }: MeterTime): SeenHours | undefined {
  const { today, tomorrow, madeOf } = expected;
  if (!today || !tomorrow) return undefined;
  const ofToday = todaysHours(tape, day, minute, today.offPeak);
  const seenDays = areSameHours(ofToday, today.offPeak) ? today.seenDays : 0;
  return { today: ofToday, tomorrow: tomorrow.offPeak, seenDays, newestDate: madeOf[0].at(-1) };
}

/** In which steps off-peak hours grow that last longer than expected, so that what is told does not change each minute. */
const STEP = 15;

/**
 * The off-peak hours of today: what has happened stands, and the rest is as expected. What nobody saw is taken to have been as
 * expected, too. Of the rest, what runs at this minute decides:
 * - off-peak hours last as long as expected; where they are to be over by now, at least until the end of this quarter of an hour;
 * - hours that should have begun, and have not after five minutes, or that have ended before their time, are not expected any more.
 * @param minute that of now, after midnight
 */
function todaysHours(tape: SeenTape, day: number, minute: number, expected: Hours): Hours {
  const midnight = day * MINUTES_A_DAY;
  const stretches = stretchesOf(tape, midnight, midnight + minute + 1).map(({ from, to, is }) => ({
    from: from - midnight,
    to: to - midnight,
    is,
  }));
  const running = stretches.at(-1);
  const gone = stretches.slice(0, -1).flatMap((stretch) => happened(stretch, expected));
  if (!running || running.is === 'unknown')
    return longEnough([...gone, ...within(expected, running?.from ?? 0, MINUTES_A_DAY)]);
  const rest = running.is === 'offPeak' ? restOfOffPeak(running, expected) : restOfPeak(running, expected);
  return longEnough([...gone, ...rest]);
}

function happened({ from, to, is }: SeenStretch, expected: Hours): Hours {
  if (is === 'unknown') return within(expected, from, to);
  return is === 'offPeak' ? [{ from, to }] : [];
}

/** While off-peak hours run: these from their beginning, and what is expected after them today. @param running what was seen last */
function restOfOffPeak({ from, to }: ClockSpan, expected: Hours): Hours {
  const now = to - 1;
  const rest = within(expected, now, MINUTES_A_DAY);
  if (isInHours(expected, now)) return [{ from, to: now }, ...rest];
  const justOver = expected.find((span) => span.to <= now && now < span.to + LEAST_MOVE);
  if (justOver) return [{ from, to: justOver.to }, ...rest];
  return [{ from, to: Math.min(Math.ceil(to / STEP) * STEP, MINUTES_A_DAY) }, ...rest];
}

/** While peak hours run: the off-peak hours that are still expected today. @param running what was seen last */
function restOfPeak({ from, to }: ClockSpan, expected: Hours): Hours {
  const now = to - 1;
  return expected.filter((span) => span.from > now || isLate(span, from, now));
}

/** Whether a span should have begun by now, some minutes ago at most. One that has ended before its time is not late. */
function isLate(span: ClockSpan, peakSince: number, now: number): boolean {
  return now < span.to && now < span.from + LEAST_MOVE && peakSince <= span.from;
}

/** The part of hours from a minute up to another one. */
function within(hours: Hours, from: number, to: number): Hours {
  return hours.flatMap((span) => {
    const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    return part.from < part.to ? [part] : [];
  });
}
