import fc from 'fast-check';
import { beginningOfDay, dayOfDate, parisDayOf, parisOffsetMs } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { namedDay, registerHistory } from '../../src/energy/register-history.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { CountedInMemory } from '../../testbed/support/counted-in-memory.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

const DAY_MINUTES = 1440;
const STEP_MINUTES = 30;
const [FIRST_ADDRESS, OTHER_ADDRESS] = ['021728123456', '021728999999'];

/** What the registers of both meters count in standard mode. */
const LINES: readonly RegisterLine[] = [FIRST_ADDRESS, OTHER_ADDRESS].flatMap((address) => [
  { address, register: 'EASF01', sinceMs: 0, period: 'HC..' },
  { address, register: 'EASF02', sinceMs: 0, period: 'HP..' },
]);

/** The house of a test: the mean power of each half-hour, imported and exported, and when its meter was heard and replaced. */
export interface HeardHouse {
  readonly firstDay: number;
  readonly days: number;
  readonly drawnW: readonly number[];
  readonly givenW: readonly number[] | undefined;
  /** Each in half-hours since the first day began; the end is exclusive. */
  readonly heard: readonly (readonly [from: number, to: number])[];
  readonly exchangedAt: number | undefined;
  readonly mode: 'historique' | 'standard';
}

/** About ten days that may contain a change of the clocks. */
export function heardHouses(): fc.Arbitrary<HeardHouse> {
  const dates = ['2025-03-26', '2025-10-22', '2025-06-10', '2025-12-28'];
  return fc
    .record({
      date: fc.constantFrom(...dates),
      days: fc.integer({ min: 2, max: 9 }),
      seed: fc.integer(),
      isProducer: fc.boolean(),
      cuts: fc.array(fc.integer({ min: 0, max: 9 * 48 }), { maxLength: 8 }),
      exchangedAt: fc.option(fc.integer({ min: 0, max: 9 * 48 }), { nil: undefined }),
      mode: fc.constantFrom('historique' as const, 'standard' as const),
    })
    .map(({ date, days, seed, isProducer, cuts, exchangedAt, mode }) => {
      const firstDay = dayOfDate(date) ?? 0;
      const count = halfHours(firstDay, days);
      const powers = (salt: number) => Array.from({ length: count }, (_, nth) => 2 * chance(seed + salt, nth, 1500));
      const ends = cuts.filter((cut) => cut <= count).toSorted((one, other) => one - other);
      const heard = ends.flatMap((from, nth) => (nth % 2 === 0 ? [[from, ends[nth + 1] ?? count] as const] : []));
      return {
        ...{ firstDay, days, heard, exchangedAt, mode },
        ...{ drawnW: powers(0), givenW: isProducer ? powers(1) : undefined },
      };
    });
}

/** Whether a moment is off-peak: from 22:00 to 06:00. */
function isOffPeak(atMs: number): boolean {
  const minute = Math.floor((atMs + parisOffsetMs(atMs)) / MINUTE_MS) % DAY_MINUTES;
  return minute < 360 || minute >= 1320;
}

function halfHours(firstDay: number, days: number): number {
  return (beginningOfDay(firstDay + days) - beginningOfDay(firstDay)) / MINUTE_MS / STEP_MINUTES;
}

/** The days that the plugin makes of what it heard: a frame for each half-hour, and one in the last minute before each midnight. */
export function ownDays(house: HeardHouse): readonly Day[] {
  const counted = new CountedInMemory();
  const begin = beginningOfDay(house.firstDay);
  const indexes = { hc: 1_000_000, hp: 2_000_000, given: 500_000 };
  for (const [nth, watts] of house.drawnW.entries()) {
    const atMs = begin + nth * STEP_MINUTES * MINUTE_MS;
    if (nth === house.exchangedAt) Object.assign(indexes, { hc: 70, hp: 90, given: 0 });
    const isHeard = house.heard.some(([from, to]) => nth >= from && nth < to);
    if (isHeard) counted.take(atMs, readingOf(house, nth, indexes));
    indexes[isOffPeak(atMs) ? 'hc' : 'hp'] += watts / 2;
    indexes.given += (house.givenW?.[nth] ?? 0) / 2;
    const lastMs = atMs + (STEP_MINUTES - 1) * MINUTE_MS;
    const isLast = parisDayOf(lastMs + MINUTE_MS) !== parisDayOf(lastMs);
    if (isHeard && isLast) counted.take(lastMs, readingOf(house, nth, indexes));
  }
  const history = registerHistory(LINES);
  return counted.days(LINES).map((day) => namedDay(day, history));
}

function readingOf(
  { mode, givenW, exchangedAt }: HeardHouse,
  nth: number,
  { hc, hp, given }: { readonly hc: number; readonly hp: number; readonly given: number },
): Reading {
  const isOther = exchangedAt !== undefined && nth >= exchangedAt;
  return readingWith({
    frame: frameWith({ mode, address: isOther ? OTHER_ADDRESS : FIRST_ADDRESS }),
    importedWh: hc + hp,
    registers: mode === 'historique' ? { HCHC: hc, HCHP: hp } : { EASF01: hc, EASF02: hp },
    ...(givenW && { exportedWh: given }),
  });
}

/** A file's correct values for a day. */
export function trueDay(house: HeardHouse, nth: number, kind: 'curve' | 'indexes'): ImportedDay {
  const day = house.firstDay + nth;
  const [from, to] = [halfHours(house.firstDay, nth), halfHours(house.firstDay, nth + 1)];
  const meanW = house.drawnW.slice(from, to);
  const givenCurve = house.givenW && [
    { fromMinute: 0, stepMinutes: STEP_MINUTES, meanW: house.givenW.slice(from, to) },
  ];
  if (kind === 'curve') {
    return { day, curve: [{ fromMinute: 0, stepMinutes: STEP_MINUTES, meanW }], givenCurve };
  }
  const registers = { EASF01: 0, EASF02: 0 };
  const begin = beginningOfDay(day);
  for (const [step, watts] of meanW.entries()) {
    registers[isOffPeak(begin + step * STEP_MINUTES * MINUTE_MS) ? 'EASF01' : 'EASF02'] += watts / 2;
  }
  const energyWh = registers.EASF01 + registers.EASF02;
  return { day, energyWh, energyWhByRegister: registers, periodOfRegister: { EASF01: 'HC', EASF02: 'HP' } };
}

/** A pseudo-random number from 0 up to a limit, always the same for the same numbers. */
function chance(seed: number, nth: number, limit: number): number {
  const mixed = Math.imul((seed ^ Math.imul(nth + 1, 0x85ebca6b)) >>> 0, 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
}
