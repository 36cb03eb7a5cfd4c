import { minutesOfCurve, minutesOfDay } from './curve-parts.ts';
import type { CurvePiece, ImportedDay } from './imported-day.ts';

/**
 * What several files tell of one day, as one day: the steps of all curves, and what one has and another lacks. Where two files
 * contradict each other, the later one counts.
 * @param days of the same day, in the order in which the files were imported
 */
export function mergedImports(days: readonly ImportedDay[]): ImportedDay | undefined {
  const [first, ...others] = days;
  return first && others.reduce(mergedDay, first);
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
    ...countedIn(earlier, later),
    ...(givenWh !== undefined && { givenWh }),
    ...powerIn(later.greatestVA === undefined ? earlier : later),
  };
}

/** A file in kWh with two decimals is up to so much off, which contradicts no other file. */
const ROUNDED_WH = 5;

/** Energy and registers are taken from one file. A later file without registers counts only where it contradicts an earlier one that has them. */
function countedIn(earlier: ImportedDay, later: ImportedDay): Partial<ImportedDay> {
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

/** A step of a curve, in minutes since the day began. */
interface Step {
  readonly begin: number;
  readonly end: number;
  readonly watts: number;
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

function withStep(steps: readonly Step[], added: Step): readonly Step[] {
  const inTheWay = steps.filter(({ begin, end }) => begin < added.end && end > added.begin);
  const isAround = inTheWay.every(({ begin, end }) => begin >= added.begin && end <= added.end);
  const takenMinutes = inTheWay.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (!isAround || takenMinutes >= added.end - added.begin) return steps;
  return [...steps.filter((step) => !inTheWay.includes(step)), added];
}

function stepsOf(curve: readonly CurvePiece[]): readonly Step[] {
  return curve.flatMap(({ fromMinute, stepMinutes, meanW }) =>
    meanW.map((watts, nth) => {
      const begin = fromMinute + nth * stepMinutes;
      return { begin, end: begin + stepMinutes, watts };
    }),
  );
}

/** Steps in the order of time, as pieces that are as long as they can be. */
function piecesOf(steps: readonly Step[]): readonly CurvePiece[] {
  const pieces: { readonly fromMinute: number; readonly stepMinutes: number; readonly meanW: number[] }[] = [];
  for (const { begin, end, watts } of steps) {
    const last = pieces.at(-1);
    const goesOn =
      last?.stepMinutes === end - begin && last.fromMinute + last.stepMinutes * last.meanW.length === begin;
    if (goesOn) last.meanW.push(watts);
    else pieces.push({ fromMinute: begin, stepMinutes: end - begin, meanW: [watts] });
  }
  return pieces;
}
