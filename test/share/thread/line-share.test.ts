import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_READERS, shareLine } from '../../../src/share/thread/line-share.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { freePort } from '../../../testbed/daemon.ts';
import { fakeClock, settled } from '../../../testbed/support/clock.ts';
import { runs } from '../../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../../testbed/support/time.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';

const METER = { slug: 'linky', name: 'Linky' };
const KILOBYTES_64 = new Uint8Array(65_536).fill(0x82);

describe('a shared line', () => {
  test('gives each reader the bytes from its joining to its leaving, all and in order', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step(), { maxLength: 40 }), async (steps) => {
        await using line = await share();
        const sent: number[] = [];
        const present: { reader: Reader; fromByte: number }[] = [];
        const left: [heard: readonly number[], due: readonly number[]][] = [];
        const leave = async (at: number) => {
          const [one] = present.splice(at, 1);
          if (one) left.push([await one.reader.hangUp(), sent.slice(one.fromByte)]);
        };
        for (const { act, bytes, which } of steps) {
          if (act === 'join' && present.length < MAX_LINE_READERS)
            present.push({ reader: await line.join(), fromByte: sent.length });
          if (act === 'leave') await leave(which % (present.length || 1));
          if (act !== 'give') continue;
          sent.push(...bytes);
          line.give(bytes);
        }
        while (present.length > 0) await leave(0);
        for (const [got, due] of left) expect(got).toEqual(due);
      }),
      runs(10),
    ));

  test('of 7 bits has no parity bit, and leaves what it was given as it is', async () => {
    await using line = await share({ bits: 7 });
    const reader = await line.join();
    const given = Uint8Array.of(0x82, 0x0a, 0xc1, 0x41);
    line.give(given);
    expect(given).toEqual(Uint8Array.of(0x82, 0x0a, 0xc1, 0x41));
    expect(await reader.hangUp()).toEqual([0x02, 0x0a, 0x41, 0x41]);
  });

  test('lets its readers go at a gap, which is news, and gives those that come then what follows', async () => {
    await using line = await share();
    const before = await line.joinAll(2);
    line.give(Uint8Array.of(1));
    for (const reader of before) await reader.hasHeardAll();
    const areClosed = before.map(({ socket }) => once(socket, 'close'));
    line.leaveOut();
    const after = await line.join();
    line.give(Uint8Array.of(3));
    await Promise.all(areClosed);
    expect(await after.hangUp()).toEqual([3]);
    for (const { heard } of before) expect(heard()).toEqual([1]);
    expect(line.news).toMatchObject([{ part: 'share', kind: 'fellBehind', meter: 'linky', readers: 2 }]);
    // Nobody has missed anything.
    line.leaveOut();
    const newcomer = await line.join();
    line.give(Uint8Array.of(4));
    expect(await newcomer.hangUp()).toEqual([4]);
    expect(line.news).toHaveLength(1);
  });

  test('tells when it is read, and when no longer', async () => {
    await using line = await share();
    expect(line.wasRead).toEqual([]);
    const [one, other] = await line.joinAll(2);
    await one?.hangUp();
    expect(line.wasRead).toEqual([true]);
    await other?.reset();
    line.clock.advance(999);
    expect(line.wasRead).toEqual([true]);
    line.clock.advance(1);
    expect(line.wasRead).toEqual([true, false]);
  });

  test('tells nothing of readers that come and go all the time', async () => {
    await using line = await share();
    for (let nth = 0; nth < 20; nth += 1) await (await line.join()).reset();
    line.clock.advance(900);
    await line.join();
    line.clock.advance(MINUTE_MS);
    expect(line.wasRead).toEqual([true]);
  });

  test('turns away one reader too many without a byte, says so once, and again when it has been well for ten minutes', async () => {
    await using line = await share();
    const readers = await line.joinAll(MAX_LINE_READERS);
    for (let times = 0; times < 3; times += 1) expect(await line.turnedAway()).toEqual([]);
    expect(line.warnings).toEqual([expect.stringMatching(/^warn Linky: 16 programs already read the raw TIC stream/)]);
    await line.clock.pass(9 * MINUTE_MS);
    await line.turnedAway();
    await line.clock.pass(9 * MINUTE_MS);
    await line.turnedAway();
    expect(line.warnings).toHaveLength(1);
    await line.clock.pass(10 * MINUTE_MS);
    await line.turnedAway();
    expect(line.warnings).toHaveLength(2);

    line.give(Uint8Array.of(1));
    for (const reader of readers) expect(await reader.hangUp()).toEqual([1]);
  });

  test('has room again when readers have gone, also while the meter is silent', async () => {
    await using line = await share();
    for (let round = 0; round < 3; round += 1) {
      const readers = await line.joinAll(MAX_LINE_READERS);
      await Promise.all(readers.map((reader, nth) => (nth % 2 === 0 ? reader.hangUp() : reader.reset())));
    }
    await line.joinAll(MAX_LINE_READERS);
    expect(line.warnings).toEqual([]);
  });

  test('lets go of a reader that does not read, says so once, and gives the others all', async () => {
    await using line = await share();
    const good = await line.join();
    for (let round = 0; round < 2; round += 1) {
      const stuck = await line.join();
      stuck.socket.pause();
      // The kernel takes some megabytes before anything waits here.
      for (let chunks = 0; !stuck.atServer.destroyed; chunks += 1) {
        expect(stuck.atServer.writableLength).toBeLessThanOrEqual(KILOBYTES_64.length);
        expect(chunks).toBeLessThan(1_000);
        line.give(KILOBYTES_64);
        await good.hasHeardAll();
      }
    }
    expect(line.warnings).toEqual([
      expect.stringMatching(/^warn Linky: a program at 127\.0\.0\.1 asked for the raw TIC stream/),
    ]);
    expect(good.socket.readyState).toBe('open');
  });

  test('takes a chunk a second from a reader that shouts, goes on giving it the line, and notices that it hangs up', async () => {
    await using line = await share();
    const loud = await line.join();
    const shout = () => loud.socket.write(KILOBYTES_64, (error) => error ?? shout());
    shout();
    await expect.poll(() => loud.atServer.isPaused()).toBe(true);
    for (let turn = 0; turn < 200; turn += 1) await settled();
    const firstBytes = loud.atServer.bytesRead;
    expect(firstBytes).toBeLessThanOrEqual(3 * KILOBYTES_64.length);

    await line.clock.pass(999);
    expect(loud.atServer.isPaused()).toBe(true);
    await line.clock.pass(1);
    await expect.poll(() => loud.atServer.isPaused()).toBe(true);
    line.give(Uint8Array.of(7));
    await expect.poll(() => loud.heard()).toEqual([7]);

    loud.socket.destroy();
    const isClosed = closed(loud.atServer);
    while (!loud.atServer.destroyed) await line.clock.pass(1_000);
    await isClosed;
    line.clock.advance(1_000);
    expect(line.clock.waiting).toBe(0);
  });

  test('closes at once at the end of the life, and its port is free', async () => {
    const line = await share();
    const readers = await line.joinAll(3);
    const areClosed = readers.map(({ socket }) => once(socket, 'close'));
    await line[Symbol.asyncDispose]();
    await Promise.all(areClosed);
    const next = createServer().listen(line.port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });
});

interface Step {
  readonly act: 'give' | 'join' | 'leave';
  readonly bytes: Uint8Array;
  readonly which: number;
}

function step(): fc.Arbitrary<Step> {
  return fc.record({
    act: fc.constantFrom('give', 'give', 'join', 'leave'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    which: fc.nat(15),
  });
}

/** A program that reads the line. */
interface Reader {
  readonly socket: Socket;
  /** The other end of its connection. */
  readonly atServer: Socket;
  heard(): readonly number[];
  /** Resolves when it has read all that it was given so far. */
  hasHeardAll(): Promise<void>;
  /** Gives all that it has heard, once both ends are closed. */
  hangUp(): Promise<readonly number[]>;
  /** Ends its connection without a farewell. */
  reset(): Promise<void>;
}

/** A line that is shared on a free port until the end of the scope. */
async function share({ bits = 8 }: { bits?: 7 | 8 } = {}) {
  const life = new AbortController();
  const clock = fakeClock();
  const { log, lines, troubles } = loggedTroubles(clock);
  const port = await freePort();
  const { promise: isListening, resolve } = Promise.withResolvers<void>();
  const told = { ...log, info: () => resolve() };
  const wasRead: boolean[] = [];
  const isRead = (is: boolean) => void wasRead.push(is);
  const texts = textsIn.en.share;
  const shared = shareLine(
    { meter: METER, host: '127.0.0.1', port, bits, log: told, reports: troubles, texts, clock, isRead },
    life.signal,
  );
  await isListening;
  const join = () => joinLine(port);
  let nth = 0;
  return {
    ...{ port, clock, warnings: lines, wasRead, join },
    give(bytes: Uint8Array) {
      nth += 1;
      shared.give(bytes, nth);
    },
    /** A piece of the line is not given. */
    leaveOut() {
      nth += 1;
    },
    get news() {
      return troubles.news;
    },
    joinAll: (count: number) => Promise.all(Array.from({ length: count }, join)),
    /** What a program hears that is turned away. */
    turnedAway: async () => {
      const socket = connect(port, '127.0.0.1');
      const heard: number[] = [];
      socket.on('data', (bytes) => heard.push(...bytes));
      await once(socket, 'close');
      return heard;
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      await settled();
    },
  };
}

async function joinLine(port: number): Promise<Reader> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Uint8Array[] = [];
  socket.on('data', (bytes) => chunks.push(bytes)).on('error', () => undefined);
  const atServer = await acceptedEndOf(socket);
  const heard = () => chunks.flatMap((chunk) => [...chunk]);
  const bothClosed = () => Promise.all([closed(socket), closed(atServer)]);
  return {
    ...{ socket, atServer, heard },
    async hasHeardAll() {
      while (socket.bytesRead < atServer.bytesWritten) await once(socket, 'data');
    },
    async hangUp() {
      const isClosed = bothClosed();
      socket.end();
      await isClosed;
      return heard();
    },
    async reset() {
      const isClosed = bothClosed();
      socket.resetAndDestroy();
      await isClosed;
    },
  };
}

/** Resolves when a socket has closed, with an error or without one. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

/** The end of a connection at the server, once it is accepted there. */
async function acceptedEndOf(socket: Socket): Promise<Socket> {
  const accepted: Socket[] = [];
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const look = () => {
    const own = accepted.find(({ remotePort }) => remotePort === socket.localPort);
    if (own && socket.localPort !== undefined) resolve(own);
  };
  const hear = (message: unknown) => {
    accepted.push((message as { socket: Socket }).socket);
    look();
  };
  subscribe('net.server.socket', hear);
  socket.once('connect', look);
  const own = await promise;
  unsubscribe('net.server.socket', hear);
  return own;
}
