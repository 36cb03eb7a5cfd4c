// The process of the strangers that attack what a home shares.
import { connect, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { openPage } from './open-page.ts';
import { answerCalls } from './process-calls.ts';
import type { Attack, PageAnswers, SharedPorts, Strangers } from './strangers.ts';

const LOOPBACK = '127.0.0.1';
const REQUEST = 'GET / HTTP/1.1\r\nHost: ::1\r\n\r\n';
/** What one write sends: one call of the system takes no more of a peer at a time. */
const BLOCK = Buffer.from(REQUEST.repeat(Math.floor(65_536 / REQUEST.length)));
const FLOODING = 4;
const SLOW = 60;
const BYTE_EVERY_MS = 50;
const UNREADING = 30;
const HELD = 200;
const PAGES = 40;
/** How soon a connection that has ended is opened again. */
const AT_ONCE_MS = 5;
const SOON_MS = 1_000;

type Port = keyof SharedPorts;
const HTTP = ['reading', 'page'] as const;
const EVERY = ['line', ...HTTP] as const;

/** What is under way. */
interface Raid {
  readonly ports: SharedPorts;
  readonly meter: string;
  readonly life: AbortController;
  readonly sockets: Set<Socket>;
  readonly connections: { [P in Port]: number };
  readonly pages: PageAnswers[];
  sentBytes: number;
}

const ATTACKS: { readonly [A in Attack]: (raid: Raid) => void } = {
  'pipelined requests'(raid) {
    for (const port of HTTP)
      keep(raid, { port, times: FLOODING, againMs: AT_ONCE_MS }, (socket) => pour(socket.resume()));
  },
  'headers byte by byte'(raid) {
    for (const port of HTTP) keep(raid, { port, times: SLOW, againMs: AT_ONCE_MS }, drip);
  },
  'readers that never read'(raid) {
    keep(raid, { port: 'line', times: UNREADING, againMs: SOON_MS }, () => {});
    for (const port of HTTP) keep(raid, { port, times: UNREADING, againMs: SOON_MS }, pour);
  },
  'held connections'(raid) {
    for (const port of EVERY) keep(raid, { port, times: HELD, againMs: SOON_MS }, (socket) => socket.resume());
  },
  'many pages'({ ports, meter, life, pages, connections }) {
    for (let nth = 0; nth < PAGES; nth += 1) {
      const onConnection = () => {
        connections.page += 1;
      };
      pages.push(openPage({ port: ports.page, meter, onConnection }, life.signal));
    }
  },
};

/** Keeps so many connections to a port: opens one again when it has ended. */
function keep(
  raid: Raid,
  { port, times, againMs }: { readonly port: Port; readonly times: number; readonly againMs: number },
  act: (socket: Socket) => void,
): void {
  const open = () => {
    if (raid.life.signal.aborted) return;
    const socket = connect(raid.ports[port], LOOPBACK);
    raid.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('connect', () => {
      raid.connections[port] += 1;
      act(socket);
    });
    socket.on('close', () => {
      raid.sentBytes += socket.bytesWritten;
      raid.sockets.delete(socket);
      setTimeout(open, againMs);
    });
  };
  for (let nth = 0; nth < times; nth += 1) open();
}

/** Writes requests in blocks, each as soon as the system has taken the one before. */
function pour(socket: Socket): void {
  socket.write(BLOCK, (error) => {
    if (!error) pour(socket);
  });
}

/** Sends a header that never ends, a byte at a time. */
function drip(socket: Socket): void {
  socket.resume().write('GET / HTTP/1.1\r\nHost: ::1\r\nX-Slow: ');
  const timer = setInterval(() => socket.write('a'), BYTE_EVERY_MS);
  socket.on('close', () => clearInterval(timer));
}

setPriority(constants.priority.PRIORITY_LOW);
let raid: Raid | undefined;

answerCalls<Strangers>({
  async begin(attack, ports, meter) {
    const begun: Raid = {
      ...{ ports, meter, life: new AbortController(), sockets: new Set(), pages: [], sentBytes: 0 },
      connections: { line: 0, reading: 0, page: 0 },
    };
    raid = begun;
    ATTACKS[attack](begun);
    while (Object.values(begun.connections).every((count) => count === 0)) await nextTurn();
  },
  async end() {
    if (!raid) throw new Error('no attack has begun');
    const { life, sockets, connections, pages } = raid;
    life.abort();
    for (const socket of sockets) socket.destroy();
    while (sockets.size > 0) await nextTurn();
    return { connections, pages, sentBytes: raid.sentBytes };
  },
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS));
}
