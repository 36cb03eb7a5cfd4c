import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Has an HTTP server answer the requests of each connection one after the other. A client that sends requests without reading the answers
 * would have these pile up in our memory, so it is hung up on. The body of a request is never read: a connection that brings one ends with
 * its answer.
 */
export function answerOneAtATime(
  server: Server,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  /** The connections whose last answer has not left yet. */
  const busy = new WeakSet<Socket>();
  server.on('request', take);
  // Node would ask for the body.
  server.on('checkContinue', take);

  function take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (busy.has(socket)) return void socket.destroy();
    busy.add(socket);
    response.on('close', () => busy.delete(socket));
    // Node would otherwise read the body to its end.
    if (hasBody(request)) response.setHeader('Connection', 'close');
    answer(request, response);
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
