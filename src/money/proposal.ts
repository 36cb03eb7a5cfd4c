import { isSamePeriod } from '../reading/periods.ts';
import type { PeriodPrice, Price } from './price.ts';
import { optionOf, type RegulatedOption, type RegulatedPrice, regulatedPrices } from './regulated-tariffs.ts';

/** What a meter reports about the contract: OPTARIF or NGTF, and the subscribed power in VA (from ISOUSC or PREF). */
export interface ReportedContract {
  readonly contract?: string;
  readonly subscribedVA?: number;
}

/** What was reported last. @param days in chronological order */
export function lastReported(days: readonly ReportedContract[]): ReportedContract {
  return {
    contract: days.findLast(({ contract }) => contract)?.contract,
    subscribedVA: days.findLast(({ subscribedVA }) => subscribedVA)?.subscribedVA,
  };
}

/**
 * The regulated prices that match what the meter reports, or what is missing or has no regulated price. A meter does not show whether the
 * contract is the regulated one, since market offers use the same names. So these prices are only proposed, never applied automatically.
 */
export type Proposal =
  | {
      readonly kind: 'prices';
      readonly option: RegulatedOption;
      readonly kVA: number;
      readonly prices: readonly RegulatedPrice[];
    }
  | { readonly kind: 'contractUnknown' }
  /** EJP, or a supplier's own contract, such as HC et Week-End. */
  | { readonly kind: 'contractWithoutPrices'; readonly contract: string }
  | { readonly kind: 'powerUnknown'; readonly option: RegulatedOption }
  /** The option is not offered with this power. */
  | { readonly kind: 'powerWithoutPrices'; readonly option: RegulatedOption; readonly kVA: number };

/**
 * The regulated prices for a meter: those in force on a date, and all later ones. None are known from before 2023-02-01.
 * @param firstDate the date of the meter's first day, such as `2024-08-14`
 */
export function proposalFor({ contract, subscribedVA }: ReportedContract, firstDate: string): Proposal {
  if (!contract?.trim()) return { kind: 'contractUnknown' };
  const option = optionOf(contract);
  if (!option) return { kind: 'contractWithoutPrices', contract: contract.trim() };
  if (!subscribedVA) return { kind: 'powerUnknown', option };
  const kVA = subscribedVA / 1000;
  const all = regulatedPrices(option, kVA);
  if (all.length === 0) return { kind: 'powerWithoutPrices', option, kVA };
  const holding = all.findLastIndex(({ price }) => price.from <= firstDate);
  return { kind: 'prices', option, kVA, prices: all.slice(Math.max(0, holding)) };
}

/**
 * Regulated prices newer than the household's newest ones, if the latter equal the regulated prices of their date. They keep what the
 * regulated tariff does not include: the price of exported energy, and the hours of the periods. Empty if the household's newest prices
 * differ from the regulated ones: then it has another contract.
 * @param prices the household's own, sorted by `from`
 */
export function newerPrices(prices: readonly Price[], proposal: Proposal): readonly RegulatedPrice[] {
  const newest = prices.at(-1);
  if (!newest || proposal.kind !== 'prices') return [];
  const all = regulatedPrices(proposal.option, proposal.kVA);
  const regulated = all.findLast(({ price }) => price.from <= newest.from);
  if (!regulated || !costsTheSame(newest, regulated.price)) return [];
  return all
    .filter(({ price }) => price.from > newest.from)
    .map(({ price, source }) => ({ source, price: withOwnAdditions(price, newest) }));
}

function costsTheSame(own: Price, regulated: Price): boolean {
  const isSame = ({ name, price }: PeriodPrice) => ownPeriod(own, name)?.price === price;
  return (
    own.subscription === regulated.subscription &&
    own.periods.length === regulated.periods.length &&
    (regulated.periods.length === 1
      ? own.periods[0]?.price === regulated.periods[0]?.price
      : regulated.periods.every(isSame))
  );
}

function ownPeriod({ periods }: Price, period: string): PeriodPrice | undefined {
  return periods.find(({ name }) => isSamePeriod(name, period));
}

function withOwnAdditions(price: Price, own: Price): Price {
  const { given } = own;
  const periods = price.periods.map((period) => {
    const hours = ownPeriod(own, period.name)?.hours;
    return hours === undefined ? period : { ...period, hours };
  });
  return { ...price, given, periods };
}
