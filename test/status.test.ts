import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createStatusBoard, STATUS_SOCKET, serveStatus } from '../src/status.ts';
import { fakeClock } from './clock-fake.ts';
import { readingWith } from './influx/reading.ts';

const METERS = [
  { slug: 'maison', name: 'Maison', port: '/dev/ttyUSB0', staleAfter: 20 },
  { slug: 'atelier', name: 'Atelier', port: 'tcp://h:1', staleAfter: 30 },
];
const MIRROR = { state: 'delivering', pending: 3, delivered: 40, refused: 0, dropped: 0 } as const;

test('each connection is told how things are then, and nothing after', async () => {
  const { path, life } = scene();
  const clock = fakeClock();
  const board = createStatusBoard(METERS, () => MIRROR, clock);
  expect(await serveStatus(path, board, life.signal)).toBe('here');
  expect(await ask(path)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/), meters: METERS, mirror: MIRROR });

  const lastReading = { ...readingWith({ apparentPowerVA: 390 }), monotonicMs: clock.now() };
  const atMs = clock.wall();
  board.take('atelier', lastReading);
  await clock.pass(3_000);
  expect(await ask(path)).toEqual({
    version: expect.any(String),
    meters: [METERS[0], { ...METERS[1], lastReading, atMs, ageMs: 3_000 }],
    mirror: MIRROR,
  });
});

test('how old a reading is does not depend on what becomes of the wall clock', () => {
  const clock = { now: () => 5_000, wall: () => 1_700_000_000_000 };
  const board = createStatusBoard(METERS, undefined, clock);
  board.take('maison', { ...readingWith(), monotonicMs: 1_000 });
  clock.wall = () => 1_600_000_000_000;
  expect(board.status.meters[0]).toMatchObject({ atMs: 1_700_000_000_000, ageMs: 4_000 });
});

test('without an InfluxDB nothing is told of one', () => {
  expect(createStatusBoard(METERS, undefined, fakeClock()).status).not.toHaveProperty('mirror');
});

test('it is for this user only', async () => {
  const { path, serve } = scene();
  expect(await serve()).toBe('here');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('it goes with its life', async () => {
  const { path, life, serve } = scene();
  await serve();
  life.abort();
  await expect.poll(() => existsSync(path)).toBe(false);
});

test('what a killed process left is replaced', async () => {
  const { path, serve } = scene();
  writeFileSync(path, '');
  expect(await serve()).toBe('here');
  expect(await ask(path)).toHaveProperty('version');
});

test('another process that serves it goes on', async () => {
  const { path, serve } = scene();
  const other = createServer((socket) => socket.on('error', () => {}).end('"the other"')).listen(path);
  onTestFinished(() => void other.close());
  expect(await serve()).toBe('elsewhere');
  expect(await ask(path)).toBe('the other');
});

test.each([
  ['too long a path', (folder: string) => join(folder, 'x'.repeat(100), STATUS_SOCKET)],
  ['a folder that is not there', (folder: string) => join(folder, 'gone', STATUS_SOCKET)],
  ['a folder in its place', (folder: string) => folder],
])('%s: there is none, and nothing throws', async (_, pathIn) => {
  const { folder, life } = scene();
  expect(await serveStatus(pathIn(folder), createStatusBoard([], undefined, fakeClock()), life.signal)).toBe('nowhere');
});

test('who leaves before the answer does no harm', async () => {
  const { path, serve } = scene();
  await serve();
  for (let at = 0; at < 20; at += 1) connect(path).destroy();
  expect(await ask(path)).toHaveProperty('version');
});

function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'linky-status-'));
  const path = join(folder, STATUS_SOCKET);
  const life = new AbortController();
  onTestFinished(() => {
    life.abort();
    rmSync(folder, { recursive: true, force: true });
  });
  const serve = () => serveStatus(path, createStatusBoard([], undefined, fakeClock()), life.signal);
  return { folder, path, life, serve };
}

async function ask(path: string): Promise<unknown> {
  return JSON.parse(await text(connect(path)));
}
