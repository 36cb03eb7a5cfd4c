/**
 * The exact format of a label's data. `digits`: decimal digits, `length` of them, with a value of at most `most`. `text`: padded with
 * spaces to its length. `schedule`: eleven switchings of eight characters. `empty`: the label has a horodate and no data.
 */
export type DataFormat =
  | { readonly kind: 'digits'; readonly length: number; readonly unit?: Unit; readonly most?: number }
  | { readonly kind: 'hex'; readonly length: number }
  | { readonly kind: 'text'; readonly length?: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'empty' };

export type Unit = 'Wh' | 'varh' | 'A' | 'V' | 'VA' | 'kVA' | 'W' | 'min';

/** The data of a label that is in no specification may be any text. */
export const TEXT_FORMAT = { kind: 'text' } as const;

const [BLANK, UNDERSCORE, LOWER_A, LOWER_Z] = [0x20, 0x5f, 0x61, 0x7a];
const HEX = /^[0-9A-F]+$/;
const SCHEDULE = /^(?:[0-9A-F]{8}|NONUTILE)(?: (?:[0-9A-F]{8}|NONUTILE)){10}$/;

/** Whether `data` has exactly the format `format`. `ifRepeated`: it may only be accepted if it comes twice. */
export function fits(data: string, format: DataFormat): 'yes' | 'no' | 'ifRepeated' {
  if (format.kind === 'text') return fitsText(data, format.length ?? data.length);
  return fitsExactly(data, format) ? 'yes' : 'no';
}

/**
 * Of all single and double bit errors that leave a group whole, parity and checksum miss exactly one: bits 6 and 7 of one character. Bit 6
 * adds or subtracts 64, which the checksum, modulo 64, does not show; and two flipped bits leave the parity even. The error turns a
 * character of 0x20–0x3F into one of 0x60–0x7F, or the reverse, and a character of 0x40–0x5F into a control character. Only a text may
 * contain both the right character and the wrong one. A text in upper case, as nearly all are, has a lower-case letter after such an error.
 * A text that contains lower-case letters anyway (` HC et Week-End `) may look the same when it is damaged. So any text with lower-case
 * letters must come twice.
 */
function fitsText(data: string, length: number): 'yes' | 'no' | 'ifRepeated' {
  if (data.length !== length) return 'no';
  let hasLowerCase = false;
  // Two regular expressions take several times as long.
  for (let at = 0; at < length; at += 1) {
    const char = data.charCodeAt(at);
    const isLowerCase = char >= LOWER_A && char <= LOWER_Z;
    if (!isLowerCase && (char < BLANK || char > UNDERSCORE)) return 'no';
    hasLowerCase ||= isLowerCase;
  }
  return hasLowerCase ? 'ifRepeated' : 'yes';
}

function fitsExactly(data: string, format: Exclude<DataFormat, { kind: 'text' }>): boolean {
  switch (format.kind) {
    case 'digits':
      return (
        data.length === format.length && areDigits(data) && (format.most === undefined || numberIn(data) <= format.most)
      );
    case 'hex':
      return data.length === format.length && HEX.test(data);
    case 'oneOf':
      return format.values.includes(data);
    case 'pattern':
      return format.pattern.test(data);
    case 'schedule':
      return SCHEDULE.test(data);
    case 'empty':
      return data === '';
  }
}

const ZERO = 0x30;

/** Whether a text consists of digits only from `from` on, and of at least one. A regular expression takes twice as long. */
export function areDigits(text: string, from = 0): boolean {
  for (let at = from; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return text.length > from;
}

/** The number that digits represent. `Number` would check them again, which takes twice as long. */
export function numberIn(digits: string, from = 0, to = digits.length): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = 10 * number + digits.charCodeAt(at) - ZERO;
  return number;
}
