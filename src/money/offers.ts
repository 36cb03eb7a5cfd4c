import type { DaysOfLine } from '../energy/days-of-lines.ts';
import type { EnergyByName } from '../energy/energy.ts';
import { always } from '../energy/period-clock.ts';
import { RED_MONTHS } from '../energy/tempo-season.ts';
import { sumOfNamed } from '../energy/watt-hours.ts';
import { dateOf, parisDayOf } from '../paris-time.ts';
import { isSamePeriod } from '../periods.ts';
import { type ComparedDays, comparedDays, type KnownDays, knownDays, YEAR_DAYS } from './compared-days.ts';
import { costOf } from './cost.ts';
import type { PricedMeterEnergy } from './energy-of.ts';
import { type GivenValue, givenValue } from './given-value.ts';
import {
  type NoSum,
  type OfferLine,
  type OfferLines,
  type OfferName,
  type OffersAsked,
  offerLines,
} from './offer-lines.ts';
import type { Price } from './price.ts';
import { isOldSheet, newestSheet } from './regulated-tariffs.ts';

/** Dates, both included, and how many these are. */
interface DateRange {
  readonly days: number;
  readonly from: string;
  readonly to: string;
}

/** What the days that an offer and the settings' prices both know would have cost. Euros are not rounded. */
export interface Offer {
  /** `base`, `hphc` and `tempo` are the options of the regulated tariff; `own` are the settings' newest prices. */
  readonly offer: OfferName;
  /** The date of its prices. */
  readonly prices?: string;
  /** The first and the last day that are compared, and how many are. */
  readonly from?: string;
  readonly to?: string;
  readonly days: number;
  /** The dates between them that are not. */
  readonly leftOut: readonly DateRange[];
  readonly energyWh?: number;
  readonly energyWhByTariff?: EnergyByName;
  readonly euros?: number;
  /** What the same days cost at the settings' newest prices. */
  readonly ownEuros?: number;
  readonly subscriptionEuros?: number;
  readonly eurosByTariff?: { readonly [period: string]: number };
  /** Instead of euros. */
  readonly why?: NoSum;
}

/** What the last year would have cost on each offer. */
export interface Offers extends Omit<OfferLines, 'lines'> {
  readonly offers: readonly Offer[];
  /** The date of the newest regulated prices. */
  readonly sheet: string;
  /** Others have usually come since. */
  readonly isSheetOld: boolean;
  /** What the year's energy given was worth, for those who give. */
  readonly given?: GivenValue;
}

/** Fewer days may be a cold month, or an empty house. */
const LEAST_DAYS = 30;
/** What Tempo costs is decided in the months of its red days. */
const LEAST_WINTER_DAYS = 100;

/**
 * What the last year would have cost on the regulated options at their newest prices, each beside the settings' prices on the days that
 * both know: those of whose energy the period is known, by the registers or by the minutes. Today is not over, so it is left out.
 * @param nowMs the wall clock
 */
export function offersOf(energy: PricedMeterEnergy, asked: OffersAsked, nowMs: number): Offers {
  const today = parisDayOf(nowMs);
  const { lines, ...others } = offerLines(asked, {
    subscribedVA: energy.ownDays().findLast(({ subscribedVA }) => subscribedVA)?.subscribedVA,
    contract: energy.ownDays().findLast(({ contract }) => contract)?.contract,
  });
  const sides = sidesOf(energy, lines, today);
  const own = sides.get('own');
  const sheet = newestSheet();
  const given = own && givenValue(own.ofLine, own.compared.days, own.price);
  return {
    ...others,
    ...{ sheet, isSheetOld: isOldSheet(sheet, dateOf(today)) },
    offers: lines.map((line) => {
      const isUntimed = line.offer === 'hphc' && others.offPeakHours === undefined;
      const [side, base] = [sides.get(line.offer), sides.get('base')];
      return offerFrom(line, side, isUntimed && (side?.known.size ?? 0) < (base?.known.size ?? 0));
    }),
    ...(given && { given }),
  };
}

/** An offer that has prices, with what is known of the days. */
interface Side {
  readonly price: Price;
  readonly ofLine: DaysOfLine;
  readonly known: KnownDays;
  readonly compared: ComparedDays;
  readonly own: KnownDays | undefined;
  readonly ownPrice: Price | undefined;
}

/**
 * Days are split from a year before the last one on; from further back where an offer's last known day is an earlier one; and all of them
 * where an offer knows none yet.
 */
function sidesOf(energy: PricedMeterEnergy, lines: readonly OfferLine[], today: number): ReadonlyMap<OfferName, Side> {
  const priced = lines.flatMap(({ offer, price }) => (price ? [{ offer, price }] : []));
  const daysFrom = energy.daysOfLines(priced.map(({ price }) => price));
  const { first, last } = boundsOf(energy, today);
  for (let from = last - YEAR_DAYS + 1; ; ) {
    const sides = sidesFrom(priced, daysFrom(from), [from, today]);
    const begins = [...sides.values()].map(({ compared: { last } }) =>
      last === undefined ? first : last - YEAR_DAYS + 1,
    );
    const earliest = Math.min(from, ...begins);
    if (earliest === from || from <= first) return sides;
    from = earliest;
  }
}

/** The first and the last day of which something is known, of those that are over. */
function boundsOf({ ownDays, imported }: PricedMeterEnergy, today: number) {
  const isOver = ({ day }: { readonly day: number }) => day < today;
  const [own, told] = [ownDays().filter(isOver), imported.filter(isOver)];
  return {
    first: Math.min(own[0]?.day ?? today, told[0]?.day ?? today),
    last: Math.max(own.at(-1)?.day ?? 0, told.at(-1)?.day ?? 0),
  };
}

function sidesFrom(
  priced: readonly { readonly offer: OfferName; readonly price: Price }[],
  ofLines: readonly DaysOfLine[],
  range: readonly [from: number, today: number],
): ReadonlyMap<OfferName, Side> {
  const ofOwn = ofLines[priced.findIndex(({ offer }) => offer === 'own')];
  const all = priced.map(({ offer, price }, nth) => {
    // One price for all energy needs no periods, so that what the registers counted will do.
    const ofLine = (offer === 'base' ? ofOwn : undefined) ?? (ofLines[nth] as DaysOfLine);
    return { offer, price, ofLine, known: knownDays(ofLine, price, range) };
  });
  const own = all.find(({ offer }) => offer === 'own');
  const sides = all.map(({ offer, ...side }) => {
    const compared = comparedDays(side.known, own?.known);
    return [offer, { ...side, compared, own: own?.known, ownPrice: own?.price }] as const;
  });
  return new Map(sides);
}

/** @param lacksHours whether the offer would know more days if the off-peak hours were known */
function offerFrom({ offer, price, why }: OfferLine, side: Side | undefined, lacksHours: boolean): Offer {
  if (!side || !price) return { offer, days: 0, leftOut: [], ...(why && { why }) };
  const { known, compared, own, ownPrice } = side;
  const { days } = compared;
  const [first, last] = [days[0], days.at(-1)];
  const facts = {
    ...{ offer, prices: price.from, days: days.length, leftOut: rangesWithout(days) },
    ...(first !== undefined && last !== undefined && { from: dateOf(first), to: dateOf(last) }),
  };
  const few = tooFew(offer, days);
  if (few) return { ...facts, why: lacksHours ? { kind: 'hoursUnknown' } : few };
  const seen = days.map((day) => ({ day, seen: known.get(day)?.seen }));
  const { euros, subscriptionEuros, eurosByTariff } = costOf(seen, [always(price)]);
  const isOwn = offer === 'own';
  const ownDays = days.map((day) => ({ day, seen: own?.get(day)?.seen }));
  const ownEuros = own && ownPrice && !isOwn ? costOf(ownDays, [always(ownPrice)]).euros : undefined;
  return {
    ...facts,
    ...sumOfNamed(seen.flatMap(({ seen }) => seen ?? [])),
    ...(euros !== undefined && { euros }),
    ...(subscriptionEuros !== undefined && { subscriptionEuros }),
    eurosByTariff: inOrderOf(price, eurosByTariff),
    ...(ownEuros !== undefined && { ownEuros }),
  };
}

/** Amounts in the order in which the prices stand. */
function inOrderOf({ periods }: Price, euros: NonNullable<Offer['eurosByTariff']>): typeof euros {
  const place = (period: string) => periods.findIndex(({ name }) => isSamePeriod(name, period));
  return Object.fromEntries(Object.entries(euros).toSorted(([one], [other]) => place(one) - place(other)));
}

function tooFew(offer: OfferName, days: readonly number[]): NoSum | undefined {
  if (days.length < LEAST_DAYS) return { kind: 'fewDays', days: days.length, leastDays: LEAST_DAYS };
  if (offer !== 'tempo') return undefined;
  const winter = days.filter((day) => RED_MONTHS.includes(dateOf(day).slice(5, 7))).length;
  return winter < LEAST_WINTER_DAYS ? { kind: 'fewWinterDays', days: winter, leastDays: LEAST_WINTER_DAYS } : undefined;
}

/** The dates between the first and the last of some days that are none of them. @param days in order */
function rangesWithout(days: readonly number[]): readonly DateRange[] {
  return days.flatMap((day, nth) => {
    const before = days[nth - 1] ?? day - 1;
    return before === day - 1 ? [] : [{ days: day - 1 - before, from: dateOf(before + 1), to: dateOf(day - 1) }];
  });
}
