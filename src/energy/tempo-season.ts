import { dateOf, dayOfDate } from '../base/paris-time.ts';
import { colourOfPeriod } from '../reading/periods.ts';
import type { TempoColour } from '../reading/reading.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import { type ColourOfDay, tempoColours } from './tempo-colours.ts';
import { publishedColour, REDS_MADE_WHITE } from './tempo-days.ts';

type DaysByColour = { readonly [C in TempoColour]: number };

/** The days of a Tempo season (1 September to 31 August), as known at a moment in it. */
export interface TempoSeason {
  /** The years in which it begins and ends: `2026-2027`. */
  readonly name: string;
  /** The days of known colour, up to and including today. */
  readonly gone: DaysByColour;
  /**
   * Tomorrow's colour, once the meter has reported it. It is counted neither in `gone` nor in `left`. Absent if tomorrow is in the next
   * season.
   */
  readonly planned?: TempoColour;
  /** The days that the season has (22 red, 43 white, the rest blue) minus those gone or planned. */
  readonly left: DaysByColour;
  /**
   * The days of the season up to today whose colour is unknown: neither the meter nor the table of this version has them, for example days
   * before the journal began that are newer than this version. While this is above 0, `gone` is a lower bound and `left` an upper bound.
   */
  readonly unknown: number;
}

/** The colours that the meter reports: of the present Tempo day, and of the next one. */
export interface TempoReport {
  readonly today?: TempoColour;
  readonly tomorrow?: TempoColour;
}

/** The months in which a day may be red. */
export const RED_MONTHS = ['11', '12', '01', '02', '03'];
const RED_DAYS = 22;
const WHITE_DAYS = 43;

/**
 * The season at one of its days. The colour of a day is taken from what the meter counted, else from what was published (`tempoColours`).
 * Undefined for a contract other than Tempo: the meter reports no colour, and the newest energy is not in Tempo's periods.
 * @param days the days of the meter, including those from files
 * @param today the present Tempo day: `tempoDayAt(now)`
 * @param told what the meter reports now; `today` is used until counted energy shows the colour
 * @param published the published colour of a day
 */
export function tempoSeason(
  days: readonly Day[],
  today: number,
  told: TempoReport,
  published: ColourOfDay = publishedColour,
): TempoSeason | undefined {
  const { name, first, end, all } = seasonOf(today);
  // After midnight the new date may already have energy; it is off-peak energy of today's colour.
  const ofSeason = days.filter(({ day }) => day >= first && day <= today + 1 && day < end);
  if (!isTempo(ofSeason, told)) return undefined;
  const colours = tempoColours(ofSeason, (day) => (day === today ? told.today : undefined) ?? published(day));
  const known = Array.from({ length: today - first + 1 }, (_, nth) => colours(first + nth));
  const gone = byColour((colour) => known.filter((one) => one === colour).length);
  const planned = today + 1 < end ? told.tomorrow : undefined;
  return {
    name,
    gone,
    planned,
    left: byColour((colour) => Math.max(0, all[colour] - gone[colour] - (planned === colour ? 1 : 0))),
    unknown: known.filter((colour) => colour === undefined).length,
  };
}

function byColour(count: (colour: TempoColour) => number): DaysByColour {
  return { blue: count('blue'), white: count('white'), red: count('red') };
}

/** The season that a day is in: its first day, the first day after it, and the number of days of each colour. */
export function seasonOf(day: number) {
  const date = dateOf(day);
  const year = Number(date.slice(0, 4)) - (date.slice(5) < '09-01' ? 1 : 0);
  const firstOf = (begins: number) => dayOfDate(`${begins}-09-01`) ?? Number.NaN;
  const [first, end] = [firstOf(year), firstOf(year + 1)];
  const [red, white] = [RED_DAYS - (REDS_MADE_WHITE[year] ?? 0), WHITE_DAYS + (REDS_MADE_WHITE[year] ?? 0)];
  return { name: `${year}-${year + 1}`, year, first, end, all: { red, white, blue: end - first - red - white } };
}

function isTempo(days: readonly Day[], { today, tomorrow }: TempoReport): boolean {
  if (today ?? tomorrow) return true;
  const newest = days
    .map(({ energyWhByTariff }) => periodsWithEnergy(energyWhByTariff))
    .filter(({ length }) => length > 0);
  return newest.at(-1)?.some((period) => colourOfPeriod(period)) ?? false;
}

function periodsWithEnergy(energyWhByTariff: EnergyByName): readonly string[] {
  return Object.keys(energyWhByTariff).filter((period) => (energyWhByTariff[period] ?? 0) > 0);
}
