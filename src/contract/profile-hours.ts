import type { Reading, RegisterPeriods } from '../reading.ts';
import { type DayProfile, indexAt, type NumberBase, readProfile } from './day-profile.ts';
import { type Hours, hoursText } from './hours.ts';
import { createPresentKinds, type IndexKinds, inferredKinds, kindsOf, offPeakHours } from './index-kinds.ts';
import type { MeterTime } from './meter-time.ts';
import { peakHours } from './peak-hours.ts';
import { certainBase, createBaseWitness, decidedProfile, differingProfiles } from './profile-base.ts';
import {
  type ProfileTexts,
  partOfDay,
  profileOfToday,
  type ToldProfile,
  textsWith,
  toldWith,
} from './told-profiles.ts';

/** The hours that the meter itself tells. Each is absent while it is unknown, and peaks when there are none. */
export interface ToldHours {
  readonly offPeak?: Hours;
  readonly offPeakTomorrow?: Hours;
  readonly peak?: Hours;
  readonly peakTomorrow?: Hours;
  /**
   * The meter tells a profile of the date, which has an index whose period is not known yet, as that of the first weekend of a
   * contract. What was seen on other dates tells nothing of it.
   */
  readonly isTodayUnclear?: true;
  readonly isTomorrowUnclear?: true;
}

/** What is kept of the profiles over a restart. */
export interface ProfileMemory {
  /** The base of the profiles' times, once it is certain. */
  readonly base?: NumberBase;
  /** The profiles that were told, by date, the newest last. */
  readonly told?: readonly ToldProfile[];
}

export interface ProfileHours {
  /**
   * The hours by what the meter has told up to this reading; the same object as long as they are the same.
   * @param periods which period each register counts, as far as it is known
   */
  take(reading: Reading, time: MeterTime, periods: RegisterPeriods): ToldHours;
  /** The same object as long as nothing in it changes. */
  readonly memory: ProfileMemory;
}

/** Follows the profiles of one meter (PJOURF+1, PPOINTE) and its mobile peaks (DPM, FPM), reading by reading. */
export function createProfileHours(remembered: ProfileMemory = {}): ProfileHours {
  return new ProfileFollower(remembered);
}

const NONE: readonly ToldProfile[] = [];

class ProfileFollower implements ProfileHours {
  #memory: ProfileMemory;
  #hours: ToldHours = {};
  #texts: ProfileTexts = { day: Number.NaN };
  /** What the hours were made of. While it is the same, so are they. */
  #madeOf: readonly unknown[] = [];
  /** What today's profile means in decimal and in hexadecimal, while that differs and the base is not certain. */
  #undecided: readonly [DayProfile, DayProfile] | undefined;
  readonly #presentKinds = createPresentKinds();
  readonly #witnessedBase = createBaseWitness();

  constructor(remembered: ProfileMemory) {
    this.#memory = remembered;
  }

  get memory(): ProfileMemory {
    return this.#memory;
  }

  take(reading: Reading, time: MeterTime, periods: RegisterPeriods): ToldHours {
    const { tempoToday, tempoTomorrow, peak, mobilePeaks, tariffIndex } = reading;
    this.#texts = textsWith(this.#texts, reading, time.day);
    const present = this.#presentKinds(reading);
    const isBaseFound = this.#findsBase(tariffIndex, time.minute);
    const status = [tariffIndex, tempoToday, tempoTomorrow, peak, mobilePeaks];
    const madeOf = [this.#texts, partOfDay(time.minute), periods, present, ...status];
    if (!isBaseFound && areTheSame(madeOf, this.#madeOf)) return this.#hours;
    this.#madeOf = madeOf;
    const hours = this.#hoursAt(reading, time, new Map([...kindsOf(periods), ...present]));
    if (!isSameHours(hours, this.#hours)) this.#hours = hours;
    return this.#hours;
  }

  /** Whether the base has just become certain, by what the meter does. */
  #findsBase(index: number | undefined, minute: number): boolean {
    const base =
      this.#undecided && index !== undefined ? this.#witnessedBase(this.#undecided, minute, index) : undefined;
    if (base) this.#keep({ base });
    return base !== undefined;
  }

  #hoursAt(reading: Reading, time: MeterTime, known: IndexKinds): ToldHours {
    const told = toldWith(this.#memory.told ?? NONE, reading, time, this.#texts);
    if (told.length > 0 || this.#memory.told) this.#keep({ told });
    const today = profileOfToday(told, reading, time, this.#texts);
    const tomorrow = told.find(({ day }) => day === time.day + 1)?.profile;
    const profiles = this.#profilesIn([today?.profile, tomorrow, this.#texts.ordinary, this.#texts.peakDay], known);
    this.#undecided = today?.by === 'itsDate' && !this.#memory.base ? undecidedProfiles(today.profile) : undefined;

    const kinds = inferredKinds([...profiles.values()], known);
    const offPeakOf = (profile: DayProfile | undefined) => profile && offPeakHours(profile, kinds);
    const ofToday = today && profiles.get(today.profile);
    const ofTomorrow = tomorrow === undefined ? undefined : profiles.get(tomorrow);
    const isInForce = today?.by === 'itsDate' || (ofToday && mayRun(ofToday, time.minute, reading.tariffIndex));
    const offPeak = isInForce ? offPeakOf(ofToday) : undefined;
    const offPeakTomorrow = offPeakOf(ofTomorrow);
    return {
      ...presentOf({
        offPeak,
        offPeakTomorrow,
        peak: peakHours(reading.mobilePeaks, time.day),
        peakTomorrow: peakHours(reading.mobilePeaks, time.day + 1),
      }),
      ...(ofToday && isInForce && !offPeak && { isTodayUnclear: true }),
      ...(ofTomorrow && !offPeakTomorrow && { isTomorrowUnclear: true }),
    };
  }

  /** What the texts of profiles say, by text, as far as that is decided. */
  #profilesIn(texts: readonly (string | undefined)[], known: IndexKinds): ReadonlyMap<string, DayProfile> {
    const meanings = [...new Set(texts)].flatMap((text) => {
      const byBase = text === undefined ? undefined : readProfile(text);
      return text !== undefined && byBase ? [{ text, byBase }] : [];
    });
    const base = meanings.map(({ byBase }) => certainBase(byBase)).find((certain) => certain !== undefined);
    if (base) this.#keep({ base });
    const isOffPeak = (index: number) => known.get(index) === 'offPeak';
    return new Map(
      meanings.flatMap(({ text, byBase }) => {
        const profile = decidedProfile(byBase, this.#memory.base, isOffPeak);
        return profile ? [[text, profile] as const] : [];
      }),
    );
  }

  #keep(news: ProfileMemory): void {
    const memory = { ...this.#memory, ...news };
    if (JSON.stringify(memory) !== JSON.stringify(this.#memory)) this.#memory = memory;
  }
}

/** At a switch, one group of a frame may be some seconds older than another. */
const SWITCH_MINUTES = [-1, 0, 1];

/** Whether a profile may be the one that the meter follows now, by the index in use, where the reading tells that. */
function mayRun(profile: DayProfile, minute: number, index: number | undefined): boolean {
  return index === undefined || SWITCH_MINUTES.some((later) => indexAt(profile, minute + later) === index);
}

function undecidedProfiles(text: string): readonly [DayProfile, DayProfile] | undefined {
  const byBase = readProfile(text);
  return byBase && differingProfiles(byBase);
}

function areTheSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

const FIELDS = ['offPeak', 'offPeakTomorrow', 'peak', 'peakTomorrow'] as const satisfies readonly (keyof ToldHours)[];

function presentOf(hours: { readonly [F in (typeof FIELDS)[number]]: Hours | undefined }): ToldHours {
  return Object.fromEntries(FIELDS.flatMap((field) => (hours[field] ? [[field, hours[field]]] : [])));
}

function isSameHours(one: ToldHours, other: ToldHours): boolean {
  if (one.isTodayUnclear !== other.isTodayUnclear || one.isTomorrowUnclear !== other.isTomorrowUnclear) return false;
  return FIELDS.every((field) => textOf(one[field]) === textOf(other[field]));
}

function textOf(hours: Hours | undefined): string | undefined {
  return hours && hoursText(hours);
}
