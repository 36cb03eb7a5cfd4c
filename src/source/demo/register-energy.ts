import { DAY_MS } from '../../base/paris-time.ts';
import type { TempoColour } from '../../reading/reading.ts';
import { contractDay, type DayPlan, energyOfLoads } from './day-plan.ts';

/** The energy in each register, in W·ms: whole numbers, which add up exactly. */
export interface RegisterEnergy {
  /** Blue off-peak, blue, white off-peak, white, red off-peak, red. */
  readonly supplier: readonly number[];
  /** Low season off-peak, low season, high season off-peak, high season. */
  readonly distributor: readonly number[];
}

export const W_MS_PER_WH = 3_600_000;
const EPOCH_DAY = Date.UTC(2025, 0, 1) / DAY_MS;
/** The registers at the beginning of the demo's time. Both lists have the same sum. */
const AT_EPOCH: RegisterEnergy = {
  supplier: [8_412_305, 11_730_112, 1_204_480, 1_655_930, 598_214, 402_777].map((wh) => wh * W_MS_PER_WH),
  distributor: [4_611_902, 7_946_702, 5_603_097, 5_842_117].map((wh) => wh * W_MS_PER_WH),
};

/**
 * Returns a function for the registers at an instant from 2025 on: the integral of the planned active power since then. So after a restart
 * they continue as if there had been none. The sum of each whole day is calculated once.
 */
export function registerEnergy(planOn: (day: number) => DayPlan): (atMs: number) => RegisterEnergy {
  const atStartOfDay = [AT_EPOCH];
  return (atMs) => {
    const day = contractDay(atMs);
    let start = atStartOfDay.at(-1) ?? AT_EPOCH;
    for (let next = EPOCH_DAY + atStartOfDay.length; next <= day; next += 1) {
      start = after(start, planOn(next - 1), Number.POSITIVE_INFINITY);
      atStartOfDay.push(start);
    }
    return after(atStartOfDay[day - EPOCH_DAY] ?? start, planOn(day), atMs);
  };
}

function after(start: RegisterEnergy, plan: DayPlan, untilMs: number): RegisterEnergy {
  const peak = energyOfLoads(plan.loads, plan.startMs, Math.min(untilMs, plan.offPeakMs));
  const offPeak = energyOfLoads(plan.loads, plan.offPeakMs, Math.max(plan.offPeakMs, Math.min(untilMs, plan.endMs)));
  const used = (tariffs: readonly number[], tariffAt: (offPeak: boolean) => number) =>
    tariffs.map((energy, at) => energy + (at === tariffAt(false) ? peak : at === tariffAt(true) ? offPeak : 0));
  return {
    supplier: used(start.supplier, (isOffPeak) => supplierTariff(plan.colour, isOffPeak)),
    distributor: used(start.distributor, (isOffPeak) => distributorTariff(plan, isOffPeak)),
  };
}

const COLOURS = ['blue', 'white', 'red'] as const satisfies readonly TempoColour[];

/** The index of the supplier's register that is counting. */
export function supplierTariff(colour: TempoColour, isOffPeak: boolean): number {
  return COLOURS.indexOf(colour) * 2 + (isOffPeak ? 0 : 1);
}

/** The index of the distributor's register that is counting. */
export function distributorTariff({ highSeason }: DayPlan, isOffPeak: boolean): number {
  return (highSeason ? 2 : 0) + (isOffPeak ? 0 : 1);
}
