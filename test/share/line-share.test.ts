import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_READERS, sharedSource, shareLine } from '../../src/share/line-share.ts';
import type { Source } from '../../src/source/source.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { freePort } from '../../testbed/daemon.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';
import { runs } from '../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const METER = { slug: 'linky', name: 'Linky' };
const KILOBYTES_64 = new Uint8Array(65_536).fill(0x82);

describe('a shared line', () => {
  test('gives each reader the bytes from its joining to its leaving, all and in order, and the meter all of them', () =>
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
        const heard = await line.read(async function* played() {
          for (const { act, bytes, which } of steps) {
            if (act === 'join' && present.length < MAX_LINE_READERS)
              present.push({ reader: await line.join(), fromByte: sent.length });
            if (act === 'leave') await leave(which % (present.length || 1));
            if (act !== 'give') continue;
            sent.push(...bytes);
            yield bytes;
          }
          while (present.length > 0) await leave(0);
        });
        expect(heard).toEqual(sent);
        for (const [got, due] of left) expect(got).toEqual(due);
      }),
      runs(10),
    ));

  test('gives the decoder the very chunks of the source', async () => {
    await using line = await share();
    await line.join();
    const chunk = Uint8Array.of(2, 3);
    const { value } = await line
      .tee(async function* once() {
        yield chunk;
      })
      .next();
    expect(value).toBe(chunk);
  });

  test('of 7 bits has no parity bit for the readers, and the one of the line for the meter', async () => {
    await using line = await share({ bits: 7 });
    const reader = await line.join();
    expect(await line.give(Uint8Array.of(0x82, 0x0a, 0xc1, 0x41))).toEqual(Uint8Array.of(0x82, 0x0a, 0xc1, 0x41));
    expect(await reader.hangUp()).toEqual([0x02, 0x0a, 0x41, 0x41]);
  });

  test('keeps what the source tells of itself', async () => {
    await using line = await share();
    const source: Source = { baudRate: 9600, recorded: true, async *bytes() {} };
    expect(line.shared.tee(source)).toMatchObject({ baudRate: 9600, recorded: true });
  });

  test('keeps its readers while the source breaks and is opened again', async () => {
    await using line = await share();
    const reader = await line.join();
    const broken = line.tee(async function* broken() {
      yield Uint8Array.of(1);
      throw new Error('unplugged');
    });
    await broken.next();
    await expect(broken.next()).rejects.toThrow('unplugged');
    await line.give(Uint8Array.of(2));
    expect(await reader.hangUp()).toEqual([1, 2]);
  });

  test('closes the source when the meter stops reading', async () => {
    await using line = await share();
    let isClosed = false;
    const reading = line.tee(async function* open() {
      try {
        for (;;) yield Uint8Array.of(1);
      } finally {
        isClosed = true;
      }
    });
    await reading.next();
    await reading.return();
    expect(isClosed).toBe(true);
  });

  test('turns away one reader too many without a byte, says so once, and again when it has been well for ten minutes', async () => {
    await using line = await share();
    const readers = await line.joinAll(MAX_LINE_READERS);
    for (let times = 0; times < 3; times += 1) expect(await line.turnedAway()).toEqual([]);
    expect(line.warnings).toEqual([expect.stringMatching(/^warn Linky: 16 programs read the line already/)]);
    await line.clock.pass(9 * MINUTE_MS);
    await line.turnedAway();
    await line.clock.pass(9 * MINUTE_MS);
    await line.turnedAway();
    expect(line.warnings).toHaveLength(1);
    await line.clock.pass(10 * MINUTE_MS);
    await line.turnedAway();
    expect(line.warnings).toHaveLength(2);

    await line.give(Uint8Array.of(1));
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
        await line.give(KILOBYTES_64);
        await good.hasHeardAll();
      }
    }
    expect(line.warnings).toEqual([expect.stringMatching(/^warn Linky: a program at 127\.0\.0\.1 asked for the line/)]);
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
    await line.give(Uint8Array.of(7));
    await expect.poll(() => loud.heard()).toEqual([7]);

    loud.socket.destroy();
    const isClosed = closed(loud.atServer);
    while (!loud.atServer.destroyed) await line.clock.pass(1_000);
    await isClosed;
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

test('a meter whose settings do not ask for it keeps its source as it is', () => {
  const { log, lines, troubles } = loggedTroubles();
  const source: Source = { async *bytes() {} };
  const options = { log, reports: troubles, texts: textsIn.en.share, clock: fakeClock() };
  const share = { host: '127.0.0.1', httpPort: 2002, bits: 8 } as const;
  for (const meter of [METER, { ...METER, share }])
    expect(sharedSource(source, { meter, ...options }, AbortSignal.abort())).toBe(source);
  expect(lines).toEqual([]);
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
  const shared = shareLine(
    { meter: METER, host: '127.0.0.1', port, bits, log: told, reports: troubles, texts: textsIn.en.share, clock },
    life.signal,
  );
  await isListening;
  const tee = (bytes: Source['bytes']) => shared.tee({ bytes }).bytes(1200, life.signal);
  const read = async (bytes: Source['bytes']) => {
    const heard: number[] = [];
    for await (const chunk of tee(bytes)) heard.push(...chunk);
    return heard;
  };
  const join = () => joinLine(port);
  return {
    ...{ shared, port, clock, warnings: lines, tee, read, join },
    joinAll: (count: number) => Promise.all(Array.from({ length: count }, join)),
    /** Has the meter send one chunk, and gives what the decoder got. */
    give: async (chunk: Uint8Array) => {
      const reading = tee(async function* once() {
        yield chunk;
      });
      return (await reading.next()).value;
    },
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
