import { minutesOfCurve, minutesOfDay } from './curve-parts.ts';
import { type CurvePiece, type ImportedDay, piecesOf, type StepOfDay, stepsOf } from './imported-day.ts';

/**
 * What several files tell of one day, as one day: the steps of all curves, and what one has and another lacks. Where two files
 * contradict each other, the later one counts.
 * @param days of the same day, in the order in which the files were imported
 */
export function mergedImports(days: readonly ImportedDay[]): ImportedDay | undefined {
  const [first, ...others] = days;
  return first && others.reduce(mergedDay, first);
}

/**
 * What files tell of several days, one a day, oldest first.
 * @param days those of a day in the order in which the files were imported
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
    ...(curve && { curve }),
    ...(givenCurve && { givenCurve }),
    ...energyIn(earlier, later),
    ...(givenWh !== undefined && { givenWh }),
    ...powerIn(later.greatestVA === undefined ? earlier : later),
  };
}

/** A file in kWh with two decimals is up to so much off, which contradicts no other file. */
const ROUNDED_WH = 5;

/** Energy and registers are taken from one file. A later file without registers counts only where it contradicts an earlier one that has them. */
function energyIn(earlier: ImportedDay, later: ImportedDay): Partial<ImportedDay> {
  const periods = { ...earlier.periodOfRegister, ...later.periodOfRegister };
  const { energyWh, energyWhByRegister } = staysCounted(earlier, later) ? earlier : later;
  return {
    ...(energyWh !== undefined && { energyWh }),
    ...(energyWhByRegister && { energyWhByRegister }),
    ...(Object.keys(periods).length > 0 && { periodOfRegister: periods }),
  };
}

/** Whether the energy that the earlier file has counted stays, beside a later one. */
function staysCounted(earlier: ImportedDay, later: ImportedDay): boolean {
  if (later.energyWhByRegister) return false;
  if (later.energyWh === undefined) return true;
  if (!earlier.energyWhByRegister || earlier.energyWh === undefined) return false;
  return Math.abs(earlier.energyWh - later.energyWh) <= ROUNDED_WH;
}

function powerIn({ greatestVA, greatestAtMs }: ImportedDay): Partial<ImportedDay> {
  if (greatestVA === undefined) return {};
  return { greatestVA, ...(greatestAtMs !== undefined && { greatestAtMs }) };
}

/**
 * The later curve, and what the earlier one adds. A longer step of the earlier one stays whole, instead of the shorter ones within it,
 * where these leave a part of it open: nothing is lost, and nothing counts twice.
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
