import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, dayOfDate, parisDayOf, parisInstant, parisOffsetMs } from '../../src/base/paris-time.ts';
import { createContractFollower } from '../../src/contract/contract-follower.ts';
import { contractMemoryIn, noteOf } from '../../src/contract/contract-memory.ts';
import { areSameHours, type Hours, hoursIn, hoursText, isInHours } from '../../src/contract/date-hours.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading, Season } from '../../src/reading/reading.ts';
import { dayProfilesIn } from '../../src/tic/day-profiles.ts';
import { runs } from '../../testbed/support/generated.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { eightHours } from './eight-hours.ts';
import { hoursOfDay } from './seen-life.ts';
import { written } from './written-profile.ts';

/** A contract with hours of its own in each season, and the life of the plugin that follows it. */
interface SeasonLife {
  readonly mode: Reading['frame']['mode'];
  readonly hours: { readonly [season in Season]: string };
  readonly isOffPeakAtWeekends: boolean;
  /** The days after the first one on which the plugin restarts, at 10:00. */
  readonly restarts: readonly number[];
}

const day = (date: string) => dayOfDate(date) ?? Number.NaN;
const [FIRST, LAST] = [day('2028-10-12'), day('2029-11-10')];
/** The days on which a season begins: a Wednesday, a Sunday and a Thursday. */
const TURNS = ['2028-11-01', '2029-04-01', '2029-11-01'].map(day);
const [NEVER_SEEN, ...SEEN_BEFORE] = TURNS;

const lives = fc
  .record({
    hours: fc.record({ summer: eightHours, winter: eightHours }),
    isOffPeakAtWeekends: fc.boolean(),
    restarts: fc.array(fc.integer({ min: 0, max: LAST - FIRST }), { maxLength: 40 }),
  })
  .filter(({ hours: { summer, winter } }) => !areSameHours(hoursIn(summer), hoursIn(winter)));

/** By the month, from 0 on, as this shares nothing with the product. */
function seasonOn(aDay: number): Season {
  return [3, 4, 5, 6, 7, 8, 9].includes(new Date(aDay * DAY_MS).getUTCMonth()) ? 'summer' : 'winter';
}

function hoursOn({ hours, isOffPeakAtWeekends }: SeasonLife, aDay: number): Hours {
  const weekend = isOffPeakAtWeekends ? { weekend: '00:00-00:00' } : {};
  return hoursOfDay({ fromMs: 0, hours: hours[seasonOn(aDay)], ...weekend }, aDay);
}

function isOffPeakAt(life: SeasonLife, atMs: number): boolean {
  const localMs = atMs + parisOffsetMs(atMs);
  const aDay = Math.floor(localMs / DAY_MS);
  return isInHours(hoursOn(life, aDay), (localMs - aDay * DAY_MS) / MINUTE_MS);
}

/** The first day from a change of season on whose hours differ from those of the same day in the week before. */
function firstWithOthers(life: SeasonLife, turn: number): number {
  const days = [0, 1, 2].map((after) => turn + after);
  return days.find((one) => !areSameHours(hoursOn(life, one), hoursOn(life, one - 7))) ?? Number.NaN;
}

/** A frame every twenty minutes, at each minute at which the meter may switch (by either offset from UTC), and in the minute before. */
function framesOf(life: SeasonLife): readonly number[] {
  const edges = Object.values(life.hours).flatMap((text) => hoursIn(text).flatMap(({ from, to }) => [from, to]));
  const switches = [0, ...edges].flatMap((one) => [one - 60, one - 61, one - 120, one - 121]);
  const minutes = [...Array.from({ length: 72 }, (_, nth) => nth * 20), ...switches];
  const days = Array.from({ length: LAST - FIRST }, (_, nth) => FIRST + nth);
  const instants = days.flatMap((aDay) => minutes.map((minute) => aDay * DAY_MS + minute * MINUTE_MS));
  return [...new Set(instants)].toSorted((one, other) => one - other);
}

interface Told {
  readonly atMs: number;
  readonly calendar: Reading['calendar'];
  readonly offPeakInMinutes: number | undefined;
}

/** Runs a life with everything that follows a contract. */
function lived(life: SeasonLife) {
  const news: ContractNews[] = [];
  const lines: RegisterLine[] = [];
  // That numbers are decimal is known: otherwise some profiles are understood only after they have been in use.
  let note = noteOf({ profile: { base: 'decimal' } });
  const start = () => {
    const follower = createContractFollower({
      wallAt: (monotonicMs) => monotonicMs,
      says: (one) => news.push(one),
      keep: (memory) => {
        note = noteOf(memory);
      },
      keepLine: (line) => lines.push(line),
    });
    follower.learn(contractMemoryIn(note), lines, lastMs);
    return follower;
  };
  let lastMs: number | undefined;
  let follower = start();
  const registers = { EASF01: 0, EASF02: 0 };
  const told = framesOf(life).map((atMs): Told => {
    const aDay = parisDayOf(atMs);
    if (life.restarts.includes(aDay - FIRST) && atMs === parisInstant(aDay, 36_000)) follower = start();
    lastMs = atMs;
    const offPeak = isOffPeakAt(life, atMs);
    registers[offPeak ? 'EASF01' : 'EASF02'] += 10;
    const reading =
      life.mode === 'standard' ? standard(life, aDay, offPeak, { ...registers }) : { offPeak, tariff: 'HC..' };
    const { calendar, offPeakInMinutes } = follower.follow(readingWith({ monotonicMs: atMs, offPeak, ...reading }));
    return { atMs, calendar, offPeakInMinutes };
  });
  return { told, news };
}

function standard(life: SeasonLife, aDay: number, offPeak: boolean, registers: Reading['registers']): Partial<Reading> {
  const tomorrow = hoursOn(life, aDay + 1);
  const at = [0, ...tomorrow.flatMap(({ from, to }) => [from, to])].filter((one) => one < 1_440);
  const switchings = [...new Set(at)].map((one) => ({ at: one, to: isInHours(tomorrow, one) ? 1 : 2 }));
  const dayProfiles = dayProfilesIn({ 'PJOURF+1': written(switchings), NJOURF: '00', 'NJOURF+1': '00' }) ?? {};
  const [tariff, tariffIndex] = offPeak ? ['HEURE CREUSE', 1] : ['HEURE PLEINE', 2];
  return { dayProfiles, tariff, tariffIndex, registers, frame: frameWith({ mode: 'standard' }) };
}

/** The news by day. */
function saidIn(news: readonly ContractNews[]) {
  return news.map(({ atMs, ...one }) => [parisDayOf(atMs), one]);
}

function newsOf(life: SeasonLife, turn: number, isTold: boolean) {
  const from = firstWithOthers(life, turn);
  const [before, offPeak] = [from - 7, from].map((one) => hoursText(hoursOn(life, one)));
  // Observed hours may have changed within a day, unless the season begins with it.
  const isCertain = isTold || from === turn;
  return { kind: 'hours', before, offPeak, isTold, season: seasonOn(from), ...(isCertain && { fromDay: from }) };
}

test('hours by season that the meter reports are news on the eve, each time, with the day from which they apply', () => {
  fc.assert(
    fc.property(lives, (some) => {
      const life: SeasonLife = { ...some, mode: 'standard' };
      const { told, news } = lived(life);
      expect(saidIn(news)).toEqual(TURNS.map((turn) => [firstWithOthers(life, turn) - 1, newsOf(life, turn, true)]));
      expect(wrongAround(life, told, TURNS)).toEqual([]);
      expect(wrongSeasons(told, news[0]?.atMs)).toEqual([]);
    }),
    runs(2),
  );
});

test('hours by season that are observed are news after the first day, and are known on the eve from the second season on', () => {
  fc.assert(
    fc.property(lives, (some) => {
      const life: SeasonLife = { ...some, mode: 'historique' };
      const { told, news } = lived(life);
      const [first, ...later] = saidIn(news);
      expect(first?.[1]).toEqual(newsOf(life, NEVER_SEEN ?? 0, false));
      // A day that may be half of the old hours and half of the new ones is confirmed by the next similar day.
      expect(Number(first?.[0]) - firstWithOthers(life, NEVER_SEEN ?? 0)).toBeOneOf([1, 2]);
      expect(later).toEqual(SEEN_BEFORE.map((turn) => [firstWithOthers(life, turn) + 1, newsOf(life, turn, false)]));
      expect(wrongAround(life, told, SEEN_BEFORE)).toEqual([]);
      expect(wrongSeasons(told, news[0]?.atMs)).toEqual([]);
    }),
    runs(2),
  );
});

/** The wrong hours, or minutes until they begin, that are shown from the noon before a season's new hours until the noon after. */
function wrongAround(life: SeasonLife, told: readonly Told[], turns: readonly number[]): readonly string[] {
  const days = turns.map((turn) => firstWithOthers(life, turn));
  return told.flatMap(({ atMs, calendar, offPeakInMinutes }) => {
    const aDay = parisDayOf(atMs);
    if (!days.some((one) => Math.abs(atMs - parisInstant(one, 0)) <= DAY_MS / 2)) return [];
    const [offPeak, offPeakTomorrow] = [aDay, aDay + 1].map((one) => hoursText(hoursOn(life, one)));
    const minutes = Array.from({ length: 3_000 }, (_, nth) => nth);
    const beginning = minutes.find((nth) => isOffPeakAt(life, atMs + nth * MINUTE_MS));
    const isRight = calendar?.offPeak === offPeak && calendar?.offPeakTomorrow === offPeakTomorrow;
    return isRight && (offPeakInMinutes ?? 0) === beginning
      ? []
      : [`${new Date(atMs).toISOString()} ${JSON.stringify([calendar, offPeakInMinutes, beginning])}`];
  });
}

/** The season is known once the hours of both are. */
function wrongSeasons(told: readonly Told[], sinceMs = Number.POSITIVE_INFINITY): readonly Told[] {
  return told.filter(({ atMs, calendar }) => {
    return calendar?.season !== (atMs < sinceMs ? undefined : seasonOn(parisDayOf(atMs)));
  });
}
