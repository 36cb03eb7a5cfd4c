import type { Price } from '../../../src/money/price.ts';
import { newerPrices, type Proposal, proposalFor } from '../../../src/money/proposal.ts';
import { isOldSheet, NEWEST_OF_EDF, type RegulatedPrice } from '../../../src/money/regulated-tariffs.ts';
import { isSamePeriod } from '../../../src/reading/periods.ts';
import type { PriceLine } from './prices.ts';
import type { MeterFacts } from './prices-meter.ts';

type Priced = Extract<Proposal, { readonly kind: 'prices' }>;

/**
 * Regulated prices that the household may take. `whole`: all that hold since the meter's first day. `newer`: those since the
 * household's own newest ones, which are the regulated ones of their date.
 */
export type RegulatedOffer = Omit<Priced, 'kind'> & { readonly kind: 'whole' | 'newer' };

/** Why there are no regulated prices to propose. */
export type NoOffer = Exclude<Proposal, Priced>;
/** What is proposed beside the lines of a household: regulated prices, or why there are none; undefined once they are taken. */
export type Offer = RegulatedOffer | NoOffer | undefined;

/**
 * The regulated prices that fit what the meter tells, for a household with these lines. Where its newest prices are its own, it
 * is not told of newer regulated ones.
 */
export function offerFor(lines: readonly PriceLine[], facts: MeterFacts): Offer {
  const proposal = proposalFor(facts, facts.first ?? facts.today);
  if (proposal.kind !== 'prices') return lines.length === 0 ? proposal : undefined;
  const newer = newerPrices(pricesIn(lines), proposal);
  if (newer.length > 0) return { ...proposal, kind: 'newer', prices: newer };
  const isTaken = ({ price }: RegulatedPrice) => lines.some((line) => isLineOf(price, line));
  return proposal.prices.every(isTaken) ? undefined : { ...proposal, kind: 'whole' };
}

/**
 * The date of the newest regulated prices for what the meter tells, where others have usually come since. Undefined for a household
 * with a line of its own after that date.
 */
export function oldSheet(lines: readonly PriceLine[], facts: MeterFacts): string | undefined {
  const proposal = proposalFor(facts, facts.today);
  const newest = proposal.kind === 'prices' ? proposal.prices.at(-1)?.price.from : undefined;
  if (newest === undefined || lines.some(({ from }) => from > newest)) return undefined;
  return isOldSheet(newest, facts.today) ? newest : undefined;
}

/** The date of the newest sheet of EDF itself, where newer prices are offered that come from elsewhere. */
export function lastSheetOfEdf(offered: readonly RegulatedPrice[]): string | undefined {
  return offered.at(-1)?.source === 'edf' ? undefined : NEWEST_OF_EDF;
}

/** The dates for which the household has other prices than these. */
export function replacedDates(offered: readonly RegulatedPrice[], lines: readonly PriceLine[]): readonly string[] {
  return pricesToTake(offered, lines, true)
    .map(({ from }) => from)
    .filter((from) => lines.some((line) => line.from === from));
}

/** The prices that the household does not have yet. @param isReplacing whether also those for dates that have a line */
export function pricesToTake(
  offered: readonly RegulatedPrice[],
  lines: readonly PriceLine[],
  isReplacing: boolean,
): readonly Price[] {
  return offered
    .map(({ price }) => price)
    .filter((price) => !lines.some((line) => isLineOf(price, line)))
    .filter(({ from }) => isReplacing || !lines.some((line) => line.from === from));
}

/** The lines that are complete, oldest first. */
function pricesIn(lines: readonly PriceLine[]): readonly Price[] {
  return lines
    .flatMap(({ from, subscription, given, periods }) => {
      const priced = periods.flatMap(({ name, price }) => (typeof price === 'number' ? { name, price } : []));
      if (from === '' || typeof subscription !== 'number' || priced.length < periods.length) return [];
      return { from, subscription, ...(typeof given === 'number' && { given }), periods: priced };
    })
    .toSorted((a, b) => a.from.localeCompare(b.from));
}

/** Whether a line has this date and these prices. */
function isLineOf({ from, subscription, periods }: Price, line: PriceLine): boolean {
  return (
    line.from === from &&
    line.subscription === subscription &&
    line.periods.length === periods.length &&
    periods.every(({ name, price }) => line.periods.some((own) => isSamePeriod(own.name, name) && own.price === price))
  );
}
