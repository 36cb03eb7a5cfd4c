import { type ExpectedHours, expectedHours, OLDEST_DAYS, type SeenDate } from './expected-hours.ts';
import { hoursIn, hoursText, MINUTES_A_DAY } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import { type SeenTape, wholeHours } from './seen-tape.ts';

/** What is kept of them over a restart. */
export interface LearnedDatesMemory {
  /** The off-peak hours (`hoursText`) of the last dates that were seen whole, by their day: 14 at most. */
  readonly dates?: { readonly [day: string]: string };
  /** The same of 24 hours without a gap, from while no whole date was known, and the day on which they ended. */
  readonly firstHours?: { readonly day: number; readonly offPeak: string };
}

/** The dates that were seen from midnight to midnight, and what they let expect. */
export interface LearnedDates {
  /** The oldest first. The same object as long as nothing changes. */
  readonly dates: readonly SeenDate[];
  /** The same object as long as nothing changes. */
  readonly firstHours: SeenDate | undefined;
  readonly memory: LearnedDatesMemory;
  /** The hours that are expected of a date by what is known today; undefined while nothing is. */
  expected(today: number, wanted: number): ExpectedHours | undefined;
  /** Learns from what was seen up to a minute. It is enough to call it once a minute. */
  learn(tape: SeenTape, time: Pick<MeterTime, 'day' | 'minute'>): void;
}

const MOST_DATES = 14;

/**
 * Before the first whole date, and after a long time without one, 24 hours without a gap tell the hours, too: who installs the plugin
 * at 14:00 has them at 14:00 on the next day.
 */
export function createLearnedDates(remembered: LearnedDatesMemory): LearnedDates {
  let dates = datesIn(remembered.dates ?? {});
  let firstHours = remembered.firstHours && dateIn(remembered.firstHours);
  let today: number | undefined;
  /** What is expected by what was learned so far. It is asked for each minute. */
  const known = new Map<string, ExpectedHours | undefined>();

  function expected(now: number, wanted: number): ExpectedHours | undefined {
    const key = `${now} ${wanted}`;
    if (!known.has(key)) known.set(key, computed(now, wanted));
    return known.get(key);
  }

  function computed(now: number, wanted: number): ExpectedHours | undefined {
    const byDates = expectedHours(dates, now, wanted);
    if (byDates || !firstHours || now - firstHours.day > OLDEST_DAYS) return byDates;
    return { offPeak: firstHours.offPeak, seenDays: 1 };
  }

  function learn(tape: SeenTape, { day, minute }: Pick<MeterTime, 'day' | 'minute'>) {
    if (day !== today) endDate(tape, day);
    today = day;
    if (expected(day, day)) return;
    const offPeak = wholeHours(tape, day * MINUTES_A_DAY + minute);
    if (!offPeak) return;
    firstHours = { day, offPeak };
    known.clear();
  }

  /** At the first reading of a date. What was learned of later dates, while the clock was wrong, is forgotten. */
  function endDate(tape: SeenTape, day: number) {
    const offPeak = wholeHours(tape, day * MINUTES_A_DAY);
    const before = dates.filter((date) => date.day < day - (offPeak ? 1 : 0));
    if (offPeak) dates = [...before, { day: day - 1, offPeak }].slice(-MOST_DATES);
    else if (before.length < dates.length) dates = before;
    if (offPeak || (firstHours && firstHours.day > day)) firstHours = undefined;
    known.clear();
  }

  return {
    get dates() {
      return dates;
    },
    get firstHours() {
      return firstHours;
    },
    get memory() {
      return memoryOf(dates, firstHours);
    },
    expected,
    learn,
  };
}

function memoryOf(dates: readonly SeenDate[], firstHours: SeenDate | undefined): LearnedDatesMemory {
  return {
    dates: Object.fromEntries(dates.map(({ day, offPeak }) => [day, hoursText(offPeak)])),
    ...(firstHours && { firstHours: { day: firstHours.day, offPeak: hoursText(firstHours.offPeak) } }),
  };
}

function datesIn(remembered: { readonly [day: string]: string }): readonly SeenDate[] {
  const dates = Object.entries(remembered).map(([day, offPeak]) => dateIn({ day: Number(day), offPeak }));
  return dates
    .filter(({ day }) => Number.isSafeInteger(day))
    .toSorted((one, other) => one.day - other.day)
    .slice(-MOST_DATES);
}

function dateIn({ day, offPeak }: { readonly day: number; readonly offPeak: string }): SeenDate {
  return { day, offPeak: hoursIn(offPeak) };
}
