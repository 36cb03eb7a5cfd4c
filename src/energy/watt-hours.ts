import { periodName } from '../reading/periods.ts';
import type { CountedEnergy, EnergyByName, KnownEnergy, NamedEnergy } from './energy.ts';

/**
 * Energy is kept as a whole number of sixtieths of a Wh: a meter counts whole Wh, and a load curve has whole W over whole minutes. Binary
 * fractions cannot represent most sixtieths, so sums are made in integers and divided once.
 */
const PARTS_OF_WH = 60;

/** The Wh of power over time, given in W × minutes. */
export function whOf(wattMinutes: number): number {
  return Math.round(wattMinutes) / PARTS_OF_WH;
}

/** Adds up energy exactly, so that the sum does not depend on order or grouping. */
export function sumOfWh(amountsWh: readonly number[]): number {
  return amountsWh.reduce((sum, wh) => sum + Math.round(wh * PARTS_OF_WH), 0) / PARTS_OF_WH;
}

/** The sum of one field over several objects, under the name of the field; an empty object if none of them has it. */
export function sumOfField<Field extends string>(
  all: readonly { readonly [field in Field]?: number }[],
  field: Field,
): { readonly [field in Field]?: number } {
  const known = all.flatMap((one) => one[field] ?? []);
  return known.length === 0 ? {} : ({ [field]: sumOfWh(known) } as { readonly [field in Field]: number });
}

/** Energy minus parts of it, exactly; negative if the parts exceed it. */
export function lessWh(wholeWh: number, partsWh: readonly number[]): number {
  return sumOfWh([wholeWh, ...partsWh.map((wh) => -wh)]);
}

/** Wh by name: by tariff period, or by register. */
export type WhByName = { readonly [name: string]: number };

/** Adds up energy by name, exactly. Names are in the order of their first occurrence. */
export function sumOfWhByName(amounts: readonly WhByName[]): WhByName {
  const parts = new Map<string, number>();
  for (const one of amounts) {
    for (const name in one) parts.set(name, (parts.get(name) ?? 0) + Math.round((one[name] ?? 0) * PARTS_OF_WH));
  }
  return Object.fromEntries(Array.from(parts, ([name, sum]) => [name, sum / PARTS_OF_WH]));
}

/** Subtracts energy by name, exactly. Names with nothing left are omitted. */
export function lessWhByName(amounts: WhByName, others: WhByName): WhByName {
  const taken = Object.entries(others).map(([name, wh]) => [name, -wh] as const);
  const left = sumOfWhByName([amounts, Object.fromEntries(taken)]);
  return Object.fromEntries(Object.entries(left).filter(([, wh]) => wh !== 0));
}

/** Energy times a factor, to the nearest sixtieth of a Wh. */
function scaledWh(wh: number, factor: number): number {
  return Math.round(Math.round(wh * PARTS_OF_WH) * factor) / PARTS_OF_WH;
}

/**
 * Energy times a factor, to the nearest sixtieth of a Wh. The periods are rounded so that they still add up to the total if they did
 * before.
 */
export function scaledEnergy({ energyWh, energyWhByTariff }: KnownEnergy, factor: number): KnownEnergy {
  const upTo = Object.values(energyWhByTariff).map((_, nth, all) => scaledWh(sumOfWh(all.slice(0, nth + 1)), factor));
  const scaled = Object.keys(energyWhByTariff).map((name, nth) => [name, lessWh(upTo[nth] ?? 0, [upTo[nth - 1] ?? 0])]);
  return { energyWh: scaledWh(energyWh, factor), energyWhByTariff: Object.fromEntries(scaled) };
}

/** The sum of named energy. Unknown amounts are left out. */
export function sumOfNamed(all: readonly Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff'>[]): KnownEnergy {
  return {
    energyWh: sumOfWh(all.map(({ energyWh = 0 }) => energyWh)),
    energyWhByTariff: sumOfWhByName(all.map(({ energyWhByTariff }) => energyWhByTariff)),
  };
}

/** The same energy under other names. Amounts that get the same name are added up exactly. */
export function renamed(amounts: EnergyByName, nameOf: (name: string) => string): EnergyByName {
  return sumOfWhByName(Object.entries(amounts).map(([name, wh]) => ({ [nameOf(name)]: wh })));
}

/** The same energy under the names given by `periodName`. */
export function byPeriodName(energyWhByTariff: EnergyByName): EnergyByName {
  return renamed(energyWhByTariff, periodName);
}

/** Energy that is in no known period; negative if the periods exceed the total. */
export function withoutPeriodWh({
  energyWh = 0,
  energyWhByTariff,
}: Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff'>): number {
  return lessWh(energyWh, Object.values(energyWhByTariff));
}

/** The sum of counted energy. Fields that none of them has are absent, and so are registers whose sum is 0. */
export function sumOfCounted(all: readonly CountedEnergy[]): CountedEnergy {
  const registers = all.map(({ energyWhByRegister }) => energyWhByRegister).filter((one) => one !== undefined);
  return {
    ...sumOfField(all, 'energyWh'),
    ...(registers.length > 0 && { energyWhByRegister: lessWhByName(sumOfWhByName(registers), {}) }),
    ...sumOfField(all, 'givenWh'),
  };
}
