import { parisDayOf } from '../paris-time.ts';
import type { Reading } from '../reading.ts';
import { isUnused } from './day-profile.ts';
import type { MeterTime } from './meter-time.ts';

/** The profile that the meter has told for a date. */
export interface ToldProfile {
  /** The date, in days since 1970-01-01. */
  readonly day: number;
  /** The supplier's number for days of its type (NJOURF+1 of the day before). */
  readonly dayType?: string;
  /** As the meter wrote it: PJOURF+1, or PPOINTE for a peak day. */
  readonly profile: string;
  /** Whether it is a peak day, of which PPOINTE tells the profile. */
  readonly isPeakDay?: true;
}

/** What the frames of a date say of profiles. */
export interface ProfileTexts {
  readonly day: number;
  readonly ordinary?: string | undefined;
  readonly peakDay?: string | undefined;
  readonly dayType?: string | undefined;
  readonly dayTypeTomorrow?: string | undefined;
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

/**
 * The texts with those of a reading; the same object while they are the same. What a frame lacks, since it was refused, is what a
 * frame of the same date said before.
 */
export function textsWith(before: ProfileTexts, { frame: { labels } }: Reading, day: number): ProfileTexts {
  const known: Partial<ProfileTexts> = before.day === day ? before : {};
  const ordinary = labels['PJOURF+1'] ?? known.ordinary;
  const peakDay = labels['PPOINTE'] ?? known.peakDay;
  const dayType = labels['NJOURF'] ?? known.dayType;
  const dayTypeTomorrow = labels['NJOURF+1'] ?? known.dayTypeTomorrow;
  const isSame =
    before.day === day &&
    before.ordinary === ordinary &&
    before.peakDay === peakDay &&
    before.dayType === dayType &&
    before.dayTypeTomorrow === dayTypeTomorrow;
  return isSame ? before : { day, ordinary, peakDay, dayType, dayTypeTomorrow };
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
  texts: ProfileTexts,
): readonly ToldProfile[] {
  const before = told.find((one) => one.day === day + 1);
  if (texts.ordinary === undefined || (before && minute >= LATE) || minute >= LAST_MINUTE) return dated(told, day);
  const tomorrow = profileOfTomorrow(reading, { day, minute }, texts, before);
  const others = dated(told, day).filter((one) => one.day !== day + 1);
  return tomorrow ? [...others, tomorrow] : others;
}

export interface ProfileOfToday {
  readonly profile: string;
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
  { ordinary, peakDay, dayType, dayTypeTomorrow }: ProfileTexts,
): ProfileOfToday | undefined {
  const today = told.find((one) => one.day === day);
  const isPeakDay = peakDay !== undefined && !isUnused(peakDay) && isPeakDayNow(reading, day, minute);
  // A peak day that was announced while nobody read the meter has another profile than the one that was told.
  if (today && (today.isPeakDay || !isPeakDay)) return { profile: today.profile, by: 'itsDate' };
  if (isPeakDay) return { profile: peakDay, by: 'peakDay' };
  if (dayType === undefined) return undefined;
  if (dayType === dayTypeTomorrow && ordinary !== undefined && !isUnused(ordinary))
    return { profile: ordinary, by: 'dayType' };
  const earlier = told.findLast((one) => one.day < day && one.dayType === dayType && !one.isPeakDay);
  return earlier && { profile: earlier.profile, by: 'dayType' };
}

/** The profiles of dates that are near: the clock may have been set, either way, or have stood for long. */
function dated(told: readonly ToldProfile[], day: number): readonly ToldProfile[] {
  const near = told.filter((one) => one.day <= day + 1 && one.day >= day - DAYS_OF_TRUST);
  // Of the dates that are over, only the last is needed, and only until today has one of its own.
  const over = near.filter((one) => one.day < day);
  const kept = near.filter((one) => one.day >= day || one === over.at(-1));
  return kept.length === told.length ? told : kept;
}

function profileOfTomorrow(
  reading: Reading,
  { day, minute }: Pick<MeterTime, 'day' | 'minute'>,
  { ordinary, peakDay, dayTypeTomorrow }: ProfileTexts,
  before: ToldProfile | undefined,
): ToldProfile | undefined {
  const date = { day: day + 1, ...(dayTypeTomorrow !== undefined && { dayType: dayTypeTomorrow }) };
  const isPeakDay = isPeakDayTomorrow(reading, day, minute) ?? before?.isPeakDay;
  if (isPeakDay && peakDay !== undefined && !isUnused(peakDay)) return { ...date, profile: peakDay, isPeakDay: true };
  return ordinary === undefined || isUnused(ordinary) ? undefined : { ...date, profile: ordinary };
}

/** Whether the next date is announced as a peak day; undefined when the frame lacks the status (STGE) that says it. */
function isPeakDayTomorrow(reading: Reading, day: number, minute: number): boolean | undefined {
  const { mobilePeaks, peak, tempoTomorrow } = reading;
  if (mobilePeaks?.some(({ fromMs }) => parisDayOf(fromMs) === day + 1)) return true;
  if (minute < TEMPO_DAY_BEGINS) return false;
  if (tempoTomorrow === 'white' || tempoTomorrow === 'red') return true;
  if (peak === 'notice' && !mobilePeaks) return true;
  return reading.frame.labels['STGE'] === undefined ? undefined : false;
}

/** Whether the date is a peak day by what the meter says now. */
function isPeakDayNow({ mobilePeaks, peak, tempoToday }: Reading, day: number, minute: number): boolean {
  const isTempoPeak = minute >= TEMPO_DAY_BEGINS && (tempoToday === 'white' || tempoToday === 'red');
  return isTempoPeak || peak === 'running' || (mobilePeaks?.some(({ fromMs }) => parisDayOf(fromMs) === day) ?? false);
}
