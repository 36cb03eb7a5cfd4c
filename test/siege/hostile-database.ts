import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What stands in the database's place, connection by connection, once a request has come in. */
export type Attack = (socket: Socket) => void;

/** The way to a real database, on which somebody hostile may stand. */
export interface HostileProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on every request is answered so; what is on its way is cut. */
  answerWith(attack: Attack): void;
  /** From now on all goes through to the real database. */
  letThrough(): void;
  /** From now on all goes through, but for the headers by which the database tells who it is. */
  takeHeadersAway(): void;
  /** Resolves when the next request has come in that is answered by the attack. */
  attacked(): Promise<void>;
}

export async function openHostileProxy(databasePort: number): Promise<HostileProxy> {
  let attack: Attack | undefined;
  let isNameless = false;
  const sockets = new Set<Socket>();
  const news = new EventEmitter();
  const server = createServer((socket) => {
    hold(socket);
    if (attack) return beset(socket, attack);
    const onward = connect(databasePort, '127.0.0.1');
    hold(onward);
    socket.on('close', () => onward.destroy()).pipe(onward);
    onward.on('close', () => socket.destroy());
    if (isNameless) onward.on('data', (chunk) => void socket.write(nameless(chunk)));
    else onward.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    answerWith(next) {
      attack = next;
      cut();
    },
    letThrough() {
      attack = undefined;
      isNameless = false;
      cut();
    },
    takeHeadersAway() {
      attack = undefined;
      isNameless = true;
      cut();
    },
    async attacked() {
      await once(news, 'attacked');
    },
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
    },
  };

  function beset(socket: Socket, answer: Attack): void {
    socket.once('data', () => {
      news.emit('attacked');
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

/** The head of an answer comes in one piece. */
function nameless(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString('latin1').replace(/^x-influxdb-\w+:.*\r\n/gim, ''), 'latin1');
}

/** A server that says 204 to whatever it is asked, and is no database. */
export const stranger: Attack = (socket) => {
  const answer = () => void socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  answer();
  socket.on('data', answer);
};

const JSON_HEAD = 'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n';
const MEMBER_BYTES = 1_000_000;
/** Together they unpack to more than the longest string that Node can make (512 MB). */
const MEMBERS = 600;

/** A body of some 600 kB that unpacks to 600 MB. A gzip file may consist of many (RFC 1952 §2.2). */
export function gzipBomb(): Attack {
  const member = gzipSync(Buffer.alloc(MEMBER_BYTES, 'a'), { level: 9 });
  const body = Buffer.concat(Array.from({ length: MEMBERS }, () => member));
  return (socket) => {
    socket.write(`${JSON_HEAD}content-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body);
  };
}

/** A body that goes on for as long as somebody reads it. */
export const endlessBody: Attack = (socket) => {
  socket.write(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\n`);
  pour(socket, `10000\r\n${'a'.repeat(0x10000)}\r\n`);
};

/** Headers that go on for as long as somebody reads them. */
export const endlessHeaders: Attack = (socket) => {
  socket.write('HTTP/1.1 400 Bad Request\r\n');
  pour(socket, `x-more: ${'a'.repeat(1_000)}\r\n`.repeat(50));
};

const ESC = '\x1b';
/** What is to stand on a line of its own, as if Homebridge said it. */
export const FORGED = '[1/1/2026] forged';
/** The title of the terminal, a cleared screen, hidden text, a forged line, a control of two bytes (C1), and DEL. */
const SEQUENCES = `${ESC}]0;besieged\x07${ESC}[2J${ESC}[8mhidden${ESC}[0m\r\n${FORGED}\u009b31m\x7f`;

/** Words that would do something to a terminal, in the form in which InfluxDB puts its own. */
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
