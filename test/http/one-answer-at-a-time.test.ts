import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOneAtATime } from '../../src/http/one-answer-at-a-time.ts';

let server: Server;
/** How many requests Node has parsed, also of clients that were hung up on. */
let parsed: number;
let asked: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[];

beforeEach(async () => {
  [parsed, asked] = [0, []];
  server = createServer();
  answerOneAtATime(server, ({ url, headers }, response) => {
    asked.push({ url, headers });
    response.end('well');
  });
  server.on('request', () => {
    parsed += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** Resolves once the connection has ended, also where the system says that it was broken. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().on('close', () => resolve()));
}

async function opened(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

test('of thousands of requests in one write, few are parsed, and one is answered', async () => {
  const socket = await opened();
  socket.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n'.repeat(2_500));
  await closed(socket);
  expect(asked).toHaveLength(1);
  expect(parsed).toBeGreaterThan(1);
  expect(parsed).toBeLessThan(50);
});

test.each([1, 1_000, 1_024, 1_025, 2_048, 7_000])('a request with a header of %i characters is one', async (length) => {
  const socket = await opened();
  const long = 'x'.repeat(length);
  socket.write(`GET /a HTTP/1.1\r\nHost: pi\r\nX-Long: ${long}\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toContain('well');
  expect(asked).toMatchObject([{ url: '/a', headers: { 'x-long': long } }]);
});

test('a client that waits for each answer is answered as often as it asks, however its requests are cut', async () => {
  const socket = await opened();
  for (let nth = 0; nth < 20; nth += 1) {
    const request = `GET /${nth} HTTP/1.1\r\nHost: pi\r\nCookie: ${'c'.repeat(150 * nth)}\r\n\r\n`;
    socket.write(request.slice(0, nth * 3));
    socket.write(request.slice(nth * 3));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('well');
  }
  expect(asked.map(({ url }) => url)).toEqual(Array.from({ length: 20 }, (_, nth) => `/${nth}`));
  socket.destroy();
});

test('no body is asked for, nor read', async () => {
  const socket = await opened();
  socket.write(`PUT / HTTP/1.1\r\nHost: pi\r\nExpect: 100-continue\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain('\r\nConnection: close\r\n');
});

test('what Node would answer by itself is answered once, too, and takes a place', async () => {
  const socket = await opened();
  socket.write('GET / HTTP/1.1\r\nHost: pi\r\nExpect: cake\r\n\r\n'.repeat(2));
  await closed(socket);
  expect(asked).toHaveLength(1);
  expect(parsed).toBe(2);
});

test('a connection that is to have another protocol ends with the answer, whatever follows', async () => {
  const socket = await opened();
  socket.write('GET / HTTP/1.1\r\nHost: pi\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
  expect(await text(socket)).toContain('well');
  expect(asked).toHaveLength(1);
});
