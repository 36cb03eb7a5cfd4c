import { type ByRegister, byLabel, type StandardRegister } from '../reading/reading.ts';

/** The indexes of a meter at the beginning of a day, in Wh. What a file does not state is absent. */
export interface IndexReading {
  readonly totalWh?: number;
  readonly whByRegister: ByRegister<StandardRegister>;
}

/** The energy between two consecutive midnights, in Wh. */
export interface IndexedDay {
  readonly energyWh: number;
  /** Absent unless the registers add up to the energy. Registers that did not advance are absent, as in a meter's own days. */
  readonly energyWhByRegister?: ByRegister<StandardRegister>;
}

/** A Linky serves 36 kVA at most, and a day has 25 hours at most: a larger value cannot be the energy of a day. */
const MOST_WH_A_DAY = 36_000 * 25;

/**
 * The energy of each day between two readings that are one day apart. The energy between readings that are further apart belongs to several
 * days, in unknown proportions, so none of these days gets any.
 *
 * The meter's total has precedence, even if its registers add up to something else. The total still includes registers that are no longer
 * used, but these do not advance, so the increase in a day is right. Registers that do not add up to it are left out: on the day of a
 * change of contract, the new ones have no reading at its beginning.
 * @param readings by the day at whose beginning they were taken, in days since 1970-01-01
 */
export function energyByDay(readings: ReadonlyMap<number, IndexReading>): {
  readonly days: ReadonlyMap<number, IndexedDay>;
  /** How often a reading was lower than the one before it. */
  readonly wentBack: number;
} {
  const all = [...readings].toSorted(([one], [other]) => one - other);
  const sound = all.filter((_, index) => !isOutlier(all, index));
  const days = new Map<number, IndexedDay>();
  let wentBack = all.length - sound.length;
  for (const [index, [end, atEnd]] of sound.entries()) {
    const [day, atBeginning] = sound[index - 1] ?? [];
    if (day === undefined || !atBeginning) continue;
    const energyWh = difference(atBeginning, atEnd);
    if (energyWh === undefined) continue;
    if (energyWh < 0) wentBack += 1;
    else if (end === day + 1 && energyWh <= MOST_WH_A_DAY) days.set(day, dayOf(energyWh, atBeginning, atEnd));
  }
  return { days, wentBack };
}

/**
 * Whether a single reading is too low or too high: the index goes back to it or from it, while the next reading continues from the previous
 * one. After a meter was replaced, it does not. The energy of the days before and after such a reading is unknown.
 */
function isOutlier(readings: readonly (readonly [day: number, reading: IndexReading])[], index: number): boolean {
  const [before, at, after] = [index - 1, index, index + 1].map((place) => readings[place]?.[1]);
  if (!before || !at || !after) return false;
  const goesBack = (difference(before, at) ?? 0) < 0 || (difference(at, after) ?? 0) < 0;
  return goesBack && (difference(before, after) ?? -1) >= 0;
}

/**
 * The energy between two readings. If one of them has no total, it is the sum of the registers, provided both have the same ones. If a
 * register goes back, the sum is wrong; the result is then the (negative) step of that register.
 */
function difference(from: IndexReading, to: IndexReading): number | undefined {
  if (from.totalWh !== undefined && to.totalWh !== undefined) return to.totalWh - from.totalWh;
  const labels = Object.keys(to.whByRegister);
  const isSame = labels.length > 0 && labels.join() === Object.keys(from.whByRegister).join();
  if (!isSame) return undefined;
  const moved = steps(from, to);
  const leastWh = Math.min(0, ...Object.values(moved));
  return leastWh < 0 ? leastWh : sum(moved);
}

function dayOf(energyWh: number, from: IndexReading, to: IndexReading): IndexedDay {
  const moved = steps(from, to);
  const addsUp = Object.values(moved).every((wh) => wh > 0) && sum(moved) === energyWh;
  return addsUp && energyWh > 0 ? { energyWh, energyWhByRegister: moved } : { energyWh };
}

/** The advance of each register that both readings have, without those that did not advance. */
function steps(from: IndexReading, to: IndexReading): ByRegister<StandardRegister> {
  return Object.fromEntries(
    byLabel(to.whByRegister).flatMap(([label, wh]) => {
      const before = from.whByRegister[label];
      return before === undefined || before === wh ? [] : [[label, wh - before]];
    }),
  );
}

function sum(energyWh: ByRegister<StandardRegister>): number {
  return Object.values(energyWh).reduce((total, wh) => total + wh, 0);
}
