import type { GeneratedMeter } from './generated-meter.ts';
import { periodOf, type ValuesByName } from './panel-answer.ts';

/** The price of a kWh in each register, in €. No two are equal, so that a mixed-up one shows. */
export const PRICES = {
  base: 0.19,
  hc: 0.16,
  hp: 0.21,
  ejp_hn: 0.18,
  ejp_hpm: 0.344,
  hcjb: 0.1325,
  hpjb: 0.1612,
  hcjw: 0.1499,
  hpjw: 0.1871,
  hcjr: 0.1575,
  hpjr: 0.709,
  f01: 0.13,
  f02: 0.162,
  f03: 0.15,
  f04: 0.191,
  f05: 0.157,
  f06: 0.706,
};
const SOLD = 0.04;
const SUBSCRIPTION = 15;

/** The answers of the user when a dashboard is imported. */
export const ANSWERS_AT_IMPORT: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(PRICES).map(([register, price]) => [`VAR_PRICE_${register.toUpperCase()}`, String(price)]),
  ['VAR_PRICE_INJECTED', String(SOLD)],
  ['VAR_SUBSCRIPTION', String(SUBSCRIPTION)],
]);

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export function framesIn({ moments }: GeneratedMeter, { fromMs, toMs }: TimeSpan): GeneratedMeter['moments'] {
  return moments.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

/** The energy used in these registers, in Wh. */
export function usedWhIn(meter: GeneratedMeter, registers: readonly string[], span: TimeSpan): number {
  const used = framesIn(meter, span).flatMap(({ usedWh }) => registers.map((register) => usedWh[register] ?? 0));
  return used.reduce((whole, wh) => whole + wh, 0);
}

/** The energy used by register and by local day, month or year, in Wh. Periods without any are absent. */
export function used(
  meter: GeneratedMeter,
  registers: readonly string[],
  span: TimeSpan,
  format: string,
): ValuesByName {
  const wh: Record<string, Record<string, number>> = {};
  for (const { atMs, usedWh } of framesIn(meter, span)) {
    const period = periodOf(atMs, format);
    for (const register of registers) {
      const amount = usedWh[register] ?? 0;
      if (amount === 0 && register !== 'injected') continue;
      wh[register] ??= {};
      wh[register][period] = (wh[register][period] ?? 0) + amount;
    }
  }
  return wh;
}

/** The cost in €: the energy drawn, plus the subscription, minus the energy sold. */
export function cost(meter: GeneratedMeter, span: TimeSpan): number {
  const drawn = Object.entries(PRICES).map(([register, price]) => (usedWhIn(meter, [register], span) * price) / 1000);
  return total(drawn) + subscriptionFee(meter, span) - (usedWhIn(meter, ['injected'], span) * SOLD) / 1000;
}

/** The subscription in € for the hours that have frames. */
export function subscriptionFee(meter: GeneratedMeter, span: TimeSpan): number {
  const hours = new Set(framesIn(meter, span).map(({ atMs }) => Math.floor(atMs / 3_600_000)));
  return (hours.size * SUBSCRIPTION * 12) / 8766;
}

export function total(values: Readonly<Record<string, number>> | readonly number[]): number {
  return Object.values(values).reduce((whole, value) => whole + value, 0);
}
