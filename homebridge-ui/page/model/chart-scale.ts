/** The scale of a bar chart whose bars may extend above and below zero. */
export interface ChartScale {
  readonly top: number;
  /** 0 unless a bar extends below zero. */
  readonly bottom: number;
  /** The marks, from the bottom to the top. Each has as many decimals as the step between them. */
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** The maximum number of steps above zero. */
const MAX_STEPS = 4;

/**
 * A scale with round steps.
 * @param most the greatest value above zero
 * @param least how far a bar extends below zero, as a positive number
 * @param write formats the value of a mark with this many decimals
 */
export function scaleOf(
  most: number,
  least: number,
  write: (value: number, digits: number, isTop: boolean) => string,
): ChartScale {
  const step = stepFor(Math.max(most, least));
  const [below, above] = [Math.ceil(least / step), Math.ceil(most / step)];
  // The logarithm of a power of ten may be slightly less than a whole number.
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: below + above + 1 }, (_, index) => index - below).map((count) => ({
    value: count * step,
    text: write(Math.abs(count) * step, digits, count === above),
  }));
  return { top: Math.max(above * step, step), bottom: -below * step || 0, ticks };
}

/** A step is 1, 2 or 5 times a power of ten. */
function stepFor(most: number): number {
  if (!(most > 0)) return 1;
  const rough = most / MAX_STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
}
