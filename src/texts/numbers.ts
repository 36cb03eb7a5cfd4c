/** Writes a number for a person, with so many decimals (0 unless given). No line breaks inside it. */
export type NumberWriter = (value: number, decimals?: number) => string;

/** English in the log and on the command line: `12 345.678`, with the blanks of the SI and a point. */
export const englishNumber: NumberWriter = (value, decimals) => written(value, decimals, '\u00a0', '.');

/** French everywhere: `12 345,678`, with narrow blanks and a comma, which is what browsers write, too. */
export const frenchNumber: NumberWriter = (value, decimals) => written(value, decimals, '\u202f', ',');

/** Not by `Intl`: a Node.js that was built with English alone would write French numbers in English. */
function written(value: number, decimals = 0, group: string, point: string): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
}

/** Numbers on the settings page. */
export interface PageNumbers {
  readonly number: NumberWriter;
  /** `26 %` of the ratio 0.26, with so many decimals at most (0 unless given). */
  readonly percent: NumberWriter;
}

/** Numbers as a browser's country writes them: `1,234.5` in `en-GB`, `1 234,5` in `fr-FR`. @param locale BCP 47 */
export function pageNumbers(locale: string): PageNumbers {
  return {
    number: (value, decimals = 0) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value),
    percent: (ratio, decimals = 0) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: decimals }).format(ratio),
  };
}
