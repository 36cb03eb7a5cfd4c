import type { ContractCalendar, Reading, RegisterPeriods } from '../reading/reading.ts';
import { calendarAfter, minutesToOffPeak, type PresentCalendar } from './calendar.ts';
import { type CountedChanges, changesAfter } from './contract-changes.ts';
import type { ContractMemory } from './contract-memory.ts';
import { type ComparedDates, newHoursAfter } from './hours-change.ts';
import type { MeterTime } from './meter-time.ts';
import { colourAfter, colourFrom, type Stretch, stretchAfter, type WatchedColour } from './moving-register.ts';
import type { ContractNews, UndatedNews } from './news.ts';
import { type KnownRegisters, type NamedRegister, registersAfter, registersFrom } from './register-periods.ts';
import { type FollowedProfiles, NO_PROFILES, reportedHoursAfter } from './reported-hours.ts';
import { isSame } from './same.ts';
import { seasonOf } from './season.ts';
import { type FollowedSwitches, seenAfter } from './seen-hours.ts';

/** What the readings of one particular meter have shown since the start. */
export interface FollowedMeter {
  readonly registers: KnownRegisters;
  readonly stretch?: Stretch;
  readonly colour: WatchedColour;
  readonly profiles: FollowedProfiles;
  readonly switches: FollowedSwitches;
  readonly dates: ComparedDates;
  readonly changes: CountedChanges;
  readonly calendar?: PresentCalendar;
}

/** What is known of a meter after a reading, and what is new. */
export interface MeterAfter {
  readonly known: ContractMemory;
  readonly running: FollowedMeter;
  /** The same object while its content stays the same. */
  readonly calendar: ContractCalendar;
  readonly offPeakInMinutes?: number;
  readonly news: readonly UndatedNews[];
  /** Set when a register is found to count another period than was known. */
  readonly named?: NamedRegister;
}

/**
 * The initial state for a meter.
 * @param news what was reported about the meter before, and is not reported again
 * @param periods the periods of its registers in standard mode, where known
 */
export function meterFrom(news: readonly ContractNews[] | undefined, periods: RegisterPeriods): FollowedMeter {
  const [registers, colour] = [registersFrom(periods, news), colourFrom(news)];
  return { registers, colour, profiles: NO_PROFILES, switches: { end: {} }, dates: {}, changes: {} };
}

/** Processes a reading of a meter. Without a time, only the registers are followed, since their periods need no clock. */
export function meterAfter(
  known: ContractMemory,
  before: FollowedMeter,
  reading: Reading,
  time: MeterTime | undefined,
): MeterAfter {
  const { stretch, moved } = stretchAfter(before.stretch, reading);
  const { registers, named, news: register } = registersAfter(before.registers, reading, moved);
  const periods = registers.periods[reading.frame.mode];
  if (!time) {
    const calendar = calendarAfter(before.calendar, { reported: {}, periods });
    const running = { ...before, stretch, registers, calendar };
    return { known, running, calendar: calendar.calendar, news: register ? [register] : [], named };
  }
  const { colour, news: wrongColour } = colourAfter(before.colour, reading, time, moved?.register, periods);
  const { known: profile, running: profiles } = reportedHoursAfter(
    known.profile,
    before.profiles,
    reading,
    time,
    periods,
  );
  const {
    known: seen,
    running: switches,
    hours: seenNow,
  } = seenAfter(known.seen, before.switches, reading, time, known.hours);
  const reported = profiles.hours;
  const hoursNow = [reported, profile?.told, seenNow, time.day] as const;
  const { known: hours, running: dates, news: newHours } = newHoursAfter(known.hours, before.dates, hoursNow);
  const { known: contract, running: changes, news } = changesAfter(known, before.changes, reading, time.atMs);
  const season = hours?.seasons && seasonOf(time.day);
  const calendar = calendarAfter(before.calendar, { reported, seen: seenNow, periods, day: time.day, season });
  const isKnown = isSame([contract, profile, seen, hours], [known, known.profile, known.seen, known.hours]);
  return {
    known: isKnown ? known : { ...known, ...contract, profile, seen, hours },
    running: { registers, stretch, colour, profiles, switches, dates, changes, calendar },
    calendar: calendar.calendar,
    offPeakInMinutes: minutesToOffPeak(calendar.beginnings, calendar.coming, reading, time),
    news: [register, wrongColour, newHours, ...news].filter((one) => one !== undefined),
    named,
  };
}
