/** What stands between the fields of a row, and before the decimals of a number. */
export interface CsvSigns {
  readonly between: string;
  readonly decimal: string;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/;
/** What may separate fields for a program that reads the file, whatever separates them in it, and what RFC 4180 has quoted. */
const TO_BE_QUOTED = /[",;\t\r\n]/;
/** With these a spreadsheet program begins a formula (OWASP, CSV Injection). */
const BEGINS_FORMULA = /^[=+\-@\t\r]/;

/** A row of CSV, without its end. */
export function csvRow(values: readonly (number | string | undefined)[], signs: CsvSigns): string {
  return values.map((value) => field(value, signs)).join(signs.between);
}

/**
 * One field of CSV (RFC 4180). A text that a spreadsheet program would take for a formula has an apostrophe before it, and stands in
 * quotes; a number stays a number. What nobody knows is empty.
 */
function field(value: number | string | undefined, { decimal }: CsvSigns): string {
  const text = String(value ?? '');
  if (NUMBER.test(text)) return text.replace('.', decimal);
  if (BEGINS_FORMULA.test(text)) return quoted(`'${text}`);
  return TO_BE_QUOTED.test(text) ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
