import { MINUTE_MS } from '../base/paris-time.ts';
import { historiqueName, type RegisterLine } from '../reading/periods.ts';
import { byLabel, type RegisterLabel } from '../reading/reading.ts';
import type { CountedDay, CountedPart, Day } from './day.ts';
import type { CountedEnergy, EnergyByName, ToldOfMeter } from './energy.ts';
import { addressIn } from './index-chain.ts';
import type { Minute } from './minute.ts';
import { sumOfCounted } from './watt-hours.ts';

/** Which tariff period each register of a meter counted at which time. */
export interface RegisterHistory {
  /**
   * The period of the energy that a register counted in a minute, as the meter writes it; undefined while unknown. Energy from before the
   * register's first line belongs to the period of that line.
   */
  periodAt(register: RegisterLabel, minuteMs: number, told: ToldOfMeter | undefined): string | undefined;
}

/** @param lines of one meter, oldest first */
export function registerHistory(lines: readonly RegisterLine[]): RegisterHistory {
  const byRegister = Map.groupBy(lines, ({ address, register }) => `${address} ${register}`);
  const newest = lines.at(-1)?.address;
  return {
    periodAt(register, minuteMs, told) {
      const fixed = historiqueName(register);
      if (fixed !== undefined) return fixed;
      const address = told?.identity === undefined ? newest : addressIn(told.identity);
      const ofRegister = byRegister.get(`${address} ${register}`);
      const line = ofRegister?.findLast(({ sinceMs }) => sinceMs < minuteMs + MINUTE_MS) ?? ofRegister?.[0];
      return line?.period;
    },
  };
}

/** When registers of a meter were assigned another period than their first one, in milliseconds since 1970. */
export function changesOfPeriod(lines: readonly RegisterLine[]): readonly number[] {
  const first = new Set<string>();
  return lines.flatMap(({ address, register, sinceMs }) => {
    const key = `${address} ${register}`;
    if (first.has(key)) return [sinceMs];
    first.add(key);
    return [];
  });
}

/** A day with its registers resolved to tariff periods. */
export function namedDay({ parts, unseen, ...facts }: CountedDay, history: RegisterHistory): Day {
  const [first, last] = [parts[0], parts.at(-1)];
  const { contract, subscribedVA } = last?.told ?? {};
  return {
    ...facts,
    ...(first && first === last ? countedOf(first) : sumOfCounted(parts)),
    energyWhByTariff: sumByPeriod(parts, history),
    unseen: unseen &&
      first && { ...unseen, energyWhByTariff: periodsOf(unseen, { ...first, atMs: unseen.sinceMs }, history) },
    subscribedVA,
    contract,
  };
}

function countedOf({ atMs: _, told: __, ...counted }: CountedPart): CountedEnergy {
  return counted;
}

/** The energy of a minute, or of a part of a day, by tariff period. */
export function periodsOf(
  counted: CountedEnergy,
  { atMs, told }: Pick<Minute, 'atMs' | 'told'>,
  history: RegisterHistory,
): EnergyByName {
  return sumByPeriod([{ ...counted, atMs, told }], history);
}

/** A plain loop for speed, since years have thousands of days. Meters count whole Wh, so plain sums are exact. */
function sumByPeriod(parts: readonly CountedPart[], history: RegisterHistory): EnergyByName {
  const sums: { [period: string]: number } = {};
  for (const { atMs, told, energyWhByRegister = {} } of parts) {
    for (const [register, wh] of byLabel(energyWhByRegister)) {
      const period = history.periodAt(register, atMs, told);
      if (period !== undefined) sums[period] = (sums[period] ?? 0) + wh;
    }
  }
  return sums;
}
