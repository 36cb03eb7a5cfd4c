import { createRequire } from 'node:module';
import type { Transport } from '@influxdata/influxdb-client';
import { systemClock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { printableLines } from '../printable.ts';
import type { Answer, Headers } from './answer.ts';
import { withBoundedAnswers } from './bounded-answers.ts';
import { watchIdleConnection } from './idle-connection.ts';
import { secretsMask } from './mask-secrets.ts';

/** The way to one InfluxDB: a connection that is kept, the address to write to, who we are. */
export interface Client {
  /**
   * Writes lines with one request and gives what came back; never throws. Every secret of four characters or more that was sent,
   * and the user in any address, is masked in what comes back, should the other side repeat it.
   * @param end cuts the request short
   */
  post(lines: readonly string[], end: AbortSignal): Promise<Answer>;
  /**
   * Asks anything else in the same way. Of an answer past 64 kB only the beginning comes back, so that one in JSON is no
   * JSON any more; of a refusal no more than 2 000 characters.
   */
  ask(question: InfluxRequest, end: AbortSignal): Promise<Answer>;
  /**
   * Whether the other side let go of the kept connection since the last answer, and had not announced it: a server that
   * was killed and is back before the next request fails none.
   */
  readonly cutOff: boolean;
  /** Lets go of the connection. */
  close(): void;
}

/** A request other than a write. */
export interface InfluxRequest {
  readonly method: 'GET' | 'POST';
  /** From the address of the InfluxDB on, with its query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** How long the other side may be silent, and how long one request may take in all: a trickling answer is never silent. */
export interface Timeouts {
  readonly silenceMs: number;
  readonly requestMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { silenceMs: 10_000, requestMs: 30_000 };

/** Above this many bytes a body is sent gzipped. */
const GZIP_FROM = 1000;
/** What is kept of a refusal, in characters. The client itself keeps 1 000 of one that is not JSON. */
const MOST_REFUSAL = 2000;

// `import`ed, here or by the client, node:http has each of its exports read, and one of them loads undici: that makes
// Homebridge 6 MB larger (Node 24).
const require = createRequire(import.meta.url);
const http: typeof import('node:http') = require('node:http');
const https: typeof import('node:https') = require('node:https');
const client: typeof import('@influxdata/influxdb-client') = require('@influxdata/influxdb-client');
const { HttpError, InfluxDB, RequestTimedOutError, setLogger } = client;

// The client writes to the console, and has one logger for the whole process.
setLogger({ error: () => {}, warn: () => {} });

const LEASHED = {
  http: { request: withBoundedAnswers(http.request) },
  https: { request: withBoundedAnswers(https.request) },
};

/**
 * Uses @influxdata/influxdb-client for what goes over the wire. Not its WriteApi, which is a queue that gives up and
 * cannot tell a 201 from a 204, but the transport under it. One request at a time holds the lines of one batch three times,
 * as text, as bytes and gzipped, and of its answer what the leash lets through: some 10 MB at most, whatever comes back.
 * @param now the monotonic clock, in ms
 */
export function openClient(
  config: InfluxConfig,
  patience: Timeouts = DEFAULT_TIMEOUTS,
  now: () => number = systemClock.now,
): Client {
  const { protocol, origin, pathname } = new URL(config.url);
  const agent = new (protocol === 'https:' ? https : http).Agent({ keepAlive: true });
  const kept = watchIdleConnection(agent, now);
  const { transport } = new InfluxDB({
    url: origin + pathname,
    timeout: patience.silenceMs,
    // Its name for a `request` that it is to use instead of Node's.
    transportOptions: { agent, 'follow-redirects': LEASHED },
  });
  const path = writePath(config);
  const authorization = authorizationOf(config);
  const mask = secretsMask(config, authorization);

  return {
    post: (lines, end) => ask({ method: 'POST', path, body: lines.join('\n') }, end),
    ask,
    get cutOff() {
      return kept.cutOff;
    },
    close: () => agent.destroy(),
  };

  async function ask(question: InfluxRequest, end: AbortSignal): Promise<Answer> {
    kept.begin();
    const cut = new AbortController();
    const stop = () => cut.abort();
    const deadline = setTimeout(stop, patience.requestMs);
    end.addEventListener('abort', stop, { once: true });
    if (end.aborted) stop();
    try {
      const answer = await request(transport, question, authorization, cut.signal);
      // A request that timed out leaves its socket behind.
      if (answer.kind === 'failed') agent.destroy();
      else kept.answered(answer.headers);
      return cleaned(bounded(masked(answer, mask)));
    } finally {
      clearTimeout(deadline);
      end.removeEventListener('abort', stop);
    }
  }
}

function request(
  transport: Transport,
  { method, path, body = '', contentType = 'text/plain; charset=utf-8' }: InfluxRequest,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { 'content-type': contentType, ...(authorization && { authorization }) };
  return new Promise((resolve) => {
    let status = 0;
    let received: Headers = {};
    let text = '';
    const fail = (error: unknown) => resolve(refusalOf(error, signal));
    try {
      transport.send(
        path,
        body,
        { method, headers, gzipThreshold: GZIP_FROM, signal },
        {
          responseStarted(given, code) {
            received = given;
            status = code ?? 0;
          },
          // Once: the leash gives a body in one piece. A cut may leave a part of a character at its end, which is dropped, so
          // that what stands before it is known for the beginning of a secret.
          next(chunk) {
            text = new TextDecoder().decode(chunk, { stream: true });
          },
          error: fail,
          complete: () => resolve({ kind: 'answered', status, headers: received, body: text }),
        },
      );
    } catch (error) {
      fail(error);
    }
  });
}

/** The client's error as an answer: it makes one of every status from 300 up. */
function refusalOf(error: unknown, cut: AbortSignal): Answer {
  if (error instanceof HttpError) {
    return { kind: 'answered', status: error.statusCode, headers: error.headers ?? {}, body: error.body ?? '' };
  }
  if (cut.aborted || error instanceof RequestTimedOutError) {
    return { kind: 'failed', code: 'ETIMEDOUT', says: 'no answer in time' };
  }
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  // Where a name has several addresses, the error that stands for all of them has a code and no words.
  return { kind: 'failed', code, says: message || code };
}

function writePath(config: InfluxConfig): string {
  if (config.version === '2') {
    return `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: 'ms' })}`;
  }
  const retention = config.retentionPolicy === '' ? {} : { rp: config.retentionPolicy };
  return `/write?${new URLSearchParams({ db: config.database, ...retention, precision: 'ms' })}`;
}

/** Version 1 by Basic (1.8's `Token user:password` breaks on a blank in the password), version 2 by token. */
function authorizationOf(config: InfluxConfig): string | undefined {
  if (config.version === '2') return config.token === '' ? undefined : `Token ${config.token}`;
  if (config.username === '') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`;
}

function masked(answer: Answer, mask: (text: string) => string): Answer {
  return answer.kind === 'answered' ? { ...answer, body: mask(answer.body) } : { ...answer, says: mask(answer.says) };
}

/** Not of a 2xx, of which a reader wants the whole of what is there. */
function bounded(answer: Answer): Answer {
  if (answer.kind === 'failed' || answer.status < 300) return answer;
  return { ...answer, body: answer.body.slice(0, MOST_REFUSAL) };
}

/** Without what steers a terminal; an escape of JSON becomes such a character only when it is read (`words.ts`). */
function cleaned(answer: Answer): Answer {
  return answer.kind === 'answered'
    ? { ...answer, body: printableLines(answer.body) }
    : { ...answer, says: printableLines(answer.says) };
}
