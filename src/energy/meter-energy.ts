import { beginningOfDay, parisDayOf } from '../paris-time.ts';
import type { Archive } from './archive.ts';
import type { Day } from './day.ts';
import { type DaysOfLine, givenInCurves, ownDaysOfLines } from './days-of-lines.ts';
import type { ImportedDay } from './imported-day.ts';
import { type ImportedHour, importedHours } from './imported-hours.ts';
import { joinedDays } from './joined-days.ts';
import { mergedByDay } from './merged-imports.ts';
import { nameOf, spansOfMinutes } from './minute-spans.ts';
import { always, type PeriodHours, periodClocks } from './period-clock.ts';
import { namedDay, registerHistory } from './register-history.ts';
import type { MinuteSpan, Span } from './span.ts';
import type { CountedMinutes } from './split-day.ts';
import { type ColourOfDay, tempoColours } from './tempo-colours.ts';

/** The energy of a meter until now: what it counted itself, and what files tell of the time in which it counted nothing. */
export interface MeterEnergy {
  /** What files tell of it, one a day, oldest first. */
  readonly imported: readonly ImportedDay[];
  /**
   * All days, oldest first. They are read once, and joined once for the same hours.
   * @param hours what splits the curves of files by tariff period
   */
  days(hours?: readonly PeriodHours[]): readonly Day[];
  /** The days within a range of instants, with its first and its last one, so that none between them is left out. */
  daysIn(range: Range, hours: readonly PeriodHours[]): readonly Day[];
  /** The days that the meter itself counted, oldest first. */
  ownDays(): readonly Day[];
  /**
   * The days in the periods of each of some lines, as if it had always held.
   * @returns gives them with those from `from` on split by minutes and curves, where the registers have other periods
   */
  daysOfLines(lines: readonly PeriodHours[]): (from: number) => readonly DaysOfLine[];
  /** The minutes or hours within a range of which something is known, in the order of time. */
  spansIn(range: Range, by: MinuteSpan, hours: readonly PeriodHours[]): readonly HourOfMeter[];
}

/** From an instant on, and until before another one, in milliseconds since 1970. */
type Range = readonly [fromMs: number, toMs: number];

/** A minute or an hour, in which energy of a curve may be in no period: see `Day`. */
export type HourOfMeter = Span & Pick<Day, 'noHoursWh'>;

const MINUTES_AN_HOUR = 60;

/**
 * @param archive undefined as long as there is no journal
 * @param nowMs the wall clock: the present day is the last one
 * @param file days that another file tells, to see what becomes of them before it is imported
 */
export function meterEnergy(
  archive: Archive | undefined,
  meter: string,
  nowMs: number,
  file: readonly ImportedDay[] = [],
): MeterEnergy {
  const today = parisDayOf(nowMs);
  const known = archive?.importedDays(meter) ?? [];
  const imported = (file.length === 0 ? known : mergedByDay([...known, ...file])).filter(
    ({ day }) => day >= 0 && day <= today,
  );
  const history = registerHistory(archive?.registerLines(meter) ?? []);
  let own: readonly Day[] | undefined;
  let colourOn: ColourOfDay | undefined;
  let joined: { readonly hours: string; readonly days: readonly Day[] } | undefined;

  function ownDays(): readonly Day[] {
    own ??= archive?.days(meter, 0, today).map((day) => namedDay(day, history)) ?? [];
    return own;
  }

  function options(hours: readonly PeriodHours[]) {
    colourOn ??= tempoColours(ownDays());
    return { hours, history, colourOn };
  }

  function days(hours: readonly PeriodHours[] = []): readonly Day[] {
    if (imported.length === 0) return ownDays();
    const key = JSON.stringify(hours);
    if (joined?.hours !== key) joined = { hours: key, days: joinedDays(ownDays(), imported, options(hours)) };
    return joined.days;
  }

  function spansIn([fromMs, toMs]: Range, by: MinuteSpan, hours: readonly PeriodHours[]): readonly HourOfMeter[] {
    const firstDay = parisDayOf(fromMs);
    const told = by === 'hour' ? imported.filter(({ day }) => day >= firstDay && beginningOfDay(day) < toMs) : [];
    // What a curve may add to an hour depends on the whole day.
    const minutes = archive?.minutes(meter, told.length > 0 ? beginningOfDay(firstDay) : fromMs, toMs) ?? [];
    const own = spansOfMinutes(minutes, by, nowMs, history);
    const added = told.length > 0 ? importedHours(days(hours), told, own, options(hours)).map(hourOfFiles) : [];
    const all = [...own, ...added].filter((span) => span.fromMs >= fromMs);
    return all.toSorted((one, other) => one.fromMs - other.fromMs);
  }

  function ofLines(lines: readonly PeriodHours[]): (from: number) => readonly DaysOfLine[] {
    const timed = lines.map((line) => {
      const joining = { ...options([always(line)]), only: line };
      return { line, joining, clockOn: periodClocks(joining.hours, joining.colourOn) };
    });
    const ownFrom = ownDaysOfLines(ownDays(), timed, archive?.countedMinutes(meter) ?? NO_MINUTES);
    return (from) => {
      const first = firstToJoin(ownDays(), from);
      const told = imported.filter(({ day }) => day >= first);
      return ownFrom(from).map(({ days, unclear, givenWhByTariff }, nth) => {
        const one = timed[nth] as (typeof timed)[number];
        return {
          days: joinedDays(days, told, one.joining),
          ...{ unclear, givenWhByTariff: givenInCurves(told, one, givenWhByTariff) },
        };
      });
    };
  }

  const within: MeterEnergy['daysIn'] = (range, hours) => daysWithin(days(hours), range);
  return { imported, days, ownDays, daysOfLines: ofLines, daysIn: within, spansIn };
}

const NO_MINUTES: CountedMinutes = { countedIn: () => ({}), gapsIn: () => [] };

/** The files of an absence fill all of it, or nothing. */
function firstToJoin(own: readonly Day[], from: number): number {
  const { unseen } = own.find(({ day, unseen }) => unseen && day >= from) ?? {};
  return unseen ? Math.min(from, parisDayOf(unseen.sinceMs)) : from;
}

function hourOfFiles({ fromMs, minutes, ...energy }: ImportedHour): HourOfMeter {
  return {
    ...nameOf('hour', fromMs),
    ...energy,
    ...{ minutes, fromFilesWh: energy.energyWh ?? 0, seen: minutes / MINUTES_AN_HOUR },
  };
}

/**
 * The days of a meter within a range. A day in which nothing was seen costs its subscription between the meter's first and last day.
 * So where the range begins or ends with such days, its ends are added without energy.
 */
function daysWithin(days: readonly Day[], [fromMs, toMs]: Range): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last || (fromMs <= beginningOfDay(first.day) && toMs > beginningOfDay(last.day))) return days;
  const [begin, end] = [Math.max(parisDayOf(fromMs), first.day), Math.min(parisDayOf(toMs - 1), last.day)];
  if (begin > end) return [];
  const seen = days.filter(({ day }) => day >= begin && day <= end);
  const ends = new Set([begin, end].filter((day) => !seen.some((one) => one.day === day)));
  return [...seen, ...Array.from(ends, unseenDay)].toSorted((one, other) => one.day - other.day);
}

function unseenDay(day: number): Day {
  return { day, energyWhByTariff: {}, seenMinutes: 0 };
}
