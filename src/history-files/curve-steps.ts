import { CURVE_STEPS } from '../energy/imported-day.ts';

/** What a missing row counts, and the most that one gap counts, however long it is. */
const MISSING_ROW = 1;
const MOST_OF_A_GAP = 4;
/** What a change of the step counts: so seven hours in a row at an end of the file, or thirteen between half hours, are no lost half hours. */
const CHANGE = 6;
/** What a row counts that stands between two steps: so one such row is a stray one, and two are a change of the step. */
const STRAY_ROW = 7;
/** What the first row counts in each step but the declared one: as much as a change from what the file says it has. */
const NOT_DECLARED = CHANGE;

/**
 * The step of each row of a load curve that tells only where its steps end. Steps end on multiples of themselves, and a wider
 * distance between two rows is a lost row as a rule, since a meter's step changes once in years. So of all ways to give each
 * row a step, the one with the fewest lost rows, changes and stray rows counts (by Viterbi's algorithm); of several such ways,
 * that of the longest steps.
 * @param endsMinutes in minutes since 1970, ascending, each a multiple of five
 * @param declared the step that the file itself says it has
 * @returns for each row its step in minutes; undefined where it ends no step, or where nothing shows the step
 */
export function curveSteps(endsMinutes: readonly number[], declared?: number): (number | undefined)[] {
  const chosen = cheapest(endsMinutes, declared);
  const steps = Array.from(chosen, (choice, row) => {
    const step = CURVE_STEPS[choice] as number;
    return (endsMinutes[row] as number) % step === 0 ? step : undefined;
  });
  return withoutGuesses(endsMinutes, chosen, steps, declared);
}

/** For each row, which of the steps it has on the cheapest way through all rows. */
function cheapest(ends: readonly number[], declared: number | undefined): Uint8Array {
  const costs = Float64Array.from(CURVE_STEPS, (step) => (step === declared ? 0 : NOT_DECLARED));
  const lastOnStep = new Float64Array(COUNT).fill(Number.NaN);
  // Each row has as many places here as there are steps: by which step one came to it.
  const cameFrom = new Uint8Array(ends.length * COUNT);
  for (const [row, end] of ends.entries()) {
    const sinceLast = row === 0 ? 0 : end - (ends[row - 1] as number);
    const best = indexOfLeast(costs);
    const afterChange = (costs[best] as number) + CHANGE;
    for (const [nth, step] of CURVE_STEPS.entries()) {
      const isOn = end % step === 0;
      // A step that began before the row before it had ended would count the time between them twice.
      const isChange = isOn && sinceLast >= step && afterChange < (costs[nth] as number);
      cameFrom[row * COUNT + nth] = isChange ? best : nth;
      const before = isChange ? afterChange : (costs[nth] as number);
      costs[nth] = before + (isOn ? gapCost(end, lastOnStep[nth] as number, step) : STRAY_ROW);
      if (isOn) lastOnStep[nth] = end;
    }
  }
  return backwards(cameFrom, indexOfLeast(costs));
}

const COUNT = CURVE_STEPS.length;

function indexOfLeast(costs: Float64Array): number {
  return costs.indexOf(Math.min(...costs));
}

function gapCost(end: number, endBefore: number, step: number): number {
  if (Number.isNaN(endBefore)) return 0;
  return Math.min(MOST_OF_A_GAP, ((end - endBefore) / step - 1) * MISSING_ROW);
}

function backwards(cameFrom: Uint8Array, last: number): Uint8Array {
  const chosen = new Uint8Array(cameFrom.length / COUNT);
  let choice = last;
  for (let row = chosen.length - 1; row >= 0; row -= 1) {
    chosen[row] = choice;
    choice = cameFrom[row * COUNT + choice] as number;
  }
  return chosen;
}

/** Where no two rows stand a step apart, nothing has shown that this is the step: then their step is not known. */
function withoutGuesses(
  ends: readonly number[],
  chosen: Uint8Array,
  steps: readonly (number | undefined)[],
  declared: number | undefined,
): (number | undefined)[] {
  const known = [...steps];
  let from = 0;
  for (let row = 1; row <= chosen.length; row += 1) {
    if (chosen[row] === chosen[from]) continue;
    const step = CURVE_STEPS[chosen[from] as number] as number;
    if (step !== declared && !hasDistance(ends, from, row, step)) known.fill(undefined, from, row);
    from = row;
  }
  return known;
}

function hasDistance(ends: readonly number[], from: number, to: number, step: number): boolean {
  for (let row = Math.max(from, 1); row < to; row += 1) {
    if ((ends[row] as number) - (ends[row - 1] as number) === step) return true;
  }
  return false;
}
