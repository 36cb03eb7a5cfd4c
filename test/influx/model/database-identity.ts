/**
 * How a database shows that it is one. `influx1`, `influx2`, `victoria`: by the headers of InfluxDB 1.8, 2.9 or
 * VictoriaMetrics. `proxied`: by `/health`, since a proxy removes the headers. `readBack`: only by giving back what was
 * written. `writeOnly`: not at all, as the token may not read.
 */
export type DatabaseIdentity = 'influx1' | 'influx2' | 'victoria' | 'proxied' | 'readBack' | 'writeOnly';

export const IDENTITIES: readonly DatabaseIdentity[] = [
  'influx1',
  'influx2',
  'victoria',
  'proxied',
  'readBack',
  'writeOnly',
];

const HEADERS: { readonly [F in DatabaseIdentity]: Readonly<Record<string, string>> } = {
  influx1: { 'x-influxdb-version': '1.8.10', 'x-influxdb-build': 'OSS' },
  influx2: { 'x-influxdb-version': 'v2.9.1', 'x-influxdb-build': 'OSS' },
  victoria: { 'x-influxdb-version': '1.8.0' },
  proxied: {},
  readBack: {},
  writeOnly: {},
};

export function headersOf(identity: DatabaseIdentity): Readonly<Record<string, string>> {
  return HEADERS[identity];
}

/** Whether each of its answers shows that a database gave it. */
export function showsItself(identity: DatabaseIdentity): boolean {
  return Object.keys(HEADERS[identity]).length > 0;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const NOT_FOUND: HttpAnswer = { status: 404, body: '' };

/**
 * Its answer to any request except a write.
 * @param path with its query @param hasTrial whether a trial point of this time, in ms, can be read back
 */
export function answerTo(identity: DatabaseIdentity, path: string, hasTrial: (atMs: number) => boolean): HttpAnswer {
  const { pathname, searchParams } = new URL(path, 'http://model');
  const headers = headersOf(identity);
  switch (pathname) {
    case '/ping':
      return { status: identity === 'readBack' ? 404 : 204, headers: identity === 'victoria' ? {} : headers, body: '' };
    case '/health':
      return healthOf(identity);
    case '/query':
    case '/api/v2/query':
      if (identity === 'writeOnly') return { status: 403, body: '{"error":"not authorized to execute statement"}' };
      return pathname === '/query' ? { headers, ...inInfluxQl(searchParams.get('q') ?? '', hasTrial) } : NOT_FOUND;
    default:
      return { ...NOT_FOUND, headers };
  }
}

function healthOf(identity: DatabaseIdentity): HttpAnswer {
  if (identity === 'victoria') return { status: 200, body: 'OK' };
  if (identity !== 'proxied' && identity !== 'influx2') return NOT_FOUND;
  return { status: 200, headers: headersOf(identity), body: '{"name":"influxdb","status":"pass","version":"v2.9.1"}' };
}

/** Answers `SELECT "value" FROM "linky_test" WHERE time = 1700000000000ms`; any other query gives no rows. */
function inInfluxQl(q: string, hasTrial: (atMs: number) => boolean): HttpAnswer {
  const atMs = Number(/time = (\d+)ms/.exec(q)?.[1]);
  const series = hasTrial(atMs) ? [{ name: 'linky_test', columns: ['time', 'value'], values: [[atMs, 1]] }] : undefined;
  return { status: 200, body: JSON.stringify({ results: [{ statement_id: 0, ...(series && { series }) }] }) };
}
