import { MINUTES_A_DAY } from '../hours.ts';
import { parisDayOf } from '../paris-time.ts';
import { TEMPO_PEAK } from '../periods.ts';
import type { DayProfiles, Reading, WrittenProfile } from '../reading.ts';
import type { MeterTime } from './meter-time.ts';
import { isSame } from './same.ts';

/** The profile that the meter has told for a date. */
export interface ToldProfile {
  /** The date, in days since 1970-01-01. */
  readonly day: number;
  /** The supplier's number for days of its type (NJOURF+1 of the day before). */
  readonly dayType?: string | undefined;
  /** PJOURF+1, or PPOINTE for a peak day. */
  readonly profile: WrittenProfile;
  /** Whether it is a peak day, of which PPOINTE tells the profile. */
  readonly isPeakDay?: true | undefined;
}

/** What the frames of a date say of profiles. */
export interface ProfilesOfDate {
  readonly day: number;
  readonly said: DayProfiles;
}

/**
 * The meter renews PJOURF+1 at midnight by its own clock, and the clock by which we count may be some minutes behind. So from 23:55 on
 * nothing replaces what was told for the next date, and in the last minute nothing is taken at all.
 */
const LATE = MINUTES_A_DAY - 5;
const LAST_MINUTE = MINUTES_A_DAY - 1;

/** For so many days the profile of a date stands for a later date of the same type. */
const DAYS_OF_TRUST = 7;

/** What is said with a reading. What a frame lacks, since it was refused, is what a frame of the same date said before. */
export function profilesWith(before: ProfilesOfDate, { dayProfiles }: Reading, day: number): ProfilesOfDate {
  if (before.day !== day) return { day, said: dayProfiles ?? {} };
  const isNothingNew = dayProfiles === undefined || isSame(dayProfiles, before.said);
  return isNothingNew ? before : { day, said: { ...before.said, ...dayProfiles } };
}

/** The profiles that tell something at a reading. */
export interface PresentProfiles {
  /** Those of dates that still matter. */
  readonly told: readonly ToldProfile[];
  readonly today: ProfileOfToday | undefined;
  readonly tomorrow: WrittenProfile | undefined;
  /** Those of today and tomorrow, and the others of the frame: what one of them shows helps to understand another one. */
  readonly all: readonly WrittenProfile[];
}

interface ProfileOfToday {
  readonly profile: WrittenProfile;
  /**
   * Whether it was told for this date. Else it is that of another date of the same type, or of peak days (PPOINTE), and today is one.
   * The hours may change between two dates of one type, and PPOINTE may already be that of the next peak day, so these two must still
   * be compared with the index in use.
   */
  readonly isOfItsDate: boolean;
  readonly isPeakDay?: boolean | undefined;
}

/** The profiles by what was told before, and by what is said now. */
export function profilesAt(
  before: readonly ToldProfile[] = [],
  said: DayProfiles,
  reading: Reading,
  time: MeterTime,
): PresentProfiles {
  const told = profilesThatMatter(before, said, reading, time);
  const today = profileOfToday(told, said, reading, time);
  const tomorrow = told.find(({ day }) => day === time.day + 1)?.profile;
  const all = [today?.profile, tomorrow, inUse(said.tomorrow), inUse(said.peakDay)];
  return { told, today, tomorrow, all: all.filter((one) => one !== undefined) };
}

/** The profiles that still matter, with the one that a frame tells for tomorrow. */
function profilesThatMatter(
  told: readonly ToldProfile[],
  said: DayProfiles,
  reading: Reading,
  { day, minute }: MeterTime,
): readonly ToldProfile[] {
  // The clock may have been set, either way, or have stood for long. Of the dates that are over, only the last is needed, and only until
  // today has a profile of its own.
  const over = told.findLast((one) => one.day < day && one.day >= day - DAYS_OF_TRUST);
  const near = told.filter((one) => one === over || (one.day >= day && one.day <= day + 1));
  const before = near.find((one) => one.day === day + 1);
  if (said.tomorrow === undefined || (before && minute >= LATE) || minute >= LAST_MINUTE) return near;
  const isPeakDay = isPeakDayTomorrow(reading, day, minute) ?? before?.isPeakDay;
  const ofPeakDay = isPeakDay ? inUse(said.peakDay) : undefined;
  const profile = ofPeakDay ?? inUse(said.tomorrow);
  const others = near.filter((one) => one.day !== day + 1);
  if (!profile) return others;
  return [...others, { day: day + 1, dayType: said.dayTypeTomorrow, profile, isPeakDay: ofPeakDay && true }];
}

/** The profile of today. Undefined while it is unknown. */
function profileOfToday(
  told: readonly ToldProfile[],
  { tomorrow, peakDay, dayType, dayTypeTomorrow }: DayProfiles,
  reading: Reading,
  { day, minute }: MeterTime,
): ProfileOfToday | undefined {
  const today = told.find((one) => one.day === day);
  const ofPeakDay = isPeakDayNow(reading, day, minute) ? inUse(peakDay) : undefined;
  // A peak day that was announced while nobody read the meter has another profile than the one that was told.
  if (today && (today.isPeakDay || !ofPeakDay))
    return { profile: today.profile, isOfItsDate: true, isPeakDay: today.isPeakDay };
  const ofTomorrow = dayType === dayTypeTomorrow ? inUse(tomorrow) : undefined;
  const earlier = told.findLast((one) => one.day < day && one.dayType === dayType && !one.isPeakDay);
  const ofType = dayType === undefined ? undefined : (ofTomorrow ?? earlier?.profile);
  const profile = ofPeakDay ?? ofType;
  return profile && { profile, isOfItsDate: false, isPeakDay: ofPeakDay && true };
}

/** A profile, unless the meter says that it is not used, or the frame does not tell it. */
function inUse(said: WrittenProfile | 'unused' | undefined): WrittenProfile | undefined {
  return said === 'unused' ? undefined : said;
}

/** Whether the next date is announced as a peak day; undefined when the frame lacks the status (STGE) that says it. */
function isPeakDayTomorrow(reading: Reading, day: number, minute: number): boolean | undefined {
  const { mobilePeaks, peak, tempoTomorrow } = reading;
  if (hasMobilePeak(reading, day + 1)) return true;
  // Until a Tempo day begins, what is announced is of the date that has begun.
  if (minute < TEMPO_PEAK.from) return false;
  if (tempoTomorrow === 'white' || tempoTomorrow === 'red') return true;
  if (peak === 'notice' && !mobilePeaks) return true;
  return peak === undefined ? undefined : false;
}

/** Whether the date is a peak day by what the meter says now. */
function isPeakDayNow(reading: Reading, day: number, minute: number): boolean {
  const { peak, tempoToday } = reading;
  const isTempoPeak = minute >= TEMPO_PEAK.from && (tempoToday === 'white' || tempoToday === 'red');
  return isTempoPeak || peak === 'running' || hasMobilePeak(reading, day);
}

function hasMobilePeak({ mobilePeaks = [] }: Reading, day: number): boolean {
  return mobilePeaks.some(({ fromMs }) => parisDayOf(fromMs) === day);
}
