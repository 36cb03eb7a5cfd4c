/*
 * Invariant: whatever the other side sends, one answer takes at most 64 kB for its body and 16 kB for its head in memory. Nothing else
 * limits this, since Node's limits on a worker's heap do not include Buffers.
 */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { RawAnswer } from './answer.ts';

/** The most that is read of a body, in bytes. */
export const MOST_BODY_BYTES = 65_536;
/** For the head, and for the trailers of a chunked body. This is Node's default, which `--max-http-header-size` could raise. */
const MOST_HEAD_BYTES = 16_384;
/** How many interim answers (1xx) are accepted. No server that we write to sends any. */
const MOST_INTERIM = 10;

/** `request` of node:http or node:https. */
type RequestFunction = (options: RequestOptions) => ClientRequest;

/**
 * Sends a request and resolves to its answer once it is complete. The body is never decompressed, and is at most `MOST_BODY_BYTES` long. If
 * the other side had more to send, the connection is closed, and the headers say so.
 * @param silenceMs how long the other side may be silent
 * @throws if there is no answer
 */
export function boundedAnswer(
  begin: RequestFunction,
  options: RequestOptions,
  body: Uint8Array,
  silenceMs: number,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    // Given as an option, the timeout runs from the beginning, also while a host does not accept the connection.
    const request = begin({ ...options, timeout: silenceMs, maxHeaderSize: MOST_HEAD_BYTES });
    let interim = 0;
    let isOver = false;
    let errorOnClose = 'closed without an answer';

    request.on('information', () => {
      interim += 1;
      if (interim > MOST_INTERIM) fail(new Error('only interim answers'));
    });
    // Without this listener Node closes the connection without emitting an error.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      give(response, EMPTY, true);
    });
    request.on('response', (response) => {
      errorOnClose = 'closed in the middle of an answer';
      readBody(response, give, fail);
    });
    request.on('error', fail);
    // The request emits `close` before the response does.
    request.on('close', () => fail(new Error(errorOnClose)));
    request.on('timeout', () => fail(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })));
    request.end(body);

    function give({ statusCode = 0, headers }: IncomingMessage, bytes: Buffer, hasMore: boolean): void {
      if (isOver) return;
      isOver = true;
      // Also if the server answered before it had read the whole request: otherwise each such attempt would leave a connection open, with
      // its batch in memory.
      const isCut = hasMore || !request.writableFinished;
      if (isCut) request.destroy();
      const answerHeaders = isCut ? { ...headers, connection: 'close' } : headers;
      resolve({
        kind: 'answered',
        status: statusCode,
        headers: answerHeaders,
        body: textOf(bytes, statusCode, headers),
      });
    }

    function fail(cause: Error): void {
      if (isOver) return;
      isOver = true;
      request.destroy();
      reject(cause);
    }
  });
}

const EMPTY = Buffer.alloc(0);

/**
 * If a body was cut off in the middle of a character, the incomplete character is dropped, so that the text before it is recognised as the
 * beginning of a secret. A refusal without a body may state its reason in a header.
 */
function textOf(body: Buffer, status: number, { 'x-influxdb-error': inHeader = '' }: IncomingHttpHeaders): string {
  const text = new TextDecoder().decode(body, { stream: true });
  return text === '' && status >= 300 ? String(inHeader) : text;
}

function readBody(
  response: IncomingMessage,
  give: (response: IncomingMessage, body: Buffer, hasMore: boolean) => void,
  fail: (cause: Error) => void,
): void {
  // One buffer for the whole body: if the chunks were kept as they arrive, chunks of one byte would be 65 536 objects.
  let body: Buffer | undefined;
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    body ??= Buffer.allocUnsafe(MOST_BODY_BYTES);
    length += chunk.copy(body, length);
    if (length === MOST_BODY_BYTES) give(response, read(), true);
  });
  response.on('end', () => give(response, read(), false));
  response.on('error', fail);

  /** Empty if the body is compressed, which was not requested: it is never decompressed. */
  function read(): Buffer {
    const { 'content-encoding': encoding = 'identity' } = response.headers;
    return body && encoding === 'identity' ? body.subarray(0, length) : EMPTY;
  }
}
