/**
 * All but the last four digits of a meter's number (ADCO and ADSC, 12 digits) or a supply point's (PRM, 14 digits), wherever it occurs in a
 * text. Times in milliseconds, which file names contain, have 13 digits and are neither.
 */
const HIDDEN_DIGITS = /(?<!\d)(?:\d{8}|\d{10})(?=\d{4}(?!\d))/g;

/**
 * For `JSON.stringify`: masks the numbers of meters and supply points in each text, since people attach a report for programs to a bug
 * report. A meter's number also occurs within sentences, and within names that users choose, such as that of a meter or a file.
 */
export function maskingNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(HIDDEN_DIGITS, '…') : value;
}
