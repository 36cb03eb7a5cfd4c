import type { Answer, Answered } from './answer.ts';

/** A database that has shown what it is, with its version if it reports one. */
export interface KnownServer {
  readonly product: Product;
  /** As the database reports it, without a leading `v`: `2.9.1`. */
  readonly version?: string;
}

/** `influx`: an InfluxDB whose kind only its version shows. */
type Product =
  | 'influx'
  | 'influx1Enterprise'
  | 'influxCore'
  | 'influxEnterprise'
  | 'influxCloud'
  | 'victoriaMetrics'
  | 'vmagent'
  | 'telegraf'
  | 'greptime';

const NAMES: { readonly [P in Product]: string } = {
  influx: 'InfluxDB',
  influx1Enterprise: 'InfluxDB Enterprise',
  influxCore: 'InfluxDB 3 Core',
  influxEnterprise: 'InfluxDB 3 Enterprise',
  influxCloud: 'InfluxDB Cloud',
  victoriaMetrics: 'VictoriaMetrics',
  vmagent: 'vmagent',
  telegraf: 'Telegraf',
  greptime: 'GreptimeDB',
};

/** The name to show for a database: `InfluxDB 3 Core 3.4.0`; `InfluxDB` for one that has not shown what it is. */
export function serverName(server: KnownServer | undefined): string {
  if (!server) return NAMES.influx;
  const name = NAMES[server.product];
  return server.version === undefined ? name : `${name} ${server.version}`;
}

/** A database with the version that it reports. The text is a stranger's, so only what looks like a version is accepted. */
function serverOf(product: Product, version: unknown, { shown }: Answered): KnownServer {
  const [, number] = /^v?(\d{1,4}\.\d{1,4}[\w.~+-]{0,24})$/.exec(shown(String(version))) ?? [];
  return number === undefined ? { product } : { product, version: number };
}

/** The database whose product is in a note. Its version may have changed since then. */
export function serverNoted(product: string | undefined): KnownServer | undefined {
  const known = (Object.keys(NAMES) as Product[]).find((name) => name === product);
  return known && { product: known };
}

interface HeaderSign {
  readonly product: Product;
  readonly build: RegExp;
  readonly version: RegExp;
  /** The version in the header is that of the InfluxDB which the server imitates. */
  readonly imitates?: true;
}

/**
 * What `X-Influxdb-Build` and `X-Influxdb-Version` show; the first matching row counts, and a missing header counts as empty. InfluxDB 1.x
 * and 2.x have both in each answer, InfluxDB 3 only in the answer to GET /ping. VictoriaMetrics has only the version, and only in the
 * answers to writes and InfluxQL.
 */
const HEADER_SIGNS: readonly HeaderSign[] = [
  { product: 'influxCore', build: /^core$/i, version: /^/ },
  { product: 'influxEnterprise', build: /^enterprise$/i, version: /^/ },
  { product: 'influx1Enterprise', build: /^ent$/i, version: /^/ },
  { product: 'influxCloud', build: /^cloud/i, version: /^/ },
  { product: 'victoriaMetrics', build: /^$/, version: /^1\.8\.0$/, imitates: true },
  { product: 'telegraf', build: /^$/, version: /^1\.0$/, imitates: true },
  { product: 'influx', build: /^/, version: /^/ },
];

/** The database that the headers of an answer show; undefined if they show none. */
export function serverInHeaders(answer: Answer): KnownServer | undefined {
  if (answer.kind === 'failed') return undefined;
  const names = Object.keys(answer.headers);
  // The names of GreptimeDB's own headers begin with its name.
  if (names.some((name) => name.startsWith('x-greptime-'))) return { product: 'greptime' };
  if (!names.some((name) => name === 'x-influxdb-version' || name === 'x-influxdb-build')) return undefined;
  const [build, version] = ['x-influxdb-build', 'x-influxdb-version'].map((name) => String(answer.headers[name] ?? ''));
  const sign = HEADER_SIGNS.find((row) => row.build.test(build ?? '') && row.version.test(version ?? ''));
  return sign && serverOf(sign.product, sign.imitates ? undefined : version, answer);
}

interface BodySign {
  /** Where to send the request. */
  readonly path: string;
  /** The database that an answer's body shows, if only a database gives such a body there. */
  serverIn(answer: Answered): KnownServer | undefined;
}

/**
 * Which requests to make, and what in the body of the answer shows the database. Most servers are already known by the headers of these
 * answers; the bodies are for servers behind a proxy that removes headers.
 */
export const BODY_SIGNS: readonly BodySign[] = [
  {
    path: '/ping',
    // Only InfluxDB 3 has a body here.
    serverIn(answer) {
      const { version, ...others } = fieldsOf(answer.body);
      const isInflux3 = typeof version === 'string' && ['process_id', 'revision'].some((name) => name in others);
      return isInflux3 ? serverOf('influx', version, answer) : undefined;
    },
  },
  {
    path: '/',
    serverIn({ body }) {
      const [, name] = /^<h2>(Single-node VictoriaMetrics|vmagent)<\/h2>/.exec(body) ?? [];
      if (name === undefined) return undefined;
      return { product: name === 'vmagent' ? 'vmagent' : 'victoriaMetrics' };
    },
  },
  {
    // Asks for no list of databases. Behind a path, such as `/influx` or vminsert's `/insert/0/influx`, only this shows an older vmagent.
    path: `/query?${new URLSearchParams({ q: 'SELECT value FROM linky_test LIMIT 1' })}`,
    // VictoriaMetrics answers every query with a made-up list of databases.
    serverIn({ body }) {
      return /"series":\[\{"name":"databases","columns":\["name"\]/.test(body)
        ? { product: 'victoriaMetrics' }
        : undefined;
    },
  },
  {
    path: '/health',
    // InfluxDB 1.8 to 2.x. A newer VictoriaMetrics answers the same below `/influx`, but is already known by then.
    serverIn(answer) {
      const { name, version } = fieldsOf(answer.body);
      return name === 'influxdb' ? serverOf('influx', version, answer) : undefined;
    },
  },
  {
    path: '/api/v2/ready',
    // Telegraf, where it listens as an InfluxDB 2 (influxdb_v2_listener).
    serverIn({ body }) {
      const { status, ...others } = fieldsOf(body);
      const isTelegraf = status === 'ready' && ['started', 'up'].every((name) => name in others);
      return isTelegraf ? { product: 'telegraf' } : undefined;
    },
  },
];

interface SignFields {
  readonly name?: unknown;
  readonly status?: unknown;
  readonly version?: unknown;
}

function fieldsOf(body: string): SignFields {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
