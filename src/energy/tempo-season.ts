import { dateOf, dayOfDate, parisDayOf } from '../paris-time.ts';
import { colourOfPeriod, knownPeriod } from '../periods.ts';
import type { TempoColour } from '../reading.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import { byPeriodName } from './watt-hours.ts';

type DaysByColour = { readonly [C in TempoColour]: number };

/** The days of a Tempo season, from 1 September to 31 August, at a moment of it. */
export interface TempoSeason {
  /** The years in which it begins and ends: `2026-2027`. */
  readonly name: string;
  /** The days whose colour is known, up to and including today. */
  readonly gone: DaysByColour;
  /** Tomorrow's colour, once the meter has said it. It is neither in `gone` nor in `left`. Absent when tomorrow is in the next season. */
  readonly planned?: TempoColour;
  /** What the season has (22 red, 43 white, the rest blue) without those that are gone or planned. */
  readonly left: DaysByColour;
  /**
   * The days of the season up to today whose colour nobody has told, as before the journal began. While there are some, at least
   * so many are gone of each colour as `gone` says, and at most so many are left as `left` says.
   */
  readonly unknown: number;
}

/** What the meter says of colours: the Tempo day that is under way, and the one after it. */
export interface ToldColours {
  readonly today?: TempoColour | undefined;
  readonly tomorrow?: TempoColour | undefined;
}

/** A day has its colour from 06:00 on, until 06:00 of the next date. */
const BEGINS_AT_S = 6 * 3600;
const RED_DAYS = 22;
const WHITE_DAYS = 43;

/** The Tempo day at an instant: before 06:00 it is the date before. */
export function tempoDayAt(atMs: number): number {
  return parisDayOf(atMs, BEGINS_AT_S);
}

/**
 * The season at a day of it. A day has the colour in whose peak register energy was counted on its date, since those hours (06:00 to
 * 22:00) are all of the same Tempo day. Undefined for a contract that is not Tempo: the meter says no colour, and the newest energy
 * is not in Tempo's periods.
 * @param days the days of the meter, with those of files
 * @param today the Tempo day that is under way: `tempoDayAt(now)`
 * @param told what the meter says now; `today` counts until energy shows the colour
 */
export function tempoSeason(days: readonly Day[], today: number, told: ToldColours): TempoSeason | undefined {
  const { name, first, end } = seasonOf(today);
  // After midnight, energy of the date that has begun may be there already; it is off-peak, and of today's colour.
  const ofSeason = days.filter(({ day }) => day >= first && day <= today + 1 && day < end);
  if (!isTempo(ofSeason, told)) return undefined;
  const colours = new Map(ofSeason.flatMap((day) => (day.day > today ? [] : [[day.day, colourOf(day)] as const])));
  const known = Array.from({ length: today - first + 1 }, (_, nth) => colours.get(first + nth));
  known[today - first] ??= told.today;
  const gone = byColour((colour) => known.filter((one) => one === colour).length);
  const planned = today + 1 < end ? told.tomorrow : undefined;
  const all: DaysByColour = { red: RED_DAYS, white: WHITE_DAYS, blue: end - first - RED_DAYS - WHITE_DAYS };
  return {
    name,
    gone,
    ...(planned && { planned }),
    left: byColour((colour) => Math.max(0, all[colour] - gone[colour] - (planned === colour ? 1 : 0))),
    unknown: known.filter((colour) => colour === undefined).length,
  };
}

function byColour(count: (colour: TempoColour) => number): DaysByColour {
  return { blue: count('blue'), white: count('white'), red: count('red') };
}

/** The season that a day is in: its first day, and the first one after it. */
function seasonOf(day: number): { readonly name: string; readonly first: number; readonly end: number } {
  const date = dateOf(day);
  const begins = Number(date.slice(0, 4)) - (date.slice(5) < '09-01' ? 1 : 0);
  const firstOf = (year: number) => dayOfDate(`${year}-09-01`) ?? Number.NaN;
  return { name: `${begins}-${begins + 1}`, first: firstOf(begins), end: firstOf(begins + 1) };
}

function isTempo(days: readonly Day[], { today, tomorrow }: ToldColours): boolean {
  if (today ?? tomorrow) return true;
  const newest = days
    .map(({ energyWhByTariff }) => periodsWithEnergy(energyWhByTariff))
    .filter(({ length }) => length > 0);
  return newest.at(-1)?.some((period) => colourOfPeriod(period)) ?? false;
}

/** The colour of a day's peak hours; undefined when there is none, or more than one. */
function colourOf({ energyWhByTariff, unseen }: Day): TempoColour | undefined {
  const [counted, before] = [byPeriodName(energyWhByTariff), byPeriodName(unseen?.energyWhByTariff ?? {})];
  // What was counted before the first frame of the day may be of days before it.
  const [colour, ...others] = new Set(
    Object.keys(counted)
      .filter((period) => knownPeriod(period)?.offPeak === false && (counted[period] ?? 0) > (before[period] ?? 0))
      .flatMap((period) => colourOfPeriod(period) ?? []),
  );
  return others.length === 0 ? colour : undefined;
}

function periodsWithEnergy(energyWhByTariff: EnergyByName): readonly string[] {
  return Object.keys(energyWhByTariff).filter((period) => (energyWhByTariff[period] ?? 0) > 0);
}
