import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { answerOneAtATime } from './one-answer-at-a-time.ts';

const require = createRequire(import.meta.url);
/** How long a request may take to arrive. */
const REQUEST_MS = 5_000;
/** How long a connection stays open on which nothing more is asked. */
const IDLE_MS = 10_000;
/** How many bytes the head of a request may have: a browser sends along the cookies of each other server on the machine. */
const HEAD_BYTES = 16_384;

export interface BoundedServer {
  /** How long a connection stays open on which nothing moves, as while an answer is made or sent. */
  readonly stillMs: number;
  /** Answers a request, one at a time of each connection. */
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** A server for whoever is on the network, who cannot hold it up: of each connection the time, the size and the requests are bounded. */
export function createBoundedServer({ stillMs, answer }: BoundedServer): Server {
  // Required, and only here: most homes serve nothing over HTTP, and an `import` of node:http would load undici in Node 24.
  const http: typeof import('node:http') = require('node:http');
  const server = http.createServer({
    ...{ headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: REQUEST_MS },
    ...{ keepAliveTimeout: IDLE_MS, maxHeaderSize: HEAD_BYTES },
    // Node would refuse a request without the header Host by itself, and so each of thousands that arrive in one write.
    requireHostHeader: false,
  });
  server.setTimeout(stillMs);
  answerOneAtATime(server, (request, response) => {
    if (lacksHost(request)) response.writeHead(400, { Connection: 'close' }).end();
    else answer(request, response);
  });
  return server;
}

/** HTTP/1.1 requires it (RFC 9112, 3.2). */
function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}
