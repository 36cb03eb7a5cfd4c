/** Fields by name. A number is written as a float and a text as a string; an undefined field is left out. */
export interface Fields {
  readonly [name: string]: number | string | undefined;
}

/** The field set of a line in InfluxDB's line protocol; empty if there is no field. */
export function fieldSet(fields: Fields): string {
  const written: string[] = [];
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) written.push(fieldOf(name, value));
  }
  return written.join(',');
}

/** One field. All numbers are written as floats, without the `i` of an integer, so that a field has the same type for ever. */
export function fieldOf(name: string, value: number | string): string {
  return `${escapeKey(name)}=${typeof value === 'number' ? value : quote(value)}`;
}

/**
 * @param series measurement and tags, escaped by the caller @param atMs goes into the line as it is: the precision is
 *   ms
 */
export function lineOf(series: string, fields: string, atMs: number): string {
  return `${series} ${fields} ${atMs}`;
}

/** The measurement and the tags of a line: everything before the first space that is not escaped. */
export function seriesOf(line: string): string {
  let end = line.indexOf(' ');
  while (line.charAt(end - 1) === '\\') end = line.indexOf(' ', end + 1);
  return line.slice(0, end);
}

/** The measurement of a line, as it is written in it. */
export function measurementOf(line: string): string {
  const [measurement = ''] = seriesOf(line).split(/(?<!\\),/, 1);
  return measurement;
}

/** The names of the fields of a line. A text value may add some that are not field names. */
export function fieldNamesOf(line: string): readonly string[] {
  const fields = line.slice(seriesOf(line).length + 1);
  return [...fields.matchAll(/(?:^|,)([^,= "\\]+)=/g)].map(([, name = '']) => name);
}

/**
 * The value of a tag, as it is written in a line. InfluxDB cannot represent a backslash at the end of a tag value, so each backslash is
 * replaced with a slash.
 */
export function tagValueOf(text: string): string {
  return escapeKey(text.replaceAll('\\', '/'));
}

// Both functions call `test` before `replace`: a frame of sixty names and texts then takes 4 µs instead of 14 µs.

/** A comma, a space or an equals sign would end the name of a field, or the value of a tag. */
function escapeKey(name: string): string {
  return /[,= ]/.test(name) ? name.replace(/[,= ]/g, '\\$&') : name;
}

function quote(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
