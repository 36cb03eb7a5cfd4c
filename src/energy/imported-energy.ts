import { beginningOfDay } from '../paris-time.ts';
import { isSamePeriod, periodName } from '../periods.ts';
import { type ByRegister, byLabel } from '../reading.ts';
import { energyOfCurve, energyOfCurveIn, minutesOfCurve, minutesOfDay } from './curve-parts.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import { onlyPeriodOf, type PeriodClockOn, type PeriodHours, periodClocks } from './period-clock.ts';
import type { RegisterHistory } from './register-history.ts';
import type { ColourOfDay } from './tempo-colours.ts';
import { renamed, sumOfWh, sumOfWhByName, withoutPeriodWh } from './watt-hours.ts';

/** What files tell of the energy of a day, in tariff periods as far as they are known. */
export interface ImportedEnergy {
  readonly energyWh?: number;
  readonly energyWhByTariff: EnergyByName;
  readonly energyWhByRegister?: ByRegister;
  /** What of `energyWh` a curve tells, and is in no period. */
  readonly noHoursWh: number;
  readonly givenWh?: number;
  /** Of how many minutes of the day the file tells what was drawn; of a file that only tells what was given, of how many it tells that. */
  readonly minutes: number;
  /** Whether that is the whole day, of what was drawn and of what was given. */
  readonly isWhole: boolean;
  readonly isGivenWhole: boolean;
}

/** What is needed to name the tariff periods of imported energy. */
export interface JoinOptions {
  /** They split the curves of files. */
  readonly hours: readonly PeriodHours[];
  /** What the meter has told of its registers. */
  readonly history: RegisterHistory;
  /** The colours of Tempo's days; none is known, unless given. */
  readonly colourOn?: ColourOfDay;
  /** The registers of a file tell nothing but the periods of this line, where it has several. */
  readonly only?: PeriodHours;
}

/** How the tariff periods of imported energy are found. */
export interface PeriodSources extends Pick<JoinOptions, 'history' | 'only'> {
  readonly clockOn: PeriodClockOn;
  /** The name under which the energy of a period is counted, however it is written. */
  readonly nameOf: (written: string) => string;
}

/** @param own what the meter counted: a period keeps the capitals that it has there */
export function periodSources(
  own: readonly { readonly energyWhByTariff: EnergyByName }[],
  { hours, history, colourOn, only }: JoinOptions,
): PeriodSources {
  const written = new Set(own.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)));
  const names = new Map(Array.from(written, periodName).map((name) => [name.toUpperCase(), name]));
  const nameOf = (one: string) => names.get(periodName(one).toUpperCase()) ?? periodName(one);
  return { clockOn: periodClocks(hours, colourOn), history, nameOf, ...(only && { only }) };
}

/**
 * Takes, of what the files tell of a day, the energy by registers whose periods are known; else a curve of the whole day, which
 * the hours of the prices split; else the energy of the whole day; else a curve with gaps.
 */
export function importedEnergyOf(imported: ImportedDay, sources: PeriodSources): ImportedEnergy {
  const length = minutesOfDay(imported.day);
  const drawn = drawnOf(imported, sources, length);
  const givenMinutes = imported.givenWh === undefined ? minutesOfCurve(imported.givenCurve ?? []) : length;
  const givenWh = imported.givenWh ?? (givenMinutes > 0 ? energyOfCurve(imported.givenCurve ?? []) : undefined);
  return {
    ...drawn,
    ...(givenWh !== undefined && { givenWh: sumOfWh([givenWh]) }),
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
    ...(energyWhByRegister && { energyWhByRegister }),
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
