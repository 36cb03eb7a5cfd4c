import { periodName } from '../periods.ts';
import type { CountedEnergy, EnergyByName, KnownEnergy, NamedEnergy } from './energy.ts';

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

/** The sum of an amount of several things, under its name; nothing where none of them has it. */
export function sumOfField<Field extends string>(
  all: readonly { readonly [field in Field]?: number | undefined }[],
  field: Field,
): { readonly [field in Field]?: number } {
  const known = all.flatMap((one) => one[field] ?? []);
  return known.length === 0 ? {} : ({ [field]: sumOfWh(known) } as { readonly [field in Field]: number });
}

/** What is left of energy without parts of it, exactly; negative where these are more. */
export function lessWh(wholeWh: number, partsWh: readonly number[]): number {
  return sumOfWh([wholeWh, ...partsWh.map((wh) => -wh)]);
}

/** Wh by name: of tariff periods, or of registers. */
export type WhByName = { readonly [name: string]: number };

/** Adds up energy of the same name, exactly. The names are in the order in which they first come. */
export function sumOfWhByName(amounts: readonly WhByName[]): WhByName {
  const parts = new Map<string, number>();
  for (const one of amounts) {
    for (const name in one) parts.set(name, (parts.get(name) ?? 0) + Math.round((one[name] ?? 0) * PARTS_OF_WH));
  }
  return Object.fromEntries(Array.from(parts, ([name, sum]) => [name, sum / PARTS_OF_WH]));
}

/** Energy less other energy of the same name, exactly. Names of which nothing is left are left out. */
export function lessWhByName(amounts: WhByName, others: WhByName): WhByName {
  const taken = Object.entries(others).map(([name, wh]) => [name, -wh] as const);
  const left = sumOfWhByName([amounts, Object.fromEntries(taken)]);
  return Object.fromEntries(Object.entries(left).filter(([, wh]) => wh !== 0));
}

/** Energy times a number, to the nearest sixtieth of a Wh. */
function scaledWh(wh: number, factor: number): number {
  return Math.round(Math.round(wh * PARTS_OF_WH) * factor) / PARTS_OF_WH;
}

/** Energy times a number, to the nearest sixtieth of a Wh. Its periods are rounded such that they add up to its total where they did before. */
export function scaledEnergy({ energyWh, energyWhByTariff }: KnownEnergy, factor: number): KnownEnergy {
  const upTo = Object.values(energyWhByTariff).map((_, nth, all) => scaledWh(sumOfWh(all.slice(0, nth + 1)), factor));
  const scaled = Object.keys(energyWhByTariff).map((name, nth) => [name, lessWh(upTo[nth] ?? 0, [upTo[nth - 1] ?? 0])]);
  return { energyWh: scaledWh(energyWh, factor), energyWhByTariff: Object.fromEntries(scaled) };
}

/** Named energy of several times together. What is not known is not in it. */
export function sumOfNamed(all: readonly Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff'>[]): KnownEnergy {
  return {
    energyWh: sumOfWh(all.map(({ energyWh = 0 }) => energyWh)),
    energyWhByTariff: sumOfWhByName(all.map(({ energyWhByTariff }) => energyWhByTariff)),
  };
}

/** The same energy under other names. What comes under one name is added up, exactly. */
export function renamed(amounts: EnergyByName, nameOf: (name: string) => string): EnergyByName {
  return sumOfWhByName(Object.entries(amounts).map(([name, wh]) => ({ [nameOf(name)]: wh })));
}

/** The same energy under the names that `periodName` gives. */
export function byPeriodName(energyWhByTariff: EnergyByName): EnergyByName {
  return renamed(energyWhByTariff, periodName);
}

/** What of energy is in no known period; below 0 where the periods have more than the whole. */
export function withoutPeriodWh({
  energyWh = 0,
  energyWhByTariff,
}: Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff'>): number {
  return lessWh(energyWh, Object.values(energyWhByTariff));
}

/** What was counted in several times together. What none of them tells is absent, and so is a register of which nothing is left. */
export function sumOfCounted(all: readonly CountedEnergy[]): CountedEnergy {
  const registers = all.map(({ energyWhByRegister }) => energyWhByRegister).filter((one) => one !== undefined);
  return {
    ...sumOfField(all, 'energyWh'),
    ...(registers.length > 0 && { energyWhByRegister: lessWhByName(sumOfWhByName(registers), {}) }),
    ...sumOfField(all, 'givenWh'),
  };
}
