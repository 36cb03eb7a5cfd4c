import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pending } from '../../../testbed/child-clock/pending.ts';
import { give, type PlainAnswer } from '../../../testbed/databases/answers.ts';
import { clientSocketsTo } from '../../../testbed/databases/client-sockets.ts';
import { httpServer, type Request } from '../../../testbed/databases/http-server.ts';
import { listen } from '../../../testbed/databases/listener.ts';
import type { Scripted } from './answers.ts';
import { type ModelClock, turnsUntil } from './clock.ts';

/** What the server does with a request: it answers, or fails in one of these ways. */
export type Act = ({ readonly kind: 'status' } & PlainAnswer) | { readonly kind: Exclude<Scripted['kind'], 'status'> };

/** An HTTP server on loopback that can be killed and come back. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** Whether a request waits for the run's time to pass. */
  readonly isHolding: boolean;
  /** Whether nothing is under way: each request is answered or held, and both sides know of the same connections. */
  readonly isQuiet: boolean;
  /** How many requests are being answered. */
  readonly inFlight: number;
  /** The most requests that were ever answered at a time. */
  readonly mostInFlight: number;
  /** How many idle connections in a row were cut; one that survives a pause ends the row. */
  readonly cutsInARow: number;
  /** Cuts every connection, as a killed process does, and waits until nothing is under way. */
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
  readonly answer: (request: Request) => Act;
  /** Is called for a request that got no answer, or only a part of one. */
  readonly abandoned: () => void;
  /** Is called when the client closes its connection: it may have stopped waiting while its answer was on the way. */
  readonly left: () => void;
}

/** How long a late answer takes: as long as the client waits by default. */
const LATE_MS = 10_000;
/** How long a pause is after which the client no longer counts a row of cuts (`influx/idle-connection.ts`). */
const PAUSE_MS = 8_000;

export async function startModelServer({ clock, answer, abandoned, left }: ModelServerParts): Promise<ModelServer> {
  /** For each connection: when it was answered last. */
  const connections = new Map<Socket, number | undefined>();
  let [inFlight, mostInFlight, cutsInARow] = [0, 0, 0];
  const held = new Set<ServerResponse>();
  let cancelReturn = () => {};
  let isOpening = false;

  const server = httpServer((request, response) => void serve(request, response));
  server.on('connection', (socket: Socket) => {
    connections.set(socket, undefined);
    socket.on('close', () => connections.delete(socket) && left());
  });
  server.on('request', begin);
  const { port, url, cut, open, shut } = await listen(server);
  const isQuiet = () => !isOpening && pending.count === held.size && connections.size === clientSocketsTo(port).length;

  function begin({ socket }: IncomingMessage, response: ServerResponse): void {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    if (clock.now() - (connections.get(socket) ?? clock.now()) >= PAUSE_MS) cutsInARow = 0;
    response.once('close', () => {
      inFlight -= 1;
      if (connections.has(socket)) connections.set(socket, clock.now());
      if (!response.writableFinished) abandoned();
    });
  }

  async function serve(request: Request, response: ServerResponse): Promise<void> {
    const { socket } = response;
    await turnsUntil(() => pending.count <= inFlight, 'all requests that are under way arrive');
    if (!socket || socket.destroyed) return;
    const act = answer(request);
    if (act.kind === 'late') hold(response);
    else if (act.kind === 'hang') requestOn(socket)?.emit('timeout');
    else give(act.kind === 'status' ? act : act.kind, response);
  }

  function hold(response: ServerResponse): void {
    held.add(response);
    const cancel = clock.after(LATE_MS, () => give('reset', response));
    response.once('close', () => {
      held.delete(response);
      cancel();
    });
  }

  async function ended(close: () => void | Promise<void>): Promise<void> {
    const wasIdle = inFlight === 0 && [...connections.values()].some((answeredMs) => answeredMs !== undefined);
    if (wasIdle) cutsInARow += 1;
    connections.clear();
    await close();
    await turnsUntil(isQuiet, 'the connections end');
  }

  async function comeBack(): Promise<void> {
    cancelReturn();
    isOpening = true;
    await open();
    isOpening = false;
  }

  return {
    url,
    get isHolding() {
      return held.size > 0;
    },
    get isQuiet() {
      return isQuiet();
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
    cut: () => ended(cut),
    async goAway(ms) {
      await turnsUntil(() => !isOpening, 'the server listens');
      if (server.listening) await ended(shut);
      cancelReturn();
      cancelReturn = clock.after(ms, () => void comeBack());
    },
    comeBack,
    meetNewClient() {
      cutsInARow = 0;
    },
    async [Symbol.asyncDispose]() {
      cancelReturn();
      await ended(shut);
    },
  };
}

/** The requests that this process has made, and that are not over. */
const requests = new Set<ClientRequest>();
subscribe('http.client.request.start', (message) => {
  const { request } = message as { readonly request: ClientRequest };
  requests.add(request);
  request.once('close', () => requests.delete(request));
});

/** The request of this process that has come over a connection. */
function requestOn({ remotePort }: Socket): ClientRequest | undefined {
  return [...requests].find(({ socket }) => socket?.localPort === remotePort);
}
