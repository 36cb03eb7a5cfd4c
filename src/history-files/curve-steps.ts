import { CURVE_STEPS } from '../energy/imported-day.ts';

/** The cost of a missing row, and the maximum cost of one gap, however long. */
const MISSING_ROW = 1;
const MOST_OF_A_GAP = 4;
/**
 * The cost of a change of the step. With it, seven hourly rows at an end of the file, or thirteen between half-hours, are not taken for
 * half-hours with missing rows.
 */
const CHANGE = 6;
/** The cost of a row that is not on the step: one such row is a stray row, two are a change of the step. */
const STRAY_ROW = 7;
/** The cost of the first row for every step except the declared one: the same as a change from the step that the file declares. */
const NOT_DECLARED = CHANGE;

/**
 * Determines the step of each row of a load curve that states only when its steps end. Steps end on multiples of their length, and a wider
 * distance between two rows usually means a missing row, since a meter's step changes once in years. So of all ways to assign a step to
 * each row, the cheapest is chosen (Viterbi's algorithm): the one with the fewest missing rows, changes and stray rows, and with the
 * longest steps if several are equal.
 * @param endsMinutes in minutes since 1970, ascending, each a multiple of five
 * @param declared the step that the file itself states
 * @returns the step of each row in minutes; undefined if the row ends no step, or if nothing shows the step
 */
export function curveSteps(endsMinutes: readonly number[], declared?: number): (number | undefined)[] {
  const chosen = cheapest(endsMinutes, declared);
  const steps = Array.from(chosen, (choice, row) => {
    const step = CURVE_STEPS[choice] as number;
    return (endsMinutes[row] as number) % step === 0 ? step : undefined;
  });
  return withoutGuesses(endsMinutes, chosen, steps, declared);
}

/** For each row, the index of its step in `CURVE_STEPS` on the cheapest path through all rows. */
function cheapest(ends: readonly number[], declared: number | undefined): Uint8Array {
  const costs = Float64Array.from(CURVE_STEPS, (step) => (step === declared ? 0 : NOT_DECLARED));
  const lastOnStep = new Float64Array(COUNT).fill(Number.NaN);
  // For each row and step: the step of the previous row on the cheapest path that leads here.
  const cameFrom = new Uint8Array(ends.length * COUNT);
  for (const [row, end] of ends.entries()) {
    const sinceLast = row === 0 ? 0 : end - (ends[row - 1] as number);
    const best = indexOfLeast(costs);
    const afterChange = (costs[best] as number) + CHANGE;
    for (const [nth, step] of CURVE_STEPS.entries()) {
      const isOn = end % step === 0;
      // A step that began before the end of the previous row would count the time between them twice.
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

/** If no two rows are one step apart, nothing confirms the step, so it is left unknown. */
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
