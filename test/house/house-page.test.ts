import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { createHousePage } from '../../src/house/house-page.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { FULL_STATUS } from './full-status.ts';
import { pageFolder } from './page-folder.ts';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

let server: Server;
let life: AbortController;
let clock: ReturnType<typeof fakeClock>;
/** How often the status was asked for. */
let asked: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  [life, clock, asked] = [new AbortController(), fakeClock(), 0];
  server = serverWith(clock);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  life.abort();
  server.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

function serverWith(time: Clock): Server {
  const board = {
    get status() {
      asked += 1;
      return FULL_STATUS;
    },
  };
  const meters = [{ slug: 'linky', prices: [{ from: '2020-01-01', subscription: 1, periods: [] }] }];
  const config = { language: 'fr', meters: meters as never } as const;
  return createHousePage({ config, folder: temporaryFolder(), board, clock: time, files: pageFolder() }, life.signal);
}

describe('each answer', () => {
  test.each([
    ['/', 'GET', 200],
    ['/views-Ab_4-x9Q.js', 'GET', 200],
    ['/api/status', 'GET', 200],
    ['/api/curve', 'GET', 400],
    ['/nothing', 'GET', 404],
    ['/', 'POST', 405],
    ['/', 'OPTIONS', 405],
  ])('to %s %s is %i, allows this page alone, and is no other site’s', async (path, method, status) => {
    const { statusCode, headers } = await get(path, { method });
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      ...{ 'content-security-policy': CSP, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
      'cross-origin-resource-policy': 'same-origin',
    });
    const names = Object.keys(headers);
    expect(names.filter((name) => /^access-control|^server$|^x-powered-by$|^set-cookie$/.test(name))).toEqual([]);
  });

  test('that refuses says why, and which methods there are', async () => {
    const refused = await get('/', { method: 'DELETE' });
    expect(refused.headers).toMatchObject({ allow: 'GET, HEAD', 'cache-control': 'no-store' });
    expect(JSON.parse(await text(refused))).toEqual({ error: expect.stringContaining('GET ou HEAD') });
    expect(JSON.parse(await text(await get('/api/curve')))).toEqual({ error: expect.stringContaining('Rechargez') });
    expect(JSON.parse(await text(await get('/nothing')))).toEqual({ error: expect.stringContaining('rien ici') });
  });
});

describe('a file', () => {
  test('without a hash is asked for again, and not sent again while it is the same', async () => {
    const first = await get('/');
    expect(first.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    expect(await text(first)).toContain('<title>Linky</title>');
    const known = String(first.headers.etag);
    const again = await get('/', { headers: { 'If-None-Match': known } });
    expect([again.statusCode, await text(again)]).toEqual([304, '']);
    expect(again.headers).toMatchObject({ etag: known, 'cache-control': 'no-cache', 'content-security-policy': CSP });
    const other = await get('/', { headers: { 'If-None-Match': '"0.0.1-1-1"' } });
    expect(other.statusCode).toBe(200);
    expect(await text(other)).toContain('<title>Linky</title>');
  });

  test('with a hash is kept for ever', async () => {
    const { headers } = await get('/views-Ab_4-x9Q.js?1');
    expect(headers).toMatchObject({
      ...{ 'content-type': 'text/javascript; charset=utf-8' },
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(headers).not.toHaveProperty('etag');
  });

  test('is only a head when that is asked for', async () => {
    const response = await get('/', { method: 'HEAD' });
    expect(await text(response)).toBe('');
    expect(response.headers['content-length']).toBe(String('<!doctype html><title>Linky</title>'.length));
  });
});

test('the status is JSON that nobody keeps, in the language of the question', async () => {
  const ask = async (language: string) => get(`/api/status?asks=${encodeURIComponent(JSON.stringify({ language }))}`);
  const response = await ask('fr');
  expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  const { nowMs, status, troubles } = JSON.parse(await text(response));
  expect(nowMs).toBe(clock.wall());
  expect(status.version).toBe('1.2.3');
  expect(status.meters).toMatchObject([
    { slug: 'linky', name: 'Linky', isPriced: true, lastReading: { apparentPowerVA: 2_800 } },
    { slug: 'cave', isPriced: false },
  ]);
  expect(troubles[0].says).toMatch(/adaptateur/);
  expect(JSON.parse(await text(await ask('en'))).troubles[0].says).toMatch(/adapter/);
});

describe('the name by which it is asked for', () => {
  test.each([
    ['192.168.1.20', 200],
    ['pi.local:8585', 200],
    ['evil.example', 421],
    ['evil.example:8585', 421],
  ])('%s gives %i', async (host, status) => {
    expect((await get('/', { headers: { Host: host } })).statusCode).toBe(status);
    expect((await get('/api/status', { headers: { Host: host } })).statusCode).toBe(status);
    expect(asked).toBe(status === 200 ? 1 : 0);
  });

  test.each([
    ['GET / HTTP/1.0\r\n\r\n', 200],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421],
    ['GET http://evil.example/ HTTP/1.1\r\nHost: pi\r\nConnection: close\r\n\r\n', 404],
    ['GET / HTTP/1.1\r\nHost: pi\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 200],
  ])('%j gives %i', async (bytes, status) => {
    const socket = await opened();
    socket.write(bytes);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('a client', () => {
  test('is answered again and again over one connection', async () => {
    const socket = await opened();
    for (let nth = 1; nth <= 3; nth += 1) {
      socket.write('HEAD /api/status HTTP/1.1\r\nHost: pi\r\n\r\n');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
      expect(asked).toBe(nth);
    }
  });

  test.each(['/', '/api/status'])('that asks for %s on and on without an answer is hung up on', async (path) => {
    const socket = await opened();
    socket.on('error', () => {});
    socket.write(`GET ${path} HTTP/1.1\r\nHost: pi\r\n\r\n`.repeat(500));
    await closed(socket);
    expect(asked).toBeLessThanOrEqual(1);
    expect((await get('/')).statusCode).toBe(200);
  });

  test.each(['POST / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\n', 'GET /api/status HTTP/1.1\r\nExpect: 100-continue\r\n'])(
    'that sends a body after %j is answered, and the body is not read',
    async (head) => {
      const socket = await opened();
      socket.on('error', () => {});
      socket.write(`${head}Host: pi\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(head.startsWith('POST') ? /^HTTP\/1\.1 405 / : /^HTTP\/1\.1 200 /);
      expect(answer).toContain('\r\nConnection: close\r\n');
    },
  );

  test('that hangs up before its answer does no harm, and leaves nothing behind', async () => {
    const socket = await opened();
    socket.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n');
    socket.destroy();
    await expect.poll(() => connections()).toBe(0);
    expect((await get('/')).statusCode).toBe(200);
    await expect.poll(() => clock.waiting).toBe(0);
  });

  test('that does not read its answer for a minute is hung up on', async () => {
    // As if the system took nothing more for it.
    server.on('connection', (socket) => vi.spyOn(socket, 'write').mockReturnValue(false));
    const socket = await opened();
    socket.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n');
    await expect.poll(() => clock.waits).toContain(60_000);
    clock.advance(59_999);
    expect(await connections()).toBe(1);
    clock.advance(1);
    await closed(socket);
  });
});

test('requests have bounds in time and size', async () => {
  const bounds = { headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 10_000, timeout: 30_000 };
  expect(server).toMatchObject(bounds);
  const socket = await opened();
  socket.write(`GET / HTTP/1.1\r\nHost: pi\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /);
});

test('when the plugin stops, all connections end', async () => {
  const socket = await opened();
  socket.write('GET /api/status HTTP/1.1\r\nHost: pi\r\n\r\n');
  await once(socket, 'data');
  life.abort();
  await closed(socket);
  expect(await connections()).toBe(0);
});

function connections(): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}

/** Resolves once the connection has ended, also where the system says that it was broken. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().on('close', () => resolve()));
}

async function opened(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function get(
  path: string,
  { method = 'GET', headers = {} }: { readonly method?: string; readonly headers?: OutgoingHttpHeaders } = {},
): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }).end();
  const [response] = await once(request, 'response');
  return response;
}
