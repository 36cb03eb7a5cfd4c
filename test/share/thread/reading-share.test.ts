import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RequestHead } from '../../../src/http/request-head.ts';
import type { Answer } from '../../../src/share/thread/reading-answer.ts';
import { createReadingServer, MAX_CONNECTIONS, shareReadings } from '../../../src/share/thread/reading-share.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { freePort } from '../../../testbed/daemon.ts';
import { fakeClock, settled } from '../../../testbed/support/clock.ts';
import { readingWith } from '../../../testbed/support/readings.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';

const READING: Answer = { status: 200, body: { name: 'Linky', power: -230, currents: [1, 0, 2] } };
const REFUSAL: Answer = { status: 405, body: { error: 'Read only.' } };

describe('the server of the reading', () => {
  let server: ReturnType<typeof createReadingServer>;
  let port: number;
  let asked: RequestHead[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    asked = [];
    server = createReadingServer({
      answer(question) {
        asked.push(question);
        return question.method === 'POST' ? REFUSAL : READING;
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    server.closeAllConnections();
  });

  test('gives JSON that a person can read, and that nobody keeps or shows to the page of another site', async () => {
    const response = await get('/?t=1');
    expect(response.statusCode).toBe(200);
    expect(await text(response)).toBe(`${JSON.stringify(READING.body, undefined, 2)}\n`);
    expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(asked).toEqual([{ method: 'GET', url: '/?t=1', host: `127.0.0.1:${port}` }]);
  });

  test('gives the head alone when it is asked for that', async () => {
    const response = await get('/', 'HEAD');
    expect(await text(response)).toBe('');
    expect(Number(response.headers['content-length'])).toBe(JSON.stringify(READING.body, undefined, 2).length + 1);
  });

  test('says which methods there are, and does not read what a client sends on and on', async () => {
    const socket = await opened();
    socket.on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: pi\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    for (const part of ['\r\nAllow: GET, HEAD\r\n', '\r\nConnection: close\r\n', 'Read only.'])
      expect(answer).toContain(part);
  });

  test('answers again and again over one connection', async () => {
    const socket = await opened();
    for (let nth = 1; nth <= 3; nth += 1) {
      socket.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toContain('"power": -230');
      expect(asked).toHaveLength(nth);
    }
  });

  test('hangs up on a client that asks on without an answer, after the first', async () => {
    const socket = await opened();
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n'.repeat(1000));
    await once(socket.resume(), 'close');
    expect(asked).toHaveLength(1);
  });

  test('gives a place to whoever asks while another program holds all of them and asks nothing', async () => {
    const held = await Promise.all(Array.from({ length: MAX_CONNECTIONS }, opened));
    const isClosed = once(held[0]?.resume() as Socket, 'close');
    expect((await get('/')).statusCode).toBe(200);
    await isClosed;
  });

  async function opened(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  async function get(path: string, method = 'GET'): Promise<IncomingMessage> {
    const [response] = await once(
      httpRequest({ port, host: '127.0.0.1', path, method, agent: false }).end(),
      'response',
    );
    return response;
  }
});

test('a meter whose settings do not ask for it shares no reading', () => {
  const { log, lines, troubles } = loggedTroubles();
  const options = { log, reports: troubles, texts: textsIn.en, clock: fakeClock() };
  const life = AbortSignal.abort();
  expect(
    shareReadings({ meter: { slug: 'linky', name: 'Linky', staleAfter: 20, prices: [] }, ...options }, life),
  ).toEqual([]);
  const share = { host: '127.0.0.1', port: 2001, bits: 8 } as const;
  expect(
    shareReadings({ meter: { slug: 'linky', name: 'Linky', staleAfter: 20, prices: [], share }, ...options }, life),
  ).toEqual([]);
  expect(lines).toEqual([]);
});

test('the end of the life ends the connections, also one whose client reads nothing', async () => {
  const { log, lines, troubles } = loggedTroubles();
  const life = new AbortController();
  const share = { host: '127.0.0.1', httpPort: await freePort(), bits: 8 } as const;
  const meter = { slug: 'linky', name: 'Linky', staleAfter: 20, prices: [], share };
  const [sink] = shareReadings({ meter, log, reports: troubles, texts: textsIn.en, clock: fakeClock() }, life.signal);
  sink?.take(readingWith());
  await expect.poll(() => lines).toHaveLength(1);
  const [idle, stuck] = [connect(share.httpPort, '127.0.0.1'), connect(share.httpPort, '127.0.0.1')];
  await Promise.all([once(idle, 'connect'), once(stuck, 'connect')]);
  stuck.write('GET / HTTP/1.1\r\nHost: pi\r\n\r\n');
  await once(stuck, 'readable');

  const closed = [once(idle.resume(), 'close'), once(stuck, 'close')];
  life.abort();
  stuck.resume();
  await Promise.all(closed);
  const refused = connect(share.httpPort, '127.0.0.1');
  expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
});

describe('a meter with prices whose price is not known yet', () => {
  const periods = [
    { name: 'HP', price: 0.2 },
    { name: 'HC', price: 0.1 },
  ];

  test('has nobody who listens, until its hours are told', async () => {
    const { sink, lines } = await sharedWith(periods);
    expect(lines).toEqual([]);
    sink?.tellYear('22:56-06:56');
    await expect.poll(() => lines).toHaveLength(1);
  });

  test('has somebody who listens after half a minute all the same', async () => {
    const { lines, clock } = await sharedWith(periods);
    await clock.pass(29_999);
    expect(lines).toEqual([]);
    await clock.pass(1);
    await expect.poll(() => lines).toHaveLength(1);
  });

  test('has nobody who listens once the life has ended meanwhile, and waits no longer', async () => {
    const { sink, lines, clock, life } = await sharedWith(periods);
    life.abort();
    sink?.tellYear('22:56-06:56');
    await clock.pass(30_000);
    expect([lines, clock.waiting]).toEqual([[], 0]);
  });

  test('has somebody who listens at once, where the first price begins later, or needs no hours', async () => {
    const later = await sharedWith(periods, '2100-01-01');
    await expect.poll(() => later.lines).toHaveLength(1);
    const base = await sharedWith([{ name: 'BASE', price: 0.2 }]);
    await expect.poll(() => base.lines).toHaveLength(1);
  });

  async function sharedWith(some: readonly { readonly name: string; readonly price: number }[], from = '2026-08-01') {
    const { log, lines, troubles } = loggedTroubles();
    const life = new AbortController();
    onTestFinished(() => life.abort());
    const clock = fakeClock({ wallMs: Date.UTC(2035, 11, 4) });
    const share = { host: '127.0.0.1', httpPort: await freePort(), bits: 8 } as const;
    const prices = [{ from, subscription: 15, periods: some }];
    const meter = { slug: 'linky', name: 'Linky', staleAfter: 20, prices, share };
    const [sink] = shareReadings({ meter, log, reports: troubles, texts: textsIn.en, clock }, life.signal);
    await settled();
    return { sink, lines, clock, life };
  }
});
