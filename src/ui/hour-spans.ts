import { MINUTE_MS, type Minute } from '../journal/minute.ts';
import { sumOfMinutes } from '../journal/span-sums.ts';
import { dateOf, parisDayOf, parisTimeOf } from '../paris-time.ts';
import { costOfEnergy, type PricedEnergy } from '../tariff/cost.ts';
import type { Day } from '../tariff/day.ts';
import type { EnergySpan } from '../tariff/energy-span.ts';
import type { ImportedDay } from '../tariff/imported-day.ts';
import { type ImportedHour, importedHours } from '../tariff/imported-hours.ts';
import type { JoinOptions } from '../tariff/joined-days.ts';
import { byPeriodName } from '../tariff/period.ts';

const HOUR_MS = 60 * MINUTE_MS;

type HourOptions = JoinOptions & { readonly nowMs: number };

/**
 * The hours of which the meter has minutes, and, where it has none, those that load curves of files tell; in the order of time.
 * @param minutes all of the days that are asked for
 * @param told the meter's days, and what files tell of those that are asked for
 */
export function hourSpans(
  minutes: readonly Minute[],
  told: { readonly days: readonly Day[]; readonly imported: readonly ImportedDay[] },
  options: HourOptions,
): readonly EnergySpan[] {
  const byHour = Map.groupBy(minutes, ({ atMs }) => atMs - (atMs % HOUR_MS));
  const own = Array.from(byHour, ([fromMs, inside]) => ownHour(fromMs, inside, options));
  const added = importedHours(told.days, told.imported, own, options).map((hour) => importedHour(hour, options));
  return added.length === 0 ? own : [...own, ...added].toSorted((one, other) => one.fromMs - other.fromMs);
}

function importedHour(hour: ImportedHour, options: HourOptions): EnergySpan {
  const { minutes, noHoursWh: _, ...energy } = hour;
  return {
    ...nameOf(hour.fromMs),
    ...energy,
    importedWh: hour.energyWh ?? 0,
    seen: minutes / (HOUR_MS / MINUTE_MS),
    ...costIn(hour.fromMs, hour, options),
  };
}

function ownHour(fromMs: number, inside: readonly Minute[], options: HourOptions): EnergySpan {
  const { minutes, energyWh, greatestVA, ...sum } = sumOfMinutes(fromMs, inside);
  const greatestAtMs = inside.find((minute) => minute.greatestVA === greatestVA)?.atMs;
  const given = inside.flatMap((minute) => minute.given?.energyWh ?? []);
  const energy = {
    ...(energyWh !== undefined && { energyWh }),
    energyWhByTariff: byPeriodName(sum.energyWhByTariff),
    ...(given.length > 0 && { givenWh: given.reduce((total, wh) => total + wh, 0) }),
  };
  const passedMinutes = Math.min(HOUR_MS, options.nowMs - fromMs) / MINUTE_MS;
  return {
    ...nameOf(fromMs),
    ...energy,
    ...(greatestVA !== undefined && greatestAtMs !== undefined && { greatestVA, greatestAtMs }),
    seen: Math.min(1, minutes / Math.max(1, passedMinutes)),
    ...costIn(fromMs, energy, options),
  };
}

function nameOf(fromMs: number): Pick<EnergySpan, 'by' | 'date' | 'fromMs'> {
  return { by: 'hour', date: parisTimeOf(fromMs).replace(':00+', '+'), fromMs };
}

/** What no index counted has no price, which is not the same as costing nothing. */
function costIn(fromMs: number, energy: PricedEnergy, { prices }: HourOptions): Pick<EnergySpan, 'cost'> {
  if (prices.length === 0 || energy.energyWh === undefined) return {};
  return { cost: costOfEnergy(energy, dateOf(parisDayOf(fromMs)), prices) };
}
