import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Scripted } from './answers.ts';
import { type ModelClock, turnsUntil } from './clock.ts';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
}

/** What the other side does with a request: an answer, or something else. */
export type Act =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: Exclude<Scripted['kind'], 'status'> };

/** An HTTP server on loopback whose process can be killed. */
export interface Wire extends AsyncDisposable {
  readonly url: string;
  /** Whether a request waits for the time of the run to pass. */
  readonly isHolding: boolean;
  /** Whether the server is on its way back. */
  readonly isOpening: boolean;
  /** How many requests are being answered. */
  readonly inFlight: number;
  /** The most that ever were at a time. */
  readonly mostInFlight: number;
  /** How many kept connections in a row were lost while idle, until one outlived a pause. */
  readonly cutsInARow: number;
  /** Ends every connection, as a process that is killed does, and waits until the other side has seen it. */
  cut(): Promise<void>;
  /** Listens no more; after `ms` it listens again. */
  goAway(ms: number): Promise<void>;
  /** Listens again, if it does not. */
  comeBack(): Promise<void>;
  /** Another client begins. */
  meetNewClient(): void;
}

export interface WireParts {
  readonly clock: ModelClock;
  readonly answer: (asked: Asked) => Act;
  /** Is told of a request that got no answer, or not all of it. */
  readonly abandoned: () => void;
  /** Is told of a client that let go of its connection: it may have stopped waiting while its answer was on the way. */
  readonly left: () => void;
}

/** How long a late answer takes: as long as the client waits for one in the house. */
const LATE_MS = 10_000;
/** What the client takes for a pause in which a connection may be lost. */
const PAUSE_MS = 8_000;
/** Below the ports that the system gives to whoever asks for one, so that nobody is given it while the server is away. */
const [FIRST_PORT, PORTS] = [20_000, 12_000];

export async function startWire({ clock, answer, abandoned, left }: WireParts): Promise<Wire> {
  /** By connection: when it was answered last. */
  const connections = new Map<Socket, number | undefined>();
  let [inFlight, mostInFlight, cutsInARow] = [0, 0, 0];
  const held = new Set<ServerResponse>();
  let cancelReturn = () => {};
  let isOpening = false;

  const http = createServer((incoming, response) => void serve(incoming, response));
  // No database announces the end of a connection.
  Object.assign(http, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  http.on('connection', (socket) => {
    connections.set(socket, undefined);
    socket.on('error', () => {});
    socket.on('close', () => connections.delete(socket) && left());
  });
  const port = await listenSomewhere(http);

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = incoming;
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    if (clock.nowMs - (connections.get(socket) ?? clock.nowMs) >= PAUSE_MS) cutsInARow = 0;
    response.once('close', () => {
      inFlight -= 1;
      if (connections.has(socket)) connections.set(socket, clock.nowMs);
      if (!response.writableFinished) abandoned();
    });
    const body = await bodyOf(incoming).catch(() => undefined);
    // What else is on its way gets here meanwhile.
    await aFewTurns();
    if (body !== undefined && !socket.destroyed)
      give(answer({ method: incoming.method ?? '', path: incoming.url ?? '', body }), response);
  }

  function give(act: Act, response: ServerResponse): void {
    switch (act.kind) {
      case 'status':
        response.writeHead(act.status, act.headers).end(act.body);
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'cut':
        response.writeHead(204, { 'content-length': '1000' }).write('half of');
        response.socket?.end(() => response.socket?.resetAndDestroy());
        return;
      case 'late':
        hold(response);
        return;
      case 'silent':
        return;
    }
  }

  function hold(response: ServerResponse): void {
    held.add(response);
    const cancel = clock.after(LATE_MS, () => {
      held.delete(response);
      response.socket?.resetAndDestroy();
    });
    response.once('close', () => {
      held.delete(response);
      cancel();
    });
  }

  async function cut(): Promise<void> {
    const wasIdle = inFlight === 0 && [...connections.values()].some((answeredMs) => answeredMs !== undefined);
    if (wasIdle) cutsInARow += 1;
    const sockets = [...connections.keys()];
    connections.clear();
    for (const socket of sockets) socket.destroy();
    await turnsUntil(() => sockets.every(({ closed }) => closed) && inFlight === 0, 'the connections end');
    await aFewTurns();
  }

  async function comeBack(): Promise<void> {
    cancelReturn();
    if (http.listening || isOpening) return;
    isOpening = true;
    http.listen(port, '127.0.0.1');
    await once(http, 'listening');
    isOpening = false;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get isHolding() {
      return held.size > 0;
    },
    get isOpening() {
      return isOpening;
    },
    get inFlight() {
      return inFlight;
    },
    get mostInFlight() {
      return mostInFlight;
    },
    get cutsInARow() {
      return cutsInARow;
    },
    cut,
    async goAway(ms) {
      await turnsUntil(() => !isOpening, 'the server listens');
      if (http.listening) {
        const closed = once(http, 'close');
        http.close();
        await cut();
        await closed;
      }
      cancelReturn();
      cancelReturn = clock.after(ms, () => void comeBack());
    },
    comeBack,
    meetNewClient() {
      cutsInARow = 0;
    },
    async [Symbol.asyncDispose]() {
      cancelReturn();
      await turnsUntil(() => !isOpening, 'the server listens');
      await cut();
      http.close();
    },
  };
}

async function listenSomewhere(http: ReturnType<typeof createServer>): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    http.listen(port, '127.0.0.1');
    const isListening = await once(http, 'listening').then(
      () => true,
      () => false,
    );
    if (isListening) return port;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const body = await buffer(incoming);
  return (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

/** The other end of a connection on loopback hears of its end within so many turns. */
async function aFewTurns(): Promise<void> {
  let turns = 0;
  await turnsUntil(() => {
    turns += 1;
    return turns > 20;
  }, 'turns');
}
