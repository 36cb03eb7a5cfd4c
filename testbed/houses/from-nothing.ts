import type { TicMode } from '../../src/reading/reading.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { Steady } from './always-on.ts';
import { type Load, motor, RESISTOR } from './grid.ts';
import type { House } from './house.ts';
import type { Told } from './house-meter.ts';
import { live } from './life.ts';
import { ours } from './rivals.ts';

/** A wattmeter that knows nothing, at a load that stays. */
export interface Beginning {
  readonly mode: TicMode;
  readonly phases: 1 | 3;
  readonly apparentVA: number;
  readonly powerFactor: number;
}

/** How it began. Absent when W stayed unknown for an hour. */
export interface Begun {
  /** After how many seconds W were known for the first time. */
  readonly knownAfterS?: number;
  /** How wrong the first W were, as a share of the truth. */
  readonly firstErrorShare?: number;
  /** The greatest error from the third minute to the hour's end, as a share of the truth. */
  readonly laterErrorShare?: number;
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const LATER_S = 180;

/** Both modes, with one phase and with three. */
export const LINES: readonly Pick<Beginning, 'mode' | 'phases'>[] = [
  { mode: 'standard', phases: 1 },
  { mode: 'historique', phases: 1 },
  { mode: 'standard', phases: 3 },
  { mode: 'historique', phases: 3 },
];

/** Lets our wattmeter begin. */
export function begin(beginning: Beginning, seed = 1): Begun {
  const method = ours();
  let knownAfterS: number | undefined;
  let firstErrorShare: number | undefined;
  let laterErrorShare: number | undefined;
  let firstMs: number | undefined;
  steadyLife(beginning, [], { seed, seconds: HOUR_S }, ({ reading, activeW }) => {
    firstMs ??= reading.monotonicMs;
    const watts = method.measure(reading);
    if (watts === undefined) return;
    const errorShare = Math.abs(watts - activeW) / activeW;
    const afterS = (reading.monotonicMs - firstMs) / 1000;
    knownAfterS ??= afterS;
    firstErrorShare ??= errorShare;
    if (afterS >= LATER_S) laterErrorShare = Math.max(laterErrorShare ?? 0, errorShare);
  });
  return { knownAfterS, firstErrorShare, laterErrorShare };
}

/**
 * The load doubles half an hour after the beginning.
 * @param added the power factor of what is added
 * @returns the error of the first W after it, and of those a minute later, as shares of the truth
 */
export function double(
  beginning: Beginning,
  added: number,
  seed = 1,
): { firstShare: number; minuteLaterShare: number } {
  const doublesAtS = HOUR_S / 2;
  const method = ours();
  let firstShare = Number.NaN;
  let minuteLaterShare = Number.NaN;
  const addedLoad: Steady = steadyLoad({ ...beginning, powerFactor: added }, seed + 1);
  const late: Load = {
    step: (grid, second) => {
      if (second >= doublesAtS) addedLoad.step(grid);
    },
  };
  steadyLife(beginning, [late], { seed, seconds: doublesAtS + 120 }, ({ reading, second, activeW }) => {
    const watts = method.measure(reading) ?? Number.NaN;
    const errorShare = Math.abs(watts - activeW) / activeW;
    if (second >= doublesAtS && Number.isNaN(firstShare)) firstShare = errorShare;
    if (second >= doublesAtS + 60 && Number.isNaN(minuteLaterShare)) minuteLaterShare = errorShare;
  });
  return { firstShare, minuteLaterShare };
}

function steadyLife(
  beginning: Beginning,
  more: readonly Load[],
  { seed, seconds }: { readonly seed: number; readonly seconds: number },
  take: (told: Told) => void,
): void {
  live(steadyHouse(beginning, more), seconds / DAY_S, [{ mode: beginning.mode, take }], seed);
}

function steadyHouse(beginning: Beginning, more: readonly Load[]): House {
  return {
    name: 'steady',
    phases: beginning.phases,
    subscribedVA: 9000,
    tariff: 'base',
    standardFrameMs: 1000,
    isProducer: false,
    hasOutages: false,
    seed: 0,
    loads: (seed) => [steadyLoad(beginning, seed), ...more],
  };
}

function steadyLoad({ phases, apparentVA, powerFactor }: Beginning, seed: number): Steady {
  return new Steady(
    apparentVA * powerFactor,
    powerFactor === 1 ? RESISTOR : motor(powerFactor),
    phases === 1 ? 0 : 'all',
    seededRandom(seed, apparentVA, powerFactor * 100),
    0.0005,
  );
}
