import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How the proxy answers in the place of the database. It is called for each connection, after the first bytes of a request. */
export type Attack = (socket: Socket) => void;

/** A proxy in front of a real database that can answer as a hostile server. */
export interface HostileProxy extends AsyncDisposable {
  readonly port: number;
  /** Answers every request with this attack. Open connections are closed. */
  answerWith(attack: Attack): void;
  /** Passes everything through to the real database. Connections that are attacked are closed. */
  letThrough(): void;
  /** Passes everything through, but removes the headers that identify the database. No request is disturbed. */
  removeHeaders(): void;
  /** Resolves when the next request has arrived that is answered with the attack. */
  attacked(): Promise<void>;
}

export async function openHostileProxy(databasePort: number): Promise<HostileProxy> {
  let attack: Attack | undefined;
  let areHeadersRemoved = false;
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  const server = createServer((socket) => {
    hold(socket);
    if (attack) return attackSocket(socket, attack);
    const onward = connect(databasePort, '127.0.0.1');
    hold(onward);
    socket.on('close', () => onward.destroy()).pipe(onward);
    onward.on('close', () => socket.destroy());
    onward.on('data', (chunk) => void socket.write(areHeadersRemoved ? withoutNames(chunk) : chunk));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    answerWith(next) {
      attack = next;
      cut();
    },
    letThrough() {
      areHeadersRemoved = false;
      if (attack) cut();
      attack = undefined;
    },
    removeHeaders() {
      areHeadersRemoved = true;
    },
    async attacked() {
      await once(events, 'attacked');
    },
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
    },
  };

  function attackSocket(socket: Socket, answer: Attack): void {
    socket.once('data', () => {
      events.emit('attacked');
      answer(socket);
    });
  }

  function hold(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  }

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }
}

/** The chunk without the headers that identify the database. The head of an answer comes in one chunk. */
function withoutNames(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString('latin1').replace(/^x-influxdb-\w+:.*\r\n/gim, ''), 'latin1');
}

/** A server that answers 204 to every request, and is no database. */
export const answersEverythingWith204: Attack = (socket) => {
  const answer = () => void socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  answer();
  socket.on('data', answer);
};

const JSON_HEAD = 'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n';
const MEMBER_BYTES = 1_000_000;
/** Together they decompress to more than Node's longest string (512 MB). */
const MEMBERS = 600;

/** A body of some 600 kB that decompresses to 600 MB. A gzip file may consist of many members (RFC 1952 §2.2). */
export function gzipBomb(): Attack {
  const member = gzipSync(Buffer.alloc(MEMBER_BYTES, 'a'), { level: 9 });
  const body = Buffer.concat(Array.from({ length: MEMBERS }, () => member));
  return (socket) => {
    socket.write(`${JSON_HEAD}content-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body);
  };
}

/** A body that goes on as long as it is read. */
export const endlessBody: Attack = (socket) => {
  socket.write(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\n`);
  pour(socket, `10000\r\n${'a'.repeat(0x10000)}\r\n`);
};

/** Headers that go on as long as they are read. */
export const endlessHeaders: Attack = (socket) => {
  socket.write('HTTP/1.1 400 Bad Request\r\n');
  pour(socket, `x-more: ${'a'.repeat(1_000)}\r\n`.repeat(50));
};

const ESC = '\x1b';
/** A text that is to begin a line of the log, as if Homebridge had logged it. */
export const FORGED = '[1/1/2026] forged';
/** Sets the title of the terminal, clears the screen, hides text, forges a line, and has a two-byte control (C1) and DEL. */
const SEQUENCES = `${ESC}]0;besieged\x07${ESC}[2J${ESC}[8mhidden${ESC}[0m\r\n${FORGED}\u009b31m\x7f`;

/** An error in InfluxDB's format whose message has escape sequences. */
export const escapeSequences: Attack = (socket) => {
  const body = JSON.stringify({ error: SEQUENCES });
  socket.write(
    `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
  );
  socket.write(body);
};

function pour(socket: Socket, piece: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}
