import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { STATUS_SOCKET, serveStatus, serveStatusWhenFree } from '../../src/status/socket.ts';
import { createStatusBoard } from '../../src/status/status.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const METERS = [
  { slug: 'maison', name: 'Maison', port: '/dev/ttyUSB0', staleAfter: 20 },
  { slug: 'atelier', name: 'Atelier', port: 'tcp://h:1', staleAfter: 30 },
];
const MIRROR = { state: 'delivering', pending: 3, delivered: 40, refused: 0, dropped: 0 } as const;
/** A mirror's status that is larger than the buffers of a socket. */
const LARGE = () => ({ ...MIRROR, lastError: 'x'.repeat(2_000_000) });

test('each connection gets the status of that moment, and is closed', async () => {
  const { path, life } = scene();
  const clock = fakeClock();
  const board = createStatusBoard(METERS, clock, { mirror: () => MIRROR });
  expect(await serveStatus(path, board, life.signal)).toBe('here');
  expect(await ask(path)).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    ...{ meters: METERS, mirror: MIRROR, requests: [], troubles: [], news: [] },
  });

  const lastReading = { ...readingWith({ apparentPowerVA: 390 }), monotonicMs: clock.now() };
  const atMs = clock.wall();
  board.take('atelier', lastReading);
  await clock.pass(3_000);
  expect(await ask(path)).toEqual({
    version: expect.any(String),
    meters: [METERS[0], { ...METERS[1], lastReading, atMs, ageMs: 3_000 }],
    ...{ mirror: MIRROR, requests: [], troubles: [], news: [] },
  });
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
  expect(await ask(path)).toHaveProperty('version');
});

test('another process that serves the status at the same path goes on', async () => {
  const { path, serve } = scene();
  await otherServer(path);
  expect(await serve()).toBe('elsewhere');
  expect(await ask(path)).toBe('the other');
});

test('when another process that serves the status ends, it is served here within a minute', async () => {
  const { path, life, serve } = scene();
  const other = await otherServer(path);
  const clock = fakeClock();
  const told: unknown[] = [];
  const served = serveStatusWhenFree(serve, clock, life.signal, (...now) => told.push(now));
  await expect.poll(() => clock.waits).toEqual([60_000]);
  await clock.pass(60_000);
  await expect.poll(() => clock.waits).toEqual([60_000, 60_000]);
  expect(await ask(path)).toBe('the other');
  other.close();
  await clock.pass(60_000);
  await served;
  expect(told).toEqual([
    ['elsewhere', undefined],
    ['elsewhere', 'elsewhere'],
    ['here', 'elsewhere'],
  ]);
  expect(await ask(path)).toHaveProperty('version');
});

test('nobody waits any more for another process to end once the life of the socket is over', async () => {
  const { folder, path, life, serve } = scene();
  const other = await otherServer(path);
  const clock = fakeClock();
  const told: unknown[] = [];
  const served = serveStatusWhenFree(serve, clock, life.signal, (now) => told.push(now));
  await expect.poll(() => clock.waiting).toBe(1);
  other.close();
  life.abort();
  await served;
  expect(told).toEqual(['elsewhere']);
  expect(clock.waiting).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('a socket that cannot be made is tried again, since a disk may be mounted late', async () => {
  const { path, life, serve } = scene();
  const clock = fakeClock();
  const told: unknown[] = [];
  let isMounted = false;
  const serveOnceMounted = async () => (isMounted ? serve() : 'nowhere');
  const served = serveStatusWhenFree(serveOnceMounted, clock, life.signal, (...now) => told.push(now));
  await expect.poll(() => clock.waits).toEqual([60_000]);
  isMounted = true;
  await clock.pass(60_000);
  await served;
  expect(told).toEqual([
    ['nowhere', undefined],
    ['here', 'nowhere'],
  ]);
  expect(await ask(path)).toHaveProperty('version');
});

test.each([
  ['a path that is too long', (folder: string) => join(folder, 'x'.repeat(100), STATUS_SOCKET)],
  ['a missing folder', (folder: string) => join(folder, 'gone', STATUS_SOCKET)],
  ['a folder at its path', (folder: string) => folder],
])('with %s there is no socket, and nothing throws', async (_, pathIn) => {
  const { folder, life } = scene();
  expect(await serveStatus(pathIn(folder), createStatusBoard([], fakeClock()), life.signal)).toBe('nowhere');
});

test('a client that disconnects before the answer does no harm', async () => {
  const { path, serve } = scene();
  await serve();
  for (let at = 0; at < 20; at += 1) connect(path).destroy();
  expect(await ask(path)).toHaveProperty('version');
});

test('no temporary file is left, neither while it is served nor afterwards', async () => {
  const { folder, life, serve } = scene();
  await serve();
  expect(readdirSync(folder)).toEqual([STATUS_SOCKET]);
  life.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test('a socket that has replaced it is not removed', async () => {
  const { path, life, serve } = scene();
  await serve();
  rmSync(path);
  const other = createServer((socket) => socket.end('"the other"')).listen(path);
  onTestFinished(() => void other.close());
  life.abort();
  expect(await ask(path)).toBe('the other');
});

test('the longest path that a socket may have works', async () => {
  const { folder, life } = scene();
  const long = join(folder, 'x'.repeat(107 - folder.length - STATUS_SOCKET.length - 2));
  mkdirSync(long);
  const path = join(long, STATUS_SOCKET);
  expect(path).toHaveLength(107);
  expect(await serveStatus(path, createStatusBoard([], fakeClock()), life.signal)).toBe('here');
  expect(await ask(path)).toHaveProperty('version');
});

test('a status that throws closes that connection only', async () => {
  const { path, life } = scene();
  let isBroken = true;
  const mirror = () => {
    if (isBroken) throw new Error('the disk is broken');
    return MIRROR;
  };
  await serveStatus(path, createStatusBoard([], fakeClock(), { mirror }), life.signal);
  expect(await text(connect(path))).toBe('');
  isBroken = false;
  expect(await ask(path)).toHaveProperty('mirror');
});

test('800 clients that never close are disconnected', async () => {
  const { path, serve } = scene();
  await serve();
  const clients = Array.from({ length: 800 }, () => idle(path));
  await expect.poll(() => clients.filter((client) => !isDisconnected(client)).length).toBe(0);
  expect(await ask(path)).toHaveProperty('version');
});

test('16 clients at most are connected, and are disconnected when its life ends', async () => {
  const { path, life } = scene();
  await serveStatus(path, createStatusBoard([], fakeClock(), { mirror: LARGE }), life.signal, { answerMs: 60_000 });
  const clients = Array.from({ length: 20 }, () => idle(path));
  const answered = await Promise.all(clients.map(isAnswered));
  expect(answered.filter(Boolean)).toHaveLength(16);
  life.abort();
  for (const client of clients) await expect.poll(() => isDisconnected(client)).toBe(true);
});

test('a client that does not read is disconnected after a while', async () => {
  const { path, life } = scene();
  await serveStatus(path, createStatusBoard([], fakeClock(), { mirror: LARGE }), life.signal, { answerMs: 100 });
  const client = idle(path);
  await expect.poll(() => isDisconnected(client)).toBe(true);
  expect(life.signal.aborted).toBe(false);
});

test('served from a Worker it is private as well, and no client keeps the thread from ending', async () => {
  const { folder, path } = scene();
  const worker = new Worker(new URL('./socket-worker.ts', import.meta.url), { workerData: path });
  expect(await once(worker, 'message')).toEqual(['here']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const client = idle(path);
  await once(client, 'connect');
  worker.postMessage('end');
  await once(worker, 'exit');
  expect(readdirSync(folder)).toEqual([]);
});

/** Connects, reads nothing, and does not end its side when the server does. */
function idle(path: string): Socket {
  const client = connect({ path, allowHalfOpen: true });
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  return client;
}

/** Writes to the connection: that destroys it when the server has closed the connection, rather than only ended its side. */
function isDisconnected(client: Socket): boolean {
  if (!client.connecting && !client.destroyed) client.write('still here');
  return client.destroyed;
}

/** Whether the client got a part of an answer, rather than the end. */
async function isAnswered(client: Socket): Promise<boolean> {
  await once(client, 'readable');
  return client.readableLength > 0;
}

function scene() {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  const life = new AbortController();
  onTestFinished(() => life.abort());
  const serve = () => serveStatus(path, createStatusBoard([], fakeClock()), life.signal);
  return { folder, path, life, serve };
}

/** A server as of another process, which answers with a text of its own. */
async function otherServer(path: string): Promise<Server> {
  const other = createServer((socket) => socket.on('error', () => {}).end('"the other"')).listen(path);
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  return other;
}

async function ask(path: string): Promise<unknown> {
  return JSON.parse(await text(connect(path)));
}
