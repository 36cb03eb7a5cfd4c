/** Fields by name: a number becomes a float, a text a string, and what is absent stays away. */
export interface Fields {
  readonly [name: string]: number | string | undefined;
}

/**
 * The field set of a line of InfluxDB's line protocol, empty when there is no field. Numbers carry no `i`: one type for
 * all numbers and all servers, so that no field can ever clash with itself.
 */
export function fieldSet(fields: Fields): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${escapeKey(name)}=${typeof value === 'number' ? value : quote(value)}`;
  }
  return text;
}

/** @param series measurement and tags, escaped by the caller @param atMs written as it is: the precision is ms */
export function lineOf(series: string, fields: string, atMs: number): string {
  return `${series} ${fields} ${atMs}`;
}

/** A comma, a blank or an equals sign would end a field's name. */
function escapeKey(name: string): string {
  return name.replace(/[,= ]/g, '\\$&');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
