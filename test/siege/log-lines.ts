/** Homebridge's own lines: with the name of somebody else, or of nobody. What has no time in front belongs to no line of it. */
const OF_OTHERS = /^\[[^\]]*\] (?!\[Linky TIC\])/;
const TIME = /^\[[^\]]*\] /;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The lines that the plugin said, and those that no part of Homebridge says. */
export function pluginLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !OF_OTHERS.test(line));
}

/** The lines with characters that a terminal obeys instead of showing them. Those between two lines are gone by then. */
export function linesWithControls(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => CONTROL.test(line)).map((line) => JSON.stringify(line));
}

/** The lines that begin with words that somebody hostile wants to stand on a line of their own, as if Homebridge had said them. */
export function forgedLines(lines: readonly string[], words: string): readonly string[] {
  return lines.filter((line) => line.startsWith(words)).map((line) => JSON.stringify(line));
}

/** Whether one of the lines says that so many are missing, however the thousands are parted. */
export function saysHowManyMissing(lines: readonly string[], number: number): boolean {
  const digits = String(number).replace(/\B(?=(?:\d{3})+$)/g, '[\\s.,’\u00a0\u202f]?');
  const count = new RegExp(`(?<!\\d)${digits}(?!\\d)`);
  return lines.some((line) => line.includes('missing') && count.test(line.replace(TIME, '')));
}
