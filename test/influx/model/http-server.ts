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

/** What the server does with a request: it answers, or fails in one of these ways. */
export type Act =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: Exclude<Scripted['kind'], 'status'> };

/** An HTTP server on loopback that can be killed and come back. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** Whether a request waits for the run's time to pass. */
  readonly isHolding: boolean;
  /** Whether the server is beginning to listen again. */
  readonly isOpening: boolean;
  /** How many requests are being answered. */
  readonly inFlight: number;
  /** The most requests that were ever answered at a time. */
  readonly mostInFlight: number;
  /** How many idle connections in a row were cut; one that survives a pause ends the row. */
  readonly cutsInARow: number;
  /** Cuts every connection, as a killed process does, and waits until the client has seen it. */
  cut(): Promise<void>;
  /** Stops listening for `ms`. */
  goAway(ms: number): Promise<void>;
  /** Listens again, unless it already does. */
  comeBack(): Promise<void>;
  /** A new client begins, which knows nothing of earlier cuts. */
  meetNewClient(): void;
}

export interface ModelServerParts {
  readonly clock: ModelClock;
  readonly answer: (asked: Asked) => Act;
  /** Is called for a request that got no answer, or only a part of one. */
  readonly abandoned: () => void;
  /** Is called when the client closes its connection: it may have stopped waiting while its answer was on the way. */
  readonly left: () => void;
}

/** How long a late answer takes: as long as the client waits by default. */
const LATE_MS = 10_000;
/** How long a pause is after which the client no longer counts a row of cuts (`influx/idle-connection.ts`). */
const PAUSE_MS = 8_000;
/** Below the ephemeral ports, so that the system gives this one to nobody while the server is away. */
const [FIRST_PORT, PORTS] = [20_000, 12_000];

export async function startModelServer({ clock, answer, abandoned, left }: ModelServerParts): Promise<ModelServer> {
  /** For each connection: when it was answered last. */
  const connections = new Map<Socket, number | undefined>();
  let [inFlight, mostInFlight, cutsInARow] = [0, 0, 0];
  const held = new Set<ServerResponse>();
  let cancelReturn = () => {};
  let isOpening = false;

  const http = createServer((incoming, response) => void serve(incoming, response));
  // Databases do not announce when they close a connection.
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
    // Lets another request that may be under way arrive meanwhile.
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

/** On loopback, the other end of a connection learns of its end within this many turns of the event loop. */
async function aFewTurns(): Promise<void> {
  let turns = 0;
  await turnsUntil(() => {
    turns += 1;
    return turns > 20;
  }, 'turns');
}
