import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { Readable, Writable } from 'node:stream';

// Whatever the other side sends, one answer holds this much memory at most: 64 kB of body and 16 kB of head. Node's limits
// on a worker's heap do not count Buffers, so nothing but this keeps them small.

/** The most that is read of a body, in bytes. */
export const MOST_BODY_BYTES = 65_536;
/** Node's own default, which `--max-http-header-size` can raise: for a head, and for what comes behind a chunked body. */
const MOST_HEAD_BYTES = 16_384;
/** Answers that only announce another one (1xx): no server that we write to has any to give. */
const MOST_INTERIM = 10;

/** An answer that is complete: what the client asks of one. */
export type WholeAnswer = Readable & Pick<IncomingMessage, 'statusCode' | 'statusMessage' | 'headers'>;

/** `request` of node:http or node:https. */
type Request = (options: RequestOptions) => ClientRequest;
/** The same as @influxdata/influxdb-client uses it, with what it does with the answer. */
type LeashedRequest = (options: RequestOptions, take: (answer: WholeAnswer) => void) => ClientRequest | Writable;

/**
 * Sends requests for @influxdata/influxdb-client, which reads every refusal to its end, unpacks it unasked, and throws from
 * a callback when it has become longer than a string can be: that would end the whole process. So the client gets an answer
 * when it is complete, never packed, and at most `MOST_BODY_BYTES` long. Where the other side had more to say, the connection
 * is ended, and the headers say so. What never becomes an answer is an error of the request; nothing is thrown.
 */
export function withBoundedAnswers(request: Request): LeashedRequest {
  return (options, take) => {
    try {
      return leashed(request({ ...options, maxHeaderSize: MOST_HEAD_BYTES }), take);
    } catch (error) {
      // The client calls this from a callback of zlib's, where nobody would catch it.
      return new Writable().destroy(error as Error);
    }
  };
}

function leashed(sent: ClientRequest, take: (answer: WholeAnswer) => void): ClientRequest {
  let interim = 0;
  let isOver = false;
  let whenClosed = 'closed without an answer';

  sent.on('information', () => {
    interim += 1;
    if (interim > MOST_INTERIM) fail(new Error('only interim answers'));
  });
  // Without a listener nobody would hear of it: Node closes the connection without an error.
  sent.on('upgrade', (response, socket) => {
    socket.destroy();
    give(response, NOTHING, true);
  });
  sent.on('response', (response) => {
    whenClosed = 'closed in the middle of an answer';
    readWhole(response, give, fail);
  });
  // Before the answer hears of it.
  sent.on('close', () => fail(new Error(whenClosed)));
  return sent;

  function give({ statusCode, statusMessage, headers }: IncomingMessage, body: Buffer, hasMore: boolean): void {
    if (isOver) return;
    isOver = true;
    // An answer that does not wait for the request would leave a connection, and the batch in it, with each try.
    const isCut = hasMore || !sent.writableFinished;
    if (isCut) sent.destroy();
    const told = isCut ? { ...headers, connection: 'close' } : headers;
    take(Object.assign(inOnePiece(body), { statusCode, statusMessage, headers: withoutPacking(told) }));
  }

  function fail(cause: Error): void {
    if (isOver) return;
    isOver = true;
    sent.destroy();
    sent.emit('error', cause);
  }
}

const NOTHING = Buffer.alloc(0);

function inOnePiece(body: Buffer): Readable {
  return Readable.from(body.length === 0 ? [] : [body]);
}

function withoutPacking({ 'content-encoding': _, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers;
}

function readWhole(
  response: IncomingMessage,
  give: (response: IncomingMessage, body: Buffer, hasMore: boolean) => void,
  fail: (cause: Error) => void,
): void {
  // One piece of memory: chunks of one byte would be 65 536 pieces.
  let body: Buffer | undefined;
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    body ??= Buffer.allocUnsafe(MOST_BODY_BYTES);
    length += chunk.copy(body, length);
    if (length === MOST_BODY_BYTES) give(response, read(), true);
  });
  response.on('end', () => give(response, read(), false));
  response.on('error', fail);

  // Nobody has asked for a packed one, and what is not unpacked has no words.
  function read(): Buffer {
    const { 'content-encoding': packing = 'identity' } = response.headers;
    return body && packing === 'identity' ? body.subarray(0, length) : NOTHING;
  }
}
