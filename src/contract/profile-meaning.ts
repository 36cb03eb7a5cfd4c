import { type ClockSpan, MINUTES_A_DAY } from '../hours.ts';
import type { DayProfile, NumberBase, WrittenProfile } from '../reading.ts';
import { type Hours, joinedHours, lengthOfHours } from './hours.ts';
import type { IndexPeriods } from './register-periods.ts';
import { isSame } from './same.ts';

/** Regulated contracts have so many minutes of off-peak hours on each date. */
const OFF_PEAK_MINUTES = 8 * 60;

/** When the grid operator places no off-peak hours, since the reform that began in November 2025. */
const NEVER_OFF_PEAK: Hours = [
  { from: 7 * 60, to: 11 * 60 },
  { from: 17 * 60, to: 23 * 60 },
];

/** For so many different minutes the meter must count as its profile says in one base, and not as in the other. */
const WITNESSED_MINUTES = 15;

/** The base in which a profile is written for certain, since the other one gives nothing possible. */
export function certainBase({ decimal, hexadecimal }: WrittenProfile): NumberBase | undefined {
  if (!decimal === !hexadecimal) return undefined;
  return decimal ? 'decimal' : 'hexadecimal';
}

/** What a profile means in decimal and in hexadecimal, where that differs: only then does the base have to be found. */
export function differingProfiles({ decimal, hexadecimal }: WrittenProfile): readonly DayProfile[] | undefined {
  return decimal && hexadecimal && !isSame(decimal, hexadecimal) ? [decimal, hexadecimal] : undefined;
}

/**
 * What a profile says. Where both bases are possible (`06004002 16004001`), it is the one that this meter has used before; else
 * the one in which eight hours are off-peak; and where both have eight (`00:26–06:26, 13:26–15:26` or `00:38–06:38, 19:38–21:38`),
 * the one that keeps to the night and the midday, as the reform has it. Undefined where neither, or each, does.
 * @param shown the base that the meter has used for certain
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

/** The eight hours of a date that are off-peak, or may be where no index is known as that; undefined where there are not eight. */
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

/** Goes on with the present minute and index. @param today the profile whose base has to be found; undefined while none has */
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

/** The base that the meter uses, once it has counted for a quarter of an hour as its profile says only in that one. */
export function witnessedBase(witness: BaseWitness | undefined): NumberBase | undefined {
  return witness && witness.minutes.length >= WITNESSED_MINUTES ? witness.base : undefined;
}

/**
 * The periods with those that follow from the profiles. Two things are enough to know whether an index is off-peak before the meter has
 * counted in it:
 * - A profile has two indexes, of which the other is known; and it is off-peak for eight hours in all, as regulated contracts are.
 * - It runs in exactly the hours in which an index of another profile runs, of which it is known. So the hours of a red day tell which
 *   index is which, beside those of a blue one.
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
 * The off-peak hours of a profile. Undefined while the period of one of its indexes is unknown, and for a contract of which no index
 * is off-peak.
 */
export function offPeakHours(profile: DayProfile, periods: IndexPeriods): Hours | undefined {
  const indexes = indexesOf(profile);
  const hasOffPeak = Object.values(periods).some((period) => period?.offPeak);
  if (!hasOffPeak || !indexes.every((index) => periods[index])) return undefined;
  const offPeak = indexes.filter((index) => periods[index]?.offPeak);
  return hoursOfIndexes(profile, offPeak);
}

/** Whether an index is off-peak, by the other index of the profile, and the eight hours. */
function byRest(profile: DayProfile, index: number, periods: IndexPeriods): boolean | undefined {
  const [rest, ...more] = indexesOf(profile).filter((other) => other !== index);
  const isRestOffPeak = rest === undefined || more.length > 0 ? undefined : periods[rest]?.offPeak;
  if (isRestOffPeak === undefined) return undefined;
  const minutes = lengthOfHours(hoursOfIndexes(profile, [index]));
  return minutes === (isRestOffPeak ? MINUTES_A_DAY - OFF_PEAK_MINUTES : OFF_PEAK_MINUTES) ? !isRestOffPeak : undefined;
}

/**
 * Whether an index is off-peak, by another profile: one of its indexes has the same hours, and its period is known. Hours of a whole
 * day tell nothing, since any period may have one.
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

/** The indexes of a profile, each once. */
export function indexesOf(profile: DayProfile): readonly number[] {
  return [...new Set(profile.map(({ index }) => index))];
}

/** The hours in which a profile has one of some indexes. */
export function hoursOfIndexes(profile: DayProfile, indexes: readonly number[]): Hours {
  return joinedHours(profile.filter(({ index }) => indexes.includes(index)).map(({ from, to }) => ({ from, to })));
}

/** The index of a profile at a minute after midnight. */
export function indexAt(profile: DayProfile, minute: number): number | undefined {
  return profile.find(({ from, to }) => minute >= from && minute < to)?.index;
}
