import { type ClockSpan, MINUTES_A_DAY } from '../reading/hours.ts';
import type { DayProfile, NumberBase, WrittenProfile } from '../reading/reading.ts';
import { type Hours, joinedHours, lengthOfHours } from './date-hours.ts';
import type { IndexPeriods } from './register-periods.ts';
import { isSame } from './same.ts';

/** Regulated contracts have this many minutes of off-peak hours on each date. */
const OFF_PEAK_MINUTES = 8 * 60;

/** When the grid operator never places off-peak hours, since the reform that began in November 2025. */
const NEVER_OFF_PEAK: Hours = [
  { from: 7 * 60, to: 11 * 60 },
  { from: 17 * 60, to: 23 * 60 },
];

/** For this many different minutes the meter must count as its profile says in one base, and not as in the other. */
const WITNESSED_MINUTES = 15;

/** The base in which a profile is certainly written, because the other one yields nothing possible. */
export function certainBase({ decimal, hexadecimal }: WrittenProfile): NumberBase | undefined {
  if (!decimal === !hexadecimal) return undefined;
  return decimal ? 'decimal' : 'hexadecimal';
}

/** The meanings of a profile in decimal and in hexadecimal, if they differ: only then does the base matter. */
export function differingProfiles({ decimal, hexadecimal }: WrittenProfile): readonly DayProfile[] | undefined {
  return decimal && hexadecimal && !isSame(decimal, hexadecimal) ? [decimal, hexadecimal] : undefined;
}

/**
 * The meaning of a profile. Where both bases are possible (`06004002 16004001`), it is the one that this meter has used before; else the
 * one with eight off-peak hours; and where both have eight (`00:26–06:26, 13:26–15:26` or `00:38–06:38, 19:38–21:38`), the one that keeps
 * to the night and midday, as the reform does. Undefined where neither or both do.
 * @param shown the base that the meter is known to use
 * @param isOffPeak whether an index is known to be off-peak
 */
export function decidedProfile(
  byBase: WrittenProfile,
  shown: NumberBase | undefined,
  isOffPeak: (index: number) => boolean,
): DayProfile | undefined {
  const differing = differingProfiles(byBase);
  if (!differing) return byBase.decimal ?? byBase.hexadecimal;
  if (shown) return byBase[shown];
  const eight = differing.filter((profile) => eightHours(profile, isOffPeak));
  const usual = eight.filter((profile) => eightHours(profile, isOffPeak)?.every(keepsToNightAndMidday));
  const [one, ...others] = eight.length > 1 ? usual : eight;
  return others.length === 0 ? one : undefined;
}

/**
 * The eight off-peak hours of a date; if no index is known to be off-peak, the hours of any index that has eight. Undefined if there are
 * not eight.
 */
function eightHours(profile: DayProfile, isOffPeak: (index: number) => boolean): Hours | undefined {
  const indexes = indexesOf(profile);
  const known = indexes.filter(isOffPeak);
  const candidates = known.length > 0 ? [known] : indexes.map((index) => [index]);
  return candidates
    .map((candidate) => hoursOfIndexes(profile, candidate))
    .find((hours) => lengthOfHours(hours) === OFF_PEAK_MINUTES);
}

function keepsToNightAndMidday(span: ClockSpan): boolean {
  return NEVER_OFF_PEAK.every(({ from, to }) => span.to <= from || span.from >= to);
}

/** The minutes in which the meter counted as today's profile says in one base only. */
export interface BaseWitness {
  readonly base: NumberBase;
  readonly minutes: readonly number[];
}

/** Adds the present minute and index. @param today the profile whose base is to be found; undefined if there is none */
export function witnessAfter(
  before: BaseWitness | undefined,
  today: WrittenProfile | undefined,
  minute: number,
  index: number | undefined,
): BaseWitness | undefined {
  if (!today?.decimal || !today.hexadecimal || index === undefined) return before;
  const isDecimal = indexAt(today.decimal, minute) === index;
  if (isDecimal === (indexAt(today.hexadecimal, minute) === index)) return before;
  const base = isDecimal ? 'decimal' : 'hexadecimal';
  const minutes = before?.base === base ? before.minutes : [];
  return before?.base === base && minutes.includes(minute) ? before : { base, minutes: [...minutes, minute] };
}

/** The base that the meter uses, once it has counted as its profile says in that base only for a quarter of an hour. */
export function witnessedBase(witness: BaseWitness | undefined): NumberBase | undefined {
  return witness && witness.minutes.length >= WITNESSED_MINUTES ? witness.base : undefined;
}

/**
 * The periods of the indexes, including those that can be inferred from the profiles. There are two ways to know whether an index is
 * off-peak before the meter has counted in it:
 * - Its profile has two indexes, the other one is known, and the hours fit eight off-peak hours a day, as in regulated contracts.
 * - It applies in exactly the hours in which an index of another profile applies whose period is known. So the hours of a red day show
 * which index is which by comparison with a blue day.
 */
export function inferredPeriods(profiles: readonly DayProfile[], known: IndexPeriods): IndexPeriods {
  const found = profiles.flatMap((profile) =>
    indexesOf(profile).flatMap((index) => {
      const offPeak = byRest(profile, index, known) ?? byHours(profile, index, profiles, known);
      return known[index] || offPeak === undefined ? [] : [[index, { offPeak }] as const];
    }),
  );
  return found.length === 0 ? known : inferredPeriods(profiles, { ...known, ...Object.fromEntries(found) });
}

/**
 * The off-peak hours of a profile. Undefined while the period of one of its indexes is unknown, and for a contract without an off-peak
 * index.
 */
export function offPeakHours(profile: DayProfile, periods: IndexPeriods): Hours | undefined {
  const indexes = indexesOf(profile);
  const hasOffPeak = Object.values(periods).some((period) => period?.offPeak);
  if (!hasOffPeak || !indexes.every((index) => periods[index])) return undefined;
  const offPeak = indexes.filter((index) => periods[index]?.offPeak);
  return hoursOfIndexes(profile, offPeak);
}

/** Whether an index is off-peak, inferred from the profile's only other index and the eight hours. */
function byRest(profile: DayProfile, index: number, periods: IndexPeriods): boolean | undefined {
  const [rest, ...more] = indexesOf(profile).filter((other) => other !== index);
  const isRestOffPeak = rest === undefined || more.length > 0 ? undefined : periods[rest]?.offPeak;
  if (isRestOffPeak === undefined) return undefined;
  const minutes = lengthOfHours(hoursOfIndexes(profile, [index]));
  return minutes === (isRestOffPeak ? MINUTES_A_DAY - OFF_PEAK_MINUTES : OFF_PEAK_MINUTES) ? !isRestOffPeak : undefined;
}

/**
 * Whether an index is off-peak, inferred from another profile in which an index of known period has the same hours. Hours of a whole day
 * prove nothing, since any period may cover one.
 */
function byHours(
  profile: DayProfile,
  index: number,
  profiles: readonly DayProfile[],
  periods: IndexPeriods,
): boolean | undefined {
  const hours = hoursOfIndexes(profile, [index]);
  if (lengthOfHours(hours) === MINUTES_A_DAY) return undefined;
  const alike = profiles.flatMap((other) =>
    indexesOf(other).filter((one) => periods[one] && isSame(hoursOfIndexes(other, [one]), hours)),
  );
  const [offPeak, ...others] = new Set(alike.map((one) => periods[one]?.offPeak));
  return others.length === 0 ? offPeak : undefined;
}

/** The distinct indexes of a profile. */
export function indexesOf(profile: DayProfile): readonly number[] {
  return [...new Set(profile.map(({ index }) => index))];
}

/** The hours in which a profile has any of the given indexes. */
export function hoursOfIndexes(profile: DayProfile, indexes: readonly number[]): Hours {
  return joinedHours(profile.filter(({ index }) => indexes.includes(index)).map(({ from, to }) => ({ from, to })));
}

/** The index of a profile at a minute after midnight. */
export function indexAt(profile: DayProfile, minute: number): number | undefined {
  return profile.find(({ from, to }) => minute >= from && minute < to)?.index;
}
