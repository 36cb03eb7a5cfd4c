import { parisTimeOf } from '../paris-time.ts';
import { MINUTE_MS, type Minute } from './minute.ts';
import type { MinuteSpan, Span } from './span.ts';
import { byPeriodName, sumOfWh, sumOfWhByName } from './watt-hours.ts';

/** The length of a span, in minutes. */
const MINUTES: { readonly [by in MinuteSpan]: number } = { minute: 1, hour: 60 };

/**
 * The minutes of a meter as minutes or hours. The clocks change at full hours of UTC, so an hour begins with one, and the one that
 * comes twice is two hours.
 * @param minutes oldest first
 * @param nowMs the wall clock: of the present span, only the time until now counts for the share that was seen
 */
export function spansOfMinutes(minutes: readonly Minute[], by: MinuteSpan, nowMs: number): readonly Span[] {
  const lengthMs = MINUTES[by] * MINUTE_MS;
  const groups = Map.groupBy(minutes, ({ atMs }) => atMs - (atMs % lengthMs));
  return Array.from(groups, ([fromMs, inside]) => {
    const passed = Math.min(lengthMs, nowMs - fromMs) / MINUTE_MS;
    return { ...nameOf(by, fromMs), ...sumOfMinutes(inside), seen: Math.min(1, inside.length / Math.max(1, passed)) };
  });
}

/** What an hour or a minute is called, and when it began. */
export function nameOf(by: MinuteSpan, fromMs: number): Pick<Span, 'by' | 'date' | 'fromMs'> {
  return { by, date: parisTimeOf(fromMs).replace(':00+', '+'), fromMs };
}

type Sum = Pick<
  Span,
  'minutes' | 'meanVA' | 'leastVA' | 'greatestVA' | 'greatestAtMs' | 'energyWh' | 'energyWhByTariff' | 'givenWh'
>;

/** The sum of minutes. What none of them carried is absent. */
export function sumOfMinutes(minutes: readonly Minute[]): Sum {
  const powers = minutes.filter(({ meanVA }) => meanVA !== undefined);
  const readings = powers.reduce((sum, { count }) => sum + count, 0);
  const least = minutes.flatMap(({ leastVA }) => leastVA ?? []);
  const greatestVA = minutes.reduce<number | undefined>(
    (greatest, { greatestVA = -1 }) => (greatestVA > (greatest ?? -1) ? greatestVA : greatest),
    undefined,
  );
  const greatestAtMs = minutes.find((minute) => minute.greatestVA === greatestVA)?.atMs;
  const energies = minutes.filter(({ energyWh }) => energyWh !== undefined);
  const given = minutes.flatMap(({ given }) => given?.energyWh ?? []);
  return {
    minutes: minutes.length,
    ...(readings > 0 && {
      meanVA: powers.reduce((sum, { meanVA = 0, count }) => sum + meanVA * count, 0) / readings,
    }),
    ...(least.length > 0 && { leastVA: Math.min(...least) }),
    ...(greatestVA !== undefined && greatestAtMs !== undefined && { greatestVA, greatestAtMs }),
    ...(energies.length > 0 && { energyWh: sumOfWh(energies.map(({ energyWh = 0 }) => energyWh)) }),
    energyWhByTariff: byPeriodName(sumOfWhByName(energies.map(periodsOf))),
    ...(given.length > 0 && { givenWh: sumOfWh(given) }),
  };
}

function periodsOf({ tariff, energyWh = 0, energyWhByTariff }: Minute): NonNullable<Minute['energyWhByTariff']> {
  return energyWhByTariff ?? (tariff === undefined ? {} : { [tariff]: energyWh });
}
