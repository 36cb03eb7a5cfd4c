import type { Archive } from '../../../src/energy/archive.ts';
import { energyOf } from '../../../src/money/energy-of.ts';
import { roundedEuros } from '../../../src/money/euros.ts';
import { type Offer, offersOf } from '../../../src/money/offers.ts';
import type { Price } from '../../../src/money/price.ts';
import {
  type Asked,
  type KnownHouse,
  type OwnLine,
  offersOf as reckonedOffers,
  type Sum,
} from './independent/offers.ts';
import { newestTariff, type OwnPrices } from './offers-house.ts';
import { COLOURS } from './true-tempo.ts';

/** The known consumption of a house, and its request. */
export interface Asking extends KnownHouse {
  readonly archive: Archive;
  readonly own?: OwnPrices;
  /** Asked as `--hours`. */
  readonly offPeak?: string;
  /** Whether Tempo is the contract that the meter last reported. */
  readonly isTempoTold: boolean;
  readonly kVA: number;
  /** If present, the request does not include this power. */
  readonly isPowerTold?: boolean;
  readonly nowMs: number;
}

/** What the household paid before, which no offer is compared with. */
const ONCE: Price = { from: '2020-01-01', subscription: 99, periods: [{ name: 'BASE', price: 9 }] };

/** Those of Tempo, which a Tempo house has. */
const TEMPO_HOURS = '22:00-06:00';

type Sums = { readonly [offer: string]: Sum };

/**
 * What each offer costs according to the product and to the independent calculation, as printed. Offers without a price or hours are left
 * out.
 */
export function bothOffers(asking: Asking): { readonly product: Sums; readonly reckoned: Sums } {
  const { archive, own, offPeak: offPeakHours, kVA, isPowerTold = false, nowMs } = asking;
  const subscribedKVA = isPowerTold ? undefined : kVA;
  const asked = { prices: own ? [ONCE, own.typed] : [], subscribedKVA, offPeakHours };
  const { offers } = offersOf(energyOf(archive, 'linky', nowMs), asked, nowMs);
  return { product: Object.fromEntries(offers.flatMap(printedOffer)), reckoned: reckoned(asking) };
}

function reckoned({ own, offPeak, isTempoTold, kVA, nowMs, ...known }: Asking): Sums {
  const [base, hphc, tempo] = (['base', 'offPeak', 'tempo'] as const).map((option) => newestTariff(option, kVA));
  const isTempo = isTempoTold || (own !== undefined && 'HPJR' in own.line.periods);
  const hours = offPeak ?? own?.line.hours['HC'] ?? (isTempo ? TEMPO_HOURS : undefined);
  const asked: Asked = {
    ...{ nowMs, colours: COLOURS },
    ...(own && { own: withHours(own.line, hours) }),
    offPeak: hours,
    base,
    hphc,
    tempo,
  };
  return reckonedOffers(known, asked);
}

/** A house has the same off-peak hours in any contract with peak and off-peak hours. */
function withHours(line: OwnLine, hours: string | undefined): OwnLine {
  const isOffPeak = Object.keys(line.periods).toSorted().join(' ') === 'HC HP';
  return isOffPeak && hours !== undefined ? { ...line, hours: { HP: undefined, HC: hours } } : line;
}

function printedOffer(offer: Offer): readonly (readonly [string, Sum])[] {
  const { why, days, from, to, leftOut, energyWh, euros, ownEuros, subscriptionEuros, eurosByTariff = {} } = offer;
  if (why?.kind === 'noPrices' || why?.kind === 'powerNotOffered') return [];
  const sum = { days, from, to, leftOut: leftOut.map((range) => `${range.from}..${range.to}`) };
  if (euros === undefined) return [[offer.offer, sum]];
  const parts = Object.entries(eurosByTariff);
  const money = {
    wh: energyWh as number,
    euros: printed(euros),
    subscription: printed(subscriptionEuros as number),
    eurosByPeriod: Object.fromEntries(parts.map(([period, one]) => [period.toUpperCase(), printed(one)])),
    ...(ownEuros !== undefined && { ownEuros: printed(ownEuros) }),
  };
  return [[offer.offer, { ...sum, money }]];
}

function printed(euros: number): string {
  return roundedEuros(euros).toFixed(2);
}
