import { dateOf, parisDayOf } from '../base/paris-time.ts';
import type { DaysOfLine } from '../energy/days-of-lines.ts';
import type { EnergyByName } from '../energy/energy.ts';
import { always } from '../energy/period-clock.ts';
import { tempoColours } from '../energy/tempo-colours.ts';
import { RED_MONTHS } from '../energy/tempo-season.ts';
import { sumOfNamed } from '../energy/watt-hours.ts';
import { isSamePeriod } from '../reading/periods.ts';
import { type ComparedDays, comparedDays, type UsableDays, usableDays, YEAR_DAYS } from './compared-days.ts';
import { costOf } from './cost.ts';
import type { PricedMeterEnergy } from './energy-of.ts';
import { type ExceededPower, exceededPower } from './exceeded-power.ts';
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
import { lastReported } from './proposal.ts';
import { isOldSheet, newestSheet, type PriceSource } from './regulated-tariffs.ts';

/** A range of dates, both included, and its number of days. */
interface DateRange {
  readonly days: number;
  readonly from: string;
  readonly to: string;
}

/** What an offer would have cost on the days that it has in common with the settings' prices. Euros are not rounded. */
export interface Offer {
  /** `base`, `hphc` and `tempo` are options of the regulated tariff; `own` is the newest of the settings' prices. */
  readonly offer: OfferName;
  /** The date from which its prices apply. */
  readonly prices?: string;
  /** The first and the last day compared, and the number of days compared. */
  readonly from?: string;
  readonly to?: string;
  readonly days: number;
  /** The dates between them that are not compared. */
  readonly leftOut: readonly DateRange[];
  readonly energyWh?: number;
  readonly energyWhByTariff?: EnergyByName;
  readonly euros?: number;
  /** The cost of the same days at the settings' newest prices. */
  readonly ownEuros?: number;
  readonly subscriptionEuros?: number;
  readonly eurosByTariff?: { readonly [period: string]: number };
  /** For `tempo`: how many of the days compared are red. A season has 22. */
  readonly redDays?: number;
  /** The reason, if there are no euros. */
  readonly why?: NoSum;
}

/** What the last year would have cost on each offer. */
export interface Offers extends Omit<OfferLines, 'lines'> {
  readonly offers: readonly Offer[];
  /** The date of the newest regulated prices, and where they come from. */
  readonly sheet: string;
  readonly sheetSource: PriceSource;
  /** Whether newer prices are usually out by now. */
  readonly isSheetOld: boolean;
  /** Present if the household asked for a subscribed power that would not have been enough. */
  readonly exceeded?: ExceededPower;
  /** The value of the year's exported energy, for producers. */
  readonly given?: GivenValue;
}

/** Fewer days may just be a cold month, or an empty house. */
const LEAST_DAYS = 30;
/** The cost of Tempo is decided in the months of its red days. */
const LEAST_WINTER_DAYS = 100;

/**
 * What the last year would have cost on the regulated options at their newest prices, each compared with the settings' prices on the days
 * usable for both: those whose energy has known periods, from the registers or the minutes. Today is left out, as it is not over.
 * @param nowMs the wall clock
 */
export function offersOf(energy: PricedMeterEnergy, asked: OffersAsked, nowMs: number): Offers {
  const today = parisDayOf(nowMs);
  const { lines, ...others } = offerLines(asked, lastReported(energy.ownDays()));
  const sides = sidesOf(energy, lines, today);
  const own = sides.get('own');
  const { from: sheet, source: sheetSource } = newestSheet();
  const exceeded =
    asked.subscribedKVA === undefined ? undefined : exceededPower(energy.days(), asked.subscribedKVA, today);
  const colourOn = tempoColours(energy.ownDays());
  const given = own && givenValue(own.ofLine, own.compared.days, own.price);
  return {
    ...others,
    ...{ sheet, sheetSource, isSheetOld: isOldSheet(sheet, dateOf(today)) },
    offers: lines.map((line) => {
      const isUntimed = line.offer === 'hphc' && others.offPeakHours === undefined;
      const [side, base] = [sides.get(line.offer), sides.get('base')];
      const offer = offerFrom(line, side, isUntimed && (side?.known.size ?? 0) < (base?.known.size ?? 0));
      if (line.offer !== 'tempo' || !side || offer.euros === undefined) return offer;
      return { ...offer, redDays: side.compared.days.filter((day) => colourOn(day) === 'red').length };
    }),
    exceeded,
    given,
  };
}

/** An offer with prices, and the days for which it is usable. */
interface Side {
  readonly price: Price;
  readonly ofLine: DaysOfLine;
  readonly known: UsableDays;
  readonly compared: ComparedDays;
  readonly own: UsableDays | undefined;
  readonly ownPrice: Price | undefined;
}

/**
 * Days are split from one year before the last day on; from further back if an offer's last usable day is earlier; and all days while an
 * offer has none.
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

/** The first and the last completed day of which anything is known. */
function boundsOf({ ownDays, imported }: PricedMeterEnergy, today: number) {
  const isOver = ({ day }: { readonly day: number }) => day < today;
  const [own, ofFiles] = [ownDays().filter(isOver), imported.filter(isOver)];
  return {
    first: Math.min(own[0]?.day ?? today, ofFiles[0]?.day ?? today),
    last: Math.max(own.at(-1)?.day ?? 0, ofFiles.at(-1)?.day ?? 0),
  };
}

function sidesFrom(
  priced: readonly { readonly offer: OfferName; readonly price: Price }[],
  ofLines: readonly DaysOfLine[],
  range: readonly [from: number, today: number],
): ReadonlyMap<OfferName, Side> {
  const ofOwn = ofLines[priced.findIndex(({ offer }) => offer === 'own')];
  const all = priced.map(({ offer, price }, nth) => {
    // A single price for all energy needs no periods, so the days as the registers counted them will do.
    const ofLine = (offer === 'base' ? ofOwn : undefined) ?? (ofLines[nth] as DaysOfLine);
    return { offer, price, ofLine, known: usableDays(ofLine, price, range) };
  });
  const own = all.find(({ offer }) => offer === 'own');
  const sides = all.map(({ offer, ...side }) => {
    const compared = comparedDays(side.known, own?.known);
    return [offer, { ...side, compared, own: own?.known, ownPrice: own?.price }] as const;
  });
  return new Map(sides);
}

/** @param lacksHours whether more days would be usable if the off-peak hours were known */
function offerFrom({ offer, price, why }: OfferLine, side: Side | undefined, lacksHours: boolean): Offer {
  if (!side || !price) return { offer, days: 0, leftOut: [], why };
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
    euros,
    subscriptionEuros,
    eurosByTariff: inOrderOf(price, eurosByTariff),
    ownEuros,
  };
}

/** Amounts in the order of the price line's periods. */
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

/** The dates between the first and the last of some days that are not among them. @param days in chronological order */
function rangesWithout(days: readonly number[]): readonly DateRange[] {
  return days.flatMap((day, nth) => {
    const before = days[nth - 1] ?? day - 1;
    return before === day - 1 ? [] : [{ days: day - 1 - before, from: dateOf(before + 1), to: dateOf(day - 1) }];
  });
}
