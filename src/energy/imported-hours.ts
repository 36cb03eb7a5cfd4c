import { beginningOfDay, HOUR_MS, parisDayOf } from '../base/paris-time.ts';
import { type CurveEnergy, curveByHour } from './curve-parts.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { CurvePiece, ImportedDay } from './imported-day.ts';
import { type JoinOptions, type PeriodSources, periodSources } from './imported-energy.ts';
import { lessWh, renamed, sumOfWh } from './watt-hours.ts';

/** The energy of an hour that the meter itself counted, from `fromMs` on. */
export interface OwnHour {
  readonly fromMs: number;
  readonly energyWh?: number;
  readonly givenWh?: number;
}

/** The energy of an hour that is known only from load curves of files. */
export interface ImportedHour {
  readonly fromMs: number;
  /** How many of its minutes the curve covers: of imported energy, or of exported energy if the curve has only that. */
  readonly minutes: number;
  readonly energyWh?: number;
  readonly energyWhByTariff: EnergyByName;
  /** The part of `energyWh` that is in no period: see `Day`. */
  readonly noHoursWh?: number;
  readonly givenWh?: number;
}

/** A day as shown, what the files state for it, and the hours for which the meter has minutes. */
interface DayInHours {
  readonly day: Day;
  readonly imported: ImportedDay;
  readonly own: readonly OwnHour[];
}

/**
 * The hours that a curve covers and for which the meter has no minute, in chronological order. A day shown without the energy of the files
 * has no such hours, nor has a day on which the curve exceeds what the meter's count leaves open.
 * @param days as `joinedDays` returns them, and `imported` as it accepts them: all days of the meter, oldest first
 * @param own all hours of these days for which the meter has minutes
 */
export function importedHours(
  days: readonly Day[],
  imported: readonly ImportedDay[],
  own: readonly OwnHour[],
  options: JoinOptions,
): readonly ImportedHour[] {
  const sources = periodSources(days, options);
  const byDay = new Map(days.map((day) => [day.day, day]));
  const ownByDay = Map.groupBy(own, ({ fromMs }) => parisDayOf(fromMs));
  return imported.flatMap((one) => {
    const day = byDay.get(one.day);
    return day ? hoursOfDay({ day, imported: one, own: ownByDay.get(one.day) ?? [] }, sources) : [];
  });
}

function hoursOfDay(shown: DayInHours, sources: PeriodSources): readonly ImportedHour[] {
  const { day, imported, own } = shown;
  const begin = beginningOfDay(day.day);
  const ownHours = new Set(own.map(({ fromMs }) => fromMs));
  const openIn = (curve: readonly CurvePiece[] | undefined) =>
    [...curveByHour(curve ?? [], day.day, sources.clockOn(day.day))]
      .map(([hour, energy]): readonly [number, CurveEnergy] => [begin + hour * HOUR_MS, energy])
      .filter(([fromMs]) => !ownHours.has(fromMs));
  const drawn = fitting(openIn(imported.curve), day.energyWh, shown, ({ energyWh }) => energyWh);
  const given = fitting(openIn(imported.givenCurve), day.givenWh, shown, ({ givenWh }) => givenWh);
  const all = [...new Set([...drawn.keys(), ...given.keys()])].toSorted((one, other) => one - other);
  return all.map((fromMs) => hourOf(fromMs, drawn.get(fromMs), given.get(fromMs), day, sources));
}

/** Tolerances: a mean is rounded to whole W, an index to whole Wh. */
const ROUNDED_W = 1;
const ROUNDED_WH = 1;

/** The hours of a curve, unless they exceed what the meter's own hours leave of the day. */
function fitting(
  hours: readonly (readonly [fromMs: number, energy: CurveEnergy])[],
  dayWh: number | undefined,
  { day, own }: DayInHours,
  ownWh: (hour: OwnHour) => number | undefined,
): ReadonlyMap<number, CurveEnergy> {
  if (dayWh === undefined) return new Map();
  // The energy of a day from files is that of its registers or of the curve itself, so the curve needs no check.
  if (day.fromFilesWh !== undefined && own.length === 0) return new Map(hours);
  const roundedWh = ROUNDED_WH + hours.reduce((sum, [, { minutes }]) => sum + (ROUNDED_W * minutes) / 60, 0);
  const openWh = lessWh(
    dayWh,
    own.map((hour) => ownWh(hour) ?? 0),
  );
  const curveWh = sumOfWh(hours.map(([, { energyWh }]) => energyWh));
  return new Map(curveWh <= openWh + roundedWh ? hours : []);
}

function hourOf(
  fromMs: number,
  drawn: CurveEnergy | undefined,
  given: CurveEnergy | undefined,
  day: Day,
  { nameOf }: PeriodSources,
): ImportedHour {
  const only = drawn && periodOfAll(day, nameOf);
  const noHoursWh = only === undefined ? (drawn?.withoutPeriodWh ?? 0) : 0;
  return {
    fromMs,
    minutes: (drawn ?? given)?.minutes ?? 0,
    energyWh: drawn?.energyWh,
    energyWhByTariff: !drawn
      ? {}
      : only === undefined
        ? renamed(drawn.energyWhByTariff, nameOf)
        : { [only]: drawn.energyWh },
    ...(noHoursWh > 0 && { noHoursWh }),
    givenWh: given?.energyWh,
  };
}

/** The only period of a day, if all its energy is in one: its hours then have the same period. */
function periodOfAll({ energyWh = 0, energyWhByTariff }: Day, nameOf: PeriodSources['nameOf']): string | undefined {
  const [[period, wh] = [], another] = Object.entries(renamed(energyWhByTariff, nameOf));
  return another === undefined && wh === energyWh ? period : undefined;
}
