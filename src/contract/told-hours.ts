import { MINUTES_A_DAY } from '../hours.ts';
import { DAY_MS, MINUTE_MS, parisOffsetMs } from '../paris-time.ts';
import type {
  DayProfile,
  DayProfiles,
  MobilePeak,
  NumberBase,
  Reading,
  RegisterPeriods,
  WrittenProfile,
} from '../reading.ts';
import { type Hours, joinedHours } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import {
  type BaseWitness,
  certainBase,
  decidedProfile,
  differingProfiles,
  type EitherProfile,
  indexAt,
  inferredKinds,
  offPeakHours,
  witnessAfter,
  witnessedBase,
} from './profile-meaning.ts';
import { type IndexKinds, kindsOf, type PresentKinds, presentKindsAfter } from './register-periods.ts';
import { isSame, type Learned, lastIfSame } from './same.ts';
import {
  inUse,
  type ProfileOfToday,
  type ProfilesOfDate,
  partOfDay,
  profileOfToday,
  profilesWith,
  type ToldProfile,
  toldWith,
} from './told-profiles.ts';

/** The hours that the meter itself tells. Each is absent while it is unknown, and peaks when there are none. */
export interface ToldHours {
  readonly offPeak?: Hours | undefined;
  readonly offPeakTomorrow?: Hours | undefined;
  readonly peak?: Hours | undefined;
  readonly peakTomorrow?: Hours | undefined;
  /**
   * The meter tells a profile of the date, which has an index whose period is not known yet, as that of the first weekend of a
   * contract. What was seen on other dates tells nothing of it.
   */
  readonly isTodayUnclear?: boolean | undefined;
  readonly isTomorrowUnclear?: boolean | undefined;
}

/** What is kept of the profiles over a restart. */
export interface ProfileMemory {
  /** The base of the profiles' times, once it is certain. */
  readonly base?: NumberBase | undefined;
  /** The profiles that were told, by date, the newest last. */
  readonly told?: readonly ToldProfile[] | undefined;
}

/** What the last readings say of profiles. */
export interface FollowedProfiles {
  readonly ofDate: ProfilesOfDate;
  readonly kinds: PresentKinds;
  readonly witness?: BaseWitness | undefined;
  /** What today's profile means in decimal and in hexadecimal, while that differs and the base is not certain. */
  readonly undecided?: EitherProfile | undefined;
  readonly hours: ToldHours;
  /** What the hours were made of. While it is the same, so are they. */
  readonly madeOf: readonly unknown[];
}

export const NO_PROFILES: FollowedProfiles = {
  ofDate: { day: Number.NaN, said: {} },
  kinds: { known: {} },
  hours: {},
  madeOf: [],
};

/**
 * The hours by what the meter has told up to a reading: its profiles (PJOURF+1, PPOINTE) and its mobile peaks (DPM, FPM).
 * @param periods which period each register counts, as far as it is known
 */
export function toldHoursAfter(
  known: ProfileMemory | undefined,
  before: FollowedProfiles,
  reading: Reading,
  time: MeterTime,
  periods: RegisterPeriods,
): Learned<ProfileMemory | undefined, FollowedProfiles> {
  const { tempoToday, tempoTomorrow, peak, mobilePeaks, tariffIndex } = reading;
  const ofDate = profilesWith(before.ofDate, reading, time.day);
  const kinds = presentKindsAfter(before.kinds, reading);
  const witness = before.undecided
    ? witnessAfter(before.witness, before.undecided, time.minute, tariffIndex)
    : before.witness;
  const found = witnessedBase(witness);
  const status = [tariffIndex, tempoToday, tempoTomorrow, peak, mobilePeaks];
  const madeOf = [ofDate, partOfDay(time.minute), periods, kinds.known, found, ...status];
  if (isSame(madeOf, before.madeOf)) return { known, running: { ...before, kinds, witness } };
  const told = toldWith(known?.told ?? [], reading, time, ofDate.said);
  const written = writtenProfiles(told, reading, time, ofDate.said);
  const base = written.all.map(certainBase).find((one) => one !== undefined) ?? known?.base ?? found;
  const { today } = written;
  const undecided = today?.by === 'itsDate' && !base ? differingProfiles(today.profile) : undefined;
  const hours = hoursAt(written, base, { ...kindsOf(periods), ...kinds.known }, reading, time);
  const memory = { base, told: told.length > 0 ? told : undefined };
  return {
    known: memory.base || memory.told ? lastIfSame(known, memory) : undefined,
    running: { ofDate, kinds, witness, undecided, hours: lastIfSame(before.hours, hours), madeOf },
  };
}

/** The profiles that tell something at a reading. */
interface WrittenProfiles {
  readonly today: ProfileOfToday | undefined;
  readonly tomorrow: WrittenProfile | undefined;
  /** These, and the others of the frame: what one of them shows helps to understand another one. */
  readonly all: readonly WrittenProfile[];
}

function writtenProfiles(
  told: readonly ToldProfile[],
  reading: Reading,
  time: MeterTime,
  said: DayProfiles,
): WrittenProfiles {
  const today = profileOfToday(told, reading, time, said);
  const tomorrow = told.find(({ day }) => day === time.day + 1)?.profile;
  const all = [today?.profile, tomorrow, inUse(said.tomorrow), inUse(said.peakDay)];
  return { today, tomorrow, all: all.filter((one) => one !== undefined) };
}

/** The hours by the profiles, as far as it is decided what these mean. @param known the kinds of the indexes that are known */
function hoursAt(
  { today, tomorrow, all }: WrittenProfiles,
  base: NumberBase | undefined,
  known: IndexKinds,
  { mobilePeaks, tariffIndex }: Reading,
  time: MeterTime,
): ToldHours {
  const meant = (one: WrittenProfile) => decidedProfile(one, base, (index) => known[index] === 'offPeak');
  const profiles = all.map(meant).filter((profile) => profile !== undefined);
  const kinds = inferredKinds(profiles, known);
  const [ofToday, ofTomorrow] = [today && meant(today.profile), tomorrow && meant(tomorrow)];
  const isInForce = today?.by === 'itsDate' || (ofToday && mayRun(ofToday, time.minute, tariffIndex));
  const offPeak = ofToday && isInForce ? offPeakHours(ofToday, kinds) : undefined;
  const offPeakTomorrow = ofTomorrow && offPeakHours(ofTomorrow, kinds);
  const [isTodayUnclear, isTomorrowUnclear] = [ofToday && isInForce && !offPeak, ofTomorrow && !offPeakTomorrow];
  const [peak, peakTomorrow] = [peakHours(mobilePeaks, time.day), peakHours(mobilePeaks, time.day + 1)];
  return { offPeak, offPeakTomorrow, peak, peakTomorrow, isTodayUnclear, isTomorrowUnclear };
}

/** At a switch, one group of a frame may be some seconds older than another. */
const SWITCH_MINUTES = [-1, 0, 1];

/** Whether a profile may be the one that the meter follows now, by the index in use, where the reading tells that. */
function mayRun(profile: DayProfile, minute: number, index: number | undefined): boolean {
  return index === undefined || SWITCH_MINUTES.some((later) => indexAt(profile, minute + later) === index);
}

/**
 * The hours of a date that are a mobile peak. Of a peak that goes over midnight, each date has its part; a minute of which a part is
 * peak counts as one. Undefined when the date has none.
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
