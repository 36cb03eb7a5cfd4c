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
  const [series, fields, time, ...more] = splitOutside(line, ' ');
  if (!series || !fields || !time || more.length > 0 || !/^\d+$/.test(time)) throw new Error(`not a line: ${line}`);
  const [measurement = '', ...tags] = splitOutside(series, ',');
  return {
    measurement: unescapeKey(measurement),
    tags: Object.fromEntries(tags.map(pairOf).map(([tag, value]) => [tag, unescapeKey(value)])),
    fields: Object.fromEntries(
      splitOutside(fields, ',')
        .map(pairOf)
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

function pairOf(text: string): [key: string, value: string] {
  const [key, value, ...more] = splitOutside(text, '=');
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
