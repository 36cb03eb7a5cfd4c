import { beginningOfDay, parisDayOf } from '../base/paris-time.ts';
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

/** The energy of a meter up to now: what it counted itself, and what files state for time in which it counted nothing. */
export interface MeterEnergy {
  /** The days from files, one entry a day, oldest first. */
  readonly imported: readonly ImportedDay[];
  /**
   * All days, oldest first. They are read once, and joined again only for other hours than at the last call.
   * @param hours the price lines whose hours split the curves of files by tariff period
   */
  days(hours?: readonly PeriodHours[]): readonly Day[];
  /**
   * The days within a range of instants. The first and last day of the range are always included, so that every day between them counts.
   */
  daysIn(range: Range, hours: readonly PeriodHours[]): readonly Day[];
  /** The days that the meter itself counted, oldest first. */
  ownDays(): readonly Day[];
  /**
   * The days by the periods of each price line, as if that line had always applied.
   * @returns a function of a day: days from `from` on are split by minutes and curves where the registers have other periods
   */
  daysOfLines(lines: readonly PeriodHours[]): (from: number) => readonly DaysOfLine[];
  /** The minutes or hours within a range for which something is known, in chronological order. */
  spansIn(range: Range, by: MinuteSpan, hours: readonly PeriodHours[]): readonly HourOfMeter[];
}

/** From an instant, inclusive, to another one, exclusive, in milliseconds since 1970. */
type Range = readonly [fromMs: number, toMs: number];

/** A minute or an hour, in which energy of a curve may be in no period: see `Day`. */
export type HourOfMeter = Span & Pick<Day, 'noHoursWh'>;

const MINUTES_AN_HOUR = 60;

/**
 * Reads the energy of a meter, lazily.
 * @param archive undefined while there is no journal
 * @param nowMs the wall clock: the present day is the last one
 * @param file days of another file, for previewing an import
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
    // Whether a curve may fill an hour depends on the whole day.
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

/** An absence is filled by files completely or not at all, so its files are needed from its first day on. */
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
 * The days of a meter within a range. A day without frames between the meter's first and last day still costs its subscription. So where
 * the range begins or ends on such a day, that day is added without energy.
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
