import { greatestOf } from '../energy/spans.ts';
import { scaledEnergy, sumOfNamed } from '../energy/watt-hours.ts';
import { costOfEnergy, type PricedEnergy } from './cost.ts';
import type { Price } from './price.ts';
import type { PricedSpan } from './priced-spans.ts';
import type { ToldContract } from './proposal.ts';
import { optionOf, type RegulatedOption, regulatedKVA, regulatedPrices } from './regulated-tariffs.ts';

/** What the greatest powers of the last months say about the subscribed power. */
export interface SubscriptionAdvice {
  /** Of the present subscription: a `smaller` one would have done, it is the `right` one, or the house was `over` it. */
  readonly kind: 'smaller' | 'right' | 'over';
  readonly subscribedKVA: number;
  /** The smallest subscribed power of the regulated tariff that covers the greatest power; absent when none does. */
  readonly fittingKVA?: number;
  /**
   * What `fittingKVA` saves in a year at the newest regulated prices, in euros; negative when it costs more. The energy is in
   * it, since the price of a kWh may differ with the subscribed power. Absent for `right`.
   */
  readonly savedEurosAYear?: number;
  /** The date of these prices. */
  readonly pricesFrom?: string;
  readonly greatestVA: number;
  readonly greatestAtMs?: number;
  /** Over how many months this looked, twelve at most beside the present one. */
  readonly months: number;
  /** Of how many of their days the greatest power is known. */
  readonly days: number;
  /** The share of the time of these months of which the power was seen. */
  readonly seen: number;
}

/** The present month and the twelve before it: so each season is there once as a whole. */
const MONTHS = 13;
/** When less of the time was seen, the greatest power may well have been missed. */
const LEAST_SEEN = 0.5;

/**
 * Compares the greatest powers with the subscription. Undefined where that says nothing: with three phases, since each has a limit of
 * its own, or an unknown number of them; for a contract or a power without regulated prices; and when less than half of the time
 * was seen.
 * @param spans the meter's spans by month, oldest first
 */
export function subscriptionAdvice(
  spans: readonly PricedSpan[],
  told: ToldContract & { readonly phases?: 1 | 3 | undefined },
): SubscriptionAdvice | undefined {
  const months = spans.slice(-MONTHS);
  const greatest = greatestOf(months);
  const option = told.contract === undefined ? undefined : optionOf(told.contract);
  const subscribedVA = told.subscribedVA ?? months.findLast((month) => month.subscribedVA !== undefined)?.subscribedVA;
  const seen = months.reduce((sum, { seen, powerSeen = seen }) => sum + powerSeen, 0) / Math.max(1, months.length);
  if (greatest?.greatestVA === undefined || !option || !subscribedVA || told.phases !== 1 || seen < LEAST_SEEN)
    return undefined;

  const subscribedKVA = subscribedVA / 1000;
  const { greatestVA, greatestAtMs } = greatest;
  const fittingKVA = regulatedKVA(option).find((kVA) => kVA * 1000 >= greatestVA);
  if (!regulatedKVA(option).includes(subscribedKVA)) return undefined;
  return {
    kind: greatestVA > subscribedVA ? 'over' : fittingKVA === subscribedKVA ? 'right' : 'smaller',
    subscribedKVA,
    ...(fittingKVA !== undefined && { fittingKVA }),
    ...(fittingKVA !== undefined && fittingKVA !== subscribedKVA && savings(option, subscribedKVA, fittingKVA, months)),
    greatestVA,
    ...(greatestAtMs !== undefined && { greatestAtMs }),
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

/** The energy of the last twelve whole months, or what it would be if all months were as those that there are. */
function energyOfYear(months: readonly PricedSpan[]): PricedEnergy {
  const year = months.length === MONTHS ? months.slice(0, -1) : months;
  return scaledEnergy(sumOfNamed(year), 12 / year.length);
}

/** Energy that has no price is left out: where there are several periods, a kWh costs the same at each subscribed power. */
function costOfYear(price: Price, energy: PricedEnergy): number {
  const { eurosByTariff } = costOfEnergy(energy, price.from, [price]);
  return 12 * price.subscription + Object.values(eurosByTariff).reduce((sum, euros) => sum + euros, 0);
}
