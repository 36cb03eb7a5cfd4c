import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { answerOneAtATime } from './one-answer-at-a-time.ts';

const require = createRequire(import.meta.url);
/** How long a request may take to arrive. */
const REQUEST_MS = 5_000;
/** How long an idle connection stays open. */
const IDLE_MS = 10_000;
/** The maximum size of a request's head in bytes: a browser also sends the cookies of every other server on the machine. */
const HEAD_BYTES = 16_384;

export interface BoundedServer {
  /** How long a connection stays open while nothing is transferred, for example while an answer is prepared or sent. */
  readonly stillMs: number;
  /** Answers a request; each connection has one at a time. */
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** A server for anybody on the network that no client can block: the time, the size and the requests of each connection are bounded. */
export function createBoundedServer({ stillMs, answer }: BoundedServer): Server {
  // Required only here: most homes serve nothing over HTTP, and an `import` of node:http would load undici in Node 24.
  const http: typeof import('node:http') = require('node:http');
  const server = http.createServer({
    ...{ headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: REQUEST_MS },
    ...{ keepAliveTimeout: IDLE_MS, maxHeaderSize: HEAD_BYTES },
    // Node itself would refuse each request without a Host header, even thousands that arrive in one write; here they are answered one at a
    // time.
    requireHostHeader: false,
  });
  server.setTimeout(stillMs);
  answerOneAtATime(server, (request, response) => {
    if (lacksHost(request)) response.writeHead(400, { Connection: 'close' }).end();
    else answer(request, response);
  });
  return server;
}

/** HTTP/1.1 requires a Host header (RFC 9112, 3.2). */
function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}
