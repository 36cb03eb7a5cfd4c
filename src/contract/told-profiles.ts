import { parisDayOf } from '../paris-time.ts';
import type { DayProfiles, Reading, WrittenProfile } from '../reading.ts';
import type { MeterTime } from './meter-time.ts';
import { isSame } from './same.ts';

/** The profile that the meter has told for a date. */
export interface ToldProfile {
  /** The date, in days since 1970-01-01. */
  readonly day: number;
  /** The supplier's number for days of its type (NJOURF+1 of the day before). */
  readonly dayType?: string;
  /** PJOURF+1, or PPOINTE for a peak day. */
  readonly profile: WrittenProfile;
  /** Whether it is a peak day, of which PPOINTE tells the profile. */
  readonly isPeakDay?: true;
}

/** What the frames of a date say of profiles. */
export interface ProfilesOfDate {
  readonly day: number;
  readonly said: DayProfiles;
}

/** A Tempo day begins at 06:00: before that, the announced colour and peak are those of the date that has begun. */
const TEMPO_DAY_BEGINS = 6 * 60;

/**
 * The meter renews PJOURF+1 at midnight by its own clock, and the clock by which we count may be some minutes behind. So from 23:55 on
 * nothing replaces what was told for the next date, and in the last minute nothing is taken at all.
 */
const LATE = 24 * 60 - 5;
const LAST_MINUTE = 24 * 60 - 1;

/** For so many days the profile of a date stands for a later date of the same type. */
const DAYS_OF_TRUST = 7;

const NOTHING: DayProfiles = {};

/** What is said with a reading. What a frame lacks, since it was refused, is what a frame of the same date said before. */
export function profilesWith(before: ProfilesOfDate, { dayProfiles }: Reading, day: number): ProfilesOfDate {
  if (before.day !== day) return { day, said: dayProfiles ?? NOTHING };
  const isNothingNew = dayProfiles === undefined || isSame(dayProfiles, before.said);
  return isNothingNew ? before : { day, said: { ...before.said, ...dayProfiles } };
}

/** Which part of a date a minute is in, as a number: `toldWith` and `profileOfToday` judge a frame by it. */
export function partOfDay(minute: number): number {
  return [TEMPO_DAY_BEGINS, LATE, LAST_MINUTE].filter((from) => minute >= from).length;
}

/** The profiles that still matter, with the one that a frame tells for tomorrow. */
export function toldWith(
  told: readonly ToldProfile[],
  reading: Reading,
  { day, minute }: MeterTime,
  said: DayProfiles,
): readonly ToldProfile[] {
  const before = told.find((one) => one.day === day + 1);
  if (said.tomorrow === undefined || (before && minute >= LATE) || minute >= LAST_MINUTE) return dated(told, day);
  const tomorrow = profileOfTomorrow(reading, { day, minute }, said, before);
  const others = dated(told, day).filter((one) => one.day !== day + 1);
  return tomorrow ? [...others, tomorrow] : others;
}

export interface ProfileOfToday {
  readonly profile: WrittenProfile;
  /**
   * How it is known: it was told for this date; or for another date of the same type; or it is that of peak days (PPOINTE), and
   * today is one. The hours may change between two dates of one type, and PPOINTE may already be that of the next peak day, so these
   * two must still be compared with the index in use.
   */
  readonly by: 'itsDate' | 'dayType' | 'peakDay';
}

/** The profile of today. Undefined while it is unknown. */
export function profileOfToday(
  told: readonly ToldProfile[],
  reading: Reading,
  { day, minute }: Pick<MeterTime, 'day' | 'minute'>,
  { tomorrow, peakDay, dayType, dayTypeTomorrow }: DayProfiles,
): ProfileOfToday | undefined {
  const today = told.find((one) => one.day === day);
  const ofPeakDay = isPeakDayNow(reading, day, minute) ? inUse(peakDay) : undefined;
  // A peak day that was announced while nobody read the meter has another profile than the one that was told.
  if (today && (today.isPeakDay || !ofPeakDay)) return { profile: today.profile, by: 'itsDate' };
  if (ofPeakDay) return { profile: ofPeakDay, by: 'peakDay' };
  if (dayType === undefined) return undefined;
  const ofTomorrow = dayType === dayTypeTomorrow ? inUse(tomorrow) : undefined;
  const earlier = told.findLast((one) => one.day < day && one.dayType === dayType && !one.isPeakDay);
  const profile = ofTomorrow ?? earlier?.profile;
  return profile && { profile, by: 'dayType' };
}

/** A profile, unless the meter says that it is not used, or the frame does not tell it. */
export function inUse(said: WrittenProfile | 'unused' | undefined): WrittenProfile | undefined {
  return said === 'unused' ? undefined : said;
}

/** The profiles of dates that are near: the clock may have been set, either way, or have stood for long. */
function dated(told: readonly ToldProfile[], day: number): readonly ToldProfile[] {
  const near = told.filter((one) => one.day <= day + 1 && one.day >= day - DAYS_OF_TRUST);
  // Of the dates that are over, only the last is needed, and only until today has one of its own.
  const over = near.filter((one) => one.day < day);
  return near.filter((one) => one.day >= day || one === over.at(-1));
}

function profileOfTomorrow(
  reading: Reading,
  { day, minute }: Pick<MeterTime, 'day' | 'minute'>,
  { tomorrow, peakDay, dayTypeTomorrow }: DayProfiles,
  before: ToldProfile | undefined,
): ToldProfile | undefined {
  const date = { day: day + 1, ...(dayTypeTomorrow !== undefined && { dayType: dayTypeTomorrow }) };
  const isPeakDay = isPeakDayTomorrow(reading, day, minute) ?? before?.isPeakDay;
  const ofPeakDay = isPeakDay ? inUse(peakDay) : undefined;
  if (ofPeakDay) return { ...date, profile: ofPeakDay, isPeakDay: true };
  const profile = inUse(tomorrow);
  return profile && { ...date, profile };
}

/** Whether the next date is announced as a peak day; undefined when the frame lacks the status (STGE) that says it. */
function isPeakDayTomorrow(reading: Reading, day: number, minute: number): boolean | undefined {
  const { mobilePeaks, peak, tempoTomorrow } = reading;
  if (mobilePeaks?.some(({ fromMs }) => parisDayOf(fromMs) === day + 1)) return true;
  if (minute < TEMPO_DAY_BEGINS) return false;
  if (tempoTomorrow === 'white' || tempoTomorrow === 'red') return true;
  if (peak === 'notice' && !mobilePeaks) return true;
  return peak === undefined ? undefined : false;
}

/** Whether the date is a peak day by what the meter says now. */
function isPeakDayNow({ mobilePeaks, peak, tempoToday }: Reading, day: number, minute: number): boolean {
  const isTempoPeak = minute >= TEMPO_DAY_BEGINS && (tempoToday === 'white' || tempoToday === 'red');
  return isTempoPeak || peak === 'running' || (mobilePeaks?.some(({ fromMs }) => parisDayOf(fromMs) === day) ?? false);
}
