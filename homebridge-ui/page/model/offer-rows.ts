import { roundedEuros } from '../../../src/money/euros.ts';
import { comparedText, differenceText, leftOutText, whyText } from '../../../src/money/offer-words.ts';
import type { Offer, Offers } from '../../../src/money/offers.ts';
import { offerWordsOf } from './offers-words.ts';
import type { PageWords } from './page-words.ts';
import { capitalised, tariffsOf } from './tariff-names.ts';

/** A part of the cost of an offer: its subscription, or a tariff period. */
interface OfferPart {
  readonly name: string;
  /** Refers to `--tariff-…` in `page.css`. */
  readonly hue: string;
  readonly energy?: string;
  readonly euros: string;
  /** Its share of the longest bar, from 0 to 1. */
  readonly filled: number;
}

/** What an offer would have cost, ready to be shown. */
interface OfferRow {
  readonly offer: string;
  readonly name: string;
  readonly euros: string;
  /** Sentences: the difference from the settings' prices, and whether it is the lowest sum. */
  readonly says: readonly string[];
  /** Which days are compared. */
  readonly compared: string;
  readonly parts: readonly OfferPart[];
  /** Energy and cost of all parts. */
  readonly total: { readonly energy: string; readonly euros: string };
  /** The position, on the scale of the bars, of the cost of the same days at the settings' prices. */
  readonly limit?: number;
  /** The date of the prices, and which days are left out. */
  readonly about: readonly string[];
}

/** Offers that lack a sum for the same reason. */
interface OffersWithoutSum {
  readonly names: string;
  readonly why: string;
}

export interface OfferRows {
  /** The settings' prices come first, since the others are compared with them. */
  readonly rows: readonly OfferRow[];
  /** Whether all sums cover the same days. */
  readonly isOfSameDays: boolean;
  readonly others: readonly OffersWithoutSum[];
}

/** The offers as rows. The longest bar takes the full width. */
export function offerRows({ offers }: Offers, words: PageWords): OfferRows {
  const own = offers.filter(({ offer }) => offer === 'own');
  const all = [...own, ...offers.filter(({ offer }) => offer !== 'own')];
  const priced = all.filter(({ euros }) => euros !== undefined);
  const top = Math.max(0.01, ...priced.flatMap(({ euros = 0, ownEuros = 0 }) => [euros, ownEuros]));
  const isOfSameDays = new Set(priced.map(({ days, from, to }) => `${days} ${from} ${to}`)).size <= 1;
  const least = isOfSameDays ? leastOf(priced) : undefined;
  const rows = priced.map((offer) => rowOf(offer, top, offer === least, words));
  return { rows, isOfSameDays, others: withoutSum(all, words) };
}

/** The offer with the lowest sum; undefined if there is only one, or if two have the same sum. */
function leastOf(priced: readonly Offer[]): Offer | undefined {
  const [first, second] = priced.slice().sort((one, other) => shownEuros(one) - shownEuros(other));
  return first && second && shownEuros(first) < shownEuros(second) ? first : undefined;
}

function shownEuros({ euros = 0 }: Offer): number {
  return roundedEuros(euros);
}

function rowOf(offer: Offer, top: number, isLeast: boolean, words: PageWords): OfferRow {
  const texts = words.texts.offers;
  const said = offerWordsOf(words);
  const { euros = 0, energyWh = 0, ownEuros, prices } = offer;
  const others = [differenceText(offer, said), isLeast && texts.least];
  const about = [prices !== undefined && texts.pricesOf(said.date(prices)), leftOutText(offer, said)];
  return {
    offer: offer.offer,
    name: texts.names[offer.offer],
    euros: words.euros(euros),
    says: others.flatMap((one) => (typeof one === 'string' ? [capitalised(one)] : [])),
    compared: comparedText(offer, said) ?? '',
    parts: partsOf(offer, top, words),
    total: { energy: said.energy(energyWh), euros: words.euros(euros) },
    limit: ownEuros && ownEuros / top,
    about: about.filter((one) => typeof one === 'string'),
  };
}

function partsOf(offer: Offer, top: number, words: PageWords): readonly OfferPart[] {
  const { subscriptionEuros = 0, eurosByTariff = {}, energyWhByTariff = {} } = offer;
  const part = (name: string, hue: string, euros: number) => ({
    name,
    hue,
    euros: words.euros(euros),
    filled: euros / top,
  });
  const periods = [...tariffsOf(Object.keys(eurosByTariff), words.texts)].map(([written, { name, hue }]) => ({
    ...part(name, hue, eurosByTariff[written] ?? 0),
    energy: words.energy(energyWhByTariff[written] ?? 0, 0),
  }));
  return [part(words.texts.energy.subscription, 'subscription', subscriptionEuros), ...periods];
}

function withoutSum(offers: readonly Offer[], words: PageWords): readonly OffersWithoutSum[] {
  const names = new Map<string, string[]>();
  for (const { offer, why } of offers) {
    if (!why) continue;
    const says = whyText(why, offerWordsOf(words));
    names.set(says, [...(names.get(says) ?? []), words.texts.offers.names[offer]]);
  }
  return Array.from(names, ([why, of]) => ({ names: of.join(', '), why }));
}
