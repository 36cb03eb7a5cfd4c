import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningPluginStatus } from '../../src/doctor/homebridge-storage.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { textFromSocket } from '../../src/doctor/unix-socket.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const LIMITS = { mostBytes: 1_000, patienceMs: 60_000 };

test('the text is everything until the end of the connection', async () => {
  const { path } = await startSocket((socket) => {
    socket.write(Buffer.from('é').subarray(0, 1));
    socket.end(Buffer.concat([Buffer.from('é').subarray(1), Buffer.from(' it is')]));
  });
  expect(await textFromSocket(path, LIMITS)).toBe('é it is');
});

test('a text of exactly the limit is accepted, and a longer one is not', async () => {
  const exact = await startSocket((socket) => socket.end('x'.repeat(1_000)));
  expect(await textFromSocket(exact.path, LIMITS)).toBe('x'.repeat(1_000));
  const more = await startSocket((socket) => socket.end('x'.repeat(1_001)));
  expect(await textFromSocket(more.path, LIMITS)).toBeUndefined();
});

test.each<[string, (socket: Socket) => void]>([
  ['sends nothing', () => {}],
  ['sends a byte now and then', (socket) => void sendSlowly(socket)],
])('a process that %s is given up after the time limit', async (_, act) => {
  const { path, isLeft } = await startSocket(act);
  expect(await textFromSocket(path, { ...LIMITS, patienceMs: 100 })).toBeUndefined();
  await expect.poll(isLeft).toBe(true);
});

test('a process that sends without an end is disconnected at the limit', async () => {
  const { path, isLeft } = await startSocket((socket) => {
    const go = () => socket.write('{"version":'.repeat(1_000), () => socket.writable && go());
    go();
  });
  expect(await textFromSocket(path, LIMITS)).toBeUndefined();
  await expect.poll(isLeft).toBe(true);
});

test.each([
  ['nobody is there', (folder: string) => join(folder, 'none.sock')],
  ['the path is too long', (folder: string) => join(folder, 'x'.repeat(200))],
])('the text is undefined when %s', async (_, pathIn) => {
  expect(await textFromSocket(pathIn(tmpdir()), LIMITS)).toBeUndefined();
});

test.each(['{}', 'null', '[]', '', '\x1b]0;mine\x07', `{"version":"${'x'.repeat(10_000_000)}","meters":[]}`])(
  'the status %.12s is refused, as if the plugin did not run',
  async (says) => {
    const { folder } = await startSocket((socket) => socket.end(says));
    expect(await runningPluginStatus(folder, thisMachine())).toBeUndefined();
  },
);

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
  return { folder, path, isLeft: () => open === 0 };
}
