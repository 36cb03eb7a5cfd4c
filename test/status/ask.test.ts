import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OrderOutcome } from '../../src/journal/orders.ts';
import { askStatus, handOver } from '../../src/status/ask.ts';
import { requestIn } from '../../src/status/protocol.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { type Status, VERSION } from '../../src/status/status.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const TITLE = '\x1b]0;mine\x07';
const STATUS: Status = {
  version: VERSION,
  troubles: [],
  news: [],
  meters: [
    { slug: 'maison', name: 'Maison', port: '/dev/ttyUSB0', staleAfter: 20 },
    {
      ...{ slug: 'atelier', name: 'Atelier d’été', port: 'tcp://h:1', staleAfter: 30 },
      lastReading: readingWith({ phases: 3, apparentPowerVA: 390, currentA: { 1: 1, 2: 0, 3: 2 }, offPeak: false }),
      ...{ atMs: 1_700_000_000_000, ageMs: 3_000 },
    },
  ],
  mirror: { state: 'unreachable', pending: 3, delivered: 40, refused: 0, lastError: 'no answer in time' },
};
const UNDO = { kind: 'undo', meter: 'linky', id: 1 } as const;
const UNDONE = { kind: 'noSuchImport' } as const satisfies OrderOutcome;

describe('the status', () => {
  test('comes as it was sent', async () => {
    const { path } = await answering(() => ({ version: VERSION, status: STATUS }));
    expect(await askStatus(path, soon())).toEqual({ kind: 'said', value: STATUS });
  });

  test('has its texts without escape sequences, and cut', async () => {
    const frame = { ...readingWith().frame, labels: { [`${TITLE}MSG1`]: `${TITLE}hello` } };
    const [meter] = STATUS.meters;
    const meters = [{ ...meter, name: `${TITLE}Maison`, lastReading: { ...readingWith(), frame } }];
    const mirror = { ...STATUS.mirror, lastError: `${TITLE}refused\u202e\nby ${'x'.repeat(100_000)}` };
    const { path } = await answering(() => ({ version: VERSION, status: { ...STATUS, meters, mirror } }));
    const said = await askStatus(path, soon());
    const status = said.kind === 'said' ? said.value : undefined;
    expect(status?.meters[0]).toMatchObject({ name: 'Maison', lastReading: { frame: { labels: { MSG1: 'hello' } } } });
    expect(status?.mirror?.lastError).toMatch(/^refused {2}by x{980,1000}$/);
  });

  test('of a plugin of another version is that version', async () => {
    const { path } = await answering(() => ({ version: '0.0.1', status: { later: 1 } }));
    expect(await askStatus(path, soon())).toEqual({ kind: 'otherVersion', version: '0.0.1' });
  });

  test.each([
    ...['', '{}', 'null', '[]', '7', '"text"', `{"version":"${TITLE}"}`, '{"version":1}', '['.repeat(500_000)],
    ...[answerOf({}), answerOf({ status: {} }), answerOf({ status: { ...STATUS, meters: [null] } }), TITLE],
    answerOf({ status: { ...STATUS, meters: [{ ...STATUS.meters[0], staleAfter: '20' }] } }),
    answerOf({ status: { ...STATUS, lastError: 'x'.repeat(2_000_000) } }),
  ])('is not %.60s, which a stranger says', async (says) => {
    const { path } = await served((socket) => socket.end(says));
    expect(await askStatus(path, soon())).toEqual({ kind: 'nobody' });
  });

  test('is that of nobody where there is no socket, or one that a killed process left', async () => {
    expect(await askStatus(join(temporaryFolder(), STATUS_SOCKET), soon())).toEqual({ kind: 'nobody' });
    expect(await askStatus(temporaryFolder(), soon())).toEqual({ kind: 'nobody' });
  });

  test.each([
    ['one client', 0],
    ['as many clients as may wait', 3],
  ])('of a plugin whose thread stands still is silence for %s', async (_, before) => {
    const path = join(temporaryFolder(), STATUS_SOCKET);
    const thread = new Worker(STANDS_STILL, { eval: true, workerData: path });
    onTestFinished(async () => void (await thread.terminate()));
    await once(thread, 'message');
    const waiting = Array.from({ length: before + 1 }, () => askStatus(path, AbortSignal.timeout(200)));
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ kind: 'silent' })));
  });
});

describe('an order', () => {
  test('is carried out, and its outcome comes back', async () => {
    const { path, orders } = await answering(() => ({ version: VERSION, outcome: UNDONE }));
    expect(await handOver(path, UNDO, fakeClock(), soon())).toEqual(UNDONE);
    expect(orders()).toMatchObject([{ order: UNDO }]);
  });

  test('whose answer breaks off is sent again under the same name', async () => {
    const clock = fakeClock();
    let asked = 0;
    const { path, orders } = await answering(() => {
      asked += 1;
      return asked === 1 ? undefined : { version: VERSION, outcome: UNDONE };
    });
    const outcome = handOver(path, UNDO, clock, soon());
    await expect.poll(() => clock.waiting).toBe(1);
    await clock.pass(100);
    expect(await outcome).toEqual(UNDONE);
    expect(new Set(orders().map((one) => one.kind === 'order' && one.id)).size).toBe(1);
    expect(orders()).toHaveLength(2);
  });

  test('to a plugin that ends meanwhile has no outcome that is known', async () => {
    const clock = fakeClock();
    const { path, end } = await answering(() => undefined);
    const outcome = handOver(path, UNDO, clock, soon());
    await expect.poll(() => clock.waiting).toBe(1);
    end();
    await clock.pass(100);
    expect(await outcome).toEqual({ kind: 'silent' });
  });

  test('is not carried out by another version', async () => {
    const { path } = await answering(() => ({ version: '0.0.1' }));
    expect(await handOver(path, UNDO, fakeClock(), soon())).toEqual({ kind: 'otherVersion', version: '0.0.1' });
  });

  test('that nobody answers is given up in time', async () => {
    const { path } = await served(() => {});
    expect(await handOver(path, UNDO, fakeClock(), AbortSignal.timeout(100))).toEqual({ kind: 'silent' });
  });
});

/** Longer than any of these tests takes. */
const soon = () => AbortSignal.timeout(60_000);

function answerOf(answer: object): string {
  return JSON.stringify({ version: VERSION, ...answer });
}

/** A thread that listens on a socket, where one client may wait, and does nothing else. */
const STANDS_STILL = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('node:net').createServer().listen({ path: workerData, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** A plugin that answers each request so, or breaks off. */
async function answering(answer: () => object | undefined) {
  const lines: string[] = [];
  const plugin = await served((socket) => {
    socket.once('data', (line) => {
      lines.push(String(line));
      const given = answer();
      if (given) socket.end(`${JSON.stringify(given)}\n`);
      else socket.destroy();
    });
  });
  const orders = () => lines.flatMap((line) => requestIn(line) ?? []).filter((one) => one !== 'otherVersion');
  return { ...plugin, orders };
}

async function served(act: (socket: Socket) => void) {
  const path = join(temporaryFolder(), STATUS_SOCKET);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    act(socket);
  }).listen(path);
  await once(server, 'listening');
  const end = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(end);
  return { path, end };
}
