import { type NumberWriter, numberWriter } from '../numbers.ts';

/** English numbers of the log and the command line: `12,345.678`. Browsers write the same. */
export const englishNumber = numberWriter(',', '.');

/** `12.3%` */
export const englishPercent: NumberWriter = (value, decimals) => `${englishNumber(value, decimals)}%`;

/** `€12.34` */
export const englishEuros: NumberWriter = (value, decimals) =>
  `${value < 0 ? '−' : ''}€${englishNumber(Math.abs(value), decimals)}`;

/** A number of things, in the singular or the plural. */
export function plural(n: number, one: string, many: string): string {
  return `${englishNumber(n)} ${n === 1 ? one : many}`;
}

/** The mode of a line, with its speed where that is worth saying. */
export function lineMode(mode: string, bauds?: number): string {
  return `${mode} mode${bauds === undefined ? '' : ` at ${bauds} baud`}`;
}
