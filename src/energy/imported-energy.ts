import { beginningOfDay } from '../base/paris-time.ts';
import { isSamePeriod, periodName } from '../reading/periods.ts';
import { type ByRegister, byLabel } from '../reading/reading.ts';
import { energyOfCurve, energyOfCurveIn, minutesOfCurve, minutesOfDay } from './curve-parts.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import { onlyPeriodOf, type PeriodClockOn, type PeriodHours, periodClocks } from './period-clock.ts';
import type { RegisterHistory } from './register-history.ts';
import type { ColourOfDay } from './tempo-colours.ts';
import { renamed, sumOfWh, sumOfWhByName, withoutPeriodWh } from './watt-hours.ts';

/** The energy of a day from files, by tariff period where that is known. */
export interface ImportedEnergy {
  readonly energyWh?: number;
  readonly energyWhByTariff: EnergyByName;
  readonly energyWhByRegister?: ByRegister;
  /** The part of `energyWh` that comes from a curve and is in no period. */
  readonly noHoursWh: number;
  readonly givenWh?: number;
  /** How many minutes of the day the file covers: of imported energy, or of exported energy if the file has only that. */
  readonly minutes: number;
  /** Whether the file covers the whole day. */
  readonly isWhole: boolean;
  readonly isGivenWhole: boolean;
}

/** What is needed to determine the tariff periods of imported energy. */
export interface JoinOptions {
  /** The price lines, whose hours split the curves of files. */
  readonly hours: readonly PeriodHours[];
  /** Which periods the meter's registers counted. */
  readonly history: RegisterHistory;
  /** The colours of Tempo days; without it no colour is known. */
  readonly colourOn?: ColourOfDay;
  /** Where this line has several periods, registers of a file count only for its periods. */
  readonly only?: PeriodHours;
}

/** How the tariff periods of imported energy are determined. */
export interface PeriodSources extends Pick<JoinOptions, 'history' | 'only'> {
  readonly clockOn: PeriodClockOn;
  /** The name under which the energy of a period is summed, whatever its spelling in the source. */
  readonly nameOf: (written: string) => string;
}

/** @param own what the meter counted: a period keeps the spelling (upper and lower case) that it has there */
export function periodSources(
  own: readonly { readonly energyWhByTariff: EnergyByName }[],
  { hours, history, colourOn, only }: JoinOptions,
): PeriodSources {
  const written = new Set(own.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)));
  const names = new Map(Array.from(written, periodName).map((name) => [name.toUpperCase(), name]));
  const nameOf = (one: string) => names.get(periodName(one).toUpperCase()) ?? periodName(one);
  return { clockOn: periodClocks(hours, colourOn), history, nameOf, only };
}

/**
 * Chooses among what the files state for a day. In order of preference: energy by registers whose periods are all known; a curve of the
 * whole day, split by the hours of the prices; the energy of the whole day; a curve with gaps.
 */
export function importedEnergyOf(imported: ImportedDay, sources: PeriodSources): ImportedEnergy {
  const length = minutesOfDay(imported.day);
  const drawn = drawnOf(imported, sources, length);
  const givenMinutes = imported.givenWh === undefined ? minutesOfCurve(imported.givenCurve ?? []) : length;
  const givenWh = imported.givenWh ?? (givenMinutes > 0 ? energyOfCurve(imported.givenCurve ?? []) : undefined);
  return {
    ...drawn,
    givenWh: givenWh && sumOfWh([givenWh]),
    minutes: drawn.minutes || givenMinutes,
    isWhole: drawn.minutes >= length,
    isGivenWhole: givenMinutes >= length,
  };
}

type Drawn = Omit<ImportedEnergy, 'givenWh' | 'isWhole' | 'isGivenWhole'>;

function drawnOf(imported: ImportedDay, sources: PeriodSources, length: number): Drawn {
  const counted = ofWholeDay(imported, sources, length);
  const curveMinutes = minutesOfCurve(imported.curve ?? []);
  const isCounted = counted !== undefined && (isNamed(counted) || curveMinutes < length);
  if (isCounted) return counted;
  return curveMinutes > 0 ? ofCurve(imported, sources) : NOTHING;
}

const NOTHING: Drawn = { energyWhByTariff: {}, noHoursWh: 0, minutes: 0 };

function ofWholeDay(
  { day, energyWh, energyWhByRegister, periodOfRegister = {} }: ImportedDay,
  sources: PeriodSources,
  length: number,
): Drawn | undefined {
  const totalWh = energyWh ?? (energyWhByRegister && sumOfWh(Object.values(energyWhByRegister)));
  if (totalWh === undefined) return undefined;
  const dayMs = beginningOfDay(day);
  const named = byLabel(energyWhByRegister ?? {}).flatMap(([label, wh]) => {
    const period = periodOfRegister[label] ?? sources.history.periodAt(label, dayMs, undefined);
    return period === undefined || wh === 0 || !isPeriodOf(sources.only, period)
      ? []
      : [{ [sources.nameOf(period)]: wh }];
  });
  return {
    energyWh: sumOfWh([totalWh]),
    energyWhByTariff: sumOfWhByName(named),
    energyWhByRegister,
    ...{ noHoursWh: 0, minutes: length },
  };
}

function isPeriodOf(line: PeriodHours | undefined, period: string): boolean {
  return !line || onlyPeriodOf(line) !== undefined || line.periods.some(({ name }) => isSamePeriod(name, period));
}

function isNamed(drawn: Drawn): boolean {
  return drawn.energyWhByRegister !== undefined && withoutPeriodWh(drawn) === 0;
}

function ofCurve({ day, curve = [] }: ImportedDay, { clockOn, nameOf }: PeriodSources): Drawn {
  const { energyWh, energyWhByTariff, withoutPeriodWh, minutes } = energyOfCurveIn(curve, day, clockOn(day));
  return { energyWh, energyWhByTariff: renamed(energyWhByTariff, nameOf), noHoursWh: withoutPeriodWh, minutes };
}
