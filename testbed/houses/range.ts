/** From, to; or one number, which stands for both. */
export type Range = number | readonly [number, number];

/** A number within the range. */
export function within(range: Range, random: () => number): number {
  return typeof range === 'number' ? range : range[0] + random() * (range[1] - range[0]);
}
