import type { ContractNews } from '../../contract/news.ts';
import type { NamedEnergy } from '../../energy/energy.ts';
import type { TempoSeason } from '../../energy/tempo-season.ts';
import type { Cost, Unpriced } from '../../money/cost.ts';
import type { ExceededPower } from '../../money/exceeded-power.ts';
import type { GivenValue } from '../../money/given-value.ts';
import type { NoSum } from '../../money/offer-lines.ts';
import type { Offer, Offers } from '../../money/offers.ts';
import type { Outlook } from '../../money/outlook.ts';
import type { PricedSpan } from '../../money/priced-spans.ts';
import type { HouseTexts } from '../../texts/en/house.ts';
import type { HistoryPath } from '../../ui/history-answers.ts';
import type { ContractFacts, DatedNote, EnergySpans, Protocol, RecentPower } from '../../ui/protocol.ts';
import { each, fields, kinds, numbers, type OfKind } from '../shown.ts';

type ByColour = TempoSeason['gone'];
type DateRange = Offer['leftOut'][number];

const onDate = fields<{ readonly kind: string; readonly date: string }>()({ kind: 'shown', date: 'shown' });
const unpriced = kinds<Unpriced>({
  noPrice: onDate,
  noPeriod: fields<OfKind<Unpriced, 'noPeriod'>>()({ kind: 'shown', date: 'shown', period: 'shown' }),
  unknownPeriod: onDate,
  unknownDrawn: onDate,
  noHours: onDate,
  noColour: onDate,
});

const cost = fields<Cost>()({
  euros: 'shown',
  subscriptionEuros: 'shown',
  eurosByTariff: numbers,
  givenEuros: 'shown',
  unpriced,
});

/** Energy by tariff period. The registers are hidden, as they have the meter's labels. */
const energy = {
  energyWh: 'shown',
  energyWhByRegister: 'hidden',
  energyWhByTariff: numbers,
  givenWh: 'shown',
} as const satisfies { readonly [F in keyof NamedEnergy]: unknown };

const spans = each(
  fields<PricedSpan>()({
    ...energy,
    by: 'shown',
    date: 'shown',
    fromMs: 'shown',
    unseenWh: 'shown',
    fromFilesWh: 'shown',
    minutes: 'shown',
    meanVA: 'shown',
    leastVA: 'shown',
    greatestVA: 'shown',
    greatestAtMs: 'shown',
    baseW: 'shown',
    seen: 'shown',
    powerSeen: 'shown',
    powerDays: 'shown',
    subscribedVA: 'shown',
    cost,
  }),
);

const outlook = fields<Outlook>()({
  month: 'shown',
  energyWh: 'shown',
  energyWhByTariff: numbers,
  cost,
  fromDays: 'shown',
});

const curve = fields<RecentPower>()({
  fromMs: 'shown',
  toMs: 'shown',
  stepMs: 'shown',
  atMs: 'shown',
  firstReadMs: 'shown',
  meanVA: 'shown',
  leastVA: 'shown',
  greatestVA: 'shown',
});

const byColour = fields<ByColour>()({ blue: 'shown', white: 'shown', red: 'shown' });
const contract = fields<ContractFacts>()({
  tempo: fields<TempoSeason>()({
    name: 'shown',
    gone: byColour,
    planned: 'shown',
    left: byColour,
    unknown: 'shown',
  }),
  news: each(fields<DatedNote>()({ atMs: 'shown', says: 'shown' })),
});

const ofKind = fields<{ readonly kind: string }>()({ kind: 'shown' });
const days = fields<OfKind<NoSum, 'fewDays'>>()({ kind: 'shown', days: 'shown', leastDays: 'shown' });
const offer = fields<Offer>()({
  offer: 'shown',
  prices: 'shown',
  from: 'shown',
  to: 'shown',
  days: 'shown',
  leftOut: each(fields<DateRange>()({ days: 'shown', from: 'shown', to: 'shown' })),
  energyWh: 'shown',
  energyWhByTariff: numbers,
  euros: 'shown',
  ownEuros: 'shown',
  subscriptionEuros: 'shown',
  eurosByTariff: numbers,
  redDays: 'shown',
  why: kinds<NoSum>({
    noPrices: ofKind,
    powerUnknown: ofKind,
    hoursUnknown: ofKind,
    powerNotOffered: fields<OfKind<NoSum, 'powerNotOffered'>>()({
      kind: 'shown',
      kVA: 'shown',
      offeredKVA: 'shown',
    }),
    fewDays: days,
    fewWinterDays: days,
  }),
});
const offers = fields<Offers>()({
  subscribedKVA: 'shown',
  offPeakHours: 'shown',
  areHoursOfTempo: 'shown',
  offers: each(offer),
  sheet: 'shown',
  sheetSource: 'shown',
  isSheetOld: 'shown',
  exceeded: fields<ExceededPower>()({ kVA: 'shown', greatestVA: 'shown', date: 'shown', days: 'shown' }),
  given: fields<GivenValue>()({ givenWh: 'shown', days: 'shown', givenEuros: 'shown', savedEuros: 'shown' }),
});

/** Whether a kind of contract news is shown: not those with part of the meter's number, a register's label, or the supplier's words. */
const NEWS: { readonly [K in ContractNews['kind']]: boolean } = {
  hours: true,
  contract: true,
  subscribed: true,
  meter: false,
  message: false,
  colour: true,
  register: false,
};

export function tellsNews({ kind }: ContractNews): boolean {
  return NEWS[kind];
}

/** The answers in the form that the house's page gets, with neither a path nor a message of the system. */
export function shownHistory(texts: HouseTexts) {
  return {
    '/meters': (slugs: readonly string[]) => slugs,
    '/curve': curve,
    '/spans': fields<EnergySpans>()({
      spans,
      beside: each(spans),
      today: 'shown',
      outlook,
      first: 'shown',
      firstWhole: 'shown',
      contract: 'shown',
      subscribedVA: 'shown',
      rescued: () => texts.rescued,
    }),
    '/contract': contract,
    '/offers': offers,
  } satisfies { readonly [P in HistoryPath]: (answer: Protocol[P]['answers']) => Protocol[P]['answers'] };
}
