import { minutesOfCurve, minutesOfDay } from './curve-parts.ts';
import { type CurvePiece, type ImportedDay, piecesOf, type StepOfDay, stepsOf } from './imported-day.ts';

/**
 * Merges what several files state for one day: the steps of all curves, and every value that any of them has. Where two files contradict
 * each other, the later one wins.
 * @param days entries for the same day, in the order in which the files were imported
 */
export function mergedImports(days: readonly ImportedDay[]): ImportedDay | undefined {
  const [first, ...others] = days;
  return first && others.reduce(mergedDay, first);
}

/**
 * Merges the days of several files to one entry a day, oldest first.
 * @param days the entries for each day in the order in which the files were imported
 */
export function mergedByDay(days: readonly ImportedDay[]): readonly ImportedDay[] {
  const byDay = Map.groupBy(days, ({ day }) => day);
  const merged = [...byDay.values()].flatMap((same) => mergedImports(same) ?? []);
  return merged.toSorted((one, other) => one.day - other.day);
}

function mergedDay(earlier: ImportedDay, later: ImportedDay): ImportedDay {
  const minutes = minutesOfDay(later.day);
  const curve = mergedCurve(earlier.curve, later.curve, minutes);
  const givenCurve = mergedCurve(earlier.givenCurve, later.givenCurve, minutes);
  const { givenWh = earlier.givenWh } = later;
  return {
    day: later.day,
    curve,
    givenCurve,
    ...energyIn(earlier, later),
    givenWh,
    ...powerIn(later.greatestVA === undefined ? earlier : later),
  };
}

/** A file in kWh with two decimals is off by up to this much. Such a difference is no contradiction. */
const ROUNDED_WH = 5;

/**
 * Energy and registers come from one file. A later file without registers replaces an earlier one with registers only if it contradicts it.
 */
function energyIn(earlier: ImportedDay, later: ImportedDay): Partial<ImportedDay> {
  const periods = { ...earlier.periodOfRegister, ...later.periodOfRegister };
  const { energyWh, energyWhByRegister } = staysCounted(earlier, later) ? earlier : later;
  return {
    energyWh,
    energyWhByRegister,
    ...(Object.keys(periods).length > 0 && { periodOfRegister: periods }),
  };
}

/** Whether the energy of the earlier file is kept despite the later one. */
function staysCounted(earlier: ImportedDay, later: ImportedDay): boolean {
  if (later.energyWhByRegister) return false;
  if (later.energyWh === undefined) return true;
  if (!earlier.energyWhByRegister || earlier.energyWh === undefined) return false;
  return Math.abs(earlier.energyWh - later.energyWh) <= ROUNDED_WH;
}

function powerIn({ greatestVA, greatestAtMs }: ImportedDay): Partial<ImportedDay> {
  if (greatestVA === undefined) return {};
  return { greatestVA, greatestAtMs };
}

/**
 * The later curve, supplemented by the earlier one. A longer step of the earlier curve replaces the shorter ones within it if they leave
 * part of it uncovered: nothing is lost, and nothing counts twice.
 */
function mergedCurve(
  earlier: readonly CurvePiece[] | undefined,
  later: readonly CurvePiece[] | undefined,
  minutes: number,
): readonly CurvePiece[] | undefined {
  if (!earlier || !later) return later ?? earlier;
  if (minutesOfCurve(later) >= minutes) return later;
  const steps = stepsOf(earlier).reduce(withStep, stepsOf(later));
  return piecesOf(steps.toSorted((one, other) => one.begin - other.begin));
}

function withStep(steps: readonly StepOfDay[], added: StepOfDay): readonly StepOfDay[] {
  const inTheWay = steps.filter(({ begin, end }) => begin < added.end && end > added.begin);
  const isAround = inTheWay.every(({ begin, end }) => begin >= added.begin && end <= added.end);
  const takenMinutes = inTheWay.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (!isAround || takenMinutes >= added.end - added.begin) return steps;
  return [...steps.filter((step) => !inTheWay.includes(step)), added];
}
