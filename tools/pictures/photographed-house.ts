import { parisDayOf, parisInstant } from '../../src/base/paris-time.ts';
import { BUILT_AT_MS } from '../../src/base/plugin-names.ts';
import type { TempoColour } from '../../src/reading/reading.ts';
import { household } from '../../src/source/demo/household.ts';
import { DAY_MS } from '../../testbed/support/time.ts';
import { type Counted, type CountedKind, countedAt } from './counted-energy.ts';
import { clearness, roofWAt } from './solar-roof.ts';

const EVENING_S = 19.6 * 3600;
const NOON_S = 12.7 * 3600;
const ENOUGH_VA = 2_500;
const CLEAR = 0.9;
/** The house of the port `demo`, with the same seed. */
export const demoHouse = household(1);

/**
 * The first evening after the release of this version with dinner cooking, a white Tempo day and a red one next, so
 * that the pictures are the same each time. And the first noon after it with a clear sky.
 */
export function momentsOfPictures(): { readonly eveningMs: number; readonly noonMs: number } {
  const released = parisDayOf(BUILT_AT_MS);
  const evening = firstDay(released, (day) => {
    const { today, tomorrow, apparentPowerVA } = demoHouse.at(parisInstant(day, EVENING_S));
    return today === 'white' && tomorrow === 'red' && apparentPowerVA > ENOUGH_VA;
  });
  const noon = firstDay(evening, (day) => clearness(day) > CLEAR);
  return { eveningMs: parisInstant(evening, EVENING_S), noonMs: parisInstant(noon, NOON_S) };
}

function firstDay(from: number, isRight: (day: number) => boolean): number {
  for (let day = from; ; day += 1) if (isRight(day)) return day;
}

/** How a house differs from that of the demo, which draws up to 8.9 kVA. */
export interface Kind extends CountedKind {
  readonly phases: 1 | 3;
  readonly subscribedKVA: number;
}

/** What the meter of a house says, of what is drawn from the grid and of what is given to it. Both are the net of the house. */
export interface MeterValues {
  readonly drawnVA: number;
  readonly givenVA: number;
  /** The sum of `supplierWh`. */
  readonly importedWh: number;
  /** Blue off-peak, blue, white off-peak, white, red off-peak, red. */
  readonly supplierWh: readonly number[];
  /** The index of the register in `supplierWh` that is counting. */
  readonly supplierTariff: number;
  readonly exportedWh: number;
  readonly offPeak: boolean;
  readonly today: TempoColour;
}

export interface PhotographedHouse {
  readonly kind: Kind;
  /** At any time since the plugin began to read its meter. */
  at(atMs: number): MeterValues;
}

/** The life of the demo house begins on that day. */
const BEGIN_MS = Date.UTC(2025, 0, 3);
const NEW_YEAR_MS = Date.UTC(2025, 11, 31, 23);
const MONTH_MS = 30 * DAY_MS;
/** What the meter of a producer had counted before the plugin read it. */
const EXPORTED_BEFORE_WH = 4_812_640;

const HOME = { times: 1, phases: 1, subscribedKVA: 9, roofW: 0 } as const;
/** Two years, to compare them. */
export const FAMILY = photographed({ ...HOME, sinceMs: BEGIN_MS });
export const FARM = photographed({
  ...{ times: 3.4, phases: 3, subscribedKVA: 36, roofW: 0 },
  sinceMs: momentsOfPictures().eveningMs - MONTH_MS,
});
/** One year, in which its roof has seen all seasons. */
export const SUNNY = photographed({ ...HOME, roofW: 4_000, sinceMs: NEW_YEAR_MS });

function photographed(kind: Kind): PhotographedHouse {
  const counted = countedAt(demoHouse, kind, momentsOfPictures().noonMs);
  return { kind, at: (atMs) => ({ ...powersAt(atMs, kind), ...indexesOf(counted(atMs)) }) };
}

function powersAt(atMs: number, kind: Kind) {
  const { apparentPowerVA, activePowerW, offPeak, today, supplierTariff } = demoHouse.at(atMs);
  const inactiveVA = Math.sqrt(apparentPowerVA ** 2 - activePowerW ** 2) * kind.times;
  const netW = activePowerW * kind.times - roofWAt(atMs, kind.roofW);
  const netVA = Math.round(Math.hypot(netW, inactiveVA));
  return { drawnVA: netW < 0 ? 0 : netVA, givenVA: netW < 0 ? netVA : 0, offPeak, today, supplierTariff };
}

function indexesOf({ drawnWh, givenWh }: Counted) {
  const supplierWh = drawnWh.map(Math.floor);
  return {
    supplierWh,
    importedWh: supplierWh.reduce((sum, wh) => sum + wh),
    exportedWh: Math.floor(EXPORTED_BEFORE_WH + givenWh),
  };
}
