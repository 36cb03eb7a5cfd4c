import { createRequire } from 'node:module';
import type { Transport } from '@influxdata/influxdb-client';
import { systemClock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { Answer, Headers, RawAnswer } from './answer.ts';
import { withBoundedAnswers } from './bounded-answers.ts';
import { watchIdleConnection } from './idle-connection.ts';
import { secretsMask } from './mask-secrets.ts';

/** Speaks HTTP with one InfluxDB, over one keep-alive connection. */
export interface Client {
  /**
   * Writes lines with one request and gives the answer; never throws.
   * @param end cuts the request short
   */
  post(lines: readonly string[], end: AbortSignal): Promise<Answer>;
  /**
   * Sends any other request in the same way. Of a body over 64 kB only the beginning is given, so that JSON may be cut
   * off; of a refusal at most 2 000 characters.
   */
  ask(request: InfluxRequest, end: AbortSignal): Promise<Answer>;
  /**
   * Whether the other side closed the idle connection since the last answer, unannounced. That is how a server shows
   * that it was killed and is back before the next request: no request fails.
   */
  readonly wasCutOff: boolean;
  /** Closes the connection. */
  close(): void;
}

/** A request other than a write. */
export interface InfluxRequest {
  readonly method: 'GET' | 'POST';
  /** Relative to the address of the InfluxDB, with its query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/**
 * How long the other side may be silent, and how long one request may take in all, as an answer that trickles is never
 * silent.
 */
export interface Timeouts {
  readonly silenceMs: number;
  readonly requestMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { silenceMs: 10_000, requestMs: 30_000 };

/** A body of more bytes is sent gzipped. */
const GZIP_FROM = 1000;
/** The most that is kept of a refusal, in characters. */
const MOST_REFUSAL = 2000;
/** No shorter body was cut off: @influxdata/influxdb-client itself keeps so much of a refusal that is not JSON. */
const LEAST_CUT = 1000;

// Required, not imported: an `import` of node:http, here or in @influxdata/influxdb-client, reads each of its exports.
// In Node 24 one of them loads undici, which takes 6 MB.
const require = createRequire(import.meta.url);
const http: typeof import('node:http') = require('node:http');
const https: typeof import('node:https') = require('node:https');
const client: typeof import('@influxdata/influxdb-client') = require('@influxdata/influxdb-client');
const { HttpError, InfluxDB, RequestTimedOutError, setLogger } = client;

// By default @influxdata/influxdb-client writes to the console; it has one logger for the whole process.
setLogger({ error: () => {}, warn: () => {} });

const BOUNDED = {
  http: { request: withBoundedAnswers(http.request) },
  https: { request: withBoundedAnswers(https.request) },
};

/**
 * Opens a client on the transport of @influxdata/influxdb-client. Its WriteApi is not used: it is a queue that gives
 * up, and it cannot tell a 201 from a 204. Memory is bounded: a request holds the lines of one batch three times (text,
 * bytes, gzipped), and an answer is bounded, too (`bounded-answers.ts`); together that is 10 MB at most.
 * @param now the monotonic clock, in ms
 */
export function openClient(
  config: InfluxConfig,
  timeouts: Timeouts = DEFAULT_TIMEOUTS,
  now: () => number = systemClock.now,
): Client {
  const { protocol, origin, pathname } = new URL(config.url);
  const agent = new (protocol === 'https:' ? https : http).Agent({ keepAlive: true });
  const idle = watchIdleConnection(agent, now);
  const { transport } = new InfluxDB({
    url: origin + pathname,
    timeout: timeouts.silenceMs,
    // By this option @influxdata/influxdb-client takes a `request` function instead of Node's.
    transportOptions: { agent, 'follow-redirects': BOUNDED },
  });
  const path = writePath(config);
  const authorization = authorizationOf(config);
  const mask = secretsMask(config, authorization);

  return {
    post: (lines, end) => ask({ method: 'POST', path, body: lines.join('\n') }, end),
    ask,
    get wasCutOff() {
      return idle.wasCutOff;
    },
    close: () => agent.destroy(),
  };

  async function ask(request: InfluxRequest, end: AbortSignal): Promise<Answer> {
    idle.requestBegins();
    const cut = new AbortController();
    const stop = () => cut.abort();
    const timer = setTimeout(stop, timeouts.requestMs);
    end.addEventListener('abort', stop, { once: true });
    if (end.aborted) stop();
    try {
      const answer = await send(transport, request, authorization, cut.signal);
      // A request that timed out leaves its socket open.
      if (answer.kind === 'failed') agent.destroy();
      else idle.answered(answer.headers);
      const isCut = answer.kind === 'answered' && answer.body.length >= LEAST_CUT;
      return { ...shortenedRefusal(answer), shown: (text) => mask(text, isCut) };
    } finally {
      clearTimeout(timer);
      end.removeEventListener('abort', stop);
    }
  }
}

function send(
  transport: Transport,
  { method, path, body = '', contentType = 'text/plain; charset=utf-8' }: InfluxRequest,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const headers = { 'content-type': contentType, ...(authorization && { authorization }) };
  return new Promise((resolve) => {
    let status = 0;
    let received: Headers = {};
    let text = '';
    const fail = (error: unknown) => resolve(answerOfError(error, signal));
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
          // Called once: a bounded answer comes in one piece. Where it was cut off in the middle of a character, that
          // part is dropped, so that the text before it is recognised as the beginning of a secret.
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

/** What @influxdata/influxdb-client throws, as an answer: it makes an error of every status from 300 up. */
function answerOfError(error: unknown, cut: AbortSignal): RawAnswer {
  if (error instanceof HttpError) {
    return { kind: 'answered', status: error.statusCode, headers: error.headers ?? {}, body: error.body ?? '' };
  }
  if (cut.aborted || error instanceof RequestTimedOutError) {
    return { kind: 'failed', code: 'ETIMEDOUT', says: 'no answer in time' };
  }
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  // A host with several addresses that all fail gives one error, which has a code and no message.
  return { kind: 'failed', code, says: message || code };
}

function writePath(config: InfluxConfig): string {
  if (config.version === '2') {
    return `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: 'ms' })}`;
  }
  const retention = config.retentionPolicy === '' ? {} : { rp: config.retentionPolicy };
  return `/write?${new URLSearchParams({ db: config.database, ...retention, precision: 'ms' })}`;
}

/**
 * Version 1 with Basic authentication, as `Token user:password` of 1.8 fails for a password with a blank; version 2
 * with a token.
 */
function authorizationOf(config: InfluxConfig): string | undefined {
  if (config.version === '2') return config.token === '' ? undefined : `Token ${config.token}`;
  if (config.username === '') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`;
}

/** Only refusals: of a 2xx the whole body is wanted. */
function shortenedRefusal(answer: RawAnswer): RawAnswer {
  if (answer.kind === 'failed' || answer.status < 300) return answer;
  return { ...answer, body: answer.body.slice(0, MOST_REFUSAL) };
}
