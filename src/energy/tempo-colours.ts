import { colourOfPeriod, knownPeriod } from '../reading/periods.ts';
import type { TempoColour } from '../reading/reading.ts';
import type { Day } from './day.ts';
import { publishedColour } from './tempo-days.ts';
import { byPeriodName } from './watt-hours.ts';

/** The colour of a Tempo day, in days since 1970-01-01; undefined where it is unknown. */
export type ColourOfDay = (day: number) => TempoColour | undefined;

/**
 * Returns a function that gives the colour of any Tempo day. What the meter counted has precedence: the colour of the peak register that
 * counted energy on that date, since the peak hours (06:00 to 22:00) lie entirely within the Tempo day that begins on it. Colours are
 * determined on demand and cached.
 * @param days the days of the meter, including those from files
 * @param others the colour of days on which the meter has counted none
 */
export function tempoColours(days: readonly Day[], others: ColourOfDay = publishedColour): ColourOfDay {
  const dayOf = new Map(days.map((day) => [day.day, day]));
  const known = new Map<number, TempoColour | undefined>();
  const colourAt = (day: number) => {
    const counted = dayOf.get(day);
    return (counted && countedColour(counted)) ?? others(day);
  };
  return (day) => {
    if (!known.has(day)) known.set(day, colourAt(day));
    return known.get(day);
  };
}

/** The colour of a day's peak hours; undefined if there is none, or more than one. */
function countedColour({ energyWhByTariff, unseen }: Day): TempoColour | undefined {
  const [counted, before] = [byPeriodName(energyWhByTariff), byPeriodName(unseen?.energyWhByTariff ?? {})];
  // What was counted before the first frame of the day may belong to earlier days.
  const [colour, ...others] = new Set(
    Object.keys(counted)
      .filter((period) => knownPeriod(period)?.offPeak === false && (counted[period] ?? 0) > (before[period] ?? 0))
      .flatMap((period) => colourOfPeriod(period) ?? []),
  );
  return others.length === 0 ? colour : undefined;
}
