import { EventEmitter, once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of a connection. `open`: it goes through to the real server, byte for byte, and ends with it. `shut`:
 * nobody listens. `hang`: no answer. `trickle`: one that never ends. `reset`: cut before the answer; `cut`: in its middle.
 * `failsOneIn`: it goes through request by request, but of so many the first is answered with 503 or cut, by turns.
 * Otherwise: that status, from somebody on the way.
 */
export type Way =
  | 'open'
  | 'shut'
  | 'hang'
  | 'trickle'
  | 'reset'
  | 'cut'
  | { readonly failsOneIn: number; readonly body: string }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** The way to a real server, on which somebody can stand in. */
export interface Gate extends AsyncDisposable {
  readonly port: number;
  /** From now on; what is on its way is cut. */
  set(way: Way): Promise<void>;
  /** Resolves when the real server, or who stands in for it, has answered something. */
  nextAnswer(): Promise<void>;
}

export async function openGate(upstreamPort: number): Promise<Gate> {
  let way: Way = 'open';
  const sockets = new Set<Socket>();
  const answers = new EventEmitter();
  let asked = 0;
  const standIn = createHttpServer((incoming, response) => {
    response.on('finish', () => answers.emit('answer'));
    incoming.on('error', () => {});
    const chosen = chosenFrom(way, asked);
    asked += 1;
    if (chosen === 'open') forward(incoming, response, upstreamPort);
    else incoming.resume().on('end', () => answer(chosen, response));
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
    async nextAnswer() {
      await once(answers, 'answer');
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
    const upstream = connect(upstreamPort, '127.0.0.1');
    hold(upstream);
    client.on('close', () => upstream.destroy()).pipe(upstream);
    upstream.on('close', () => client.destroy()).pipe(client);
    upstream.on('data', () => answers.emit('answer'));
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
function chosenFrom(way: Way, asked: number): Chosen {
  if (typeof way === 'string' || !('failsOneIn' in way)) return way;
  if (asked % way.failsOneIn !== 0) return 'open';
  return asked % (2 * way.failsOneIn) === 0 ? { status: 503, body: way.body } : 'reset';
}

/** One request to the real server, on a connection of its own, which ends with it. */
function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
  onward.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

type Chosen = Exclude<Way, { readonly failsOneIn: number }>;

function answer(way: Chosen, response: ServerResponse): void {
  switch (way) {
    case 'open':
    case 'shut':
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut':
      response.writeHead(204, { 'x-more': 'x'.repeat(1000) }).flushHeaders();
      response.socket?.resetAndDestroy();
      return;
    case 'trickle': {
      const drip = setInterval(() => response.write('.'), 50);
      response.writeHead(200, { 'content-length': '1000000' }).on('close', () => clearInterval(drip));
      return;
    }
    default:
      response.writeHead(way.status, way.headers).end(way.body);
  }
}
