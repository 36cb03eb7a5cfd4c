import { DAY_MS, MINUTE_MS, parisOffsetMs } from '../base/paris-time.ts';
import { MINUTES_A_DAY } from '../reading/hours.ts';
import type {
  DayProfile,
  MobilePeak,
  NumberBase,
  Reading,
  RegisterPeriods,
  WrittenProfile,
} from '../reading/reading.ts';
import { type Hours, joinedHours } from './date-hours.ts';
import type { MeterTime } from './meter-time.ts';
import {
  type BaseWitness,
  certainBase,
  decidedProfile,
  indexAt,
  inferredPeriods,
  offPeakHours,
  witnessAfter,
  witnessedBase,
} from './profile-meaning.ts';
import { type CountedIndexes, countedIndexesAfter, type IndexPeriods, indexPeriodsOf } from './register-periods.ts';
import {
  type PresentProfiles,
  type ProfilesOfDate,
  profilesAt,
  profilesWith,
  type ReportedProfile,
} from './reported-profiles.ts';
import { isSame, type Learned, lastIfSame } from './same.ts';

/** The hours that the meter itself reports. Off-peak hours are absent while unknown, peak hours if there are none. */
export interface ReportedHours {
  readonly offPeak?: Hours;
  readonly offPeakTomorrow?: Hours;
  readonly peak?: Hours;
  readonly peakTomorrow?: Hours;
  /**
   * The meter reports a profile of the date with an index whose period is still unknown, as on the first weekend of a contract. What was
   * observed on other dates does not apply to it.
   */
  readonly isTodayUnclear?: boolean;
  readonly isTomorrowUnclear?: boolean;
  /** Today is a peak day, whose hours differ from those of every other day. */
  readonly isTodayPeakDay?: boolean;
}

/** What is kept of the profiles over a restart. */
export interface ProfileMemory {
  /** The base of the profiles' times, once it is certain. */
  readonly base?: NumberBase;
  /** The reported profiles by date, the newest last. */
  readonly told?: readonly ReportedProfile[];
}

/** The state that the last readings have left. */
export interface FollowedProfiles {
  readonly ofDate: ProfilesOfDate;
  readonly indexes: CountedIndexes;
  readonly witness?: BaseWitness;
  /** Today's profile, while the base in which it is written is uncertain. */
  readonly undecided?: WrittenProfile;
  readonly hours: ReportedHours;
  /** The sources of `hours`: while these stay the same, the hours do, too. */
  readonly madeOf: readonly unknown[];
}

export const NO_PROFILES: FollowedProfiles = {
  ofDate: { day: Number.NaN, said: {} },
  indexes: { known: {} },
  hours: {},
  madeOf: [],
};

/**
 * The hours according to everything that the meter has reported up to a reading: its profiles (PJOURF+1, PPOINTE) and its mobile peaks
 * (DPM, FPM).
 * @param periods the periods of the registers, where known
 */
export function reportedHoursAfter(
  known: ProfileMemory | undefined,
  before: FollowedProfiles,
  reading: Reading,
  time: MeterTime,
  periods: RegisterPeriods,
): Learned<ProfileMemory | undefined, FollowedProfiles> {
  const { tempoToday, tempoTomorrow, peak, mobilePeaks, tariffIndex } = reading;
  const ofDate = profilesWith(before.ofDate, reading, time.day);
  const indexes = countedIndexesAfter(before.indexes, reading);
  const witness = witnessAfter(before.witness, before.undecided, time.minute, tariffIndex);
  const found = witnessedBase(witness);
  const status = [tariffIndex, tempoToday, tempoTomorrow, peak, mobilePeaks];
  const madeOf = [ofDate, time.minute, periods, indexes.known, found, ...status];
  if (isSame(madeOf, before.madeOf)) return { known, running: { ...before, indexes, witness } };
  const profiles = profilesAt(known?.told, ofDate.said, reading, time);
  const { reported, today, all } = profiles;
  const base = all.map(certainBase).find((one) => one !== undefined) ?? known?.base ?? found;
  const undecided = today?.isOfItsDate && !base ? today.profile : undefined;
  const hours = hoursBy(profiles, base, { ...indexPeriodsOf(periods), ...indexes.known }, reading, time);
  return {
    known: base || reported.length > 0 ? { base, told: reported.length > 0 ? reported : undefined } : undefined,
    running: { ofDate, indexes, witness, undecided, hours: lastIfSame(before.hours, hours), madeOf },
  };
}

/** The hours that follow from the profiles, where their meaning is certain. @param known the periods of the indexes */
function hoursBy(
  { today, tomorrow, all }: PresentProfiles,
  base: NumberBase | undefined,
  known: IndexPeriods,
  { mobilePeaks, tariffIndex }: Reading,
  { day, minute }: MeterTime,
): ReportedHours {
  const meant = (one: WrittenProfile) => decidedProfile(one, base, (index) => known[index]?.offPeak === true);
  const profiles = all.map(meant).filter((profile) => profile !== undefined);
  const periods = inferredPeriods(profiles, known);
  const meantToday = today && meant(today.profile);
  const isInForce = meantToday && (today.isOfItsDate || mayBeInForce(meantToday, minute, tariffIndex));
  const ofToday = isInForce ? meantToday : undefined;
  const ofTomorrow = tomorrow && meant(tomorrow);
  const [offPeak, offPeakTomorrow] = [ofToday, ofTomorrow].map((profile) => profile && offPeakHours(profile, periods));
  return {
    offPeak,
    offPeakTomorrow,
    peak: peakHours(mobilePeaks, day),
    peakTomorrow: peakHours(mobilePeaks, day + 1),
    isTodayUnclear: isInForce && !offPeak,
    isTomorrowUnclear: ofTomorrow && !offPeakTomorrow,
    isTodayPeakDay: today?.isPeakDay,
  };
}

/** At a switch, one group of a frame may be some seconds older than another. */
const SWITCH_MINUTES = [-1, 0, 1];

/** Whether the meter may be following a profile now, judging by the index in use. True if the reading lacks the index. */
function mayBeInForce(profile: DayProfile, minute: number, index: number | undefined): boolean {
  return index === undefined || SWITCH_MINUTES.some((later) => indexAt(profile, minute + later) === index);
}

/**
 * The mobile peak hours of a date. A peak over midnight is split by date; minutes that are partly peak count as peak. Undefined if the date
 * has none.
 */
function peakHours(peaks: readonly MobilePeak[] = [], day: number): Hours | undefined {
  const minuteOf = (atMs: number) =>
    Math.min(Math.max((atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS, 0), MINUTES_A_DAY);
  const spans = peaks.map(({ fromMs, toMs }) => ({
    from: Math.floor(minuteOf(fromMs)),
    to: Math.ceil(minuteOf(toMs)),
  }));
  const hours = joinedHours(spans);
  return hours.length > 0 ? hours : undefined;
}
