import { dateOf, parisDayOf } from '../base/paris-time.ts';
import type { Archive } from '../energy/archive.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { type HourOfMeter, type MeterEnergy, meterEnergy } from '../energy/meter-energy.ts';
import type { PeriodHours } from '../energy/period-clock.ts';
import type { DaySpan, MinuteSpan } from '../energy/span.ts';
import { costOfEnergy } from './cost.ts';
import type { Price } from './price.ts';
import { type PricedSpan, pricedSpans } from './priced-spans.ts';

/** Which spans of a meter are requested. */
interface SpansWanted {
  readonly by: MinuteSpan | DaySpan;
  /** From an instant, inclusive, to another one, exclusive, in milliseconds since 1970; everything by default. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Sorted by `from`, each with another date. Without any, nothing has a cost. */
  readonly prices?: readonly Price[];
  /** Splits the curves of files by tariff period; by default the hours of the prices. */
  readonly hours?: readonly PeriodHours[];
}

/** The energy of a meter, and its cost. */
export interface PricedMeterEnergy extends Pick<MeterEnergy, 'imported' | 'days' | 'ownDays' | 'daysOfLines'> {
  /** In chronological order: the known minutes or hours, or days, months or years without gaps. */
  spans(wanted: SpansWanted): readonly PricedSpan[];
}

/** Later than any reading. */
export const END_MS = Date.UTC(9999, 0);

/** The single entry point to consumption and its cost: see `meterEnergy`. */
export function energyOf(
  archive: Archive | undefined,
  meter: string,
  nowMs: number,
  file: readonly ImportedDay[] = [],
): PricedMeterEnergy {
  const { imported, days, ownDays, daysIn, daysOfLines, spansIn } = meterEnergy(archive, meter, nowMs, file);
  return {
    imported,
    days,
    ownDays,
    daysOfLines,
    spans({ by, fromMs = 0, toMs = END_MS, prices = [], hours = prices }) {
      const range = [fromMs, toMs] as const;
      if (by === 'minute' || by === 'hour') return spansIn(range, by, hours).map((span) => priced(span, prices));
      return pricedSpans(daysIn(range, hours), by, { prices, nowMs });
    },
  };
}

/** Energy that no index counted has no cost, which differs from a cost of zero. */
function priced(energy: HourOfMeter, prices: readonly Price[]): PricedSpan {
  const { noHoursWh: _, ...span } = energy;
  if (prices.length === 0 || span.energyWh === undefined) return span;
  return { ...span, cost: costOfEnergy(energy, dateOf(parisDayOf(span.fromMs)), prices) };
}
