import type { Reading, RegisterPeriods } from '../reading.ts';
import { type DayProfile, hoursOfIndexes, indexesOf } from './day-profile.ts';
import { type Hours, hoursText, lengthOfHours, MINUTES_A_DAY } from './hours.ts';
import { OFF_PEAK_MINUTES } from './profile-base.ts';

/** What a tariff index counts. `other`: its period has a name that does not tell, as `WEEK-END`. */
type IndexKind = 'offPeak' | 'peak' | 'other';

/** The kinds of the indexes that are known, by index. */
export type IndexKinds = ReadonlyMap<number, IndexKind>;

/** An index and its kind are believed when they have come so often on end: at a switch, one of them may be a frame old. */
const BELIEVED_AFTER = 3;

/** The kinds that the periods of the registers tell: register EASF03 counts while the index is 3. */
export function kindsOf(periods: RegisterPeriods): IndexKinds {
  return new Map(
    Object.entries(periods).flatMap(([label, { offPeak }]) => {
      const index = /^EASF(\d\d)$/.exec(label)?.[1];
      return index === undefined ? [] : [[Number(index), kindOf(offPeak)] as const];
    }),
  );
}

/** The kind of an index, by whether its period is off-peak, where the name of the period tells that. */
function kindOf(offPeak: boolean | undefined): IndexKind {
  if (offPeak === undefined) return 'other';
  return offPeak ? 'offPeak' : 'peak';
}

/**
 * Learns the kind of each index (NTARF) while the meter counts in it, by the name of the period (LTARF). Gives the same object as
 * long as it learns nothing.
 */
export function createPresentKinds(): (reading: Reading) => IndexKinds {
  let kinds: IndexKinds = new Map();
  let candidate: { readonly index: number; readonly kind: IndexKind } | undefined;
  let times = 0;

  return function presentKinds({ frame, tariff, tariffIndex: index, offPeak }) {
    if (frame.mode !== 'standard' || tariff === undefined || index === undefined) return kinds;
    const kind = kindOf(offPeak);
    if (kinds.get(index) === kind && times === 0) return kinds;
    times = candidate?.index === index && candidate.kind === kind ? times + 1 : 1;
    candidate = { index, kind };
    if (times < BELIEVED_AFTER) return kinds;
    if (kinds.get(index) !== kind) kinds = new Map([...kinds, [index, kind]]);
    times = 0;
    return kinds;
  };
}

/**
 * The kinds with those that follow from the profiles. Two things are enough to know the kind of an index before the meter has
 * counted in it:
 * - A profile has two indexes, of which the other is known; and it is off-peak for eight hours in all, as regulated contracts are.
 * - It runs in exactly the hours in which an index of another profile runs, whose kind is known. So the hours of a red day tell
 *   which index is which, beside those of a blue one.
 */
export function inferredKinds(profiles: readonly DayProfile[], known: IndexKinds): IndexKinds {
  const kinds = new Map(known);
  for (;;) {
    const found = profiles.flatMap((profile) =>
      indexesOf(profile).flatMap((index) => {
        const kind = kinds.has(index)
          ? undefined
          : (byRest(profile, index, kinds) ?? byHours(profile, index, profiles, kinds));
        return kind ? [[index, kind] as const] : [];
      }),
    );
    if (found.length === 0) return kinds;
    for (const [index, kind] of found) kinds.set(index, kind);
  }
}

/**
 * The off-peak hours of a profile. Undefined while the kind of one of its indexes is unknown, and for a contract of which no index
 * is off-peak.
 */
export function offPeakHours(profile: DayProfile, kinds: IndexKinds): Hours | undefined {
  const indexes = indexesOf(profile);
  const hasOffPeak = [...kinds.values()].includes('offPeak');
  if (!hasOffPeak || !indexes.every((index) => kinds.has(index))) return undefined;
  return hoursOfIndexes(
    profile,
    indexes.filter((index) => kinds.get(index) === 'offPeak'),
  );
}

/** By the other index of the profile, and the eight hours. */
function byRest(profile: DayProfile, index: number, kinds: IndexKinds): IndexKind | undefined {
  const [rest, ...more] = indexesOf(profile).filter((other) => other !== index);
  if (rest === undefined || more.length > 0) return undefined;
  const minutes = lengthOfHours(hoursOfIndexes(profile, [index]));
  if (kinds.get(rest) === 'peak' && minutes === OFF_PEAK_MINUTES) return 'offPeak';
  return kinds.get(rest) === 'offPeak' && minutes === MINUTES_A_DAY - OFF_PEAK_MINUTES ? 'peak' : undefined;
}

/**
 * The kind of an index that another profile tells: one of its indexes has the same hours, and its kind is known. Hours of a whole day
 * tell nothing, since any period may have one.
 */
function byHours(
  profile: DayProfile,
  index: number,
  profiles: readonly DayProfile[],
  kinds: IndexKinds,
): IndexKind | undefined {
  const hours = hoursOfIndexes(profile, [index]);
  if (lengthOfHours(hours) === MINUTES_A_DAY) return undefined;
  const alike = profiles
    .filter((other) => other !== profile)
    .flatMap((other) =>
      indexesOf(other).flatMap((candidate) =>
        hoursText(hoursOfIndexes(other, [candidate])) === hoursText(hours) ? (kinds.get(candidate) ?? []) : [],
      ),
    );
  const [kind, ...others] = new Set(alike);
  return kind === 'other' || others.length > 0 ? undefined : kind;
}
