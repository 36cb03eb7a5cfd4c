import { DAY_MS, dateOf, daysSinceMonday } from '../../src/base/paris-time.ts';
import type { TempoColour } from '../../src/reading/reading.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { isMonthIn, type Months } from './outdoors.ts';

const WEATHER_SEED = 2025;

/** The normals of a month's mean temperature in Paris-Montsouris, 1991 to 2020, in °C, rounded to half a degree; January first. */
const NORMAL_C = [5.5, 6, 9, 12, 15.5, 19, 21, 21, 17, 13, 8.5, 6];
const WINTER: Months = [11, 3];
/** RTE makes the workdays red and white on which France needs the most power, which are the cold ones: by so many K. */
const COLDER_K: { readonly [colour in TempoColour]: number } = { blue: 0, white: 3, red: 7 };
/** Weather that lasts: how much of a day's difference from the normal the next day has, and the spread of what is new, in K. */
const LASTING = 0.8;
const NEW_K = 1.2;

/** The colour of a day of Tempo. */
export type ColourOf = (day: number) => TempoColour | undefined;

/**
 * The mean temperature of each day in Paris, in °C, drawn around the normals. The workdays that are red or white in Tempo are colder,
 * and so is the weekend between them, while a winter as a whole keeps to the normals.
 * @param days in order, since 1970-01-01
 * @param colderK how much colder than the normals the winter is
 */
export function meanTemperatures(days: readonly number[], colourOf: ColourOf, colderK: number): readonly number[] {
  const warmerK = warmerOf(days, colourOf);
  return days.map((day, nth) => normalC(day) + (warmerK[nth] ?? 0) - (isMonthIn(WINTER, monthOf(day)) ? colderK : 0));
}

/** How much warmer than the normal each day is, in K. The days of a winter add up to nothing. */
function warmerOf(days: readonly number[], colourOf: ColourOf): readonly number[] {
  const cold = coldOf(days, colourOf);
  const warmer = chanceOf(days.length).map((kelvin, nth) => kelvin - (cold[nth] ?? 0));
  const isWinter = days.map((day) => isMonthIn(WINTER, monthOf(day)));
  const ofWinter = warmer.filter((_, nth) => isWinter[nth]);
  const mean = ofWinter.reduce((sum, kelvin) => sum + kelvin, 0) / Math.max(1, ofWinter.length);
  return warmer.map((kelvin, nth) => (isWinter[nth] ? kelvin - mean : kelvin));
}

/** How much colder the colours make each day, in K. A blue day at a weekend is as cold as the days around it. */
function coldOf(days: readonly number[], colourOf: ColourOf): readonly number[] {
  const told = days.map((day) => {
    const colour = colourOf(day) ?? 'blue';
    return colour === 'blue' && !isWorkday(day) ? undefined : COLDER_K[colour];
  });
  return told.map((kelvin, nth) => kelvin ?? (nearest(told, nth, -1) + nearest(told, nth, 1)) / 2);
}

/** The value of the next day on this side that has one. */
function nearest(values: readonly (number | undefined)[], nth: number, step: 1 | -1): number {
  let at = nth + step;
  while (at >= 0 && at < values.length && values[at] === undefined) at += step;
  return values[at] ?? 0;
}

/** How much warmer chance makes each day, in K. */
function chanceOf(days: number): readonly number[] {
  const random = seededRandom(WEATHER_SEED);
  let warmerK = 0;
  return Array.from({ length: days }, () => {
    // The sum of three even chances is nearly a normal one, with a spread of one half.
    warmerK = warmerK * LASTING + (random() + random() + random() - 1.5) * 2 * NEW_K;
    return warmerK;
  });
}

/** Normals go evenly from the middle of a month to that of the next one. */
function normalC(day: number): number {
  const middle = (dayOfYear(day) / 365) * 12 - 0.5;
  const before = Math.floor(middle);
  const of = (month: number) => NORMAL_C[(month + 12) % 12] as number;
  return of(before) + (of(before + 1) - of(before)) * (middle - before);
}

export function monthOf(day: number): number {
  return Number(dateOf(day).slice(5, 7));
}

/** From 0 on. */
export function dayOfYear(day: number): number {
  return day - Date.UTC(Number(dateOf(day).slice(0, 4)), 0) / DAY_MS;
}

export function isMonday(day: number): boolean {
  return daysSinceMonday(day) === 0;
}

function isWorkday(day: number): boolean {
  return daysSinceMonday(day) < 5;
}
