import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/**
 * One answer. `hang`: none. `trickle`: a header, then for ever a byte now and then. `reset`: the connection is cut before
 * the answer, `cut` in its middle, and `last` right behind a 204.
 */
export type ScriptedAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'trickle'
  | 'reset'
  | 'cut'
  | 'last';

export interface Request {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly lines: readonly string[];
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: Request[];
  /** Connections that it holds at the moment. */
  connections(): Promise<number>;
  /** Ends those that nobody uses, without a word, as a process that ends does. */
  endConnections(): void;
}

/** As every answer of InfluxDB tells who it is; VictoriaMetrics says it too. */
export const INFLUX_HEADERS = { 'x-influxdb-version': '1.8.10' } as const;
/** As a proxy leaves it, or a stranger: nothing tells. */
export const NO_HEADERS = {} as const;

/**
 * An HTTP server that answers what it is told to, one request after the other.
 * @param own headers of each answer that has a status @param port any, unless said otherwise
 */
export async function startScriptedServer(
  answerTo: (lines: readonly string[], request: number) => ScriptedAnswer,
  own: Readonly<Record<string, string>> = INFLUX_HEADERS,
  port = 0,
): Promise<ScriptedServer> {
  const requests: Request[] = [];
  const server = createServer(async (incoming, response) => {
    const lines = await linesOf(incoming);
    requests.push({ path: incoming.url ?? '', headers: incoming.headers, lines });
    give(answerTo(lines, requests.length - 1), response, own);
  }).listen(port, '127.0.0.1');
  // Neither InfluxDB nor VictoriaMetrics announces an end of the connection.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    endConnections: () => server.closeIdleConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

async function linesOf(incoming: IncomingMessage): Promise<readonly string[]> {
  const body = await buffer(incoming);
  return (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString().split('\n');
}

function give(scripted: ScriptedAnswer, response: ServerResponse, own: Readonly<Record<string, string>>): void {
  switch (scripted) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut':
      response.writeHead(503, { 'content-length': '1000' }).write('half of');
      response.socket?.end(() => response.socket?.resetAndDestroy());
      return;
    case 'last': {
      // Node 22 has taken it from the response by then.
      const { socket } = response;
      response.writeHead(204, own).end(() => socket?.destroy());
      return;
    }
    case 'trickle': {
      response.writeHead(503, { 'content-length': '1000000' });
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
      return;
    }
    default:
      response.writeHead(scripted.status, { ...own, ...scripted.headers }).end(scripted.body);
  }
}
