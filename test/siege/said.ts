/** Homebridge's own lines: with the name of somebody else, or of nobody. What has no time in front belongs to no line of it. */
const OF_OTHERS = /^\[[^\]]*\] (?!\[Linky TIC\])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The lines that the plugin said, and those that no part of Homebridge says. */
export function ofPlugin(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !OF_OTHERS.test(line));
}

/** The lines with characters that a terminal obeys instead of showing them. */
export function withControls(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => CONTROL.test(line)).map((line) => JSON.stringify(line));
}

/** Whether one of the lines holds a number, however its thousands are parted. */
export function tells(lines: readonly string[], number: number): boolean {
  const digits = String(number).replace(/\B(?=(?:\d{3})+$)/g, '[\\s.,’\u00a0\u202f]?');
  return lines.some((line) => new RegExp(`(?<!\\d)${digits}(?!\\d)`).test(line));
}
