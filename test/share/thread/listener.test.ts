import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ownAddresses } from '../../../src/http/own-addresses.ts';
import { keepListening, type SharedThing } from '../../../src/share/thread/listener.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { freePort } from '../../../testbed/daemon.ts';
import { fakeClock } from '../../../testbed/support/clock.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';

const hasIpv6 = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ?? false;

describe('a shared address', () => {
  test('is listened on until the life ends, and is free afterwards', async () => {
    await using kept = keep({ port: await freePort() });
    await kept.isListening;
    expect(kept.lines).toEqual([
      `info Linky: programs on this machine can read the raw TIC stream at tcp://127.0.0.1:${kept.port}, at most 16 at a time.`,
    ]);
    const socket = connect(kept.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();

    await kept.end();
    const next = createServer().listen(kept.port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });

  test('is that of an HTTP server, too', async () => {
    const server = createHttpServer((_, response) => response.end('here'));
    await using kept = keep({ port: await freePort(), server, shared: 'reading' });
    await kept.isListening;
    const [response] = await once(request({ host: '127.0.0.1', port: kept.port, agent: false }).end(), 'response');
    expect(response.statusCode).toBe(200);
    expect(kept.lines).toEqual([expect.stringContaining(`the newest reading at http://127.0.0.1:${kept.port},`)]);
    response.resume();
  });

  test.each([
    ['127.0.0.1', /^info The house’s page is at http:\/\/127\.0\.0\.1:\d+, only for browsers on this machine\.$/],
    ['0.0.0.0', /^info The house’s page is at http:.* for every device .* what it costs/],
  ])('is that of the house’s page, which belongs to no meter: %s', async (host, says) => {
    await using kept = keep({ host, port: await freePort(), server: createHttpServer(), shared: 'page' });
    await kept.isListening;
    expect(kept.lines).toEqual([expect.stringMatching(says)]);
  });

  test('of the house’s page that another program has is a trouble of the page', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await using kept = keep({ port, shared: 'page' });
    await kept.hasFailed();
    const trouble = { part: 'page', kind: 'taken', address: `http://127.0.0.1:${port}` };
    expect(kept.troubles.standing).toMatchObject([trouble]);
    expect(kept.lines).toEqual([expect.stringMatching(/^warn .* set page\.port to another number/)]);

    other.close();
    await once(other, 'close');
    await kept.clock.pass(1_000);
    await kept.isListening;
    expect(kept.troubles.standing).toEqual([]);
  });

  test.each(['0.0.0.0', ...(hasIpv6 ? ['::'] : [])])(
    'that the network can reach is said to be open to it: %s',
    async (host) => {
      await using kept = keep({ host, port: await freePort() });
      await kept.isListening;
      expect(kept.lines).toEqual([expect.stringMatching(/^info .* every device on the network can read /)]);
    },
  );

  test.each(['line', 'reading'] as const)(
    'that is each of this machine is said as one that others can type: %s',
    async (shared) => {
      await using kept = keep({ host: '0.0.0.0', port: await freePort(), server: createHttpServer(), shared });
      await kept.isListening;
      const [own = '0.0.0.0'] = ownAddresses(networkInterfaces());
      const scheme = { line: 'tcp', reading: 'http' }[shared];
      expect(kept.lines).toEqual([expect.stringContaining(` at ${scheme}://${own}:${kept.port}`)]);
    },
  );

  // A name may stand for an address of this machine alone: Debian gives 127.0.1.1 to its own name, in /etc/hosts.
  test.each(['localhost', '127.0.0.2', '127.1', ...(hasIpv6 ? ['::1', '::ffff:127.0.0.1'] : [])])(
    'that only this machine can reach is not: %s',
    async (host) => {
      await using kept = keep({ host, port: await freePort() });
      await kept.isListening;
      expect(kept.lines).toEqual([expect.stringMatching(/^info .* programs on this machine can read /)]);
    },
  );

  test('that has a name is said by what the name stands for', async () => {
    await using kept = keep({ host: '127.1', port: await freePort() });
    await kept.isListening;
    expect(kept.lines).toEqual([expect.stringContaining(` at tcp://127.0.0.1:${kept.port}, `)]);
  });

  test('that another program has is said once, and opened once it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await using kept = keep({ port });
    for (const retryInMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      await kept.hasFailed();
      await kept.clock.pass(retryInMs - 1);
      expect(kept.clock.waiting).toBe(1);
      await kept.clock.pass(1);
    }
    await kept.hasFailed();
    expect(kept.troubles.standing).toMatchObject([{ part: 'share', kind: 'taken', meter: 'linky', shared: 'line' }]);
    expect(kept.lines).toEqual([
      expect.stringMatching(/^warn Linky: .* another program has it.* set share\.port to another number/),
    ]);

    other.close();
    await once(other, 'close');
    await kept.clock.pass(60_000);
    await kept.isListening;
    expect(kept.lines.slice(1)).toEqual([expect.stringMatching(/^info .* programs on this machine can read /)]);
    expect(kept.troubles.standing).toEqual([]);
  });

  test('that is not one of this machine is said once', async () => {
    await using kept = keep({ host: '192.0.2.1', port: await freePort() });
    for (const retryInMs of [1_000, 2_000]) {
      await kept.hasFailed();
      await kept.clock.pass(retryInMs);
    }
    await kept.hasFailed();
    expect(kept.lines).toEqual([
      expect.stringMatching(/not an address of this machine.* Set share\.host to 127\.0\.0\.1 /),
    ]);
  });

  test.each([
    ['EACCES', /^warn Linky: no permission to open tcp:.* from 1024 to 65535/],
    ['ENOTFOUND', /^warn Linky: .* not an address of this machine/],
    ['ENFILE', /^warn Linky: .* cannot be opened \(as told\)/],
  ])('says what to do about %s', async (code, says) => {
    const server = createServer();
    server.listen = function fail() {
      process.nextTick(() => server.emit('error', Object.assign(new Error('as told'), { code })));
      return server;
    };
    await using kept = keep({ port: 80, server });
    await kept.hasFailed();
    expect(kept.lines).toEqual([expect.stringMatching(says)]);
  });

  test('goes on after a connection that could not be accepted', async () => {
    await using kept = keep({ port: await freePort() });
    await kept.isListening;
    kept.server.emit('error', Object.assign(new Error('accept'), { code: 'EMFILE' }));
    expect(kept.server.listening).toBe(true);
  });

  test('is not opened when the life has ended before', async () => {
    await using kept = keep({ port: await freePort(), life: AbortSignal.abort() });
    await kept.end();
    expect(kept.server.listening).toBe(false);
    expect(kept.lines).toEqual([]);
  });

  test('that is still being opened when the life ends is closed again', async () => {
    await using kept = keep({ host: 'localhost', port: await freePort() });
    await kept.end();
    expect(kept.server.listening).toBe(false);
    expect(kept.lines).toEqual([]);
  });
});

interface Keeping {
  readonly port: number;
  readonly host?: string;
  readonly server?: Server;
  readonly shared?: SharedThing['shared'];
  readonly life?: AbortSignal;
}

/** Keeps a server listening until the end of the scope. */
function keep({ port, host = '127.0.0.1', server = createServer(), shared = 'line', life }: Keeping) {
  const controller = new AbortController();
  const clock = fakeClock();
  const { log, lines, troubles } = loggedTroubles(clock);
  const meter = { slug: 'linky', name: 'Linky' };
  const thing: SharedThing = shared === 'page' ? { shared } : { shared, meter };
  const isListening = once(server, 'listening');
  isListening.catch(() => undefined);
  const { promise: said, resolve } = Promise.withResolvers<void>();
  const told = { ...log, info: (line: string) => resolve(log.info(line)) };
  const running = keepListening(
    { ...thing, server, host, port, most: 16, log: told, reports: troubles, texts: textsIn.en.share, clock },
    life ?? controller.signal,
  );
  const end = () => {
    controller.abort();
    return running;
  };
  return {
    ...{ server, port, lines, troubles, clock, end },
    isListening: said,
    /** Resolves when the next try waits for its time. */
    hasFailed: () => expect.poll(() => clock.waiting).toBe(1),
    [Symbol.asyncDispose]: end,
  };
}
