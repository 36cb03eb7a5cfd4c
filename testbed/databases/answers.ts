import type { ServerResponse } from 'node:http';

/** An answer as a well-behaved server gives it. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * What a false database does with a request. `hang`: no answer. `trickle`: headers, and then an endless body, byte by byte.
 * `reset`: the connection is reset before the answer, with `cut` in the middle of it, and with `last` it is closed right
 * after a 204. A function answers as it likes.
 */
export type Answer = PlainAnswer | 'hang' | 'trickle' | 'reset' | 'cut' | 'last' | ((response: ServerResponse) => void);

/** @param own headers of each answer that has a status */
export function give(answer: Answer, response: ServerResponse, own: PlainAnswer['headers'] = {}): void {
  // In a callback, Node 22 has already removed the socket from the response.
  const { socket } = response;
  if (typeof answer === 'function') {
    answer(response);
    return;
  }
  switch (answer) {
    case 'hang':
      return;
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'cut':
      // The headers are incomplete: a complete 204 would acknowledge what nobody has stored.
      socket?.write('HTTP/1.1 204 No Content\r\nx-more: x', () => socket.resetAndDestroy());
      return;
    case 'last':
      response.writeHead(204, own).end(() => socket?.destroy());
      return;
    case 'trickle': {
      response.writeHead(503, { 'content-length': '1000000' });
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
      return;
    }
    default:
      response.writeHead(answer.status, { ...own, ...answer.headers }).end(answer.body);
  }
}
