/** Lines of Homebridge and of other plugins: they begin with a time, and not with this plugin's name after it. */
const OF_OTHERS = /^\[[^\]]*\] (?!\[Linky TIC\])/;
const TIME = /^\[[^\]]*\] /;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are searched for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The lines of this plugin, and those without a time, which come from no logger of Homebridge. */
export function pluginLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !OF_OTHERS.test(line));
}

/** The lines with control characters, as JSON. Line feeds are not found: they have been taken for ends of lines. */
export function linesWithControls(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => CONTROL.test(line)).map((line) => JSON.stringify(line));
}

/** The lines that begin with a text that an attacker wants to see there, as if Homebridge had logged it. */
export function forgedLines(lines: readonly string[], beginning: string): readonly string[] {
  return lines.filter((line) => line.startsWith(beginning)).map((line) => JSON.stringify(line));
}

/** Whether one of the lines says that this many are missing, with or without separators of thousands. */
export function saysHowManyMissing(lines: readonly string[], number: number): boolean {
  const digits = String(number).replace(/\B(?=(?:\d{3})+$)/g, '[\\s.,’\u00a0\u202f]?');
  const count = new RegExp(`(?<!\\d)${digits}(?!\\d)`);
  return lines.some((line) => line.includes('missing') && count.test(line.replace(TIME, '')));
}
