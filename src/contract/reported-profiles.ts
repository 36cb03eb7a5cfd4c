import { parisDayOf } from '../base/paris-time.ts';
import { MINUTES_A_DAY } from '../reading/hours.ts';
import { TEMPO_PEAK } from '../reading/periods.ts';
import type { DayProfiles, Reading, WrittenProfile } from '../reading/reading.ts';
import type { MeterTime } from './meter-time.ts';
import { isSame } from './same.ts';

/** The profile that the meter reported for a date. */
export interface ReportedProfile {
  /** The date, in days since 1970-01-01. */
  readonly day: number;
  /** The supplier's number for days of its type (NJOURF+1 of the day before). */
  readonly dayType?: string;
  /** PJOURF+1, or PPOINTE for a peak day. */
  readonly profile: WrittenProfile;
  /** Whether the date is a peak day, so that the profile is that of PPOINTE. */
  readonly isPeakDay?: true;
}

/** What the frames of one date report about profiles. */
export interface ProfilesOfDate {
  readonly day: number;
  readonly said: DayProfiles;
}

/**
 * The meter renews PJOURF+1 at midnight by its own clock, and the clock used here may be some minutes behind. So from 23:55 on nothing
 * replaces the profile of the next date, and in the last minute nothing is accepted at all.
 */
const LATE = MINUTES_A_DAY - 5;
const LAST_MINUTE = MINUTES_A_DAY - 1;

/** For this many days the profile of a date also stands for a later date of the same type. */
const DAYS_OF_TRUST = 7;

/** What is reported by now. Groups missing from a frame because they were refused keep the values of an earlier frame of the same date. */
export function profilesWith(before: ProfilesOfDate, { dayProfiles }: Reading, day: number): ProfilesOfDate {
  if (before.day !== day) return { day, said: dayProfiles ?? {} };
  const isNothingNew = dayProfiles === undefined || isSame(dayProfiles, before.said);
  return isNothingNew ? before : { day, said: { ...before.said, ...dayProfiles } };
}

/** The profiles that matter at a reading. */
export interface PresentProfiles {
  /** Profiles of dates that still matter. */
  readonly reported: readonly ReportedProfile[];
  readonly today: ProfileOfToday | undefined;
  readonly tomorrow: WrittenProfile | undefined;
  /** Those of today and tomorrow, and the others of the frame: one profile can help to interpret another. */
  readonly all: readonly WrittenProfile[];
}

interface ProfileOfToday {
  readonly profile: WrittenProfile;
  /**
   * Whether it was reported for this date. Otherwise it is the profile of another date of the same type, or the one for peak days (PPOINTE)
   * if today is one. The hours may change between two dates of one type, and PPOINTE may already apply to the next peak day, so these two
   * must still be compared with the index in use.
   */
  readonly isOfItsDate: boolean;
  readonly isPeakDay?: boolean;
}

/** The profiles according to earlier reports and the present frame. */
export function profilesAt(
  before: readonly ReportedProfile[] = [],
  said: DayProfiles,
  reading: Reading,
  time: MeterTime,
): PresentProfiles {
  const reported = profilesThatMatter(before, said, reading, time);
  const today = profileOfToday(reported, said, reading, time);
  const tomorrow = reported.find(({ day }) => day === time.day + 1)?.profile;
  const all = [today?.profile, tomorrow, inUse(said.tomorrow), inUse(said.peakDay)];
  return { reported, today, tomorrow, all: all.filter((one) => one !== undefined) };
}

/** The profiles that still matter, including the one that the frame reports for tomorrow. */
function profilesThatMatter(
  reported: readonly ReportedProfile[],
  said: DayProfiles,
  reading: Reading,
  { day, minute }: MeterTime,
): readonly ReportedProfile[] {
  // The clock may have been set forward or back, or have stood still for long. Of past dates only the last one is needed, and only until
  // today has a profile of its own.
  const over = reported.findLast((one) => one.day < day && one.day >= day - DAYS_OF_TRUST);
  const near = reported.filter((one) => one === over || (one.day >= day && one.day <= day + 1));
  const before = near.find((one) => one.day === day + 1);
  if (said.tomorrow === undefined || (before && minute >= LATE) || minute >= LAST_MINUTE) return near;
  const isPeakDay = isPeakDayTomorrow(reading, day, minute) ?? before?.isPeakDay;
  const ofPeakDay = isPeakDay ? inUse(said.peakDay) : undefined;
  const profile = ofPeakDay ?? inUse(said.tomorrow);
  const others = near.filter((one) => one.day !== day + 1);
  if (!profile) return others;
  return [...others, { day: day + 1, dayType: said.dayTypeTomorrow, profile, isPeakDay: ofPeakDay && true }];
}

/** The profile of today; undefined while it is unknown. */
function profileOfToday(
  reported: readonly ReportedProfile[],
  { tomorrow, peakDay, dayType, dayTypeTomorrow }: DayProfiles,
  reading: Reading,
  { day, minute }: MeterTime,
): ProfileOfToday | undefined {
  const today = reported.find((one) => one.day === day);
  const ofPeakDay = isPeakDayNow(reading, day, minute) ? inUse(peakDay) : undefined;
  // A peak day that was announced while nobody read the meter has another profile than the reported one.
  if (today && (today.isPeakDay || !ofPeakDay))
    return { profile: today.profile, isOfItsDate: true, isPeakDay: today.isPeakDay };
  const ofTomorrow = dayType === dayTypeTomorrow ? inUse(tomorrow) : undefined;
  const earlier = reported.findLast((one) => one.day < day && one.dayType === dayType && !one.isPeakDay);
  const ofType = dayType === undefined ? undefined : (ofTomorrow ?? earlier?.profile);
  const profile = ofPeakDay ?? ofType;
  return profile && { profile, isOfItsDate: false, isPeakDay: ofPeakDay && true };
}

/** The profile, unless the meter reports that it is unused, or the frame lacks it. */
function inUse(said: WrittenProfile | 'unused' | undefined): WrittenProfile | undefined {
  return said === 'unused' ? undefined : said;
}

/** Whether the next date is announced as a peak day; undefined if the frame lacks the status (STGE). */
function isPeakDayTomorrow(reading: Reading, day: number, minute: number): boolean | undefined {
  const { mobilePeaks, peak, tempoTomorrow } = reading;
  if (hasMobilePeak(reading, day + 1)) return true;
  // Until a Tempo day begins at 06:00, an announcement concerns the date that has already begun.
  if (minute < TEMPO_PEAK.from) return false;
  if (tempoTomorrow === 'white' || tempoTomorrow === 'red') return true;
  if (peak === 'notice' && !mobilePeaks) return true;
  return peak === undefined ? undefined : false;
}

/** Whether the date is a peak day according to the present status. */
function isPeakDayNow(reading: Reading, day: number, minute: number): boolean {
  const { peak, tempoToday } = reading;
  const isTempoPeak = minute >= TEMPO_PEAK.from && (tempoToday === 'white' || tempoToday === 'red');
  return isTempoPeak || peak === 'running' || hasMobilePeak(reading, day);
}

function hasMobilePeak({ mobilePeaks = [] }: Reading, day: number): boolean {
  return mobilePeaks.some(({ fromMs }) => parisDayOf(fromMs) === day);
}
