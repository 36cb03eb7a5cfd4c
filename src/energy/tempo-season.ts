import { dateOf, dayOfDate } from '../paris-time.ts';
import { colourOfPeriod } from '../periods.ts';
import type { TempoColour } from '../reading.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import { type ColourOfDay, tempoColours } from './tempo-colours.ts';
import { publishedColour, REDS_MADE_WHITE } from './tempo-days.ts';

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
   * The days of the season up to today whose colour neither the meter nor this version knows, as those before the journal began that
   * are newer than this version. While there are some, at least so many are gone of each colour as `gone` says, and at most so many
   * are left as `left` says.
   */
  readonly unknown: number;
}

/** What the meter says of colours: the Tempo day that is under way, and the one after it. */
export interface ToldColours {
  readonly today?: TempoColour | undefined;
  readonly tomorrow?: TempoColour | undefined;
}

/** The months in which a day may be red. */
export const RED_MONTHS = ['11', '12', '01', '02', '03'];
const RED_DAYS = 22;
const WHITE_DAYS = 43;

/**
 * The season at a day of it. What the meter counted tells the colour of a day, else what was published of it (`tempoColours`).
 * Undefined for a contract that is not Tempo: the meter says no colour, and the newest energy is not in Tempo's periods.
 * @param days the days of the meter, with those of files
 * @param today the Tempo day that is under way: `tempoDayAt(now)`
 * @param told what the meter says now; `today` counts until energy shows the colour
 * @param published gives the colour that was published of a day
 */
export function tempoSeason(
  days: readonly Day[],
  today: number,
  told: ToldColours,
  published: ColourOfDay = publishedColour,
): TempoSeason | undefined {
  const { name, first, end, all } = seasonOf(today);
  // After midnight, energy of the date that has begun may be there already; it is off-peak, and of today's colour.
  const ofSeason = days.filter(({ day }) => day >= first && day <= today + 1 && day < end);
  if (!isTempo(ofSeason, told)) return undefined;
  const colours = tempoColours(ofSeason, (day) => (day === today ? told.today : undefined) ?? published(day));
  const known = Array.from({ length: today - first + 1 }, (_, nth) => colours(first + nth));
  const gone = byColour((colour) => known.filter((one) => one === colour).length);
  const planned = today + 1 < end ? told.tomorrow : undefined;
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

/** The season that a day is in: its first day, the first one after it, and how many days of each colour it has in all. */
export function seasonOf(day: number) {
  const date = dateOf(day);
  const year = Number(date.slice(0, 4)) - (date.slice(5) < '09-01' ? 1 : 0);
  const firstOf = (begins: number) => dayOfDate(`${begins}-09-01`) ?? Number.NaN;
  const [first, end] = [firstOf(year), firstOf(year + 1)];
  const [red, white] = [RED_DAYS - (REDS_MADE_WHITE[year] ?? 0), WHITE_DAYS + (REDS_MADE_WHITE[year] ?? 0)];
  return { name: `${year}-${year + 1}`, year, first, end, all: { red, white, blue: end - first - red - white } };
}

function isTempo(days: readonly Day[], { today, tomorrow }: ToldColours): boolean {
  if (today ?? tomorrow) return true;
  const newest = days
    .map(({ energyWhByTariff }) => periodsWithEnergy(energyWhByTariff))
    .filter(({ length }) => length > 0);
  return newest.at(-1)?.some((period) => colourOfPeriod(period)) ?? false;
}

function periodsWithEnergy(energyWhByTariff: EnergyByName): readonly string[] {
  return Object.keys(energyWhByTariff).filter((period) => (energyWhByTariff[period] ?? 0) > 0);
}
