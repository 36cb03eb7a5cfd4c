import {
  anyOf,
  byKind,
  keyOf,
  listOf,
  named,
  number,
  object,
  optional,
  printableText,
  thoseOf,
  yesOrNo,
} from '../base/json-shape.ts';
import type { Mistake } from '../influx/delivery-trouble.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import type { ImportRecord } from '../journal/imports.ts';
import type { OrderOutcome } from '../journal/orders.ts';
import type {
  ContractCalendar,
  Frame,
  MobilePeak,
  PerPhase,
  Reading,
  RegisterPeriod,
  Surplus,
} from '../reading/reading.ts';
import { news, trouble } from '../trouble/shapes.ts';
import type { RequestResult } from './request.ts';
import type { MeterStatus, Status } from './status.ts';

/**
 * Parses what a process answered on the status socket; undefined if it is not a status. The program that reads it may have more rights than
 * that process (`sudo linky-tic doctor`), so every value is checked, and unknown fields and the escape sequences in texts are removed.
 */
export function parseStatus(text: string): Status | undefined {
  try {
    return status(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const perPhase = object<PerPhase>({ 1: optional(number), 2: optional(number), 3: optional(number) });

const frame = object<Frame>({
  mode: anyOf('historique', 'standard'),
  address: printableText,
  labels: named(printableText),
  horodates: named(printableText),
  refused: number,
});

const calendar = object<ContractCalendar>({
  offPeak: optional(printableText),
  offPeakTomorrow: optional(printableText),
  seenDays: optional(number),
  season: optional(anyOf('summer', 'winter')),
  peak: optional(printableText),
  peakTomorrow: optional(printableText),
  periods: named(object<RegisterPeriod>({ name: printableText, offPeak: optional(yesOrNo) })),
});

/** Without the day profiles: what is known from them is in the calendar. */
const reading = object<Omit<Reading, 'dayProfiles'>>({
  monotonicMs: number,
  phases: optional(anyOf(1, 3)),
  apparentPowerVA: optional(number),
  activePowerW: optional(number),
  activePowerErrorW: optional(number),
  surplusVA: optional(object<Surplus>({ about: number, least: number, most: number })),
  apparentPowerVAByPhase: optional(perPhase),
  injectedPowerVA: optional(number),
  currentA: optional(perPhase),
  voltageV: optional(perPhase),
  importedWh: optional(number),
  exportedWh: optional(number),
  registers: named(number),
  subscribedVA: optional(number),
  maxPowerVAToday: optional(number),
  contract: optional(printableText),
  tariff: optional(printableText),
  tariffIndex: optional(number),
  offPeak: optional(yesOrNo),
  tempoToday: optional(anyOf('blue', 'white', 'red')),
  tempoTomorrow: optional(anyOf('blue', 'white', 'red')),
  peak: optional(anyOf('none', 'notice', 'running')),
  overload: optional(yesOrNo),
  isGiving: optional(yesOrNo),
  dryContact: optional(anyOf('open', 'closed')),
  message: optional(printableText),
  shortMessage: optional(printableText),
  mobilePeaks: optional(listOf(object<MobilePeak>({ fromMs: number, toMs: number }))),
  prm: optional(printableText),
  meterClockMs: optional(number),
  isClockDegraded: optional(anyOf(true)),
  calendar: optional(calendar),
  offPeakInMinutes: optional(number),
  frame,
});

const meter = object<MeterStatus>({
  slug: printableText,
  name: printableText,
  port: printableText,
  staleAfter: number,
  lastReading: optional(reading),
  atMs: optional(number),
  ageMs: optional(number),
});

const STATES: { readonly [S in MirrorStatus['state']]: true } = {
  starting: true,
  delivering: true,
  clash: true,
  unreachable: true,
  busy: true,
  misconfigured: true,
};

const MISTAKES: { readonly [M in Mistake]: true } = {
  credentials: true,
  rights: true,
  noSuchStore: true,
  noSuchRetentionPolicy: true,
  noRoom: true,
  refusesAll: true,
  address: true,
  certificate: true,
};

/** More than there are. */
const MOST_MEASUREMENTS = 20;

const refusedMeasurement = object({ measurement: printableText, says: printableText });

const mirror = object<MirrorStatus>({
  state: keyOf(STATES),
  pending: number,
  delivered: number,
  refused: number,
  oldestPendingAtMs: optional(number),
  mistake: optional(keyOf(MISTAKES)),
  lastError: optional(printableText),
  refusedMeasurements: optional(listOf(refusedMeasurement, MOST_MEASUREMENTS)),
});

const importRecord = object<ImportRecord>({
  id: number,
  meter: printableText,
  kind: printableText,
  prm: optional(printableText),
  atMs: number,
  firstDay: number,
  lastDay: number,
  days: number,
  digest: printableText,
});

const orderOutcome = byKind<OrderOutcome>({
  imported: object({ kind: anyOf('imported'), record: importRecord }),
  known: object({ kind: anyOf('known'), record: importRecord }),
  undone: object({ kind: anyOf('undone'), record: importRecord }),
  noSuchImport: object({ kind: anyOf('noSuchImport') }),
  tooMany: object({ kind: anyOf('tooMany'), most: number }),
  noRoom: object({ kind: anyOf('noRoom'), mostMegabytes: number }),
  failed: object({ kind: anyOf('failed'), says: printableText }),
  forgotten: object({
    kind: anyOf('forgotten'),
    days: number,
    minutes: number,
    readings: number,
    fromMs: number,
    toMs: number,
  }),
  nothingLater: object({ kind: anyOf('nothingLater') }),
  perhapsLate: object({ kind: anyOf('perhapsLate'), nowMs: number, untilMs: number }),
});

const requestResult = object<RequestResult>({ request: printableText, outcome: orderOutcome });

/** The maximum number of results that are read from an answer: a plugin keeps fewer. */
const MOST_RESULTS = 20;

/** The maximum numbers of troubles and of news that are read from an answer: the list keeps fewer. */
const MOST_TROUBLES = 200;
const MOST_NEWS = 100;

const status = object<Status>({
  version: printableText,
  meters: listOf(meter),
  mirror: optional(mirror),
  requests: listOf(requestResult, MOST_RESULTS),
  troubles: thoseOf(trouble, MOST_TROUBLES),
  news: thoseOf(news, MOST_NEWS),
});
