import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Request } from '../../src/status/protocol.ts';
import { type Answers, STATUS_SOCKET, serveStatus, serveStatusWhenFree } from '../../src/status/socket.ts';
import { type Status, VERSION } from '../../src/status/status.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const STATUS_REQUEST: Request = { version: VERSION, kind: 'status' };
const EMPTY: Status = { version: VERSION, meters: [], troubles: [], news: [] };

test('each request gets an answer of that moment, in a line, and the end of the connection', async () => {
  const { path, serve } = scene();
  let nth = 0;
  const answers = (request: Request) => {
    nth += 1;
    return request.kind === 'order'
      ? { outcome: { kind: 'noSuchImport' } as const }
      : { status: { version: String(nth), meters: [], troubles: [], news: [] } };
  };
  expect(await serve(answers)).toBe('here');
  const said = await text(speak(path, `${JSON.stringify(STATUS_REQUEST)}\n`));
  expect(said).toBe(`{"version":"${VERSION}","status":{"version":"1","meters":[],"troubles":[],"news":[]}}\n`);
  expect(await ask(path)).toMatchObject({ status: { version: '2' } });
  const order = { version: VERSION, kind: 'order', id: 'a', order: { kind: 'forget' } } as const;
  expect(await ask(path, order)).toEqual({ version: VERSION, outcome: { kind: 'noSuchImport' } });
});

test('a request of another version is answered with this one, and nothing is done', async () => {
  const { path, serve } = scene();
  const answers = vi.fn(() => ({}));
  await serve(answers);
  expect(await ask(path, { version: '0.0.1', kind: 'later' })).toEqual({ version: VERSION });
  expect(answers).not.toHaveBeenCalled();
});

test('a request may come in pieces, and the client may end its side with it', async () => {
  const { path, serve } = scene();
  await serve();
  const client = connect({ path, allowHalfOpen: true });
  const line = `${JSON.stringify(STATUS_REQUEST)}\n`;
  client.write(line.slice(0, 9));
  await once(client, 'connect');
  client.end(line.slice(9));
  expect(JSON.parse(await text(client))).toHaveProperty('status');
});

test.each([
  ['something else', 'GET / HTTP/1.1\r\n\r\n'],
  ['a request with a value that makes no sense', '{"kind":"order"}\n'],
  ['too much', ' '.repeat(16_000_001)],
])('a client that writes %s is disconnected, and nothing is done', async (_, written) => {
  const { path, serve } = scene();
  const answers = vi.fn(() => ({}));
  await serve(answers);
  expect(await text(speak(path, written))).toBe('');
  expect(answers).not.toHaveBeenCalled();
});

test('only this user may connect', async () => {
  const { path, serve } = scene();
  expect(await serve()).toBe('here');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the socket is removed when its life ends', async () => {
  const { path, life, serve } = scene();
  await serve();
  life.abort();
  await expect.poll(() => existsSync(path)).toBe(false);
});

test('a socket that a killed process has left is replaced', async () => {
  const { path, serve } = scene();
  writeFileSync(path, '');
  expect(await serve()).toBe('here');
  expect(await ask(path)).toHaveProperty('status');
});

test('another process that serves the status at the same path goes on', async () => {
  const { path, serve } = scene();
  await otherServer(path);
  expect(await serve()).toBe('elsewhere');
  expect(await text(connect(path))).toBe('"the other"');
});

test('when another process that answers there ends, or a disk is mounted late, it is served here within a minute', async () => {
  const { path, life, serve } = scene();
  const other = await otherServer(path);
  const clock = fakeClock();
  const told: unknown[] = [];
  let isMounted = false;
  const serveOnceMounted = async () => (isMounted ? serve() : 'nowhere');
  const served = serveStatusWhenFree(serveOnceMounted, clock, life.signal, (now) => told.push(now));
  await expect.poll(() => clock.waits).toEqual([60_000]);
  isMounted = true;
  await clock.pass(60_000);
  await expect.poll(() => clock.waits).toEqual([60_000, 60_000]);
  expect(await text(connect(path))).toBe('"the other"');
  other.close();
  await clock.pass(60_000);
  await served;
  expect(told).toEqual(['nowhere', 'elsewhere', 'here']);
  expect(await ask(path)).toHaveProperty('status');
});

test('nobody waits any more for another process to end once the life of the socket is over', async () => {
  const { folder, path, life, serve } = scene();
  const other = await otherServer(path);
  const clock = fakeClock();
  const told: unknown[] = [];
  const served = serveStatusWhenFree(
    () => serve(),
    clock,
    life.signal,
    (now) => told.push(now),
  );
  await expect.poll(() => clock.waiting).toBe(1);
  other.close();
  life.abort();
  await served;
  expect(told).toEqual(['elsewhere']);
  expect(clock.waiting).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a path that is too long', (folder: string) => join(folder, 'x'.repeat(100), STATUS_SOCKET)],
  ['a missing folder', (folder: string) => join(folder, 'gone', STATUS_SOCKET)],
  ['a folder at its path', (folder: string) => folder],
])('with %s there is no socket, and nothing throws', async (_, pathIn) => {
  const { folder, life } = scene();
  expect(await serveStatus(pathIn(folder), () => ({}), life.signal)).toBe('nowhere');
});

test('a client that disconnects before the answer does no harm', async () => {
  const { path, serve } = scene();
  await serve();
  for (let at = 0; at < 20; at += 1) connect(path).destroy();
  expect(await ask(path)).toHaveProperty('status');
});

test('no temporary file is left, neither while it is served nor afterwards', async () => {
  const { folder, life, serve } = scene();
  await serve();
  expect(readdirSync(folder)).toEqual([STATUS_SOCKET]);
  life.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test('the longest path that a socket may have works', async () => {
  const { folder, life } = scene();
  const long = join(folder, 'x'.repeat(107 - folder.length - STATUS_SOCKET.length - 2));
  mkdirSync(long);
  const path = join(long, STATUS_SOCKET);
  expect(path).toHaveLength(107);
  expect(await serveStatus(path, () => ({ status: EMPTY }), life.signal)).toBe('here');
  expect(await ask(path)).toHaveProperty('status');
});

test('an answer that throws closes that connection only', async () => {
  const { path, serve } = scene();
  let isBroken = true;
  await serve(() => {
    if (isBroken) throw new Error('the disk is broken');
    return { status: EMPTY };
  });
  expect(await text(speak(path, `${JSON.stringify(STATUS_REQUEST)}\n`))).toBe('');
  isBroken = false;
  expect(await ask(path)).toHaveProperty('status');
});

test('16 clients at most are connected, those that say nothing for half a minute at most, and none when its life ends', async () => {
  const { path, life, serve } = scene();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  await serve();
  const idle = Array.from({ length: 20 }, () => connected(path));
  const isClosed = () => idle.filter((client) => client.destroyed).length;
  await vi.waitFor(() => expect(isClosed()).toBe(4));
  vi.advanceTimersByTime(30_000);
  await vi.waitFor(() => expect(isClosed()).toBe(20));
  const next = connected(path);
  await once(next, 'connect');
  const isOver = once(next, 'close');
  life.abort();
  await isOver;
});

test('served from a Worker it is private as well, and no client keeps the thread from ending', async () => {
  const { folder, path } = scene();
  const worker = new Worker(new URL('./socket-worker.ts', import.meta.url), { workerData: path });
  expect(await once(worker, 'message')).toEqual(['here']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const client = connected(path);
  await once(client, 'connect');
  worker.postMessage('end');
  await once(worker, 'exit');
  expect(readdirSync(folder)).toEqual([]);
});

/** A client that says nothing. */
function connected(path: string): Socket {
  const client = connect(path).on('error', () => {});
  onTestFinished(() => void client.destroy());
  return client.resume();
}

/** A client that writes something. */
function speak(path: string, written: string): Socket {
  const client = connect(path).on('error', () => {});
  client.write(written);
  return client;
}

function scene() {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  const life = new AbortController();
  onTestFinished(() => life.abort());
  const serve = (answers: Answers = () => ({ status: EMPTY })) => serveStatus(path, answers, life.signal);
  return { folder, path, life, serve };
}

/** A server as of another process, which answers with a text of its own. */
async function otherServer(path: string): Promise<Server> {
  const other = createServer((socket) => socket.on('error', () => {}).end('"the other"')).listen(path);
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  return other;
}

async function ask(path: string, request: object = STATUS_REQUEST): Promise<unknown> {
  return JSON.parse(await text(speak(path, `${JSON.stringify(request)}\n`)));
}
