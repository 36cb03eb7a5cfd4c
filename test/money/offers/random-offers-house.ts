import fc from 'fast-check';
import type { ImportedDay } from '../../../src/energy/imported-day.ts';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../testbed/support/time.ts';
import { BASE, type Contract, HP_HC, HP_HC_STANDARD, WEEKEND } from '../../../testbed/years/contract.ts';
import type { House, Stay } from '../../../testbed/years/house.ts';
import { shownAt } from '../../../testbed/years/wall-clock.ts';
import { civilDate, datesFromTo } from '../bill/independent/civil-calendar.ts';
import { comesBack, renames } from '../bill/random-house.ts';
import { curveDay, stepsOf } from './curve-days.ts';
import type { Step } from './independent/day-energy.ts';
import { type OwnPrices, ownPrices } from './offers-house.ts';
import { TRUE_TEMPO, TRUE_TEMPO_STANDARD } from './true-tempo.ts';
import { edgesIn, momentsOf } from './watched-moments.ts';

/** From before a leap year on. */
const FROM_MS = Date.UTC(2023, 8, 20);
const TO_MS = Date.UTC(2025, 9, 1);

const contracts: fc.Arbitrary<Contract> = fc.constantFrom(
  ...[BASE, HP_HC, HP_HC_STANDARD, WEEKEND, TRUE_TEMPO, TRUE_TEMPO_STANDARD],
);

const stays = fc
  .array(
    fc.record({
      contract: contracts,
      address: fc.constantFrom('021861000123', '041976000456'),
      subscribedKVA: fc.constantFrom(6, 9, 12),
      hours: fc.oneof(fc.integer({ min: 20, max: 3_000 }), fc.integer({ min: 3_000, max: 9_000 })),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .filter((all) => !comesBack(all) && !renames(all));

/** Minutes, hours or days. */
const absences = fc.array(
  fc.record({
    afterHours: fc.integer({ min: 0, max: 9_000 }),
    hours: fc.oneof(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 30, max: 400 }),
    ),
  }),
  { maxLength: 5 },
);

const SEASONS = '11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat,sun 00:00-24:00';
const HP_HC_PERIODS = { HP: '0.2213', HC: '0.1612' };
const WEEKEND_PERIODS = { HP: '0.2371', HC: '0.1683', 'WEEK-END': '0.17025' };
const TEMPO_PERIODS = { HCJB: '0.1312', HPJB: '0.1598', HCJW: '0.148', HPJW: '0.1857', HCJR: '0.155', HPJR: '0.7011' };

/** What households pay. Periods keep the names that their bills have. */
const OWN: readonly (OwnPrices | undefined)[] = [
  undefined,
  ownPrices('15.86', { BASE: '0.2011' }, {}, { BASE: 'Toutes heures' }),
  ownPrices('16.02', HP_HC_PERIODS),
  ownPrices('16.5', HP_HC_PERIODS, { HC: '22:30-06:30' }, { HP: 'Heures pleines', HC: 'Heures creuses' }),
  ownPrices('15.11', HP_HC_PERIODS, { HC: SEASONS }),
  ownPrices(
    '17.3',
    WEEKEND_PERIODS,
    { HC: 'mon-fri 22:00-06:00', 'WEEK-END': 'sat-sun,holiday 00:00-24:00' },
    { 'WEEK-END': 'Week-end' },
  ),
  ownPrices('15.59', TEMPO_PERIODS, {}, { HCJB: 'HC Bleu' }),
];

const OFF_PEAK = [
  undefined,
  '22:30-06:30',
  '01:26-06:26, 12:56-15:56',
  SEASONS,
  '12-24..01-02 fri-mon 20:00-09:00;01-03..12-23 02:00-07:00',
];

/** A file with a curve of dates before the meter was first heard, and of some later ones, in absences or on its own days. */
const file = fc.record({
  stepMinutes: fc.constantFrom(5, 10, 15, 30, 60),
  daysBefore: fc.integer({ min: 1, max: 250 }),
  /** One in this many later days is in the file. */
  laterOneIn: fc.constantFrom(2, 10, 1_000),
  /** The small consumption fits into what the meter counted in an absence. */
  mostW: fc.constantFrom(100, 4_000),
  /** Steps are missing in one of this many days. */
  holesOneIn: fc.constantFrom(5, 50, 1_000),
});

/** A house, what is known of it, and what it asks. */
export interface AskingHouse {
  readonly house: House;
  readonly own: OwnPrices | undefined;
  readonly offPeak: string | undefined;
  readonly kVA: number;
  readonly minutesSinceMs: number;
  readonly nowMs: number;
  readonly imported: readonly ImportedDay[];
  readonly steps: readonly Step[];
}

/** What a house is made of, small enough to be read where a test fails. */
export const plans = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  isProducer: fc.boolean(),
  fromMs: fc.integer({ min: FROM_MS, max: TO_MS }),
  stays,
  absences,
  missesOneIn: fc.constantFrom(40, 150, 600, 5_000),
  own: fc.nat(OWN.length - 1),
  offPeak: fc.nat(OFF_PEAK.length - 1),
  kVA: fc.constantFrom(9, 6, 12, 9, 6, 3, 24),
  minutesGoneDays: fc.option(fc.integer({ min: 1, max: 150 })),
  hoursLater: fc.integer({ min: 0, max: 60 }),
  file: fc.option(file),
});

export type Plan = typeof plans extends fc.Arbitrary<infer One> ? One : never;

export function houseOf(plan: Plan): AskingHouse {
  const { fromMs, missesOneIn, seed, isProducer } = plan;
  const own = OWN[plan.own];
  const offPeak = OFF_PEAK[plan.offPeak];
  const begins = plan.stays.map(
    (_, nth) => fromMs + plan.stays.slice(0, nth).reduce((sum, { hours }) => sum + hours, 0) * HOUR_MS,
  );
  const untilMs = (begins.at(-1) as number) + (plan.stays.at(-1)?.hours ?? 0) * HOUR_MS;
  const texts = [offPeak, ...Object.values(own?.line.hours ?? {})];
  const edges = new Set([0, 6 * 60, 22 * 60, ...texts.flatMap((hours) => edgesIn(hours ?? ''))]);
  const dense = new Set(denseDates(seed, fromMs, untilMs));
  const house: House = {
    ...{ meter: 'linky', seed, isProducer, frameMinutes: [1, 1] },
    stays: plan.stays.map(({ hours: _, ...stay }, nth) => ({
      from: shownAt(begins[nth] as number),
      ...stay,
    })) as unknown as [Stay],
    until: shownAt(untilMs),
    absences: plan.absences.map(({ afterHours, hours }) => {
      const awayMs = fromMs + afterHours * HOUR_MS;
      return [shownAt(awayMs), shownAt(awayMs + hours * HOUR_MS)] as const;
    }),
    moments: momentsOf({ seed, edges, missesOneIn, dense }, fromMs, untilMs),
  };
  const days = plan.file ? fileDays(seed, fromMs, untilMs, plan.file) : [];
  return {
    ...{ house, own, offPeak, kVA: plan.kVA },
    minutesSinceMs: plan.minutesGoneDays === null ? 0 : minuteAfter(fromMs + plan.minutesGoneDays * DAY_MS),
    nowMs: untilMs + plan.hoursLater * HOUR_MS,
    imported: days,
    steps: days.flatMap(stepsOf),
  };
}

/** Two months apart, and on both changes of the clock and the 29 of February. */
function denseDates(seed: number, fromMs: number, untilMs: number): readonly string[] {
  const always = ['2023-10-29', '2024-02-29', '2024-03-31', '2024-10-27', '2025-03-30', '2025-10-26'];
  const others = Array.from({ length: 8 }, (_, nth) => civilDate(fromMs + ((nth * 61 + seed) % 500) * DAY_MS));
  return [...always, ...others].filter((date) => date > civilDate(fromMs) && date < civilDate(untilMs));
}

function fileDays(
  seed: number,
  fromMs: number,
  untilMs: number,
  { stepMinutes, daysBefore, laterOneIn, mostW, holesOneIn }: NonNullable<Plan['file']>,
): readonly ImportedDay[] {
  const random = seededRandom(seed, 5);
  const dates = datesFromTo(civilDate(fromMs - daysBefore * DAY_MS), civilDate(untilMs));
  const inFile = dates.filter((date) => date < civilDate(fromMs) || random() < 1 / laterOneIn);
  return inFile.map((date) => {
    const holeAt = random() < 1 / holesOneIn ? Math.floor(random() * 20) : undefined;
    return curveDay(date, stepMinutes, () => Math.floor(random() ** 2 * mostW), holeAt);
  });
}

function minuteAfter(atMs: number): number {
  return Math.ceil(atMs / MINUTE_MS) * MINUTE_MS;
}
