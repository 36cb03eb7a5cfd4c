/** The characters between the fields of a row, and before the decimals of a number. */
export interface CsvSigns {
  readonly between: string;
  readonly decimal: string;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/;
/**
 * Every character that a program reading the file may take for a separator, whatever the separator of the file, and the characters that
 * require quotes according to RFC 4180.
 */
const TO_BE_QUOTED = /[",;\t\r\n]/;
/** A spreadsheet program takes a text that begins with one of these for a formula (OWASP, CSV Injection). */
const BEGINS_FORMULA = /^[=+\-@\t\r]/;

/** A row of CSV, without the end of line. */
export function csvRow(values: readonly (number | string | undefined)[], signs: CsvSigns): string {
  return values.map((value) => field(value, signs)).join(signs.between);
}

/**
 * One field of CSV (RFC 4180). A text that a spreadsheet program would take for a formula is preceded by an apostrophe and quoted; a number
 * stays a number. An unknown value is empty.
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
