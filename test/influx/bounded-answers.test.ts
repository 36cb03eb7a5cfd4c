import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { WriteResult } from '../../src/influx/answer.ts';
import { MOST_BODY_BYTES } from '../../src/influx/bounded-answers.ts';
import { openClient } from '../../src/influx/client.ts';
import { createVerifiedClient } from '../../src/influx/verified-client.ts';
import { listen } from '../../testbed/databases/listener.ts';
import { PATIENT } from '../../testbed/databases/scripted-server.ts';

const NEVER = new AbortController().signal;
const LINE = 'linky,meter=linky power_va=390 1700000000000';
/** Large enough to be gzipped, so that the request is made in a callback of zlib. */
const MANY = Array.from({ length: 100 }, () => LINE);
/** More than the buffers of a connection hold, even gzipped. */
const TOO_MANY = Array.from({ length: 400 }, () => `linky note="${randomBytes(24_000).toString('base64')}"`);

/** The header of an InfluxDB. */
const NAMED = 'X-Influxdb-Version: 1.8.10\r\n';
const JSON_400 = `HTTP/1.1 400 Bad Request\r\n${NAMED}Content-Type: application/json\r\n`;
const ADDRESS = { kind: 'misconfigured', why: 'address' } as const;
const MEGABYTE = 2 ** 20;

/** Unpacks to 600 MB, which is more than a string can hold. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10 * MEGABYTE));
  return Buffer.concat(Array.from({ length: 60 }, () => member));
}

type Act = (socket: Socket) => void;

describe('whatever an address sends counts as an answer, and the connection is closed after it:', () => {
  test.each<[string, Act, Partial<WriteResult>]>([
    [
      'a body that unpacks to more than a string can hold',
      (socket) => {
        const body = bomb();
        socket.write(`${JSON_400}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket.write(body);
      },
      { ...ADDRESS, says: '400' },
    ],
    [
      'a body without an end',
      forEver(`${JSON_400}\r\n{"error":"unable`, ' to parse'.repeat(1000)),
      { kind: 'refused' },
    ],
    ['a page without an end', forEver('HTTP/1.1 200 OK\r\n\r\n<html>', 'x'.repeat(9000)), { ...ADDRESS, says: '200' }],
    [
      'a body of tiny chunks',
      forEver(`${JSON_400}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n[\r\n'.repeat(1000)),
      ADDRESS,
    ],
    ['headers without an end', forEver('HTTP/1.1 204 No Content\r\n', `x: ${'x'.repeat(1000)}\r\n`), ADDRESS],
    [
      'trailers without an end',
      forEver(`${JSON_400}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n`, `x: ${'x'.repeat(1000)}\r\n`),
      ADDRESS,
    ],
    ['malformed chunks', say(`${JSON_400}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\nno\r\n`), ADDRESS],
    ['something that is not HTTP', say('SSH-2.0-OpenSSH_9.2p1\r\n'), ADDRESS],
    [
      'a switch to another protocol',
      say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
      { ...ADDRESS, says: '101' },
    ],
    [
      'interim answers without an end',
      forEver('', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
      { kind: 'unreachable', why: 'broken', says: 'only interim answers' },
    ],
  ])('%s', async (_, act, expected) => {
    await using server = await startRaw(act);
    for (const lines of [[LINE], MANY]) expect(await server.write(lines)).toMatchObject(expected);
    await expect.poll(() => server.open).toBe(0);
  });

  test('the whole answer, before the server has read the request', async () => {
    await using server = await startRaw(say(`HTTP/1.1 413 Too Large\r\n${NAMED}Content-Length: 0\r\n\r\n`), {
      deaf: true,
    });
    expect(await server.write(TOO_MANY)).toEqual({ kind: 'tooLarge', says: '413' });
    server.hear();
    await expect.poll(() => server.open).toBe(0);
  });
});

test('bytes after an answer break at most the next one', async () => {
  const stored = `HTTP/1.1 204 No Content\r\n${NAMED}\r\n`;
  await using server = await startRaw((socket, request) => socket.write(stored + (request === 0 ? 'junk' : '')));
  await server.write([LINE]);
  await server.write([LINE]);
  expect(await server.write([LINE])).toEqual({ kind: 'stored' });
});

test.each([
  ['Content-Length: 100', 'half'],
  ['Transfer-Encoding: chunked', '64\r\nhalf'],
])('a body that is cut in the middle (%s) is an error that says so', async (header, half) => {
  await using server = await startRaw((socket) => socket.end(`${JSON_400}${header}\r\n\r\n${half}`));
  expect(await server.ask()).toMatchObject({ kind: 'failed', says: 'closed in the middle of an answer' });
});

describe('the body of an answer', () => {
  test('is not read when it is compressed, which was not asked for', async () => {
    const body = gzipSync('[1]');
    await using server = await startRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    expect(await server.ask()).toMatchObject({ kind: 'answered', status: 200, body: '' });
  });

  test.each([
    ['is read whole up to the limit', MOST_BODY_BYTES - 1, MOST_BODY_BYTES - 1],
    ['is cut off at the limit', MOST_BODY_BYTES + 1, MOST_BODY_BYTES],
  ])('%s', async (_, sent, read) => {
    const text = 'é'.repeat(sent / 2).padEnd(sent / 2 + (sent % 2), 'x');
    await using server = await startRaw(
      say(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`),
    );
    const answer = await server.ask();
    expect(answer).toMatchObject({ kind: 'answered', body: Buffer.from(text).subarray(0, read).toString() });
  });

  test('may be cut off: the connection that is closed then does not count as lost while idle', async () => {
    await using server = await startRaw(forEver('HTTP/1.1 500 Failed\r\n\r\n', 'x'.repeat(9000)));
    await server.write([LINE]);
    await expect.poll(() => server.open).toBe(0);
    expect(server.client.wasCutOff).toBe(false);
  });
});

describe('characters that steer a terminal are removed', () => {
  const title = '\x1b]0;mine\x07';
  test.each([
    ['in a text', { head: `HTTP/1.1 400 X\r\n${NAMED}`, body: `unable to parse ${title}\x1b[31mx\x9b2J\u202ey` }],
    ['in JSON', { head: JSON_400, body: `{"error":"unable to parse ${title}x\u202ey"}` }],
    [
      'escaped in JSON',
      { head: JSON_400, body: '{"error":"unable to parse \\u001b]0;mine\\u0007x\\u009b2J\\u202ey"}' },
    ],
    ['in a header', { head: `HTTP/1.1 400 X\r\n${NAMED}X-Influxdb-Error: unable to parse x\x9b2J y\r\n`, body: '' }],
  ])('%s', async (_, { head, body }) => {
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(`\r\n${body}`)]);
    await using server = await startRaw((socket) => socket.end(bytes));
    const heard: string[] = [];
    expect(await server.write([LINE], (says) => heard.push(says))).toEqual({
      kind: 'refused',
      says: expect.stringMatching(/^400 unable to parse x ?y$/),
      words: expect.stringMatching(/^unable to parse x ?y$/),
    });
    expect(heard).toEqual([expect.stringMatching(/^400 [ -~]*$/)]);
  });
});

function say(text: string): Act {
  return (socket) => void socket.write(text);
}

function forEver(begin: string, more: string): Act {
  return (socket) => {
    socket.write(begin);
    const go = () => {
      if (socket.writable) socket.write(more, go);
    };
    go();
  };
}

/** A server that answers before it has read the whole request. @param deaf it reads nothing until `hear` is called */
async function startRaw(act: (socket: Socket, request: number) => void, { deaf = false } = {}) {
  let requests = 0;
  const server = createServer({ pauseOnConnect: deaf }, (socket) => {
    const answer = () => act(socket, requests++);
    if (deaf) answer();
    else socket.on('data', answer);
  });
  const { url, sockets, shut } = await listen(server);
  const config = { version: '2', url, token: 't', org: 'home', bucket: 'linky', literal: true } as const;
  const client = openClient(config, PATIENT);
  onTestFinished(() => client.close());
  return {
    client,
    get open() {
      return sockets.size;
    },
    hear: () => sockets.forEach((socket) => void socket.resume()),
    ask: () => client.ask({ method: 'GET', path: '/query' }, NEVER),
    write: (lines: readonly string[], hear?: (says: string) => void) =>
      createVerifiedClient({ client, config, clock: systemClock, onAnswer: hear }).write(lines, NEVER),
    [Symbol.asyncDispose]: shut,
  };
}
