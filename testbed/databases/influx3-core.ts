import { type Answer, give, type PlainAnswer } from './answers.ts';
import { httpServer, type Request } from './http-server.ts';
import { listen } from './listener.ts';

/** A server that answers as InfluxDB 3 Core 3.10 does, which Debian has no package of. */
export interface Core extends AsyncDisposable {
  readonly url: string;
  /** The points that each of its databases holds, in the order in which they came first. */
  readonly databases: Map<string, Set<string>>;
  readonly requests: Request[];
}

/** How many databases it may hold. */
const MOST_DATABASES = 5;

/** The words in which it refuses a write; `message` in the body. */
const SAYS = {
  noRoom: `write buffer error: catalog update error: Adding a new database would exceed limit of ${MOST_DATABASES} databases`,
  noBucket: 'missing bucket value',
  character: (name: string, at: number) =>
    `namespace name '${name}' contains invalid character, character number ${at} is not allowed`,
  notAscii:
    'invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens',
  start: 'db name did not start with a number or letter',
  policy:
    "db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'",
  empty: 'write buffer error: incoming write was empty',
} as const;

/**
 * @param token the only one that it accepts
 * @param names of the databases that it has from the beginning
 */
export async function startCore(token: string, names: readonly string[] = []): Promise<Core> {
  const databases = new Map(names.map((name) => [name, new Set<string>()]));
  const requests: Request[] = [];
  const server = httpServer((request, response) => {
    requests.push(request);
    give(answerTo(request), response);
  });
  const { url, shut } = await listen(server);
  return { url, databases, requests, [Symbol.asyncDispose]: shut };

  function answerTo({ method, path, headers, lines }: Request): Answer {
    const { pathname, searchParams } = new URL(path, 'http://core');
    if (headers.authorization !== `Token ${token}`) return NOT_AUTHENTICATED;
    switch (`${method} ${pathname}`) {
      case 'GET /ping':
        return PING;
      case 'GET /health':
        return { status: 200, body: 'OK' };
      case 'POST /api/v2/write':
        return write(searchParams.get('bucket') ?? '', lines);
      case 'GET /query':
        return query(searchParams.get('db') ?? '', searchParams.get('q') ?? '');
      default:
        return { status: 404, body: 'Not found' };
    }
  }

  /** It looks at the name first, then makes the database, and only then looks at the lines. */
  function write(name: string, sent: readonly string[]): PlainAnswer {
    const objection = objectionTo(name);
    if (objection !== undefined) return refused(objection);
    if (!databases.has(name)) {
      if (databases.size >= MOST_DATABASES) return refused(SAYS.noRoom);
      databases.set(name, new Set());
    }
    const lines = sent.filter((line) => line !== '');
    if (lines.length === 0) return refused(SAYS.empty);
    for (const line of lines) databases.get(name)?.add(line);
    return { status: 204 };
  }

  function query(name: string, q: string): PlainAnswer {
    const atMs = /time = (\d+)ms/.exec(q)?.[1];
    const isThere = databases.get(name)?.has(`linky_test value=1 ${atMs}`);
    const series = isThere && [{ name: 'linky_test', columns: ['time', 'value'], values: [[Number(atMs), 1]] }];
    return { status: 200, body: JSON.stringify({ results: [{ statement_id: 0, ...(series && { series }) }] }) };
  }
}

const NOT_AUTHENTICATED: PlainAnswer = {
  status: 401,
  headers: { 'cluster-uuid': '9c4e7b6a-2f0d-4a53-8a75-3f4d5c1e2b60' },
  body: '{"error": "the request was not authenticated"}',
};

const PING: PlainAnswer = {
  status: 200,
  headers: { 'x-influxdb-build': 'Core', 'x-influxdb-version': '3.10.0-nightly' },
  body: JSON.stringify({ product_name: 'InfluxDB 3 Core', version: '3.10.0', revision: 'd783411', process_id: 'b' }),
};

function refused(message: string): PlainAnswer {
  return { status: 400, body: JSON.stringify({ code: 'invalid', message }) };
}

function objectionTo(name: string): string | undefined {
  if (name === '') return SAYS.noBucket;
  const at = [...name].findIndex((character) => !/[\p{L}\p{N}/_-]/u.test(character));
  if (at >= 0) return SAYS.character(name, at);
  if (!/^[a-z\d]/i.test(name)) return SAYS.start;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  if (/[^\x00-\x7f]/.test(name)) return SAYS.notAscii;
  return /^[^/]+(?:\/[^/]+)?$/.test(name) ? undefined : SAYS.policy;
}
