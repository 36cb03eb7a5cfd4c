import type { Minute } from './minute.ts';

export const SPAN_LENGTHS = ['minute', 'hour', 'day', 'month'] as const;
export type SpanLength = (typeof SPAN_LENGTHS)[number];

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
  /** The same energy by tariff period. */
  readonly energyWhByTariff: { readonly [tariff: string]: number };
}

/** Sums minutes, oldest first, by the minutes, hours, days or months of this machine's calendar. */
export function sumBySpan(minutes: readonly Minute[], length: SpanLength): readonly SpanSum[] {
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

function byTariff(minutes: readonly Minute[]): { readonly [tariff: string]: number } {
  const energies: { [tariff: string]: number } = {};
  for (const { tariff, energyWh = 0, energyWhByTariff } of minutes) {
    const ofMinute = energyWhByTariff ?? (tariff === undefined ? {} : { [tariff]: energyWh });
    for (const [period, wh] of Object.entries(ofMinute)) energies[period] = (energies[period] ?? 0) + wh;
  }
  return energies;
}

/** The hour that comes twice at the end of summer time counts as two hours. */
function beginningOf(ms: number, length: SpanLength): number {
  const at = new Date(ms);
  switch (length) {
    case 'minute':
      return ms;
    case 'hour':
      return ms - at.getMinutes() * 60_000;
    case 'day':
      return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
    case 'month':
      return new Date(at.getFullYear(), at.getMonth()).getTime();
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
