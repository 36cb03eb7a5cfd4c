import { greatestOf } from '../energy/spans.ts';
import { scaledEnergy, sumOfNamed } from '../energy/watt-hours.ts';
import { costOfEnergy, type PricedEnergy } from './cost.ts';
import type { Price } from './price.ts';
import type { PricedSpan } from './priced-spans.ts';
import type { ReportedContract } from './proposal.ts';
import { optionOf, type RegulatedOption, regulatedKVA, regulatedPrices } from './regulated-tariffs.ts';

/** What the peak powers of the last months say about the subscribed power. */
export interface SubscriptionAdvice {
  /** About the present subscription: a `smaller` one would have sufficed, it is the `right` one, or the house exceeded it (`over`). */
  readonly kind: 'smaller' | 'right' | 'over';
  readonly subscribedKVA: number;
  /** The smallest subscribed power of the regulated tariff that covers the peak power; absent if none does. */
  readonly fittingKVA?: number;
  /**
   * What `fittingKVA` saves in a year at the newest regulated prices, in euros; negative if it costs more. Energy is included, since the
   * price of a kWh may depend on the subscribed power. Absent for `right`.
   */
  readonly savedEurosAYear?: number;
  /** The date from which these prices apply. */
  readonly pricesFrom?: string;
  readonly greatestVA: number;
  readonly greatestAtMs?: number;
  /** The number of months considered: at most twelve plus the present one. */
  readonly months: number;
  /** The number of their days whose peak power is known. */
  readonly days: number;
  /** The share of these months for which the power was read. */
  readonly seen: number;
}

/** The present month and the twelve before it, so that each season is covered completely. */
const MONTHS = 13;
/** If less of the time was seen, the actual peak power may well have been missed. */
const LEAST_SEEN = 0.5;

/**
 * Compares the peak powers with the subscription. Undefined if no conclusion is possible: with three phases, since each has its own limit,
 * or an unknown number of phases; for a contract or a power without regulated prices; and if less than half of the time was seen.
 * @param spans the meter's spans by month, oldest first
 */
export function subscriptionAdvice(
  spans: readonly PricedSpan[],
  reported: ReportedContract & { readonly phases?: 1 | 3 },
): SubscriptionAdvice | undefined {
  const months = spans.slice(-MONTHS);
  const greatest = greatestOf(months);
  const option = reported.contract === undefined ? undefined : optionOf(reported.contract);
  const subscribedVA =
    reported.subscribedVA ?? months.findLast((month) => month.subscribedVA !== undefined)?.subscribedVA;
  const seen = months.reduce((sum, { seen, powerSeen = seen }) => sum + powerSeen, 0) / Math.max(1, months.length);
  if (greatest?.greatestVA === undefined || !option || !subscribedVA || reported.phases !== 1 || seen < LEAST_SEEN)
    return undefined;

  const subscribedKVA = subscribedVA / 1000;
  const { greatestVA, greatestAtMs } = greatest;
  const fittingKVA = regulatedKVA(option).find((kVA) => kVA * 1000 >= greatestVA);
  if (!regulatedKVA(option).includes(subscribedKVA)) return undefined;
  return {
    kind: greatestVA > subscribedVA ? 'over' : fittingKVA === subscribedKVA ? 'right' : 'smaller',
    subscribedKVA,
    fittingKVA,
    ...(fittingKVA !== undefined && fittingKVA !== subscribedKVA && savings(option, subscribedKVA, fittingKVA, months)),
    greatestVA,
    greatestAtMs,
    months: months.length,
    days: months.reduce((sum, { powerDays = 0 }) => sum + powerDays, 0),
    seen,
  };
}

function savings(
  option: RegulatedOption,
  subscribedKVA: number,
  fittingKVA: number,
  months: readonly PricedSpan[],
): Pick<SubscriptionAdvice, 'savedEurosAYear' | 'pricesFrom'> {
  const [present, other] = [subscribedKVA, fittingKVA].map((kVA) => regulatedPrices(option, kVA).at(-1)?.price);
  if (!present || !other) return {};
  const energy = energyOfYear(months);
  return { savedEurosAYear: costOfYear(present, energy) - costOfYear(other, energy), pricesFrom: other.from };
}

/** The energy of the last twelve whole months, or extrapolated to twelve from those available. */
function energyOfYear(months: readonly PricedSpan[]): PricedEnergy {
  const year = months.length === MONTHS ? months.slice(0, -1) : months;
  return scaledEnergy(sumOfNamed(year), 12 / year.length);
}

/** Energy without a price is left out: where there are several periods, the price of a kWh does not depend on the subscribed power. */
function costOfYear(price: Price, energy: PricedEnergy): number {
  const { eurosByTariff } = costOfEnergy(energy, price.from, [price]);
  return 12 * price.subscription + Object.values(eurosByTariff).reduce((sum, euros) => sum + euros, 0);
}
