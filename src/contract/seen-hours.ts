import { type ClockSpan, MINUTES_A_DAY } from '../reading/hours.ts';
import type { Reading } from '../reading/reading.ts';
import { areSameHours, type Hours, isInHours, LEAST_MOVE } from './date-hours.ts';
import {
  type ExpectedHours,
  expectedHours,
  type LearnedDates,
  type SeenDate,
  withDateBefore,
  withFirstHours,
} from './expected-hours.ts';
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

/** The off-peak hours as learned by observation. */
export interface SeenHours {
  /** Today's: what has happened, and what is expected of the rest. */
  readonly today: Hours;
  readonly tomorrow: Hours;
  /**
   * On how many consecutive dates the hours that are expected today were observed; 1 also before the first complete date, and 0 once the
   * meter has switched at other times today.
   */
  readonly seenDays: number;
  /** The newest date that was observed from midnight to midnight. Absent before the first one. */
  readonly newestDate?: SeenDate;
}

/** What is kept over a restart. It changes when the meter switches, and at midnight. */
export interface SeenHoursMemory extends LearnedDates {
  /** The switches of yesterday and today. */
  readonly tape: SeenTape;
}

/** The state that the last readings have left, with the hours derived from it. */
export interface FollowedSwitches {
  readonly end: TapeEnd;
  /** The date of the last reading from which dates were learned. */
  readonly learnedOn?: number;
  /** The minute for which the hours were derived. */
  readonly madeAt?: Pick<MeterTime, 'day' | 'minute'>;
  readonly expected?: ExpectedOfDay;
  readonly hours?: SeenHours;
}

/** What is expected of a date and of the next one. */
interface ExpectedOfDay {
  readonly madeOf: readonly [LearnedDates['dates'], LearnedDates['firstHours'], KnownSeasons | undefined, day: number];
  readonly today: ExpectedHours | undefined;
  readonly tomorrow: ExpectedHours | undefined;
}

const NOTHING: SeenHoursMemory = { dates: [], tape: [] };

/**
 * Learns the off-peak hours of one meter from the switches of `Reading.offPeak`. There are no hours while nothing is known, and while the
 * meter does not report whether it is off-peak.
 * @param seasons the hours of each season, if the contract has different ones
 */
export function seenAfter(
  known: SeenHoursMemory | undefined,
  before: FollowedSwitches,
  { offPeak }: Pick<Reading, 'offPeak'>,
  time: MeterTime,
  seasons?: KnownSeasons,
): Learned<SeenHoursMemory | undefined, FollowedSwitches> & { readonly hours?: SeenHours } {
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

/** This is evaluated for each minute, but changes only once a day. */
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

/** Off-peak hours that last longer than expected grow in steps of this many minutes, so that they do not change each minute. */
const STEP = 15;

/**
 * Today's off-peak hours: the past as observed, the rest as expected. Unobserved time is assumed to have been as expected, too. The present
 * state decides about the rest:
 * - off-peak hours last as long as expected; if they should be over by now, at least until the end of this quarter of an hour;
 * - hours that should have begun and have not after five minutes, or that have ended early, are no longer expected.
 * @param minute the present minute after midnight
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

/** During off-peak hours: these from their beginning, and what is still expected today. @param running the present stretch */
function restOfOffPeak({ from, to }: ClockSpan, expected: Hours): Hours {
  const now = to - 1;
  const rest = within(expected, now, MINUTES_A_DAY);
  if (isInHours(expected, now)) return [{ from, to: now }, ...rest];
  const justOver = expected.find((span) => span.to <= now && now < span.to + LEAST_MOVE);
  if (justOver) return [{ from, to: justOver.to }, ...rest];
  return [{ from, to: Math.min(Math.ceil(to / STEP) * STEP, MINUTES_A_DAY) }, ...rest];
}

/** During peak hours: the off-peak hours that are still expected today. @param running the present stretch */
function restOfPeak({ from, to }: ClockSpan, expected: Hours): Hours {
  const now = to - 1;
  return expected.filter((span) => span.from > now || isLate(span, from, now));
}

/** Whether a span should have begun within the last few minutes. A span that has ended early is not late. */
function isLate(span: ClockSpan, peakSince: number, now: number): boolean {
  return now < span.to && now < span.from + LEAST_MOVE && peakSince <= span.from;
}

/** The part of hours between two minutes. */
function within(hours: Hours, from: number, to: number): Hours {
  return hours.flatMap((span) => {
    const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    return part.from < part.to ? [part] : [];
  });
}
