import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';

/**
 * Called for each request that has arrived completely, with its lines, which are none where it is no write. The point by which
 * the plugin finds out what kind of server answers is left out.
 */
export type OnWrite = (lines: readonly string[]) => void;

/** How the line of that point begins. */
const TRIAL = 'linky_test ';

/** Reports an incoming request to `onWrite`. */
export function tapRequest(incoming: IncomingMessage, onWrite: OnWrite): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('error', () => {});
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    const text = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const lines = /\/write\?/.test(incoming.url ?? '') ? text.toString().split('\n') : [];
    onWrite(lines.filter((line) => !line.startsWith(TRIAL)));
  });
}

/**
 * Reports the requests on connections that are passed through byte by byte: a copy of the bytes goes to a server whose
 * answers are dropped.
 */
export function connectionTap(onWrite: OnWrite): (client: Socket) => void {
  const listener = createServer((incoming, response) => {
    tapRequest(incoming, onWrite);
    incoming.on('end', () => response.end());
  });
  return (client) => {
    const tap = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    client.on('data', (chunk) => tap.push(chunk)).on('close', () => tap.destroy());
    listener.emit(
      'connection',
      tap.on('error', () => {}),
    );
  };
}
