import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/**
 * One answer. `hang`: no answer. `trickle`: headers, and then an endless body, byte by byte. `reset`: the connection is
 * reset before the answer, with `cut` in the middle of it, and with `last` it is closed right after a 204.
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
  /** How many connections are open at the moment. */
  connections(): Promise<number>;
  /** Closes the idle connections, as the end of a process does. */
  closeIdleConnections(): void;
}

/** The header by which InfluxDB identifies itself in every answer. VictoriaMetrics sends it, too. */
export const INFLUX_HEADERS = { 'x-influxdb-version': '1.8.10' } as const;
/** Headers that identify no database, as from an unknown server or behind a proxy that removes them. */
export const NO_HEADERS = {} as const;

/**
 * Starts an HTTP server whose answers the test chooses, request by request.
 * @param own headers of each answer that has a status
 * @param port any free port, unless given
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
  // Neither InfluxDB nor VictoriaMetrics sends a Keep-Alive header with a timeout.
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
    closeIdleConnections: () => server.closeIdleConnections(),
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
      // In the callback, Node 22 has already removed the socket from the response.
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
