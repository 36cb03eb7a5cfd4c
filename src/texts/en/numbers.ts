import { numberWriter } from '../numbers.ts';

/** English numbers of the log and the command line: `12 345.678`, grouped by blanks as in the SI, with a point. */
export const englishNumber = numberWriter('\u00a0', '.');

/** A number of things, in the singular or the plural. */
export function plural(n: number, one: string, many: string): string {
  return `${englishNumber(n)} ${n === 1 ? one : many}`;
}

/** The mode of a line, with its speed where that is worth saying. */
export function lineMode(mode: string, bauds?: number): string {
  return `${mode} mode${bauds === undefined ? '' : ` at ${bauds} bauds`}`;
}
