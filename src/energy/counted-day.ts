import { HOUR_MS, MINUTE_MS, parisDayOf, parisHourOf } from '../base/paris-time.ts';
import type { CountedDay, CountedPart } from './day.ts';
import type { CountedEnergy, Gap } from './energy.ts';
import { type Minute, ownOf } from './minute.ts';
import { greatestOf, least } from './spans.ts';
import { sumOfCounted } from './watt-hours.ts';

/** The day on which summer time begins has 23 hours. */
const SHORTEST_DAY_MS = 23 * HOUR_MS;

/** The limit on parts: two meters that alternate on one line would otherwise start a new part every minute. */
const MOST_PARTS = 50;

/**
 * Sums the minutes of a meter to a day.
 * @param minutes all minutes of the day, oldest first
 * @param splitsMs when registers of the meter were assigned another tariff period: a new part of the day begins in that minute
 * @param before the day as counted from minutes that are no longer kept
 */
export function countedDay(
  day: number,
  minutes: readonly Minute[],
  splitsMs: readonly number[],
  before?: CountedDay,
): CountedDay {
  const unseen = unseenOf(day, minutes) ?? before?.unseen;
  const baseW = least([baseLoadOf(minutes), before?.baseW].flatMap((watts) => watts ?? []));
  const { greatestVA, greatestAtMs } = greatestOf([...(before ? [before] : []), ...minutes.map(powerOf)]) ?? {};
  const seenUntilMs = Math.max((minutes.at(-1)?.atMs ?? 0) + MINUTE_MS, before?.seenUntilMs ?? 0);
  return {
    day,
    parts: [...(before?.parts ?? []), ...partsOf(minutes, splitsMs)],
    unseen,
    ...(greatestVA !== undefined && greatestAtMs !== undefined && { greatestVA, greatestAtMs }),
    baseW,
    ...{ seenMinutes: minutes.length + (before?.seenMinutes ?? 0), seenUntilMs },
  };
}

function powerOf({ atMs, greatestVA }: Minute): Pick<CountedDay, 'greatestVA' | 'greatestAtMs'> {
  return { greatestAtMs: atMs, greatestVA };
}

/** Energy that was counted together, and when its first minute (or its gap) began. */
type Piece = Pick<CountedPart, 'atMs' | 'told'> & { readonly counted: CountedEnergy };

function partsOf(minutes: readonly Minute[], splitsMs: readonly number[]): readonly CountedPart[] {
  const runs: Piece[][] = [];
  for (const piece of minutes.flatMap(piecesOf)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last && (runs.length === MOST_PARTS || goesOn(last, piece, splitsMs))) run?.push(piece);
    else runs.push([piece]);
  }
  return runs.map((run) => {
    const [atMs, told] = [run[0]?.atMs ?? 0, run.at(-1)?.told];
    return { atMs, told, ...sumOfCounted(run.map(({ counted }) => counted)) };
  });
}

/** Energy counted in a gap belongs to the time before the minute, when a register may have had another period. */
function piecesOf(minute: Minute): readonly Piece[] {
  const { atMs, told, gap } = minute;
  const own = { atMs, told, counted: ownOf(minute) };
  return gap ? [{ atMs: gap.sinceMs, told, counted: gap }, own] : [own];
}

function goesOn(last: Piece, { atMs, told }: Piece, splitsMs: readonly number[]): boolean {
  const isSplit = splitsMs.some((ms) => ms >= last.atMs + MINUTE_MS && ms < atMs + MINUTE_MS);
  return !isSplit && told?.identity === last.told?.identity;
}

/** The energy of the day that was counted while whole days before it were not seen. */
function unseenOf(day: number, minutes: readonly Minute[]): Gap | undefined {
  const gaps = minutes.flatMap(({ atMs, gap }) => {
    const isUnseen = gap && atMs + MINUTE_MS - gap.sinceMs > SHORTEST_DAY_MS && parisDayOf(gap.sinceMs) < day - 1;
    return isUnseen ? [gap] : [];
  });
  const [first] = gaps;
  return first && { sinceMs: first.sinceMs, ...sumOfCounted(gaps) };
}

/** The hours that begin at 0:00 to 5:00 in Paris. */
const NIGHT_HOURS = 6;
/**
 * An hour is complete when the index was read in one of its first two minutes and in one of its last two, since a few readings may be lost.
 */
const NEAR_MS = MINUTE_MS;

/**
 * The base load of a day in W: the lowest mean power of an hour of the night. Undefined where no hour of the night is complete.
 * @param minutes of the day, oldest first
 */
function baseLoadOf(minutes: readonly Minute[]): number | undefined {
  const ofNight = minutes.filter(({ atMs, importedWh }) => importedWh !== undefined && parisHourOf(atMs) < NIGHT_HOURS);
  // Paris is a whole number of hours ahead of UTC, so its hours begin with those of UTC.
  const hours = Map.groupBy(ofNight, ({ atMs }) => Math.floor(atMs / HOUR_MS) * HOUR_MS);
  return least([...hours].flatMap(([beganMs, inside]) => meanOfHour(beganMs, inside) ?? []));
}

/** Measured from the end of the first minute to the end of the last one. An hour in which the index went back is not used. */
function meanOfHour(beganMs: number, minutes: readonly Minute[]): number | undefined {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (!first || !last) return undefined;
  if (first.atMs - beganMs > NEAR_MS || last.atMs + MINUTE_MS < beganMs + HOUR_MS - NEAR_MS) return undefined;
  const indexes = minutes.map(({ importedWh = 0 }) => importedWh);
  if (indexes.some((wh, nth) => wh < (indexes[nth - 1] ?? wh))) return undefined;
  const energyWh = (indexes.at(-1) ?? 0) - (indexes[0] ?? 0);
  return Math.round((energyWh * HOUR_MS) / (last.atMs - first.atMs));
}
