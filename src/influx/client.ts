import type { RequestOptions } from 'node:http';
import { createRequire } from 'node:module';
import { urlToHttpOptions } from 'node:url';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { systemClock } from '../base/clock.ts';
import { PLUGIN_NAME } from '../base/plugin-names.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { Answer, RawAnswer } from './answer.ts';
import { boundedAnswer } from './bounded-answers.ts';
import { watchIdleConnection } from './idle-connection.ts';
import { secretsMask } from './mask-secrets.ts';

/** Speaks HTTP with one InfluxDB, over one keep-alive connection. */
export interface Client {
  /**
   * Writes lines with one request and resolves to the answer; never rejects.
   * @param end cancels the request
   */
  post(lines: readonly string[], end: AbortSignal): Promise<Answer>;
  /**
   * Sends any other request in the same way. If a body is longer than 64 kB, only its beginning is returned, so JSON may be cut off; of a
   * refusal, at most 2 000 characters.
   */
  ask(request: InfluxRequest, end: AbortSignal): Promise<Answer>;
  /**
   * Whether the other side has closed the idle connection since the last answer, without announcing it. This is how a server shows that it
   * was killed and was running again before the next request: no request fails.
   */
  readonly wasCutOff: boolean;
  close(): void;
}

/** A request other than a write. */
export interface InfluxRequest {
  readonly method: 'GET' | 'POST';
  /** Relative to the address of the InfluxDB, including the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** How long the other side may be silent, and how long a request may take in total, since an answer that trickles in is never silent. */
export interface Timeouts {
  readonly silenceMs: number;
  readonly requestMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { silenceMs: 10_000, requestMs: 30_000 };

/** Larger bodies are sent gzipped, in bytes. */
const GZIP_FROM = 1_000;
/**
 * Larger bodies, in bytes, are gzipped on a thread of Node's pool, since that takes some ms. Each thread of the pool that has ever done so
 * keeps half a megabyte, which is too much for the few frames of ten seconds.
 */
const GZIP_ELSEWHERE_FROM = 65_536;
/** At most this many characters are kept of a refusal. A shorter text was not cut off. */
const MOST_REFUSAL = 2_000;

const require = createRequire(import.meta.url);
/**
 * Loaded with `require`, and only the one that is needed: an `import` of node:http would load undici in Node 24, which takes 6 MB, and
 * node:https takes 3 MB more than node:http.
 */
const HTTP = {
  http: (): typeof import('node:http') => require('node:http'),
  https: (): typeof import('node:https') => require('node:https'),
};
const gzipElsewhere = promisify(gzip);

/**
 * Opens a client. Its memory is bounded: a request holds the lines of one batch three times (as text, as bytes, gzipped), and answers are
 * bounded as well (`bounded-answers.ts`); together at most 10 MB.
 * @param now the monotonic clock, in ms
 */
export function openClient(
  config: InfluxConfig,
  timeouts: Timeouts = DEFAULT_TIMEOUTS,
  now: () => number = systemClock.now,
): Client {
  const url = new URL(config.url);
  const { Agent, request: begin } = HTTP[url.protocol === 'https:' ? 'https' : 'http']();
  const agent = new Agent({ keepAlive: true });
  const idle = watchIdleConnection(agent, now);
  const { hostname, port } = urlToHttpOptions(url);
  const base = basePath(url);
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
      const answer = await send(request, cut.signal);
      if (answer.kind === 'answered') idle.answered(answer.headers);
      const isCut = answer.kind === 'answered' && answer.body.length >= MOST_REFUSAL;
      return { ...shortenedRefusal(answer), shown: (text) => mask(text, isCut) };
    } finally {
      clearTimeout(timer);
      end.removeEventListener('abort', stop);
    }
  }

  async function send(request: InfluxRequest, signal: AbortSignal): Promise<RawAnswer> {
    const { method, path, body = '', contentType = 'text/plain; charset=utf-8' } = request;
    try {
      const { bytes, encoding } = await encoded(body);
      const headers = {
        ...{ 'content-type': contentType, 'user-agent': PLUGIN_NAME },
        ...encoding,
        ...(authorization && { authorization }),
      };
      const options: RequestOptions = { agent, hostname, port, method, path: base + path, headers, signal };
      return await boundedAnswer(begin, options, bytes, timeouts.silenceMs);
    } catch (error) {
      return answerOfError(error, signal);
    }
  }
}

/** The common beginning of the path of each request. A user may have entered the address of the version 2 API. */
function basePath({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '').replace(/.*\/api\/v2$/, '');
}

async function encoded(text: string) {
  const bytes = Buffer.from(text);
  if (bytes.length <= GZIP_FROM) return { bytes };
  const zipped = bytes.length <= GZIP_ELSEWHERE_FROM ? gzipSync(bytes) : await gzipElsewhere(bytes);
  return { bytes: zipped, encoding: { 'content-encoding': 'gzip' } };
}

/** Why there is no answer. */
function answerOfError(error: unknown, cut: AbortSignal): RawAnswer {
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  if (cut.aborted || code === 'ETIMEDOUT') return { kind: 'failed', code: 'ETIMEDOUT', says: 'no answer in time' };
  // If a host has several addresses and all of them fail, the error has a code but no message.
  return { kind: 'failed', code, says: message || code };
}

function writePath(config: InfluxConfig): string {
  if (config.version === '2') {
    return `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: 'ms' })}`;
  }
  const retention: Readonly<Record<string, string>> =
    config.retentionPolicy === '' ? {} : { rp: config.retentionPolicy };
  return `/write?${new URLSearchParams({ db: config.database, ...retention, precision: 'ms' })}`;
}

/** For version 1 Basic authentication, since `Token user:password` of 1.8 fails if the password contains a space; for version 2 a token. */
function authorizationOf(config: InfluxConfig): string | undefined {
  if (config.version === '2') return config.token === '' ? undefined : `Token ${config.token}`;
  if (config.username === '') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`;
}

/** Only refusals are shortened: the body of a 2xx is needed as a whole. */
function shortenedRefusal(answer: RawAnswer): RawAnswer {
  if (answer.kind === 'failed' || answer.status < 300) return answer;
  return { ...answer, body: answer.body.slice(0, MOST_REFUSAL) };
}
