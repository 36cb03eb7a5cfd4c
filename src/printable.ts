/**
 * Sequences by which a text steers a terminal (ECMA-48 §5.3–5.6, as terminals read them): a string up to its terminator
 * (`ESC ] 0 ; title BEL`), to the next ESC or to the end of the text; `ESC [` with its parameters; ESC with one other
 * character. C1 controls (U+0080–U+009F) begin them as well.
 */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  /(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[\x20-\x3f]*[\x40-\x7e]?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;

/**
 * What else is no visible character: C0, DEL, C1, the separators of lines and paragraphs, and the marks that change the
 * direction of what follows (UAX #9), by which a text can be shown as another one.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text of somebody else's that may go to a terminal, into a log or into a file: one line, without anything that steers a
 * terminal. Escape sequences are gone, other controls are blanks.
 */
export function printable(text: string): string {
  return text.replace(SEQUENCE, '').replace(CONTROL, ' ');
}

/** The same for a text that has lines of its own. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line))
    .join('\n');
}
