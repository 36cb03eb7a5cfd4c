/**
 * All but the last four digits of the number of a meter (ADCO and ADSC, 12 digits) or of a supply point (PRM, 14 digits), wherever it
 * stands in a text. The 13 digits of a time in milliseconds, which names of files have, are neither.
 */
const HIDDEN_DIGITS = /(?<!\d)(?:\d{8}|\d{10})(?=\d{4}(?!\d))/g;

/**
 * For `JSON.stringify`: masks the numbers of meters and of supply points in each text, since a report for programs is what people put
 * under a bug report. A meter's number also comes within sentences, and within what users name themselves, such as a meter or a file.
 */
export function maskingNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(HIDDEN_DIGITS, '…') : value;
}
