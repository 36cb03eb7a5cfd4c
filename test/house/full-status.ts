import type { Frame, Reading } from '../../src/reading/reading.ts';
import type { MeterStatus, Status } from '../../src/status/status.ts';
import type { News } from '../../src/trouble/news.ts';
import type { Trouble } from '../../src/trouble/trouble.ts';
import { EVERY_NEWS, EVERY_TROUBLE } from '../../testbed/support/example-troubles.ts';

/** Stands in each text that must not leave the machine. */
export const MARK = 'SECRET';

/** A type with all its fields, so that one that is added later has to be added here. */
type All<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

const FRAME: All<Frame> = {
  mode: 'standard',
  address: `${MARK} address`,
  labels: { PRM: `${MARK} PRM`, MSG1: `${MARK} MSG1`, EASF01: `${MARK} EASF01` },
  horodates: { DATE: `${MARK} DATE` },
  refused: 1,
};

/** A Reading with everything that a meter may say. */
const FULL_READING: All<Reading> = {
  ...{ monotonicMs: 1_234_567, phases: 3, apparentPowerVA: 2_800, activePowerW: 2_600, activePowerErrorW: 40 },
  apparentPowerVAByPhase: { 1: 1_000, 2: 900, 3: 900 },
  ...{ injectedPowerVA: 7, surplusVA: { about: 300, least: 200, most: 400 } },
  ...{ currentA: { 1: 5, 2: 4, 3: 4 }, voltageV: { 1: 231, 2: 232, 3: 233 } },
  ...{ importedWh: 12_345_678, exportedWh: 9_876, registers: { EASF01: 4_441_111, EAST: 12_345_678 } },
  ...{ subscribedVA: 9_000, maxPowerVAToday: 5_100, contract: 'TEMPO', tariff: 'HP  BLEU', tariffIndex: 2 },
  ...{ offPeak: false, tempoToday: 'blue', tempoTomorrow: 'white', peak: 'notice', overload: true },
  ...{ isGiving: false, dryContact: 'open', message: `${MARK} message`, shortMessage: `${MARK} short` },
  mobilePeaks: [{ fromMs: 1, toMs: 2 }],
  dayProfiles: { dayType: `${MARK} day`, dayTypeTomorrow: `${MARK} tomorrow` },
  ...{ prm: `${MARK} PRM`, meterClockMs: 1_700_000_000_001, isClockDegraded: true },
  calendar: {
    ...{ offPeak: '22:00-06:00', offPeakTomorrow: '22:00-06:00', seenDays: 3, season: 'winter' },
    ...{ peak: '07:00-15:00', peakTomorrow: '', periods: { EASF01: { name: `${MARK} period`, offPeak: true } } },
  },
  offPeakInMinutes: 40,
  frame: FRAME,
};

const METER: All<MeterStatus> = {
  ...{ slug: 'linky', name: 'Linky', port: `/dev/${MARK}`, staleAfter: 20 },
  ...{ lastReading: FULL_READING, atMs: 1_700_000_000_000, ageMs: 700 },
};

/** What of a trouble is no text of its own. */
const KEPT = ['part', 'kind', 'meter'];
/** Troubles of each kind, and news of each kind, with the mark in every text that is no kind and no slug. */
const TROUBLES = EVERY_TROUBLE.map((trouble, nth) => ({ ...marked(trouble), since: nth }) as Trouble);
const NEWS = EVERY_NEWS.map((news, nth) => ({ ...marked(news), at: nth }) as News);

export const FULL_STATUS: All<Status> = {
  version: '1.2.3',
  meters: [METER, { slug: 'cave', name: 'Cave', port: `tcp://${MARK}:1`, staleAfter: 30 }],
  mirror: { state: 'delivering', pending: 1, delivered: 2, refused: 3, lastError: MARK },
  troubles: TROUBLES,
  news: NEWS,
};

function marked(facts: object): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, KEPT.includes(name) ? value : mark(value)]),
  );
}

function mark(value: unknown): unknown {
  if (typeof value === 'string') return MARK;
  if (Array.isArray(value)) return value.map(mark);
  return typeof value === 'object' && value !== null ? marked(value) : value;
}
