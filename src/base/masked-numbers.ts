/*
 * The numbers of meters and of supply points in a text, without all but their last four digits: `…1234`. What is on a screen or in a bug
 * report may be shown to others.
 */

/** All but the last four of the 14 digits of a supply point (PRM). */
const OF_PRM = /(?<!\d)\d{10}(?=\d{4}(?!\d))/g;
/**
 * The same, and all but the last four of the 12 digits of a meter (ADCO and ADSC). The 13 digits of a time in milliseconds, which names of
 * files have, are neither.
 */
const OF_METER_OR_PRM = /(?<!\d)(?:\d{8}|\d{10})(?=\d{4}(?!\d))/g;

/** A text in which 12 digits may be something else, such as a time: a row of a file, or a file's name, as Enedis gives it with the PRM. */
export function withoutPrm(text: string): string {
  return text.replace(OF_PRM, '…');
}

/**
 * For `JSON.stringify`: masks the numbers in each text, since a report for programs is what people put under a bug report. A meter's number
 * also comes within sentences, and within what users name themselves, such as a meter or a file.
 */
export function maskingNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(OF_METER_OR_PRM, '…') : value;
}
