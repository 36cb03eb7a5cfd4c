import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A request that has arrived whole. */
export interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Its body as it came. */
  readonly bytes: Buffer;
  /** Its body, unzipped. */
  readonly lines: readonly string[];
}

/**
 * A server that is to be given to `listen`. As InfluxDB and VictoriaMetrics do, it does not announce when it will close a
 * connection.
 * @param serve is called for each request that has arrived whole, unless its connection was closed meanwhile
 */
export function httpServer(serve: (request: Request, response: ServerResponse) => void): Server {
  const server = createServer(async (incoming, response) => {
    const bytes = await buffer(incoming).catch(() => undefined);
    if (bytes && !incoming.socket.destroyed) serve(requestOf(incoming, bytes), response);
  });
  return Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
}

function requestOf({ method = '', url: path = '', headers }: IncomingMessage, bytes: Buffer): Request {
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return { method, path, headers, bytes, lines: body.toString().split('\n') };
}
