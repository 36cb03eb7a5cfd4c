import { dateOf, parisDayOf } from '../base/paris-time.ts';
import { clockText, MINUTES_A_DAY } from '../reading/hours.ts';
import { colourOfPeriod, periodName, TEMPO_PEAK, tempoPeriod } from '../reading/periods.ts';
import { claimsOf, claimsOn, namesAt } from './hours-claims.ts';
import type { ColourOfDay } from './tempo-colours.ts';

/** A tariff period, and the hours of the local clock in which it applies: see `hoursEntriesIn`. */
export interface TimedPeriod {
  /** As the meter or the household writes it: see `reading/periods.ts`. */
  readonly name: string;
  /** Needed only for curves from files, which carry no tariff; days that the meter counted do not need it. */
  readonly hours?: string;
}

/** The tariff periods from a date on: the only part of a price line that `energy/` knows. See `money/price.ts`. */
export interface PeriodHours {
  /** A date such as `2026-08-01`: the line applies from midnight in Paris on. */
  readonly from: string;
  readonly periods: readonly TimedPeriod[];
}

/**
 * The line in force on a date: the last one that begins on or before it.
 * @param lines sorted by `from`
 */
export function lineOn<Line extends PeriodHours>(date: string, lines: readonly Line[]): Line | undefined {
  return lines.findLast(({ from }) => from <= date);
}

/** The same line as if it had always been in force. */
export function always<Line extends PeriodHours>(line: Line): Line {
  return { ...line, from: '0000-01-01' };
}

/** The period of a line that has only one: it applies to all energy, whatever the meter calls it. */
export function onlyPeriodOf<Period>({ periods }: { readonly periods: readonly Period[] }): Period | undefined {
  return periods.length === 1 ? periods[0] : undefined;
}

/** The tariff period of each minute of the local clock on a date. */
export interface PeriodClock {
  /** The period at a minute from 0 to 1 439 after midnight, named by `periodName`; undefined where it is unknown. */
  periodAt(minute: number): string | undefined;
  /** How many minutes, from this one on, the period stays the same; at most up to midnight. */
  minutesLeftAt(minute: number): number;
}

/** Returns the clock of a day, in days since 1970-01-01; undefined where no line is in force. Days of the same kind share one clock. */
export type PeriodClockOn = (day: number) => PeriodClock | undefined;

/** @param lines sorted by `from`, each with another date */
export function periodClocks(lines: readonly PeriodHours[], colourOn: ColourOfDay = () => undefined): PeriodClockOn {
  const clocks = new Map<PeriodHours, PeriodClockOn>();
  return (day) => {
    const holding = lineOn(dateOf(day), lines);
    if (!holding) return undefined;
    const clockOn = clocks.get(holding) ?? clocksOf(holding, colourOn);
    clocks.set(holding, clockOn);
    return clockOn(day);
  };
}

/**
 * The clocks of a price line. The only period of a line covers the whole day; a Tempo line follows the colours of the days; any other line
 * follows the hours of its periods.
 */
function clocksOf(line: PeriodHours, colourOn: ColourOfDay): PeriodClockOn {
  const only = onlyPeriodOf(line);
  if (only) {
    const clock = clockFrom(() => periodName(only.name));
    return () => clock;
  }
  return isTempoLine(line) ? tempoClocks(colourOn) : timedClocks(line);
}

/** Whether the periods of a line depend on the colours of days rather than on hours in the settings. */
export function isTempoLine({ periods }: PeriodHours): boolean {
  return periods.every(({ name }) => colourOfPeriod(name));
}

/** The off-peak hours of Tempo, the same everywhere in France, in the notation of the settings. */
export const TEMPO_OFF_PEAK_HOURS = `${clockText(TEMPO_PEAK.to)}-${clockText(TEMPO_PEAK.from)}`;

/** The Tempo day at an instant: before 06:00 it is the previous date. */
export function tempoDayAt(atMs: number): number {
  return parisDayOf(atMs, TEMPO_PEAK.from * 60);
}

/** The off-peak hours before 06:00 belong to the previous Tempo day. */
function tempoClocks(colourOn: ColourOfDay): PeriodClockOn {
  const clocks = clocksByKey();
  return (day) => {
    const [before, own] = [colourOn(day - 1), colourOn(day)];
    return clocks(`${before} ${own}`, () =>
      clockFrom((minute) => {
        if (minute < TEMPO_PEAK.from) return before && tempoPeriod('HC', before);
        return own && tempoPeriod(minute < TEMPO_PEAK.to ? 'HP' : 'HC', own);
      }),
    );
  };
}

/**
 * If exactly one period has no `hours`, it applies for the rest of the day. The period is unknown where the hours of two periods overlap,
 * and where no hours apply and no period, or more than one, is without `hours`.
 */
function timedClocks(line: PeriodHours): PeriodClockOn {
  const ofLine = claimsOf(line.periods);
  const clocks = clocksByKey();
  return (day) => {
    const there = claimsOn(ofLine, day);
    const key = there.map((claim) => ofLine.claims.indexOf(claim)).join(' ');
    return clocks(key, () =>
      clockFrom((minute) => {
        const [first, second] = namesAt(there, minute);
        return second === undefined ? (first ?? ofLine.rest) : undefined;
      }),
    );
  };
}

function clocksByKey(): (key: string, make: () => PeriodClock) => PeriodClock {
  const clocks = new Map<string, PeriodClock>();
  return (key, make) => {
    const clock = clocks.get(key) ?? make();
    clocks.set(key, clock);
    return clock;
  };
}

function clockFrom(periodOf: (minute: number) => string | undefined): PeriodClock {
  const periods = Array.from({ length: MINUTES_A_DAY }, (_, minute) => periodOf(minute));
  const left = new Array<number>(MINUTES_A_DAY).fill(1);
  for (let minute = MINUTES_A_DAY - 2; minute >= 0; minute -= 1) {
    if (periods[minute] === periods[minute + 1]) left[minute] = (left[minute + 1] ?? 0) + 1;
  }
  return {
    periodAt: (minute) => periods[minute],
    minutesLeftAt: (minute) => left[minute] ?? 1,
  };
}
