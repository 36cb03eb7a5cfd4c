import { colourOfPeriod, knownPeriod } from '../periods.ts';
import type { TempoColour } from '../reading.ts';
import type { Day } from './day.ts';
import { publishedColour } from './tempo-days.ts';
import { byPeriodName } from './watt-hours.ts';

/** The colour of a day of Tempo, in days since 1970-01-01; undefined where it is not known. */
export type ColourOfDay = (day: number) => TempoColour | undefined;

/**
 * The colour of any day of Tempo. What the meter counted comes first: the colour in whose peak register energy was counted on the
 * date, since those hours (06:00 to 22:00) are all of the Tempo day that begins on it. What a day has counted is looked at when its
 * colour is asked for, and only once.
 * @param days the days of the meter, with those of files
 * @param others gives the colour of the days of which the meter has counted none
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

/** The colour of a day's peak hours; undefined when there is none, or more than one. */
function countedColour({ energyWhByTariff, unseen }: Day): TempoColour | undefined {
  const [counted, before] = [byPeriodName(energyWhByTariff), byPeriodName(unseen?.energyWhByTariff ?? {})];
  // What was counted before the first frame of the day may be of days before it.
  const [colour, ...others] = new Set(
    Object.keys(counted)
      .filter((period) => knownPeriod(period)?.offPeak === false && (counted[period] ?? 0) > (before[period] ?? 0))
      .flatMap((period) => colourOfPeriod(period) ?? []),
  );
  return others.length === 0 ? colour : undefined;
}
