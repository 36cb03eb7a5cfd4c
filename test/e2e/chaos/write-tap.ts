import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';

/**
 * The lines of one request that has arrived whole: none where it is no write. The point by which the plugin finds out who
 * answers is not among them.
 */
export type OnWrite = (lines: readonly string[]) => void;

/** The measurement of that point. */
const TRIAL = 'linky_test ';

/** Tells of a request that comes in, to whomever. */
export function tapRequest(incoming: IncomingMessage, hear: OnWrite): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('error', () => {});
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    const text = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const lines = /\/write\?/.test(incoming.url ?? '') ? text.toString().split('\n') : [];
    hear(lines.filter((line) => !line.startsWith(TRIAL)));
  });
}

/** Listens in on connections that go through byte by byte: a server that hears everything, and whose answers go nowhere. */
export function connectionTap(hear: OnWrite): (client: Socket) => void {
  const listener = createServer((incoming, response) => {
    tapRequest(incoming, hear);
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
