import type { HttpError, Transport } from '@influxdata/influxdb-client';
import { PLUGIN_NAME } from '../base/plugin-names.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { Answer, Headers, RawAnswer } from './answer.ts';
import { http, https, library } from './library.ts';
import { secretsMask } from './mask-secrets.ts';
import type { Line } from './points.ts';

/** Speaks with one InfluxDB, one request at a time over one connection. No method rejects, and none retries. */
export interface Client {
  /** Writes lines with one request. @param end cancels it */
  write(lines: readonly Line[], end: AbortSignal): Promise<Answer>;
  /** Writes no line. InfluxDB 3 looks at the name of a database, and makes it where there is room, before it looks at the lines. */
  greet(end: AbortSignal): Promise<Answer>;
  /** Sends any other request. */
  ask(request: InfluxRequest, end: AbortSignal): Promise<Answer>;
  /** Runs a Flux query. The body of the answer has a row as JSON in each line. */
  flux(query: string, end: AbortSignal): Promise<Answer>;
  /**
   * Whether a request since the last call found that the other side had closed the idle connection, without announcing it. This is how a
   * server shows that it was killed and was running again before that request: no request fails.
   */
  wasCutOff(): boolean;
  /** Resolves when the next request has its connection: from then on the other side works, and this one waits. */
  whenSent(): Promise<void>;
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

const TIMEOUTS: Timeouts = { silenceMs: 10_000, requestMs: 30_000 };
/** Far more than a batch has: at either of these the client would send by itself, and its error would reach nobody. */
const NEVER_FULL = { batchSize: 10_000, maxBatchBytes: 64_000_000 };
/** Larger bodies are sent gzipped, in bytes. */
const GZIP_FROM = 1_000;
/** Many times what any server answers. The client itself would read on until the heap is exhausted, and end the thread with what it holds. */
const MOST_ANSWER_BYTES = 1_000_000;
/** At most this many characters are kept of a refusal. The client itself cuts one that is not JSON off at 1 000. */
const MOST_REFUSAL = 2_000;
const MAY_BE_CUT_FROM = 1_000;
/** A body that is being compressed becomes a request only after a stop, which therefore closes new connections as well. */
const STOP_AGAIN_AFTER_MS = 50;

/** The beginning of an answer, as soon as it arrives. */
interface Begun {
  readonly status: number;
  readonly headers: Headers;
}

export function openClient(config: InfluxConfig, timeouts: Timeouts = TIMEOUTS): Client {
  const url = new URL(config.url);
  const agent = new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: true });
  const authorization = authorizationOf(config);
  const mask = secretsMask(config, authorization);
  const options = {
    url: addressOf(url),
    timeout: timeouts.silenceMs,
    transportOptions: { agent },
    headers: { 'User-Agent': PLUGIN_NAME, ...(authorization && { authorization }) },
  };
  const { transport } = new library.InfluxDB(options);
  /** What is known of the present answer, or of the last one. */
  let begun: Begun | undefined;
  let opened = 0;
  let heardBytes = 0;
  let isCutOff = false;
  let sent = () => {};
  const { createConnection: connect, reuseSocket: reuse } = agent;
  agent.reuseSocket = (...of) => {
    sent();
    reuse.apply(agent, of);
  };
  agent.createConnection = (...to) => {
    opened += 1;
    sent();
    const socket = connect.apply(agent, to);
    socket?.on('data', ({ length }: Uint8Array) => {
      heardBytes += length;
      if (heardBytes > MOST_ANSWER_BYTES) socket.destroy(new Error('an endless answer'));
    });
    return socket;
  };
  const influx = new library.InfluxDB({
    ...options,
    transport: watched(transport, (begins) => {
      begun = begins;
      // Nobody asked for it, and the client would unpack a gigabyte.
      if (begins.headers['content-encoding'] === 'gzip' && begins.status !== 204) agent.destroy();
    }),
  });
  const { org, bucket } = config.version === '2' ? config : { org: '', bucket: '' };
  const oneAtATime = { ...NEVER_FULL, flushInterval: 0, maxRetries: 0, gzipThreshold: GZIP_FROM };
  const api = influx.getWriteApi(org.toWellFormed(), bucket.toWellFormed(), 'ms', oneAtATime);
  if (config.version === '1') api.path = writePath(config);

  return {
    write: (lines, end) =>
      answered(async () => {
        api.writeRecords(lines.map(({ text }) => text));
        await api.flush();
        // InfluxDB Enterprise answers 500 while another of its nodes is away ("hinted handoff queue not empty"), although it has stored the
        // points. The client takes that for a success.
        if (begun && begun.status !== 201) begun = { ...begun, status: 204 };
        return '';
      }, end),
    greet: (end) => answered(() => bodyOf({ method: 'POST', path: api.path }), end),
    ask: (request, end) => answered(() => bodyOf(request), end),
    flux: (query, end) =>
      answered(async () => {
        const rows = await influx.getQueryApi({ org, gzip: false }).collectRows(query);
        return rows.map((row) => JSON.stringify(row)).join('\n');
      }, end),
    wasCutOff() {
      const was = isCutOff;
      isCutOff = false;
      return was;
    },
    whenSent: () =>
      new Promise((resolve) => {
        sent = resolve;
      }),
    close: () => agent.destroy(),
  };

  /** @param request resolves to the body of a 2xx */
  async function answered(request: () => Promise<string>, end: AbortSignal): Promise<Answer> {
    const isKept = begun !== undefined && isPromised(begun.headers);
    const openedBefore = opened;
    begun = undefined;
    heardBytes = 0;
    let again: NodeJS.Timeout | undefined;
    const stop = () => {
      agent.destroy();
      again = setTimeout(stop, STOP_AGAIN_AFTER_MS);
    };
    const deadline = setTimeout(stop, timeouts.requestMs);
    end.addEventListener('abort', stop, { once: true });
    try {
      // Otherwise the client throws in a callback, where it would end the thread: a token may have been pasted with a line break.
      if (authorization) http.validateHeaderValue('authorization', authorization);
      if (end.aborted) throw new Error('stopped');
      const body = await request();
      const { status, headers } = begun ?? { status: 204, headers: {} };
      return { kind: 'answered', status, headers, body, shown: mask };
    } catch (error) {
      return failure(error, again !== undefined);
    } finally {
      isCutOff ||= isKept && opened > openedBefore;
      clearTimeout(deadline);
      clearTimeout(again);
      end.removeEventListener('abort', stop);
    }
  }

  function failure(error: unknown, isStopped: boolean): Answer {
    const raw = rawAnswerOf(error, isStopped);
    // The client leaves a connection open after a timeout, and after an answer that came before it had written the whole request.
    if (raw.kind === 'failed' || hasSocketIn(agent.sockets)) {
      agent.destroy();
      begun = undefined;
    }
    const isCut = raw.kind === 'answered' && raw.body.length >= MAY_BE_CUT_FROM;
    return { ...raw, shown: (text) => mask(text, isCut) };
  }

  function bodyOf({ method, path, body = '', contentType = 'text/plain; charset=utf-8' }: InfluxRequest) {
    const chunks: Uint8Array[] = [];
    return new Promise<string>((resolve, reject) => {
      influx.transport.send(
        path,
        body,
        { method, headers: { 'content-type': contentType } },
        {
          next: (chunk) => void chunks.push(chunk),
          error: reject,
          complete: () => resolve(Buffer.concat(chunks).toString()),
        },
      );
    });
  }
}

/** The client's own transport, which also tells how each answer begins: `flush` does not tell a 201 from a 204. */
function watched(transport: Transport, begins: (answer: Begun) => void): Transport {
  return {
    chunkCombiner: transport.chunkCombiner,
    request: transport.request.bind(transport),
    iterate: transport.iterate.bind(transport),
    send(path, body, options, callbacks) {
      transport.send(path, body, options, {
        ...callbacks,
        responseStarted(headers, status = 0) {
          begins({ status, headers });
          callbacks?.responseStarted?.(headers, status);
        },
      });
    },
  };
}

function rawAnswerOf(error: unknown, isStopped: boolean): RawAnswer {
  if (error instanceof library.HttpError) return refusalIn(error);
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  if (isStopped || error instanceof library.RequestTimedOutError || code === 'ETIMEDOUT')
    return { kind: 'failed', code: 'ETIMEDOUT', says: 'no answer in time' };
  // If a host has several addresses and all of them fail, the error has a code but no message.
  return { kind: 'failed', code, says: message || code };
}

function refusalIn({ statusCode, headers = {}, body = '' }: HttpError): RawAnswer {
  return { kind: 'answered', status: statusCode, headers, body: body.slice(0, MOST_REFUSAL) };
}

/** Whether the other side keeps the connection open as far as it says. */
function isPromised({ connection, 'keep-alive': keepAlive }: Headers): boolean {
  return connection !== 'close' && keepAlive === undefined;
}

function hasSocketIn(sockets: NodeJS.ReadOnlyDict<readonly { readonly destroyed: boolean }[]>): boolean {
  return Object.values(sockets).some((some = []) => some.some(({ destroyed }) => !destroyed));
}

/** Without a user, a password, a query or a fragment. A user may have entered the address of the version 2 API. */
function addressOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '').replace(/.*\/api\/v2$/, '');
}

/** The path of a write in the API of InfluxDB 1.x. */
function writePath({ database, retentionPolicy }: InfluxConfig & { readonly version: '1' }): string {
  const policy: Readonly<Record<string, string>> = retentionPolicy === '' ? {} : { rp: retentionPolicy };
  return `/write?${new URLSearchParams({ db: database, ...policy, precision: 'ms' })}`;
}

/** For version 1 Basic authentication, since `Token user:password` of 1.8 fails if the password contains a space; for version 2 a token. */
function authorizationOf(config: InfluxConfig): string | undefined {
  if (config.version === '2') return config.token === '' ? undefined : `Token ${config.token}`;
  if (config.username === '') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`;
}
