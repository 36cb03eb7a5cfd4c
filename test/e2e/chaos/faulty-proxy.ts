import { EventEmitter, once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { connectionTap, type OnWrite, tapRequest } from './write-tap.ts';

/**
 * What the proxy does with a connection or a request.
 * `open`: passes the connection through to the real server, byte by byte.
 * `shut`: refuses connections. `hang`: never answers. `trickle`: answers with a body that never ends.
 * `reset`: resets the connection before the answer. `cut`: resets it in the middle of the answer.
 * `failsOneIn`: forwards each request, except the first of every `failsOneIn`, which gets a 503 or a reset in turn.
 * `once`: answers the first request itself, and forwards all others.
 * `as`: forwards each request, and replaces the status 204 by this one.
 * A `ProxyAnswer`: answers each request itself with that.
 */
export type ProxyMode =
  | 'open'
  | 'shut'
  | 'hang'
  | 'trickle'
  | 'reset'
  | 'cut'
  | { readonly failsOneIn: number; readonly body: string }
  | { readonly once: ProxyAnswer }
  | { readonly as: number }
  | ProxyAnswer;

export interface ProxyAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A proxy in front of a real server that can misbehave in all these ways. */
export interface FaultyProxy extends AsyncDisposable {
  readonly port: number;
  /** Changes the mode. Open connections are closed. */
  setMode(way: ProxyMode): Promise<void>;
  /** Resolves when the server, or the proxy itself, has sent the next answer. */
  nextAnswer(): Promise<void>;
  /** Whether the real server has answered the last write. */
  readonly isLastWriteAnswered: boolean;
  /** Resolves when the next write has arrived. */
  nextWrite(): Promise<void>;
}

/** Lets the proxy hold back each request until all that the server has acknowledged is on its disk. */
export interface ServerSync {
  /** Called when the real server has answered these lines with 204. */
  acknowledged(lines: readonly string[]): void;
  /** Resolves when all of those are on its disk. The proxy forwards nothing before. */
  allOnDisk(): Promise<void>;
}

const ALWAYS_ON_DISK: ServerSync = { acknowledged() {}, allOnDisk: async () => {} };

/** @param onWrite is called with the lines of every write of readings that has arrived completely, whatever the answer is */
export async function openFaultyProxy(
  upstreamPort: number,
  onWrite: OnWrite = () => {},
  { acknowledged, allOnDisk }: ServerSync = ALWAYS_ON_DISK,
): Promise<FaultyProxy> {
  let mode: ProxyMode = 'open';
  /** The lines of the last request, which are none if it was no write. The plugin sends one request at a time. */
  let lastLines: readonly string[] = [];
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  let requests = 0;
  let isLastWriteAnswered = true;
  const onAnswer = (status: number) => {
    isLastWriteAnswered = true;
    if (status === 204) acknowledged(lastLines);
  };
  const onRequest: OnWrite = (lines) => {
    lastLines = lines;
    if (lines.length === 0) return;
    isLastWriteAnswered = false;
    onWrite(lines);
    events.emit('write');
  };
  const tapConnection = connectionTap(onRequest);
  const standIn = createHttpServer((incoming, response) => {
    response.on('finish', () => events.emit('answer'));
    tapRequest(incoming, onRequest);
    const behaviour = behaviourFor(mode, requests);
    requests += 1;
    const onward = (as = 204) => {
      // `tapRequest` has made the stream flow. Without this pause, what arrives before it is forwarded would be lost.
      incoming.pause();
      const forwarded = allOnDisk().then(() => forward(incoming, response, upstreamPort, as, onAnswer));
      forwarded.catch(() => response.destroy());
    };
    if (behaviour === 'open') onward();
    else if (typeof behaviour === 'object' && 'as' in behaviour) onward(behaviour.as);
    else incoming.on('end', () => answer(behaviour, response));
  });
  let server = await listening(0);
  const { port } = server.address() as { port: number };

  return {
    port,
    async setMode(next) {
      mode = next;
      requests = 0;
      for (const socket of sockets) socket.destroy();
      if (mode === 'shut' && server.listening) await closed(server);
      else if (mode !== 'shut' && !server.listening) server = await listening(port);
    },
    get isLastWriteAnswered() {
      return isLastWriteAnswered;
    },
    async nextAnswer() {
      await once(events, 'answer');
    },
    async nextWrite() {
      await once(events, 'write');
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await closed(server);
    },
  };

  async function listening(at: number): Promise<Server> {
    const started = createServer(accept).listen(at, '127.0.0.1');
    await once(started, 'listening');
    return started;
  }

  function accept(client: Socket): void {
    hold(client);
    if (mode !== 'open') {
      standIn.emit('connection', client);
      return;
    }
    tapConnection(client);
    const upstream = connect(upstreamPort, '127.0.0.1');
    hold(upstream);
    const delayed = new Transform({
      transform: (chunk, _encoding, done) => void allOnDisk().then(() => done(null, chunk), done),
    });
    delayed.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy()).pipe(delayed);
    delayed.pipe(upstream);
    upstream.on('close', () => client.destroy()).pipe(client);
    upstream.on('data', (chunk: Buffer) => {
      onAnswer(statusIn(chunk));
      events.emit('answer');
    });
  }

  function hold(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  }
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** What to do with a request that comes after `before` others. */
function behaviourFor(mode: ProxyMode, before: number): DirectBehaviour | { readonly as: number } {
  if (typeof mode === 'string') return mode;
  if ('once' in mode) return before === 0 ? mode.once : 'open';
  if (!('failsOneIn' in mode)) return mode;
  if (before % mode.failsOneIn !== 0) return 'open';
  return before % (2 * mode.failsOneIn) === 0 ? { status: 503, body: mode.body } : 'reset';
}

/** The status of the answer that begins with this chunk. Answers to writes are so short that they come in one chunk. */
function statusIn(chunk: Buffer): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1]);
}

/**
 * Forwards a request to the real server, on a connection that is used for this request only.
 * @param as the status that replaces 204
 * @param onAnswer is called with the status of the real server
 */
function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  port: number,
  as: number,
  onAnswer: (status: number) => void,
): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
  onward.on('response', (answer) => {
    const { statusCode = 502 } = answer;
    onAnswer(statusCode);
    response.writeHead(statusCode === 204 ? as : statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

type DirectBehaviour = Extract<ProxyMode, string> | ProxyAnswer;

function answer(behaviour: DirectBehaviour, response: ServerResponse): void {
  switch (behaviour) {
    case 'open':
    case 'shut':
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut': {
      const { socket } = response;
      // The headers are incomplete: a complete 204 would acknowledge what nobody has stored.
      socket?.write('HTTP/1.1 204 No Content\r\nx-more: x', () => socket.resetAndDestroy());
      return;
    }
    case 'trickle': {
      const drip = setInterval(() => response.write('.'), 50);
      response.writeHead(200, { 'content-length': '1000000' }).on('close', () => clearInterval(drip));
      return;
    }
    default:
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
  }
}
