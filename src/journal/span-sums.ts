import { byPeriodName, sumByName } from '../tariff/period.ts';
import type { Minute } from './minute.ts';

const HOUR_MS = 3_600_000;

/** Longer spans are made of the days that the journal keeps: see `tariff/spans.ts`. */
export const MINUTE_SPANS = ['minute', 'hour'] as const;
export type MinuteSpan = (typeof MINUTE_SPANS)[number];

/** The sum of a meter's minutes in a span of time. What no minute carried is absent. */
export interface SpanSum {
  /** When the span began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** How many of its minutes are in the journal. */
  readonly minutes: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  readonly energyWh?: number;
  /** The same energy by tariff period, under the names that `periodName` gives. */
  readonly energyWhByTariff: { readonly [tariff: string]: number };
}

/** Sums minutes, oldest first, by minutes or hours. */
export function sumBySpan(minutes: readonly Minute[], length: MinuteSpan): readonly SpanSum[] {
  const spans = Map.groupBy(minutes, ({ atMs }) => beginningOf(atMs, length));
  return Array.from(spans, ([fromMs, inSpan]) => sumOfMinutes(fromMs, inSpan));
}

/** Sums minutes as one span, which began at `fromMs`. */
export function sumOfMinutes(fromMs: number, minutes: readonly Minute[]): SpanSum {
  const powers = minutes.filter((minute) => minute.meanVA !== undefined);
  const readings = sum(powers.map(({ count }) => count));
  const energies = minutes.filter((minute) => minute.energyWh !== undefined);
  const least = minutes.flatMap(({ leastVA }) => leastVA ?? []);
  const greatest = minutes.flatMap(({ greatestVA }) => greatestVA ?? []);
  return {
    fromMs,
    minutes: minutes.length,
    ...(readings > 0 && { meanVA: sum(powers.map(({ meanVA = 0, count }) => meanVA * count)) / readings }),
    ...(least.length > 0 && { leastVA: Math.min(...least) }),
    ...(greatest.length > 0 && { greatestVA: Math.max(...greatest) }),
    ...(energies.length > 0 && { energyWh: sum(energies.map(({ energyWh = 0 }) => energyWh)) }),
    energyWhByTariff: byTariff(energies),
  };
}

function byTariff(minutes: readonly Minute[]): { readonly [period: string]: number } {
  const parts = minutes.map(
    ({ tariff, energyWh = 0, energyWhByTariff }) =>
      energyWhByTariff ?? (tariff === undefined ? {} : { [tariff]: energyWh }),
  );
  return byPeriodName(sumByName(parts));
}

/** The clocks change at full hours of UTC, so an hour begins with one, and the one that comes twice counts as two hours. */
function beginningOf(ms: number, length: MinuteSpan): number {
  return length === 'minute' ? ms : ms - (ms % HOUR_MS);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
