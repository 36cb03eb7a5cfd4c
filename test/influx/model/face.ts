/**
 * How a database shows who it is: by the headers of InfluxDB 1.8, 2.9 or VictoriaMetrics; by none, since a proxy takes them
 * away, but by `/health`; only by giving back what was written; not at all, to a token that may only write.
 */
export type Face = 'influx1' | 'influx2' | 'victoria' | 'proxied' | 'readBack' | 'writeOnly';

export const FACES: readonly Face[] = ['influx1', 'influx2', 'victoria', 'proxied', 'readBack', 'writeOnly'];

const HEADERS: { readonly [F in Face]: Readonly<Record<string, string>> } = {
  influx1: { 'x-influxdb-version': '1.8.10', 'x-influxdb-build': 'OSS' },
  influx2: { 'x-influxdb-version': 'v2.9.1', 'x-influxdb-build': 'OSS' },
  victoria: { 'x-influxdb-version': '1.8.0' },
  proxied: {},
  readBack: {},
  writeOnly: {},
};

export function headersOf(face: Face): Readonly<Record<string, string>> {
  return HEADERS[face];
}

/** Whether each of its answers says who gave it. */
export function showsItself(face: Face): boolean {
  return Object.keys(HEADERS[face]).length > 0;
}

export interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const NOT_FOUND: Told = { status: 404, body: '' };

/**
 * What a database answers to anything but a write.
 * @param path with its query @param hasTrial whether a test point of this time, in ms, can be read
 */
export function tellsOf(face: Face, path: string, hasTrial: (atMs: number) => boolean): Told {
  const { pathname, searchParams } = new URL(path, 'http://model');
  const headers = headersOf(face);
  switch (pathname) {
    case '/ping':
      return { status: face === 'readBack' ? 404 : 204, headers: face === 'victoria' ? {} : headers, body: '' };
    case '/health':
      return healthOf(face);
    case '/query':
    case '/api/v2/query':
      if (face === 'writeOnly') return { status: 403, body: '{"error":"not authorized to execute statement"}' };
      return pathname === '/query' ? { headers, ...inInfluxQl(searchParams.get('q') ?? '', hasTrial) } : NOT_FOUND;
    default:
      return { ...NOT_FOUND, headers };
  }
}

function healthOf(face: Face): Told {
  if (face === 'victoria') return { status: 200, body: 'OK' };
  if (face !== 'proxied' && face !== 'influx2') return NOT_FOUND;
  return { status: 200, headers: headersOf(face), body: '{"name":"influxdb","status":"pass","version":"v2.9.1"}' };
}

/** `SELECT "value" FROM "linky_test" WHERE time = 1700000000000ms`; whatever else is asked has no rows. */
function inInfluxQl(q: string, hasTrial: (atMs: number) => boolean): Told {
  const atMs = Number(/time = (\d+)ms/.exec(q)?.[1]);
  const series = hasTrial(atMs) ? [{ name: 'linky_test', columns: ['time', 'value'], values: [[atMs, 1]] }] : undefined;
  return { status: 200, body: JSON.stringify({ results: [{ statement_id: 0, ...(series && { series }) }] }) };
}
