import { EventEmitter, once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { connectionTap, type OnWrite, tapRequest } from './write-tap.ts';

/**
 * What becomes of a connection. `open`: it goes through to the real server, byte for byte, and ends with it. `shut`:
 * nobody listens. `hang`: no answer. `trickle`: one that never ends. `reset`: cut before the answer; `cut`: in its middle.
 * `failsOneIn`: it goes through request by request, but of so many the first is answered with 503 or cut, by turns.
 * `once`: the first is answered by somebody on the way, and all others go through. `as`: all do, but what is stored is said
 * to be so with that status. Otherwise: that status, from somebody on the way.
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

/** The way to a real server, on which somebody can stand in. */
export interface FaultyProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on; what is on its way is cut. */
  set(way: ProxyMode): Promise<void>;
  /** Resolves when the real server, or who stands in for it, has answered something. */
  nextAnswer(): Promise<void>;
  /** Whether the last write was answered by the real server. */
  readonly isWell: boolean;
  /** Resolves when a write has arrived. */
  nextQuestion(): Promise<void>;
}

/** Keeps the real server from having acknowledged what is not yet on its disk. */
export interface ServerSync {
  /** The gate says so when the real server has answered these lines with 204. */
  stored(lines: readonly string[]): void;
  /** Resolves when all of that is on its disk. The gate lets nothing through before. */
  settle(): Promise<void>;
}

const AT_ONCE: ServerSync = { stored() {}, settle: async () => {} };

/** @param hear is told of every write of readings that arrives whole, whatever becomes of it */
export async function openFaultyProxy(
  upstreamPort: number,
  hear: OnWrite = () => {},
  { stored, settle }: ServerSync = AT_ONCE,
): Promise<FaultyProxy> {
  let way: ProxyMode = 'open';
  /** The lines of the last request that has arrived whole: none where it was no write. The plugin sends one at a time. */
  let lastLines: readonly string[] = [];
  const sockets = new Set<Socket>();
  const answers = new EventEmitter();
  let asked = 0;
  let isWell = true;
  const answered = (status: number) => {
    isWell = true;
    if (status === 204) stored(lastLines);
  };
  const note: OnWrite = (lines) => {
    lastLines = lines;
    if (lines.length === 0) return;
    isWell = false;
    hear(lines);
    answers.emit('question');
  };
  const listenIn = connectionTap(note);
  const standIn = createHttpServer((incoming, response) => {
    response.on('finish', () => answers.emit('answer'));
    tapRequest(incoming, note);
    const chosen = chosenFrom(way, asked);
    asked += 1;
    const onward = (as = 204) => {
      // `overhear` has set it flowing: without a pause, what comes before it is forwarded would be lost.
      incoming.pause();
      const forwarded = settle().then(() => forward(incoming, response, upstreamPort, as, answered));
      forwarded.catch(() => response.destroy());
    };
    if (chosen === 'open') onward();
    else if (typeof chosen === 'object' && 'as' in chosen) onward(chosen.as);
    else incoming.on('end', () => answer(chosen, response));
  });
  let server = await listening(0);
  const { port } = server.address() as { port: number };

  return {
    port,
    async set(next) {
      way = next;
      asked = 0;
      for (const socket of sockets) socket.destroy();
      if (way === 'shut' && server.listening) await closed(server);
      else if (way !== 'shut' && !server.listening) server = await listening(port);
    },
    get isWell() {
      return isWell;
    },
    async nextAnswer() {
      await once(answers, 'answer');
    },
    async nextQuestion() {
      await once(answers, 'question');
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
    if (way !== 'open') {
      standIn.emit('connection', client);
      return;
    }
    listenIn(client);
    const upstream = connect(upstreamPort, '127.0.0.1');
    hold(upstream);
    const settled = new Transform({
      transform: (chunk, _encoding, done) => void settle().then(() => done(null, chunk), done),
    });
    settled.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy()).pipe(settled);
    settled.pipe(upstream);
    upstream.on('close', () => client.destroy()).pipe(client);
    upstream.on('data', (chunk: Buffer) => {
      answered(statusIn(chunk));
      answers.emit('answer');
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

/** What becomes of the request after so many. */
function chosenFrom(way: ProxyMode, asked: number): Answered | { readonly as: number } {
  if (typeof way === 'string') return way;
  if ('once' in way) return asked === 0 ? way.once : 'open';
  if (!('failsOneIn' in way)) return way;
  if (asked % way.failsOneIn !== 0) return 'open';
  return asked % (2 * way.failsOneIn) === 0 ? { status: 503, body: way.body } : 'reset';
}

/** The status of an answer that begins here; an answer to a write is short enough to come in one piece. */
function statusIn(chunk: Buffer): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1]);
}

/**
 * One request to the real server, on a connection of its own, which ends with it.
 * @param as what the plugin is told instead of 204
 * @param answered is told the status that the real server gave
 */
function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  port: number,
  as: number,
  answered: (status: number) => void,
): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
  onward.on('response', (answer) => {
    const { statusCode = 502 } = answer;
    answered(statusCode);
    response.writeHead(statusCode === 204 ? as : statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

type Answered = Extract<ProxyMode, string> | ProxyAnswer;

function answer(way: Answered, response: ServerResponse): void {
  switch (way) {
    case 'open':
    case 'shut':
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut': {
      const { socket } = response;
      // Without the end of its headers: a 204 that comes whole acknowledges what nobody has stored.
      socket?.write('HTTP/1.1 204 No Content\r\nx-more: x', () => socket.resetAndDestroy());
      return;
    }
    case 'trickle': {
      const drip = setInterval(() => response.write('.'), 50);
      response.writeHead(200, { 'content-length': '1000000' }).on('close', () => clearInterval(drip));
      return;
    }
    default:
      response.writeHead(way.status, way.headers).end(way.body);
  }
}
