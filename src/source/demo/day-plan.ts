import { DAY_MS, parisDayOf, parisInstant } from '../../base/paris-time.ts';
import type { TempoColour } from '../../reading/reading.ts';
import { eveningLights, HABITS, type Habit } from './habits.ts';
import { NO_DRAW, type PowerDraw, together } from './power-draw.ts';
import { seededRandom } from './seeded-random.ts';

/** One use of an appliance: it `draws` from `fromMs` to `toMs`, for `onMs` out of every `everyMs`. */
export interface Load {
  readonly appliance: string;
  readonly draws: PowerDraw;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onMs: number;
  readonly everyMs: number;
}

/** A day of the contract, which has one colour. It lasts from the end of the off-peak hours to their end on the next morning. */
export interface DayPlan {
  readonly startMs: number;
  readonly offPeakMs: number;
  readonly endMs: number;
  readonly colour: TempoColour;
  /** November to March, which the distributor counts in separate registers. */
  readonly highSeason: boolean;
  readonly loads: readonly Load[];
}

/** Off-peak hours of the demo house, 22:00–06:00 as Tempo has them, in seconds of the local day. */
const PEAK_FROM_S = 6 * 3600;
const OFF_PEAK_FROM_S = 22 * 3600;
/** Every load switches at a multiple of this, so that the power is constant in between. */
export const STEP_MS = 5000;

/** The day of the contract at an instant, as the local date on which it began, in days since 1970-01-01. */
export function contractDay(atMs: number): number {
  return parisDayOf(atMs, PEAK_FROM_S);
}

/** Everything that happens in the house on a day of the contract; always the same for the same seed. */
export function planOf(day: number, seed: number): DayPlan {
  const startMs = parisInstant(day, PEAK_FROM_S);
  const endMs = parisInstant(day + 1, PEAK_FROM_S);
  const draw = seededRandom(seed, day, 1);
  const loads = [...HABITS, eveningLights(day)]
    .filter(({ likely }) => draw() < likely[isWeekend(day) ? 1 : 0])
    .flatMap((habit) => loadsOf(habit, day, endMs, draw));
  const offPeakMs = parisInstant(day, OFF_PEAK_FROM_S);
  return { startMs, offPeakMs, endMs, colour: colourOf(day, seed), highSeason: isHighSeason(day), loads };
}

function loadsOf({ appliance, from, phases }: Habit, day: number, endMs: number, draw: () => number): Load[] {
  const within = ([least, most]: readonly [number, number], unitMs: number) =>
    Math.round(((least + draw() * (most - least)) * unitMs) / STEP_MS) * STEP_MS;
  let nextMs = parisInstant(day, within(from, 3_600_000) / 1000);
  return phases.map(({ draws, minutes, cycleS = [1, 1] }) => {
    const fromMs = nextMs;
    nextMs = Math.min(fromMs + within(minutes, 60_000), endMs);
    return { appliance, draws, fromMs, toMs: nextMs, onMs: cycleS[0] * 1000, everyMs: cycleS[1] * 1000 };
  });
}

/** The Tempo colour of a day. Red days are working days in winter, most white days are in winter, and every Sunday is blue. */
export function colourOf(day: number, seed: number): TempoColour {
  if (weekday(day) === SUNDAY) return 'blue';
  const drawn = seededRandom(seed, day, 2)();
  if (!isHighSeason(day)) return drawn < 0.05 ? 'white' : 'blue';
  if (drawn < 0.2 && !isWeekend(day)) return 'red';
  return drawn < 0.5 ? 'white' : 'blue';
}

function isHighSeason(day: number): boolean {
  const month = new Date(day * DAY_MS).getUTCMonth();
  return month >= 10 || month <= 2;
}

const SUNDAY = 0;
const SATURDAY = 6;

function isWeekend(day: number): boolean {
  return weekday(day) === SUNDAY || weekday(day) === SATURDAY;
}

function weekday(day: number): number {
  return new Date(day * DAY_MS).getUTCDay();
}

/** The total power of some loads at an instant. */
export function drawOf(loads: readonly Load[], atMs: number): PowerDraw {
  return loads.reduce((sum, load) => (isOn(load, atMs) ? together(sum, load.draws) : sum), NO_DRAW);
}

function isOn({ fromMs, toMs, onMs, everyMs }: Load, atMs: number): boolean {
  return atMs >= fromMs && atMs < toMs && (atMs - fromMs) % everyMs < onMs;
}

/** The active energy that some loads consume from one instant to another, exactly, in W·ms. */
export function energyOfLoads(loads: readonly Load[], fromMs: number, toMs: number): number {
  return loads.reduce((sum, load) => sum + load.draws.activeW * (onTime(load, toMs) - onTime(load, fromMs)), 0);
}

/** The total time for which a load has been on up to an instant, in ms. */
function onTime({ fromMs, toMs, onMs, everyMs }: Load, atMs: number): number {
  const ran = Math.max(0, Math.min(atMs, toMs) - fromMs);
  return Math.floor(ran / everyMs) * onMs + Math.min(ran % everyMs, onMs);
}
