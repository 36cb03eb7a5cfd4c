import { printableLines } from '../printable.ts';

const MOST_CHARACTERS = 80;
/** What is looked at of a text, so that no text makes a search in it long. */
const MOST_READ = 2_000;

/** What a household can read of an answer: the error of a JSON object, a plain text, nothing of a web page; one short line. */
export function errorTextIn(body: string): string {
  const said = (complaintIn(body) ?? (/^\s*[<{[]/.test(body) ? '' : body)).slice(0, MOST_READ);
  // What InfluxDB and VictoriaMetrics set before the word that counts.
  return shortened(inOneLine(said).replace(/^.*?(?:partial write|requestURI: [^;]*)[:;] /, ''));
}

/** @param text in one line */
export function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** Fit to be shown: what is an escape in JSON is by now a character that could steer a terminal. */
export function inOneLine(text: string): string {
  return printableLines(text).replace(/\s+/g, ' ').trim();
}

/** Whether it is a database that has something against the lines, and not a proxy or whatever else answers there. */
export function isDatabaseError(body: string): boolean {
  return COMPLAINT.test(body) || complaintIn(body) !== undefined;
}

/** InfluxDB of every version, and VictoriaMetrics (`cannot parse influx line protocol data`). */
const COMPLAINT =
  /partial write|unable to parse|field type conflict|(?:beyond|outside) retention policy|cannot (?:parse|unmarshal)/;

/** What InfluxDB's JSON object says: 1.x and 3 as `error`, 2.x as `code` and `message`. */
function complaintIn(body: string): string | undefined {
  try {
    const { error, code, message } = JSON.parse(body);
    if (typeof error === 'string') return error;
    return typeof code === 'string' && typeof message === 'string' ? message : undefined;
  } catch {
    // The client cuts a long one off.
    return /^\{"(?:error|code":"[^"]*","message)":"([^"\\]+)/.exec(body)?.[1];
  }
}
