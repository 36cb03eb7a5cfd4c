import { shortened } from '../base/printable.ts';

/** The rest of a text is ignored, so that searching in it never takes long. */
const MOST_READ = 2_000;

/**
 * What a user can read of an answer's body, in one short line: the error in a JSON object, or a plain text; nothing of a web page.
 * @param shown the function of the answer
 */
export function errorTextIn(body: string, shown: (text: string) => string): string {
  // Without the prefix that InfluxDB and VictoriaMetrics put before the error itself.
  return shortened(shown(errorIn(body)).replace(/^.*?(?:partial write|requestURI: [^;]*)[:;] /, ''));
}

/** The error in a body as it arrived, without the prefix of InfluxDB 3: in a JSON object, or a plain text; empty for a web page. */
export function errorIn(body: string): string {
  const text = jsonErrorIn(body) ?? (/^\s*[<{[]/.test(body) ? '' : body);
  return text.slice(0, MOST_READ).replace(/^write buffer error: (?:[a-z ]+ (?:error|failed): )?/, '');
}

/** Whether a refusal comes from a database, and not from a proxy or another program that answers there. */
export function isDatabaseError(body: string): boolean {
  return DATABASE_ERROR.test(body) || jsonErrorIn(body) !== undefined;
}

/** The words of all versions of InfluxDB, and of VictoriaMetrics (`cannot parse influx line protocol data`). */
const DATABASE_ERROR =
  /partial write|unable to parse|field type conflict|(?:beyond|outside) retention policy|cannot (?:parse|unmarshal)/;

/** The error in InfluxDB's JSON: 1.x and 3 have it in `error`, 2.x in `message`, next to a `code`. */
function jsonErrorIn(body: string): string | undefined {
  try {
    const { error, code, message } = JSON.parse(body);
    if (typeof error === 'string') return error;
    return typeof code === 'string' && typeof message === 'string' ? message : undefined;
  } catch {
    // A long body was cut off, so it is no longer valid JSON.
    return /^\{"(?:error|code":"[^"]*","message)":"([^"\\]+)/.exec(body)?.[1];
  }
}
