import { isTempoLine, TEMPO_OFF_PEAK_HOURS } from '../energy/period-clock.ts';
import { contractKind, isSamePeriod } from '../periods.ts';
import { isOf, type Price, withHours } from './price.ts';
import type { ToldContract } from './proposal.ts';
import { type RegulatedOption, regulatedKVA, regulatedPrices } from './regulated-tariffs.ts';

export type OfferName = 'base' | 'hphc' | 'tempo' | 'own';

export interface OffersAsked {
  /** Those of the settings, sorted by `from`; the newest are taken as if they had always held. */
  readonly prices: readonly Price[];
  /** The subscribed power, where the meter did not tell it, or another is wanted. */
  readonly subscribedKVA?: number | undefined;
  /** When it is off-peak by the contract, as the settings write hours; those of the settings' prices, unless given. */
  readonly offPeakHours?: string | undefined;
}

/** Why an offer has no sum. */
export type NoSum =
  | { readonly kind: 'noPrices' | 'powerUnknown' | 'hoursUnknown' }
  /** The regulated option is not sold with this power, but with those. */
  | { readonly kind: 'powerNotOffered'; readonly kVA: number; readonly offeredKVA: readonly number[] }
  /** Fewer days could be compared than it takes; `winterDays`: those from November to March. */
  | { readonly kind: 'fewDays' | 'fewWinterDays'; readonly days: number; readonly leastDays: number };

/** The prices of an offer, or why there are none. */
export interface OfferLine {
  readonly offer: OfferName;
  readonly price?: Price;
  readonly why?: NoSum;
}

export interface OfferLines {
  readonly lines: readonly OfferLine[];
  /** Absent where neither the meter nor the household tells it. */
  readonly subscribedKVA?: number;
  /** The hours that HP/HC was computed with; absent where none are known. */
  readonly offPeakHours?: string;
  /** They are Tempo's, which are the same everywhere: with HP/HC the house may have others. */
  readonly areHoursOfTempo: boolean;
}

const OPTIONS = [
  ['base', 'base'],
  ['hphc', 'offPeak'],
  ['tempo', 'tempo'],
] as const satisfies readonly (readonly [OfferName, RegulatedOption])[];

/**
 * The price lines of the offers: the newest regulated ones, and the newest of the settings.
 * @param told what the meter told of its contract
 */
export function offerLines({ prices, ...asked }: OffersAsked, told: ToldContract): OfferLines {
  const own = prices.at(-1);
  const subscribedKVA = asked.subscribedKVA ?? (told.subscribedVA === undefined ? undefined : told.subscribedVA / 1000);
  const isTempo = contractKind(told.contract ?? '') === 'tempo' || (own !== undefined && isTempoLine(own));
  const offPeakHours = asked.offPeakHours ?? hoursOf(own) ?? (isTempo ? TEMPO_OFF_PEAK_HOURS : undefined);
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
        price: offPeakHours !== undefined && isOf('offPeak', own) ? withHours(own, 'HC', offPeakHours) : own,
      }
    : { offer: 'own', why: { kind: 'noPrices' } };
  return {
    lines: [...regulated, ofOwn],
    ...(subscribedKVA !== undefined && { subscribedKVA }),
    ...(offPeakHours !== undefined && { offPeakHours }),
    areHoursOfTempo: isTempo && offPeakHours === TEMPO_OFF_PEAK_HOURS,
  };
}

/** The off-peak hours that the household's prices tell. */
function hoursOf(own: Price | undefined): string | undefined {
  return own?.periods.find(({ name }) => isSamePeriod(name, 'HC'))?.hours;
}
