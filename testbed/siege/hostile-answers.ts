import { gzipSync } from 'node:zlib';
import type { Answer, PlainAnswer } from '../databases/answers.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const MEMBER_BYTES = 1_000_000;
/** Together they decompress to more than Node's longest string (512 MB). */
const MEMBERS = 600;

/** A body of some 600 kB that decompresses to 600 MB. A gzip file may consist of many members (RFC 1952 §2.2). */
export function gzipBomb(): PlainAnswer {
  const member = gzipSync(Buffer.alloc(MEMBER_BYTES, 'a'), { level: 9 });
  const body = Buffer.concat(Array.from({ length: MEMBERS }, () => member));
  return { status: 400, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body };
}

/** A body that goes on as long as it is read. */
export const endlessBody: Answer = (response) => pour(response.writeHead(400, JSON_TYPE), 'a'.repeat(0x10000));

/** Headers that go on as long as they are read. */
export const endlessHeaders: Answer = ({ socket }) => {
  socket?.write('HTTP/1.1 400 Bad Request\r\n');
  if (socket) pour(socket, `x-more: ${'a'.repeat(1_000)}\r\n`.repeat(50));
};

const ESC = '\x1b';
/** A text that is to begin a line of the log, as if Homebridge had logged it. */
export const FORGED = '[1/1/2026] forged';
/** Sets the title of the terminal, clears the screen, hides text, forges a line, and has a two-byte control (C1) and DEL. */
const SEQUENCES = `${ESC}]0;besieged\x07${ESC}[2J${ESC}[8mhidden${ESC}[0m\r\n${FORGED}\u009b31m\x7f`;

/** An error in InfluxDB's format whose message has escape sequences. */
export const escapeSequences: PlainAnswer = {
  status: 401,
  headers: JSON_TYPE,
  body: JSON.stringify({ error: SEQUENCES }),
};

function pour(stream: NodeJS.WritableStream & { readonly destroyed: boolean }, piece: string): void {
  const more = () => {
    while (!stream.destroyed && stream.write(piece));
  };
  stream.on('drain', more);
  more();
}
