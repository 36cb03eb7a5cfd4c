import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConversationOptions } from '../../src/status/conversation.ts';
import { STATUS_SOCKET, serveStatus } from '../../src/status/socket.ts';
import { createStatusBoard } from '../../src/status/status.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const REQUEST = '{"kind":"undo"}';

test('what a client writes until it ends its side is a request', async () => {
  const { taken, connected } = await scene();
  const client = await connected();
  client.write(REQUEST.slice(0, 5));
  client.end(REQUEST.slice(5));
  await expect.poll(taken).toEqual([REQUEST]);
});

test('a request may come before the client has read its status', async () => {
  const { path, taken } = await scene();
  const client = connect({ path, allowHalfOpen: true });
  client.end(REQUEST);
  expect(JSON.parse(await text(client))).toHaveProperty('version');
  await expect.poll(taken).toEqual([REQUEST]);
});

test('a client that ends its side at once still gets its whole status', async () => {
  const { path, taken } = await scene({}, 2_000_000);
  const client = connect({ path, allowHalfOpen: true });
  client.end();
  expect(JSON.parse(await text(client))).toHaveProperty('mirror');
  expect(taken()).toEqual([]);
});

test('a client that only reads is disconnected at once, although its own side stays open', async () => {
  const { path, taken } = await scene({ answerMs: 60_000_000 });
  const clients = Array.from({ length: 50 }, () => connect({ path, allowHalfOpen: true }).on('error', () => {}));
  onTestFinished(() => clients.forEach((client) => void client.destroy()));
  await expect.poll(() => ask(path)).toHaveProperty('version');
  expect(taken()).toEqual([]);
});

test('requests are taken one after the other', async () => {
  const { taken, connected } = await scene();
  for (const nth of [1, 2, 3]) {
    const client = await connected();
    client.end(`{"nth":${nth}}`);
    await expect.poll(() => taken().at(-1)).toBe(`{"nth":${nth}}`);
  }
  expect(taken()).toHaveLength(3);
});

test('after a client that breaks off in the middle, the next request is taken', async () => {
  const { path, taken, connected } = await scene();
  const client = await connected();
  client.write('{"half":');
  await expect.poll(() => ask(path)).toHaveProperty('version');
  client.destroy();
  const next = await connected();
  next.end(REQUEST);
  await expect.poll(() => taken().at(-1)).toBe(REQUEST);
});

describe('is disconnected, and nothing is done:', () => {
  test('a client that begins a request while another one is being read', async () => {
    const { path, taken, connected } = await scene();
    const [first, second] = [await connected(), await connected()];
    first.write('{"first":');
    await expect.poll(() => ask(path)).toHaveProperty('version');
    second.write('{"second":');
    await expect.poll(() => isDisconnected(second)).toBe(true);
    first.end('1}');
    await expect.poll(taken).toEqual(['{"first":1}']);
  });

  test('a client that writes something else than an object', async () => {
    const { taken, connected } = await scene();
    const client = await connected();
    client.write('GET / HTTP/1.1\r\n\r\n');
    await expect.poll(() => isDisconnected(client)).toBe(true);
    expect(taken()).toEqual([]);
  });

  test('a client that writes too much', async () => {
    const { taken, connected } = await scene({ mostRequestBytes: 1_000 });
    const [exact, more] = [await connected(), await connected()];
    exact.end(`{${' '.repeat(999)}`);
    await expect.poll(() => taken().map(({ length }) => length)).toEqual([1_000]);
    more.end(`{${' '.repeat(1_000)}`);
    await expect.poll(() => isDisconnected(more)).toBe(true);
    expect(taken()).toHaveLength(1);
  });

  test('a client that writes too slowly: the time counts from its first byte, and is not begun anew by each', async () => {
    const { taken, connected } = await scene({ requestMs: 300 });
    const client = await connected();
    const drip = setInterval(() => client.write('{'), 20);
    onTestFinished(() => clearInterval(drip));
    await expect.poll(() => client.destroyed).toBe(true);
    expect(taken()).toEqual([]);
  });

  test('a client whose request is being read when the life ends', async () => {
    const { path, taken, connected, life } = await scene();
    const client = await connected();
    client.write('{"half":');
    await expect.poll(() => ask(path)).toHaveProperty('version');
    life.abort();
    await expect.poll(() => isDisconnected(client)).toBe(true);
    expect(taken()).toEqual([]);
  });

  test('a client that writes where no requests are taken', async () => {
    const { taken, connected } = await scene({ requested: undefined });
    const client = await connected();
    client.write(REQUEST);
    await expect.poll(() => isDisconnected(client)).toBe(true);
    expect(taken()).toEqual([]);
  });
});

test('while a request is being read, others get the status', async () => {
  const { path, connected } = await scene();
  const client = await connected();
  client.write('{');
  for (let nth = 0; nth < 50; nth += 1) expect(await ask(path)).toHaveProperty('version');
});

test('a request that leads to an exception ends nothing', async () => {
  const { path, connected } = await scene({
    requested() {
      throw new Error('a defect');
    },
  });
  const client = await connected();
  client.end(REQUEST);
  expect(await ask(path)).toHaveProperty('version');
});

/** Writes to the connection: that destroys it when the server has closed the connection. */
function isDisconnected(client: Socket): boolean {
  if (client.writable) client.write(' ');
  return client.destroyed;
}

async function ask(path: string): Promise<unknown> {
  return JSON.parse(await text(connect(path)));
}

/** A socket that gives a status, which is larger by `moreBytes`, and takes requests. */
async function scene(options: ConversationOptions = {}, moreBytes = 0) {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  const life = new AbortController();
  const requests: string[] = [];
  onTestFinished(() => life.abort());
  const lastError = 'x'.repeat(moreBytes);
  const mirror = () => ({ state: 'delivering', pending: 3, delivered: 40, refused: 0, dropped: 0, lastError }) as const;
  const board = createStatusBoard([], fakeClock(), moreBytes > 0 ? { mirror } : {});
  const requested = (request: string) => void requests.push(request);
  await serveStatus(path, board, life.signal, { requested, ...options });
  return {
    path,
    life,
    taken: () => requests,
    /** A client that has read its status. */
    async connected(): Promise<Socket> {
      const client = connect({ path, allowHalfOpen: true });
      client.on('error', () => {}).resume();
      onTestFinished(() => void client.destroy());
      await once(client, 'end');
      return client;
    },
  };
}
