// The process of the strangers that attack what a home shares. It tells what it has done until it is killed.
import { connect, type Socket } from 'node:net';
import { openPage } from './open-page.ts';
import type { Attack, AttackDone, PageAnswers, Raid, SharedPorts } from './strangers.ts';

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

const TELL_EVERY_MS = 100;

const { attack, ports, meter }: Raid = JSON.parse(process.argv[2] ?? '');
const sockets = new Set<Socket>();
const connections: { [P in Port]: number } = { line: 0, reading: 0, page: 0 };
const pages: PageAnswers[] = [];
/** Those of connections that have ended. */
let sentBytes = 0;

const ATTACKS: { readonly [A in Attack]: () => void } = {
  'pipelined requests'() {
    for (const port of HTTP) keep({ port, times: FLOODING, againMs: AT_ONCE_MS }, (socket) => pour(socket.resume()));
  },
  'headers byte by byte'() {
    for (const port of HTTP) keep({ port, times: SLOW, againMs: AT_ONCE_MS }, drip);
  },
  'readers that never read'() {
    keep({ port: 'line', times: UNREADING, againMs: SOON_MS }, () => {});
    for (const port of HTTP) keep({ port, times: UNREADING, againMs: SOON_MS }, pour);
  },
  'held connections'() {
    for (const port of EVERY) keep({ port, times: HELD, againMs: SOON_MS }, (socket) => socket.resume());
  },
  'many pages'() {
    const onConnection = () => {
      connections.page += 1;
    };
    for (let nth = 0; nth < PAGES; nth += 1) pages.push(openPage({ port: ports.page, meter, onConnection }));
  },
};

interface Kept {
  readonly port: Port;
  readonly times: number;
  readonly againMs: number;
}

/** Keeps so many connections to a port: opens one again when it has ended. */
function keep({ port, times, againMs }: Kept, act: (socket: Socket) => void): void {
  const open = () => {
    const socket = connect(ports[port], LOOPBACK);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('connect', () => {
      connections[port] += 1;
      act(socket);
    });
    socket.on('close', () => {
      sentBytes += socket.bytesWritten;
      sockets.delete(socket);
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

ATTACKS[attack]();
setInterval(() => {
  const open = [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
  process.send?.({ connections, pages, sentBytes: sentBytes + open } satisfies AttackDone);
}, TELL_EVERY_MS);
process.on('disconnect', () => process.exit());
