import type { Answer, Answered } from './answer.ts';

/** A database that showed what it is, with its version where it tells that. */
export interface KnownServer {
  readonly product: Product;
  /** As it calls itself, without a leading `v`: `2.9.1`. */
  readonly version?: string;
}

/** `influx`: an InfluxDB of which only the version tells more. */
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

/** What to call a database: `InfluxDB 3 Core 3.4.0`; `InfluxDB` for one that has not shown what it is. */
export function serverName(server: KnownServer | undefined): string {
  if (!server) return NAMES.influx;
  const name = NAMES[server.product];
  return server.version === undefined ? name : `${name} ${server.version}`;
}

/** A database with the version that it tells: of a stranger's words, only what looks like a version is taken. */
function serverOf(product: Product, version: unknown, { shown }: Answered): KnownServer {
  const [, number] = /^v?(\d{1,4}\.\d{1,4}[\w.~+-]{0,24})$/.exec(shown(String(version))) ?? [];
  return number === undefined ? { product } : { product, version: number };
}

/** The database of which a note holds the product. Its version may have changed since then. */
export function serverNoted(product: string | undefined): KnownServer | undefined {
  const known = (Object.keys(NAMES) as Product[]).find((name) => name === product);
  return known && { product: known };
}

interface HeaderSign {
  readonly product: Product;
  readonly build: RegExp;
  readonly version: RegExp;
  /** The version in the header is that of an InfluxDB which the server imitates. */
  readonly imitates?: true;
}

/**
 * What `X-Influxdb-Build` and `X-Influxdb-Version` tell; the first row that fits counts, and a header that is missing is
 * empty. InfluxDB 1.x and 2.x have both in each answer, InfluxDB 3 in the one to GET /ping. VictoriaMetrics has only the
 * version, and only in the answers to writes and InfluxQL.
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
  // The names of GreptimeDB's headers begin with its own.
  if (names.some((name) => name.startsWith('x-greptime-'))) return { product: 'greptime' };
  if (!names.some((name) => name === 'x-influxdb-version' || name === 'x-influxdb-build')) return undefined;
  const [build, version] = ['x-influxdb-build', 'x-influxdb-version'].map((name) => String(answer.headers[name] ?? ''));
  const sign = HEADER_SIGNS.find((row) => row.build.test(build ?? '') && row.version.test(version ?? ''));
  return sign && serverOf(sign.product, sign.imitates ? undefined : version, answer);
}

interface BodySign {
  /** Where to ask. */
  readonly path: string;
  /** The database that an answer's body shows, if it is one that only a database gives there. */
  serverIn(answer: Answered): KnownServer | undefined;
}

/**
 * What to ask, and what in the answer's body shows the database. Most servers are known by the headers of these answers already; the
 * bodies are for those behind a proxy that removes headers.
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
    // Asks for no databases. Behind a path, as `/influx` or vminsert's `/insert/0/influx`, this is all that shows an older vmagent.
    path: `/query?${new URLSearchParams({ q: 'SELECT value FROM linky_test LIMIT 1' })}`,
    // VictoriaMetrics answers every query with a list of databases that it makes up.
    serverIn({ body }) {
      return /"series":\[\{"name":"databases","columns":\["name"\]/.test(body)
        ? { product: 'victoriaMetrics' }
        : undefined;
    },
  },
  {
    path: '/health',
    // InfluxDB 1.8 to 2.x. A newer VictoriaMetrics says the same below `/influx`, but is known by then.
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
