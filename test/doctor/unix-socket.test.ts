import { once } from 'node:events';
import { linkSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import { pluginAt } from '../../src/doctor/running-plugin.ts';
import { answerOf } from '../../src/doctor/unix-socket.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeMachine } from './machine-fake.ts';

const LIMITS = { mostBytes: 1_000, patienceMs: 60_000 };

test('the text is everything until the end of the connection', async () => {
  const { path } = await startSocket((socket) => {
    socket.write(Buffer.from('é').subarray(0, 1));
    socket.end(Buffer.concat([Buffer.from('é').subarray(1), Buffer.from(' it is')]));
  });
  expect(await answerOf(path, LIMITS)).toEqual({ kind: 'text', text: 'é it is' });
});

test('a text of exactly the limit is accepted, and a longer one is not', async () => {
  const exact = await startSocket((socket) => socket.end('x'.repeat(1_000)));
  expect(await answerOf(exact.path, LIMITS)).toEqual({ kind: 'text', text: 'x'.repeat(1_000) });
  const more = await startSocket((socket) => socket.end('x'.repeat(1_001)));
  expect(await answerOf(more.path, LIMITS)).toEqual({ kind: 'nobody' });
});

test.each<[string, (socket: Socket) => void]>([
  ['sends nothing', () => {}],
  ['sends a byte now and then', (socket) => void sendSlowly(socket)],
])('a process that %s is called silent after the time limit', async (_, act) => {
  const { path, isLeft } = await startSocket(act);
  expect(await answerOf(path, { ...LIMITS, patienceMs: 100 })).toEqual({ kind: 'silent' });
  await expect.poll(isLeft).toBe(true);
});

test('a process that sends without an end is disconnected at the limit', async () => {
  const { path, isLeft } = await startSocket((socket) => {
    const go = () => socket.write('{"version":'.repeat(1_000), () => socket.writable && go());
    go();
  });
  expect(await answerOf(path, LIMITS)).toEqual({ kind: 'nobody' });
  await expect.poll(isLeft).toBe(true);
});

test.each([
  ['nobody is there', (folder: string) => join(folder, 'none.sock')],
  ['the path is too long', (folder: string) => join(folder, 'x'.repeat(200))],
])('there is nobody when %s', async (_, pathIn) => {
  expect(await answerOf(pathIn(tmpdir()), LIMITS)).toEqual({ kind: 'nobody' });
});

test('there is nobody at a socket whose server is gone', async () => {
  const { path, server } = await startSocket(() => {});
  const left = `${path}-left`;
  linkSync(path, left);
  await new Promise((closed) => server.close(closed));
  expect(await answerOf(left, LIMITS)).toEqual({ kind: 'nobody' });
});

test.each([
  ['one client', 0],
  ['as many clients as may wait', 3],
])('a plugin whose thread stands still is silent for %s', async (_, before) => {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  const thread = new Worker(STANDS_STILL, { eval: true, workerData: path });
  onTestFinished(async () => void (await thread.terminate()));
  await once(thread, 'message');
  const impatient = { ...thisMachine(), answerOf: (at: string) => answerOf(at, { ...LIMITS, patienceMs: 100 }) };
  const queue = Array.from({ length: before }, () => connect(path).on('error', () => {}));
  onTestFinished(() => {
    for (const client of queue) client.destroy();
  });
  expect(await pluginAt(folder, impatient)).toEqual({ kind: 'silent' });
});

test.each([
  ['silent', 'silent'],
  ['closed', 'notAllowed'],
  ['nobody', 'notRunning'],
] as const)('a socket that is %s is that of a plugin that is %s', async (socket, kind) => {
  expect(await pluginAt('/hb', fakeMachine({ socket }))).toEqual({ kind });
});

test.each(['{}', 'null', '[]', '', '\x1b]0;mine\x07', `{"version":"${'x'.repeat(10_000_000)}","meters":[]}`])(
  'the status %.12s is refused, as if the plugin did not run',
  async (says) => {
    const { folder } = await startSocket((socket) => socket.end(says));
    expect(await pluginAt(folder, thisMachine())).toEqual({ kind: 'notRunning' });
  },
);

/** A thread that listens on a socket, where one client may wait, and does nothing else. */
const STANDS_STILL = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('node:net').createServer().listen({ path: workerData, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

async function sendSlowly(socket: Socket): Promise<void> {
  const drip = setInterval(() => socket.write('.'), 5);
  await once(socket, 'close').catch(() => {});
  clearInterval(drip);
}

async function startSocket(act: (socket: Socket) => void) {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  let open = 0;
  const server = createServer((socket) => {
    open += 1;
    socket
      .on('error', () => {})
      .on('close', () => {
        open -= 1;
      })
      .resume();
    act(socket);
  }).listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { folder, path, server, isLeft: () => open === 0 };
}
