/** One parsed line of line protocol. */
export interface ParsedLine {
  readonly measurement: string;
  readonly tags: { readonly [tag: string]: string };
  readonly fields: { readonly [field: string]: number | string };
  readonly atMs: number;
}

/**
 * Parses a line as the reference of the line protocol describes it, character by character. It shares no code with what
 * writes lines. Throws on anything that is not a line.
 */
export function parseLine(line: string): ParsedLine {
  const series = /^(?:\\.|[^ \\])*/.exec(line)?.[0] ?? '';
  const [fields, time, ...more] = splitOutside(line.slice(series.length + 1), ' ');
  if (!series || !fields || !time || more.length > 0 || !/^\d+$/.test(time)) throw new Error(`not a line: ${line}`);
  const [measurement = '', ...tags] = splitEscaped(series, ',');
  return {
    measurement: unescapeKey(measurement),
    tags: Object.fromEntries(
      tags.map((tag) => pairOf(splitEscaped(tag, '='), tag)).map(([tag, value]) => [tag, unescapeKey(value)]),
    ),
    fields: Object.fromEntries(
      splitOutside(fields, ',')
        .map((field) => pairOf(splitOutside(field, '='), field))
        .map(([field, value]) => [field, datumOf(value)]),
    ),
    atMs: Number(time),
  };
}

/** Splits at a separator that is neither escaped nor in quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    if (char === separator && !quoted) {
      parts.push('');
      continue;
    }
    const taken = char === '\\' ? text.slice(at, at + 2) : char;
    parts[parts.length - 1] += taken;
    at += taken.length - 1;
  }
  return parts;
}

/** Splits at a separator that is not escaped. Quotes mean nothing in tags. */
function splitEscaped(text: string, separator: string): string[] {
  return text.split(new RegExp(`(?<!\\\\)${separator}`));
}

function pairOf([key, value, ...more]: readonly string[], text: string): [key: string, value: string] {
  if (!key || !value || more.length > 0) throw new Error(`not a pair: ${text}`);
  return [unescapeKey(key), value];
}

function unescapeKey(text: string): string {
  return text.replace(/\\([,= ])/g, '$1');
}

function datumOf(text: string): number | string {
  if (text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`not a float: ${text}`);
  return Number(text);
}
