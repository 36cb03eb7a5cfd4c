import { MINUTE_MS, parisTimeOf } from '../base/paris-time.ts';
import type { NamedEnergy } from './energy.ts';
import { countedIn, type Minute, meanVAOf } from './minute.ts';
import { periodsOf, type RegisterHistory } from './register-history.ts';
import type { MinuteSpan, Span } from './span.ts';
import { greatestOf, least } from './spans.ts';
import { byPeriodName, sumOfCounted, sumOfWhByName } from './watt-hours.ts';

/** The length of a span, in minutes. */
const MINUTES: { readonly [by in MinuteSpan]: number } = { minute: 1, hour: 60 };

/**
 * Groups the minutes of a meter into minutes or hours. The clocks change at full hours of UTC, so each local hour begins with a UTC hour,
 * and the repeated hour in October is two hours.
 * @param minutes oldest first
 * @param nowMs the wall clock: for the present span, `seen` is a share of the time until now
 */
export function spansOfMinutes(
  minutes: readonly Minute[],
  by: MinuteSpan,
  nowMs: number,
  history: RegisterHistory,
): readonly Span[] {
  const lengthMs = MINUTES[by] * MINUTE_MS;
  const groups = Map.groupBy(minutes, ({ atMs }) => atMs - (atMs % lengthMs));
  return Array.from(groups, ([fromMs, inside]) => {
    const passed = Math.min(lengthMs, nowMs - fromMs) / MINUTE_MS;
    return {
      ...nameOf(by, fromMs),
      ...powerOfMinutes(inside),
      ...energyOfMinutes(inside, history),
      ...{ minutes: inside.length, seen: Math.min(1, inside.length / Math.max(1, passed)) },
    };
  });
}

/** The name of an hour or a minute, and when it began. */
export function nameOf(by: MinuteSpan, fromMs: number): Pick<Span, 'by' | 'date' | 'fromMs'> {
  return { by, date: parisTimeOf(fromMs).replace(':00+', '+'), fromMs };
}

type Power = Pick<Span, 'meanVA' | 'leastVA' | 'greatestVA' | 'greatestAtMs'>;

/** The power over several minutes. Values that none of them has are absent. */
export function powerOfMinutes(minutes: readonly Minute[]): Power {
  const meanVA = meanVAOf(minutes);
  const leastVA = least(minutes.flatMap(({ leastVA }) => leastVA ?? []));
  const { greatestVA, atMs } = greatestOf(minutes) ?? {};
  return {
    meanVA,
    leastVA,
    ...(greatestVA !== undefined && atMs !== undefined && { greatestVA, greatestAtMs: atMs }),
  };
}

/** The energy of several minutes, by tariff period. Energy of a gap counts only if the whole gap lies within them. */
function energyOfMinutes(minutes: readonly Minute[], history: RegisterHistory): NamedEnergy {
  const [first] = minutes;
  const parts = minutes.map((minute) => ({ minute, counted: sumOfCounted(countedIn(minute, first?.atMs)) }));
  const { energyWh, givenWh } = sumOfCounted(parts.map(({ counted }) => counted));
  const named = parts.map(({ minute, counted }) => periodsOf(counted, minute, history));
  return {
    energyWh,
    energyWhByTariff: byPeriodName(sumOfWhByName(named)),
    givenWh,
  };
}
