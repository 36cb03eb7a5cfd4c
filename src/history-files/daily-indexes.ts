import { type ByRegister, byLabel, type StandardRegister } from '../reading.ts';

/** What the registers of a meter stood at when a day began, in Wh. What a file does not tell is absent. */
export interface IndexReading {
  readonly totalWh?: number;
  readonly whByRegister: ByRegister<StandardRegister>;
}

/** The energy between two successive midnights, in Wh. */
export interface IndexedDay {
  readonly energyWh: number;
  /** Absent unless the registers add up to the energy. Those that stood still are absent, as they are in a meter's own days. */
  readonly energyWhByRegister?: ByRegister<StandardRegister>;
}

/** A Linky serves 36 kVA at most, and a day has 25 hours at most: more than that is no energy of a day. */
const MOST_WH_A_DAY = 36_000 * 25;

/**
 * The energy of each day between two readings that follow each other by a day. The energy between two that do not is the energy
 * of several days: nobody knows of which, so none of them has any.
 *
 * The total of the meter counts, also where its registers add up to something else. It still has in it what registers counted
 * that are no longer used, but these stand still, so what it adds in a day is right. Registers that do not add up to it are left
 * out: on the day on which a contract changes, the new ones have no reading at its beginning.
 * @param readings by the day that they begin, in days since 1970-01-01
 */
export function energyByDay(readings: ReadonlyMap<number, IndexReading>): {
  readonly days: ReadonlyMap<number, IndexedDay>;
  /** How often a reading was lower than the one before it. */
  readonly wentBack: number;
} {
  const all = [...readings].toSorted(([one], [other]) => one - other);
  const sound = all.filter((_, index) => !isOdd(all, index));
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
 * Whether a reading alone is too low or too high: the index goes back to it, or from it, and the one after goes on from the one
 * before. After a new meter it does not. Of the days before and after an odd reading nobody knows the energy.
 */
function isOdd(readings: readonly (readonly [day: number, reading: IndexReading])[], index: number): boolean {
  const [before, at, after] = [index - 1, index, index + 1].map((place) => readings[place]?.[1]);
  if (!before || !at || !after) return false;
  const goesBack = (difference(before, at) ?? 0) < 0 || (difference(at, after) ?? 0) < 0;
  return goesBack && (difference(before, after) ?? -1) >= 0;
}

/**
 * Where one of the two has no total, the sum of the registers, if both have the same ones. One that goes back makes the sum wrong: then
 * it is what that one has lost.
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

/** What each register that both have has added, without those that stood still. */
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
