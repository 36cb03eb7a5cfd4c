import { dateOf, parisDayOf } from '../base/paris-time.ts';
import type { OfferTexts } from '../texts/en/offers.ts';
import { periodNameIn, type TariffTexts } from '../texts/tariffs.ts';
import { roundedEuros } from './euros.ts';
import type { ExceededPower } from './exceeded-power.ts';
import type { GivenValue } from './given-value.ts';
import type { NoSum } from './offer-lines.ts';
import type { Offer, Offers } from './offers.ts';
import type { SubscriptionAdvice } from './subscription.ts';

/** The texts about offers in a language, and how amounts and dates are written where they are displayed. */
export interface OfferWords {
  readonly texts: OfferTexts;
  euros(value: number, digits?: number): string;
  /** Energy in kWh. @param wh Wh */
  energy(wh: number): string;
  /** @param digits how many decimals; none by default */
  power(kVA: number, digits?: number): string;
  percent(share: number): string;
  /** @param hours as the settings write them */
  hours(hours: string): string;
  /** @param date such as `2026-08-14` */
  date(date: string): string;
}

/** How many ranges of dates are named at most. */
const MOST_RANGES = 3;

/** The days for which an offer is compared: `365 days, from … to …`; undefined if there are none. */
export function comparedText({ days, from, to }: Offer, { texts, date }: OfferWords): string | undefined {
  return from === undefined || to === undefined ? undefined : texts.days(days, date(from), date(to));
}

/** By how much an offer costs less or more than the prices in the settings; undefined if one of the two has no total. */
export function differenceText({ euros, ownEuros }: Offer, words: OfferWords): string | undefined {
  if (euros === undefined || ownEuros === undefined) return undefined;
  // Calculated from the displayed totals, so that subtracting them by hand leads to the same result.
  const more = roundedEuros(roundedEuros(euros) - roundedEuros(ownEuros));
  const amount = words.euros(Math.abs(more));
  if (more === 0) return words.texts.same;
  return more < 0 ? words.texts.ownIsDearer(amount) : words.texts.ownIsCheaper(amount);
}

/** The parts of the cost of an offer: `subscription: 190.32 € · peak: 612.40 €`. */
export function partsText(
  { subscriptionEuros = 0, eurosByTariff = {} }: Offer,
  tariffs: TariffTexts,
  { texts, euros }: OfferWords,
): string {
  const parts = Object.entries(eurosByTariff).map(([period, amount]) =>
    texts.part(periodNameIn(tariffs, period) ?? period, euros(amount)),
  );
  return [texts.part(texts.subscription, euros(subscriptionEuros)), ...parts].join(' · ');
}

/** Why an offer has no total, as a sentence. */
export function whyText(why: NoSum, { texts, power }: OfferWords): string {
  switch (why.kind) {
    case 'powerNotOffered':
      return texts.why.powerNotOffered(power(why.kVA), why.offeredKVA.map((kVA) => power(kVA)).join(', '));
    case 'fewDays':
    case 'fewWinterDays':
      return texts.why[why.kind](why.days, why.leastDays);
    default:
      return texts.why[why.kind];
  }
}

/** Which dates are left out of an offer; undefined if there are none. */
export function leftOutText({ offer, leftOut }: Offer, { texts, date }: OfferWords): string | undefined {
  if (leftOut.length === 0) return undefined;
  const named = leftOut.slice(-MOST_RANGES).map(({ from, to }) => texts.range(date(from), date(to)));
  const others = leftOut.length - named.length;
  const days = leftOut.reduce((sum, one) => sum + one.days, 0);
  return texts.leftOut(
    offer === 'tempo' ? 'hoursOrColour' : 'hours',
    days,
    [...named, ...(others > 0 ? [texts.andMore(others)] : [])].join(', '),
  );
}

/**
 * What the comparison is calculated from, what would change it, and what it leaves out: one sentence each. It does not recommend anything.
 */
export function offerNotes(found: Offers, words: OfferWords): readonly string[] {
  const { offers, offPeakHours, areHoursOfTempo, given, sheet, sheetSource, isSheetOld, exceeded } = found;
  const { texts, euros, date } = words;
  const [hphc, tempo, own] = (['hphc', 'tempo', 'own'] as const).map((name) =>
    offers.find(({ offer }) => offer === name),
  );
  const redPeak =
    tempo?.euros === undefined
      ? texts.winter
      : texts.redPeak(euros(tempo.eurosByTariff?.['HPJR'] ?? 0), tempo.redDays ?? 0);
  const hasRegulated = offers.some(({ offer, euros }) => offer !== 'own' && euros !== undefined);
  const hasSums = offers.some(({ euros }) => euros !== undefined);
  const isOlder = own?.prices !== undefined && own.prices < sheet;
  return [
    ...(exceeded ? [exceededText(exceeded, words)] : []),
    ...(hphc?.euros !== undefined && offPeakHours !== undefined ? [texts.hours(words.hours(offPeakHours))] : []),
    ...(hphc?.euros !== undefined && areHoursOfTempo ? [texts.hoursOfTempo] : []),
    ...(hasSums ? [redPeak] : []),
    ...(hasRegulated ? [texts.sheet(date(sheet), sheetSource)] : []),
    ...(own?.prices !== undefined && isOlder ? [texts.ownOlder(date(own.prices), date(sheet))] : []),
    ...(isSheetOld ? [texts.oldSheet(date(sheet))] : []),
    ...(hasSums ? [texts.leavesOut] : []),
    ...(given ? [givenText(given, words)] : []),
  ];
}

function exceededText({ kVA, greatestVA, date, days }: ExceededPower, words: OfferWords): string {
  return words.texts.exceeded(words.power(greatestVA / 1000, 2), words.date(date), words.power(kVA), days);
}

function givenText(
  { givenWh, days, givenEuros, savedEuros }: GivenValue,
  { texts, energy, euros }: OfferWords,
): string {
  return texts.given(
    energy(givenWh),
    days,
    givenEuros === undefined ? undefined : euros(givenEuros),
    euros(savedEuros),
  );
}

/** What the maximum powers say about the subscribed power, one sentence each. */
export function adviceSentences(advice: SubscriptionAdvice, words: OfferWords): readonly string[] {
  const texts = words.texts.advice;
  const { kind, subscribedKVA, fittingKVA, greatestVA, greatestAtMs, months, days, seen } = advice;
  const at = greatestAtMs === undefined ? undefined : words.date(dateOf(parisDayOf(greatestAtMs)));
  return [
    texts.greatest(words.power(greatestVA / 1000, 2), words.power(subscribedKVA), at),
    ...(kind === 'right' ? [texts.right(words.power(subscribedKVA))] : []),
    ...(kind === 'over' && fittingKVA === undefined ? [texts.overAll] : []),
    ...(kind !== 'right' && fittingKVA !== undefined
      ? [texts[kind](words.power(fittingKVA)), ...savingSentences()]
      : []),
    ...(kind === 'right' ? [] : [texts.askSupplier]),
    texts.looked(months, words.percent(seen), days),
    ...(months < MONTHS_OF_YEAR ? [texts.lessThanAYear] : []),
  ];

  function savingSentences(): readonly string[] {
    const { savedEurosAYear: saved, pricesFrom } = advice;
    if (saved === undefined || pricesFrom === undefined) return [];
    return [texts[saved < 0 ? 'dearer' : 'cheaper'](words.euros(Math.abs(saved), 0), words.date(pricesFrom))];
  }
}

const MONTHS_OF_YEAR = 12;
