import { type NumberWriter, numberWriter } from '../numbers.ts';

/** French numbers: `12 345,678`, grouped by narrow blanks, with a comma. Browsers write the same. */
export const frenchNumber = numberWriter('\u202f', ',');

/** `12,3 %` */
export const frenchPercent: NumberWriter = (value, decimals) => `${frenchNumber(value, decimals)}\u00a0%`;

/** `12,34 €` */
export const frenchEuros: NumberWriter = (value, decimals) => `${frenchNumber(value, decimals)}\u00a0€`;

/** A number of things, in the singular or the plural. */
export function plural(n: number, one: string, many: string): string {
  return `${frenchNumber(n)} ${n > 1 ? many : one}`;
}

/** The mode of a line, with its speed where that is worth saying. */
export function lineMode(mode: string, bauds?: number): string {
  return `mode ${mode}${bauds === undefined ? '' : ` à ${bauds} bauds`}`;
}
