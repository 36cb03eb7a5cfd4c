import type { ContractCalendar, Frame, MobilePeak, PerPhase, Reading, Surplus } from '../reading/reading.ts';
import type { MeterStatus, Status } from '../status/status.ts';
import type { HouseTexts } from '../texts/en/house.ts';
import type { Trouble } from '../trouble/trouble.ts';
import { each, fields } from './shown.ts';

const perPhase = fields<PerPhase>()({ 1: 'shown', 2: 'shown', 3: 'shown' });

/** The values of a meter, without its number, its registers, and the supplier's texts. */
const reading = fields<Reading>()({
  monotonicMs: 'hidden',
  phases: 'shown',
  apparentPowerVA: 'shown',
  activePowerW: 'shown',
  activePowerErrorW: 'shown',
  apparentPowerVAByPhase: perPhase,
  injectedPowerVA: 'shown',
  surplusVA: fields<Surplus>()({ about: 'shown', least: 'shown', most: 'shown' }),
  currentA: perPhase,
  voltageV: perPhase,
  importedWh: 'shown',
  exportedWh: 'shown',
  registers: 'hidden',
  subscribedVA: 'shown',
  maxPowerVAToday: 'shown',
  contract: 'shown',
  tariff: 'shown',
  tariffIndex: 'shown',
  offPeak: 'shown',
  tempoToday: 'shown',
  tempoTomorrow: 'shown',
  peak: 'shown',
  overload: 'shown',
  isGiving: 'shown',
  dryContact: 'shown',
  message: 'hidden',
  shortMessage: 'hidden',
  mobilePeaks: each(fields<MobilePeak>()({ fromMs: 'shown', toMs: 'shown' })),
  dayProfiles: 'hidden',
  prm: 'hidden',
  meterClockMs: 'hidden',
  isClockDegraded: 'hidden',
  calendar: fields<ContractCalendar>()({
    offPeak: 'shown',
    offPeakTomorrow: 'shown',
    seenDays: 'shown',
    season: 'shown',
    peak: 'shown',
    peakTomorrow: 'shown',
    periods: 'hidden',
  }),
  offPeakInMinutes: 'shown',
  frame: fields<Frame>()({
    mode: 'shown',
    address: 'hidden',
    labels: 'hidden',
    horodates: 'hidden',
    refused: 'shown',
  }),
});

const meter = fields<MeterStatus>()({
  slug: 'shown',
  name: 'shown',
  port: 'hidden',
  staleAfter: 'shown',
  lastReading: reading,
  atMs: 'shown',
  ageMs: 'shown',
});

export interface StatusShown {
  readonly status: Status;
  readonly nowMs: number;
  readonly texts: HouseTexts;
  /**
   * Whether a meter has prices.
   * @param slug of the meter
   */
  isPriced(slug: string): boolean;
}

/**
 * The part of the status that the house's page gets, which is less than the settings page gets (`StatusAnswer`). News contain paths and
 * addresses of servers, so they are left out.
 */
export function shownStatus({ status, nowMs, texts, isPriced }: StatusShown) {
  const { version, meters, troubles } = status;
  return {
    nowMs,
    status: {
      version,
      meters: meters.map((one) => ({ ...meter(one), isPriced: isPriced(one.slug) })),
      requests: [],
    },
    troubles: troubles.map((trouble) => shownTrouble(trouble, texts)),
    news: [],
  } as const;
}

/** A trouble, in a sentence without any of its facts. */
function shownTrouble(trouble: Trouble, { troubles }: HouseTexts) {
  const { part, kind, since } = trouble;
  const sentences: { readonly [kind: string]: string } = troubles[part];
  return {
    ...{ part, kind, since },
    ...('meter' in trouble && { meter: trouble.meter }),
    ...(trouble.part === 'clock' && trouble.waits && { waits: true as const }),
    ...{ says: sentences[kind] ?? '', cure: '' },
  };
}
