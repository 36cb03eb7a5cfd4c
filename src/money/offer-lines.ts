import { isTempoLine, TEMPO_OFF_PEAK_HOURS } from '../energy/period-clock.ts';
import { type ContractKind, contractKind, isSamePeriod } from '../reading/periods.ts';
import { hasPeriodsOf, type Price, withHours } from './price.ts';
import type { ReportedContract } from './proposal.ts';
import { type RegulatedOption, regulatedKVA, regulatedPrices } from './regulated-tariffs.ts';

export type OfferName = 'base' | 'hphc' | 'tempo' | 'own';

export interface OffersAsked {
  /** The settings' prices, sorted by `from`; the newest line is treated as if it had always been in force. */
  readonly prices: readonly Price[];
  /** The subscribed power, if the meter did not report it, or to compare another one. */
  readonly subscribedKVA?: number;
  /** The off-peak hours that the household states, in the notation of the settings; they go before all others. */
  readonly offPeakHours?: string;
  /** The off-peak hours that the meter reported or showed, in the same notation. */
  readonly meterHours?: string;
}

/** Why an offer has no total. */
export type NoSum =
  | { readonly kind: 'noPrices' | 'powerUnknown' | 'hoursUnknown' }
  /** The regulated option is not sold with this power, but with those in `offeredKVA`. */
  | { readonly kind: 'powerNotOffered'; readonly kVA: number; readonly offeredKVA: readonly number[] }
  /** Fewer days could be compared than necessary; for `fewWinterDays`, days from November to March. */
  | { readonly kind: 'fewDays' | 'fewWinterDays'; readonly days: number; readonly leastDays: number };

/** The prices of an offer, or why there are none. */
export interface OfferLine {
  readonly offer: OfferName;
  readonly price?: Price;
  readonly why?: NoSum;
}

export interface OfferLines {
  readonly lines: readonly OfferLine[];
  /** Absent if neither the meter nor the household states it. */
  readonly subscribedKVA?: number;
  /** The hours with which HP/HC was calculated; absent if none are known. */
  readonly offPeakHours?: string;
  /** Whether these are the hours of a Tempo contract, which are the same everywhere: with HP/HC the house might have others. */
  readonly areHoursOfTempo: boolean;
}

const OPTIONS = [
  ['base', 'base'],
  ['hphc', 'offPeak'],
  ['tempo', 'tempo'],
] as const satisfies readonly (readonly [OfferName, RegulatedOption])[];

/**
 * The price lines of the offers: the newest regulated ones, and the newest of the settings.
 * @param reported what the meter reported about its contract
 */
export function offerLines({ prices, ...asked }: OffersAsked, reported: ReportedContract): OfferLines {
  const own = prices.at(-1);
  const subscribedKVA =
    asked.subscribedKVA ?? (reported.subscribedVA === undefined ? undefined : reported.subscribedVA / 1000);
  const { offPeakHours, areHoursOfTempo } = hoursOfHouse(asked, own, contractKind(reported.contract ?? ''));
  const regulated = OPTIONS.map(([offer, option]): OfferLine => {
    if (subscribedKVA === undefined) return { offer, why: { kind: 'powerUnknown' } };
    const price = regulatedPrices(option, subscribedKVA).at(-1)?.price;
    const offeredKVA = regulatedKVA(option);
    if (!price) return { offer, why: { kind: 'powerNotOffered', kVA: subscribedKVA, offeredKVA } };
    return {
      offer,
      price: offer === 'hphc' && offPeakHours !== undefined ? withHours(price, 'HC', offPeakHours) : price,
    };
  });
  const ofOwn: OfferLine = own
    ? {
        offer: 'own',
        price: offPeakHours !== undefined && hasPeriodsOf('offPeak', own) ? withHours(own, 'HC', offPeakHours) : own,
      }
    : { offer: 'own', why: { kind: 'noPrices' } };
  return {
    lines: [...regulated, ofOwn],
    subscribedKVA,
    offPeakHours,
    areHoursOfTempo,
  };
}

/** A Tempo meter reports the hours of Tempo, so for HP/HC any that the household states go before them. */
function hoursOfHouse(
  { offPeakHours, meterHours }: Omit<OffersAsked, 'prices'>,
  own: Price | undefined,
  kind: ContractKind | undefined,
): Pick<OfferLines, 'offPeakHours' | 'areHoursOfTempo'> {
  const isTempo = kind === 'tempo' || (own !== undefined && isTempoLine(own));
  // Where the contract has a supplier's own name, the prices tell which one it is.
  const isTempoMeter = isTempo && (kind === 'tempo' || kind === undefined);
  const ofHouse = offPeakHours ?? (isTempoMeter ? undefined : meterHours) ?? hoursOf(own);
  const ofTempo = isTempo ? (meterHours ?? TEMPO_OFF_PEAK_HOURS) : undefined;
  const hours = ofHouse ?? ofTempo;
  return {
    offPeakHours: hours,
    areHoursOfTempo: ofHouse === undefined && ofTempo !== undefined,
  };
}

/** The off-peak hours stated in the household's prices. */
function hoursOf(own: Price | undefined): string | undefined {
  return own?.periods.find(({ name }) => isSamePeriod(name, 'HC'))?.hours;
}
