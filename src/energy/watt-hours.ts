import { periodName } from '../periods.ts';
import type { EnergyByName } from './day.ts';

/**
 * Energy is a whole number of sixtieths of a Wh here: a meter counts whole Wh, and a load curve has whole W over whole minutes.
 * Binary fractions miss most sixtieths. So energy is added up as integers, and divided once.
 */
const PARTS_OF_WH = 60;

/** The Wh of a mean power over some time, summed in W × minutes. */
export function whOf(wattMinutes: number): number {
  return Math.round(wattMinutes) / PARTS_OF_WH;
}

/** Adds up energy, exactly: the days of a year come to the same in any order and grouping. */
export function sumOfWh(amountsWh: readonly number[]): number {
  return amountsWh.reduce((sum, wh) => sum + Math.round(wh * PARTS_OF_WH), 0) / PARTS_OF_WH;
}

/** What is left of energy without parts of it, exactly; negative where these are more. */
export function lessWh(wholeWh: number, partsWh: readonly number[]): number {
  return sumOfWh([wholeWh, ...partsWh.map((wh) => -wh)]);
}

/** Adds up energy of the same name, exactly. The names are in the order in which they first come. */
export function sumOfWhByName(amounts: readonly EnergyByName[]): EnergyByName {
  const parts = new Map<string, number>();
  for (const one of amounts) {
    for (const name in one) parts.set(name, (parts.get(name) ?? 0) + Math.round((one[name] ?? 0) * PARTS_OF_WH));
  }
  return Object.fromEntries(Array.from(parts, ([name, sum]) => [name, sum / PARTS_OF_WH]));
}

/** Energy less other energy of the same name, exactly. Names of which nothing is left are left out. */
export function lessWhByName(amounts: EnergyByName, others: EnergyByName): EnergyByName {
  const taken = Object.entries(others).map(([name, wh]) => [name, -wh] as const);
  const left = sumOfWhByName([amounts, Object.fromEntries(taken)]);
  return Object.fromEntries(Object.entries(left).filter(([, wh]) => wh !== 0));
}

/** Energy times a number, to the nearest sixtieth of a Wh. */
export function scaledWh(wh: number, factor: number): number {
  return Math.round(Math.round(wh * PARTS_OF_WH) * factor) / PARTS_OF_WH;
}

/** Energy by name times a number. Each is rounded such that they add up to what `scaledWh` makes of their sum. */
export function scaledWhByName(amounts: EnergyByName, factor: number): EnergyByName {
  const upTo = Object.values(amounts).map((_, nth, all) => scaledWh(sumOfWh(all.slice(0, nth + 1)), factor));
  return Object.fromEntries(
    Object.keys(amounts).map((name, nth) => [name, lessWh(upTo[nth] ?? 0, [upTo[nth - 1] ?? 0])]),
  );
}

/** The same energy under other names. What comes under one name is added up, exactly. */
export function renamed(amounts: EnergyByName, nameOf: (name: string) => string): EnergyByName {
  return sumOfWhByName(Object.entries(amounts).map(([name, wh]) => ({ [nameOf(name)]: wh })));
}

/** The same energy under the names that `periodName` gives. */
export function byPeriodName(energyWhByTariff: EnergyByName): EnergyByName {
  return renamed(energyWhByTariff, periodName);
}
