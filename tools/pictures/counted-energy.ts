import { STEP_MS } from '../../src/source/demo/day-plan.ts';
import type { Household } from '../../src/source/demo/household.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { roofWAt } from './solar-roof.ts';

/** For so long before a picture each step of the demo house counts on its own. */
export const DETAILED_MS = 2 * 86_400_000;

/** The energy that a meter has counted, in Wh, not rounded. */
export interface Counted {
  /** Drawn from the grid, by register of the supplier. */
  readonly drawnWh: readonly number[];
  readonly givenWh: number;
}

/** What decides how much the meter of a house counts. */
export interface CountedKind {
  /** When the plugin began to read it. */
  readonly sinceMs: number;
  /** The factor by which the house's power and energy differ from those of the demo house. */
  readonly times: number;
  /** The power of its solar panels at noon on a clear day in June, in W. Its power factor is 1. */
  readonly roofW: number;
}

/** What the meter of a house has counted up to an instant since the plugin began to read it. */
export function countedAt(house: Household, kind: CountedKind, pictureMs: number): (atMs: number) => Counted {
  if (kind.roofW > 0) return withRoof(house, kind, pictureMs - DETAILED_MS);
  return (atMs) => ({ drawnWh: house.at(atMs).supplierWh.map((wh) => wh * kind.times), givenWh: 0 });
}

/**
 * Adds up what is drawn and what is given, step by step. The sum goes on from its last answer as long as time goes forward.
 * @param detailedMs from then on in the steps of the demo house, in which its power stays the same; before in minutes
 */
function withRoof(house: Household, kind: CountedKind, detailedMs: number): (atMs: number) => Counted {
  const begun = { drawnWh: house.at(kind.sinceMs).supplierWh, givenWh: 0 };
  let [sum, untilMs]: [Counted, number] = [begun, kind.sinceMs];
  return (atMs) => {
    if (atMs < untilMs) [sum, untilMs] = [begun, kind.sinceMs];
    for (;;) {
      const nextMs = untilMs + (untilMs < detailedMs ? MINUTE_MS : STEP_MS);
      if (nextMs > atMs) return after(sum, untilMs, atMs, house, kind);
      [sum, untilMs] = [after(sum, untilMs, nextMs, house, kind), nextMs];
    }
  };
}

function after(
  { drawnWh, givenWh }: Counted,
  fromMs: number,
  toMs: number,
  house: Household,
  kind: CountedKind,
): Counted {
  const roofWh = (roofWAt(fromMs, kind.roofW) * (toMs - fromMs)) / HOUR_MS;
  const netWh = house.drawnWh(fromMs, toMs) * kind.times - roofWh;
  if (netWh < 0) return { drawnWh, givenWh: givenWh - netWh };
  const { supplierTariff } = house.at(fromMs);
  return { drawnWh: drawnWh.with(supplierTariff, (drawnWh[supplierTariff] ?? 0) + netWh), givenWh };
}
