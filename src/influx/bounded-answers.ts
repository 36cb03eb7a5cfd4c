/*
 * Invariant: whatever the other side sends, one answer holds at most 64 kB of body and 16 kB of head in memory. Nothing
 * else bounds that, as the limits that Node sets to a worker's heap do not count Buffers.
 */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { Readable, Writable } from 'node:stream';

/** The most that is read of a body, in bytes. */
export const MOST_BODY_BYTES = 65_536;
/**
 * For the head, and for the trailers of a chunked body. It is Node's own default, which `--max-http-header-size` can
 * raise.
 */
const MOST_HEAD_BYTES = 16_384;
/** How many interim answers (1xx) are accepted. No server that we write to sends any. */
const MOST_INTERIM = 10;

/** A complete answer, with what @influxdata/influxdb-client needs of it. */
type CompleteAnswer = Readable & Pick<IncomingMessage, 'statusCode' | 'statusMessage' | 'headers'>;

/** `request` of node:http or node:https. */
type RequestFunction = (options: RequestOptions) => ClientRequest;
/** The same in the form in which @influxdata/influxdb-client calls it. */
type BoundedRequestFunction = (
  options: RequestOptions,
  onAnswer: (answer: CompleteAnswer) => void,
) => ClientRequest | Writable;

/**
 * Sends requests for @influxdata/influxdb-client, which by itself reads every refusal to its end, unpacks it unasked,
 * and throws from a callback when the text becomes longer than a string can be; that would end the whole process. With
 * this function it gets an answer only when that is complete, never compressed, and at most `MOST_BODY_BYTES` long.
 * Where the other side had more to send, the connection is closed, and the headers say so. A request without an answer
 * emits an error; nothing is thrown.
 */
export function withBoundedAnswers(request: RequestFunction): BoundedRequestFunction {
  return (options, onAnswer) => {
    try {
      return bounded(request({ ...options, maxHeaderSize: MOST_HEAD_BYTES }), onAnswer);
    } catch (error) {
      // @influxdata/influxdb-client calls this from a callback of zlib, where nothing catches an exception.
      return new Writable().destroy(error as Error);
    }
  };
}

function bounded(request: ClientRequest, onAnswer: (answer: CompleteAnswer) => void): ClientRequest {
  let interim = 0;
  let isOver = false;
  let errorOnClose = 'closed without an answer';

  request.on('information', () => {
    interim += 1;
    if (interim > MOST_INTERIM) fail(new Error('only interim answers'));
  });
  // Without this listener Node closes the connection and emits no error.
  request.on('upgrade', (response, socket) => {
    socket.destroy();
    give(response, EMPTY, true);
  });
  request.on('response', (response) => {
    errorOnClose = 'closed in the middle of an answer';
    readBody(response, give, fail);
  });
  // The request emits `close` before the response does.
  request.on('close', () => fail(new Error(errorOnClose)));
  return request;

  function give({ statusCode, statusMessage, headers }: IncomingMessage, body: Buffer, hasMore: boolean): void {
    if (isOver) return;
    isOver = true;
    // Also when the server answered before it had read the whole request: otherwise each such try would leave a
    // connection open, with its batch in memory.
    const isCut = hasMore || !request.writableFinished;
    if (isCut) request.destroy();
    const answerHeaders = withoutEncoding(isCut ? { ...headers, connection: 'close' } : headers);
    onAnswer(Object.assign(streamOf(body), { statusCode, statusMessage, headers: answerHeaders }));
  }

  function fail(cause: Error): void {
    if (isOver) return;
    isOver = true;
    request.destroy();
    request.emit('error', cause);
  }
}

const EMPTY = Buffer.alloc(0);

/** The body in one piece. */
function streamOf(body: Buffer): Readable {
  return Readable.from(body.length === 0 ? [] : [body]);
}

function withoutEncoding({ 'content-encoding': _, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers;
}

function readBody(
  response: IncomingMessage,
  give: (response: IncomingMessage, body: Buffer, hasMore: boolean) => void,
  fail: (cause: Error) => void,
): void {
  // One buffer for all of it: kept as they come, chunks of one byte would be 65 536 objects.
  let body: Buffer | undefined;
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    body ??= Buffer.allocUnsafe(MOST_BODY_BYTES);
    length += chunk.copy(body, length);
    if (length === MOST_BODY_BYTES) give(response, read(), true);
  });
  response.on('end', () => give(response, read(), false));
  response.on('error', fail);

  /** Empty where the body is compressed, which was not asked for: it is never unpacked. */
  function read(): Buffer {
    const { 'content-encoding': encoding = 'identity' } = response.headers;
    return body && encoding === 'identity' ? body.subarray(0, length) : EMPTY;
  }
}
