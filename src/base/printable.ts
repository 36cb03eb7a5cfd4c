/**
 * Escape sequences (ECMA-48 §5.3–5.6, as terminals read them): a control string up to its terminator (`ESC ] 0 ; title BEL`), to
 * the next ESC or to the end of the text; `ESC [` with its parameters; ESC with one other character. They begin with C1 controls
 * (U+0080–U+009F) as well.
 */
export const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters.
  /(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[\x20-\x3f]*[\x40-\x7e]?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;

/**
 * Other control characters: C0, DEL, C1, the line and paragraph separators, and the marks that change the writing direction (UAX #9), which
 * can make a text look like another one.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters.
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes a text from outside safe for a terminal, a log or a file, as a single line: escape sequences are removed, and other control
 * characters are replaced with spaces.
 */
export function printable(text: string): string {
  return text.replace(SEQUENCE, '').replace(CONTROL, ' ');
}

/** Makes a text of several lines safe in the same way. Its line breaks are kept. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line))
    .join('\n');
}

/** In one line, without characters that control a terminal: an escape in JSON may have been decoded to one. */
export function inOneLine(text: string): string {
  return printableLines(text).replace(/\s+/g, ' ').trim();
}

const MOST_CHARACTERS = 80;

/** At most 80 characters. @param text in one line */
export function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** A word for a shell, quoted if necessary: a path may contain spaces, and a text from outside may end a command. */
export function forShell(word: string): string {
  return /^[\w./:=+@%,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
