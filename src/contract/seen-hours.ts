import type { Reading } from '../reading.ts';
import type { SeenDate } from './expected-hours.ts';
import { areSameHours, type Hours, hoursText } from './hours.ts';
import { createLearnedDates, type LearnedDatesMemory } from './learned-dates.ts';
import type { MeterTime } from './meter-time.ts';
import { tapeIn, tapeText } from './seen-tape.ts';
import { createSwitchTape, LONGEST_GAP_MS } from './switch-tape.ts';
import { todaysHours } from './todays-hours.ts';

/** What is known of the off-peak hours by what was seen. The same object as long as nothing of it changes. */
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
  readonly newestDate?: SeenDate;
}

/** What is kept over a restart: at most some 700 bytes of JSON. It changes when the meter switches, and at midnight. */
export interface SeenHoursMemory extends LearnedDatesMemory {
  /** The switches of yesterday and today, as `tapeText` writes them. */
  readonly tape?: string;
}

/** Learns the off-peak hours of one meter from the switches of `Reading.offPeak`. */
export interface SeenHoursFollower {
  /** Takes the next reading. Undefined while nothing is known, and while the meter does not tell whether it is off-peak. */
  take(reading: Pick<Reading, 'offPeak'>, time: MeterTime): SeenHours | undefined;
  /** What is to be kept: the same object as long as nothing of it changes. */
  readonly memory: SeenHoursMemory;
}

export function createSeenHours(remembered: SeenHoursMemory = {}): SeenHoursFollower {
  const learned = createLearnedDates(remembered);
  const switches = createSwitchTape(tapeIn(remembered.tape ?? ''));
  let memory = remembered;
  let kept = snapshot();
  /** What was told last. It stays the same until the minute, or what was learned, is another one. */
  let hours: SeenHours | undefined;
  let madeOf: ReturnType<typeof snapshot> & Partial<Pick<MeterTime, 'day' | 'minute'>> = kept;

  function snapshot() {
    return { tape: switches.tape, dates: learned.dates, firstHours: learned.firstHours };
  }

  function take({ offPeak }: Pick<Reading, 'offPeak'>, time: MeterTime): SeenHours | undefined {
    if (offPeak !== undefined) switches.take(offPeak, time);
    const { seenUntilMs } = switches;
    if (seenUntilMs === undefined || time.atMs - seenUntilMs >= LONGEST_GAP_MS) return undefined;
    if (madeOf.day === time.day && madeOf.minute === time.minute && madeOf.tape === switches.tape) return hours;
    if (offPeak !== undefined) learned.learn(switches.tape, time);
    madeOf = { ...snapshot(), day: time.day, minute: time.minute };
    if (madeOf.tape !== kept.tape || madeOf.dates !== kept.dates || madeOf.firstHours !== kept.firstHours) keep();
    const now = hoursAt(time);
    if (!now || !hours || !areEqual(now, hours)) hours = now;
    return hours;
  }

  function keep() {
    kept = snapshot();
    memory = { ...learned.memory, tape: tapeText(kept.tape) };
  }

  function hoursAt({ day, minute }: MeterTime): SeenHours | undefined {
    const [today, tomorrow] = [learned.expected(day, day), learned.expected(day, day + 1)];
    if (!today || !tomorrow) return undefined;
    const newestDate = learned.dates.at(-1);
    const ofToday = todaysHours(switches.tape, day, minute, today.offPeak);
    return {
      today: ofToday,
      tomorrow: tomorrow.offPeak,
      seenDays: areSameHours(ofToday, today.offPeak) ? today.seenDays : 0,
      ...(newestDate && { newestDate }),
    };
  }

  return {
    take,
    get memory() {
      return memory;
    },
  };
}

function areEqual(one: SeenHours, other: SeenHours): boolean {
  return (
    one.newestDate === other.newestDate &&
    one.seenDays === other.seenDays &&
    hoursText(one.today) === hoursText(other.today) &&
    hoursText(one.tomorrow) === hoursText(other.tomorrow)
  );
}
