import {
  type DayProfile,
  hoursOfIndexes,
  indexAt,
  indexesOf,
  isSameProfile,
  type NumberBase,
  type ProfileByBase,
} from './day-profile.ts';
import { type Hours, lengthOfHours } from './hours.ts';

/** Regulated contracts have so many minutes of off-peak hours on each date. */
export const OFF_PEAK_MINUTES = 8 * 60;

/** When the grid operator places no off-peak hours, since the reform that began in November 2025. */
const NEVER_OFF_PEAK: Hours = [
  { from: 7 * 60, to: 11 * 60 },
  { from: 17 * 60, to: 23 * 60 },
];

/** For so many different minutes the meter must count as its profile says in one base, and not as in the other. */
const WITNESSED_MINUTES = 15;

/** The base in which a profile is written for certain, since the other one gives nothing possible. */
export function certainBase({ decimal, hexadecimal }: ProfileByBase): NumberBase | undefined {
  if (decimal && hexadecimal) return undefined;
  return decimal ? 'decimal' : 'hexadecimal';
}

/** The profiles that a text means in decimal and in hexadecimal, where they differ: only then does the base have to be found. */
export function differingProfiles({
  decimal,
  hexadecimal,
}: ProfileByBase): readonly [DayProfile, DayProfile] | undefined {
  return decimal && hexadecimal && !isSameProfile(decimal, hexadecimal) ? [decimal, hexadecimal] : undefined;
}

/**
 * What a profile says. Where both bases are possible (`06004002 16004001`), it is the one that this meter has used before; else
 * the one in which eight hours are off-peak; and where both have eight (`00:26–06:26, 13:26–15:26` or `00:38–06:38, 19:38–21:38`),
 * the one that keeps to the night and the midday, as the reform has it. Undefined where neither, or each, does.
 * @param shown the base that the meter has used for certain
 * @param isOffPeak whether an index is known to be off-peak
 */
export function decidedProfile(
  byBase: ProfileByBase,
  shown: NumberBase | undefined,
  isOffPeak: (index: number) => boolean,
): DayProfile | undefined {
  const differing = differingProfiles(byBase);
  if (!differing) return byBase.decimal ?? byBase.hexadecimal;
  if (shown) return byBase[shown];
  const eight = differing.flatMap((profile) => {
    const hours = eightHours(profile, isOffPeak);
    return hours ? [{ profile, hours }] : [];
  });
  const [one, ...others] = eight.length > 1 ? eight.filter(({ hours }) => keepsToNightAndMidday(hours)) : eight;
  return others.length === 0 ? one?.profile : undefined;
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

function keepsToNightAndMidday(hours: Hours): boolean {
  return hours.every((span) => NEVER_OFF_PEAK.every(({ from, to }) => span.to <= from || span.from >= to));
}

/**
 * Finds the base by what the meter does: takes what today's profile means in either base, with the present minute and index, and gives
 * the base once the meter has counted for a quarter of an hour as the profile says only in that one.
 */
export function createBaseWitness() {
  const minutes = { decimal: new Set<number>(), hexadecimal: new Set<number>() };

  return function witnessedBase(
    [decimal, hexadecimal]: readonly [DayProfile, DayProfile],
    minute: number,
    index: number,
  ): NumberBase | undefined {
    const isDecimal = indexAt(decimal, minute) === index;
    if (isDecimal === (indexAt(hexadecimal, minute) === index)) return undefined;
    const [base, other] = isDecimal ? (['decimal', 'hexadecimal'] as const) : (['hexadecimal', 'decimal'] as const);
    minutes[other].clear();
    minutes[base].add(minute);
    return minutes[base].size >= WITNESSED_MINUTES ? base : undefined;
  };
}
