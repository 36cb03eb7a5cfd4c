import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tcp } from '../../src/source/tcp.ts';

let server: Server;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

const bytesOf = (port: number, life = new AbortController().signal) => tcp('127.0.0.1', port).bytes(1200, life);

/** A reader that waits for its first bytes, and the socket on the bridge's side of its connection. */
async function connected(life = new AbortController().signal) {
  const connection = once(server, 'connection');
  const reading = bytesOf(portOf(server), life);
  const first = reading.next();
  const [bridge] = (await connection) as [Socket];
  return { reading, first, bridge };
}

describe('a TCP bridge', () => {
  test('gives every byte unchanged, the eighth bit included', async () => {
    const { reading, first, bridge } = await connected();
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    bridge.write(every);
    expect(Buffer.from((await first).value ?? [])).toEqual(every);
    await reading.return();
  });

  test('is gone when the other side closes', async () => {
    const { first, bridge } = await connected();
    bridge.end();
    await expect(first).rejects.toMatchObject({ name: 'SourceError', trouble: 'gone' });
  });

  test('is gone when the connection breaks', async () => {
    const { reading, first, bridge } = await connected();
    bridge.write('x');
    await first;
    bridge.resetAndDestroy();
    await expect(reading.next()).rejects.toMatchObject({ trouble: 'gone' });
  });

  test('is disconnected when its reader stops', async () => {
    const { reading, first, bridge } = await connected();
    const closed = once(bridge.resume(), 'close');
    bridge.write('x');
    await first;
    await reading.return();
    await closed;
  });

  test.runIf(process.platform === 'linux')('gets TCP keep-alive probes', async () => {
    const { reading, first, bridge } = await connected();
    // Both ends, since connections to other ports may have the same local one.
    const [local, remote] = [bridge.remotePort ?? 0, portOf(server)].map(
      (port) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`,
    );
    const sockets = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
    const [, , , , , timer] =
      sockets
        .find((line) => line.includes(`: ${local} ${remote} `))
        ?.trim()
        .split(/\s+/) ?? [];
    bridge.write('x');
    await first;
    await reading.return();
    expect(timer).toMatch(/^02:/);
  });
});

describe('a TCP bridge that cannot be reached', () => {
  test('because it refuses the connection is unreachable', async () => {
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(bytesOf(port).next()).rejects.toMatchObject({ name: 'SourceError', trouble: 'unreachable' });
  });

  test('because each address of its name refuses is unreachable, with a reason', async () => {
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const opening = tcp('localhost', port).bytes(1200, new AbortController().signal).next();
    await expect(opening).rejects.toMatchObject({ trouble: 'unreachable', message: /ECONNREFUSED/ });
  });

  test('because its name does not exist is unreachable', async () => {
    const opening = tcp('meter.invalid', 2000).bytes(1200, new AbortController().signal).next();
    await expect(opening).rejects.toMatchObject({ trouble: 'unreachable' });
  });

  test.runIf(process.platform === 'linux')(
    'because its host does not answer is unreachable after the timeout',
    async () => {
      await using host = await deafHost();
      const opening = tcp('127.0.0.1', host.port, { timeoutMs: 50 }).bytes(1200, new AbortController().signal).next();
      await expect(opening).rejects.toMatchObject({ trouble: 'unreachable', message: /no answer/ });
    },
  );
});

describe('when its life ends', () => {
  test('before connecting, it does not connect', async () => {
    expect(await bytesOf(1, AbortSignal.abort()).next()).toEqual({ done: true, value: undefined });
  });

  test('while connecting, it returns', async () => {
    const life = new AbortController();
    const opening = bytesOf(portOf(server), life.signal).next();
    life.abort();
    expect(await opening).toEqual({ done: true, value: undefined });
  });

  test('while waiting for bytes, it returns and disconnects', async () => {
    const life = new AbortController();
    const { first, bridge } = await connected(life.signal);
    const closed = once(bridge.resume(), 'close');
    life.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    await closed;
  });
});

function portOf(listening: Server): number {
  return (listening.address() as AddressInfo).port;
}

/** A host whose backlog of connections is full and whose program is stopped, so that connecting takes for ever. */
async function deafHost(): Promise<{ port: number } & AsyncDisposable> {
  const program = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(said.toString());
  const callers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await once(callers[0] as Socket, 'connect');
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const caller of callers) caller.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
