import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { MOST_BYTES } from '../../src/share/line-post.ts';
import { startSharing } from '../../src/share/sharing.ts';
import type { Source } from '../../src/source/source.ts';
import { freePort } from '../../testbed/daemon.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { sharingOn } from './puppet-sharing.ts';

/** A byte that only tells that a program hears. */
const MARK = 0xff;

describe('a source whose line is shared', () => {
  test('gives the meter the very chunks, and a program the same bytes from its joining on', async () => {
    const { source, sent, join } = await shared();
    const before = Uint8Array.of(1);
    expect(await sent(before)).toBe(before);
    const reader = await join();
    const chunk = new Uint8Array(65_536).subarray(9, 12).fill(7);
    expect(await sent(chunk)).toBe(chunk);
    await expect.poll(() => reader.heard()).toEqual([7, 7, 7]);
    expect(source).toMatchObject({ baudRate: 9600, recorded: true });
  });

  test('keeps its readers while it breaks and is opened again, and is closed when the meter stops reading', async () => {
    const { tee, join } = await shared();
    const reader = await join();
    const breaking = tee(async function* broken() {
      yield Uint8Array.of(1);
      throw new Error('unplugged');
    });
    await breaking.next();
    await expect(breaking.next()).rejects.toThrow('unplugged');
    let isClosed = false;
    const again = tee(async function* open() {
      try {
        for (;;) yield Uint8Array.of(2);
      } finally {
        isClosed = true;
      }
    });
    await again.next();
    await again.return(undefined);
    expect(isClosed).toBe(true);
    await expect.poll(() => reader.heard()).toEqual([1, 2]);
  });

  test('that gives more at once than its thread can take loses its readers, which is news, and gives the next ones all', async () => {
    const { sent, join, list } = await shared();
    const reader = await join();
    const left = once(reader.socket, 'close');
    // In one turn: no answer of the thread can come between.
    const many = Array.from({ length: 5 }, () => sent(new Uint8Array(MOST_BYTES / 4).fill(1)));
    await Promise.all([...many, left]);
    expect(reader.heard().length).toBeLessThanOrEqual(MOST_BYTES);
    await expect.poll(() => list.troubles.news).toMatchObject([{ part: 'share', kind: 'fellBehind', readers: 1 }]);
    const next = await join();
    await sent(Uint8Array.of(5));
    await expect.poll(() => next.heard()).toEqual([5]);
  });

  test('is the same as before where the settings do not share it', async () => {
    const { sharing, meter } = await shared();
    const source: Source = { async *bytes() {} };
    const { share: _, ...unshared } = meter;
    expect(sharing.tee(source, unshared)).toBe(source);
    expect(sharing.tee(source, { ...meter, share: { host: '127.0.0.1', httpPort: 1, bits: 8 } })).toBe(source);
  });
});

test('a Reading that is taken is given over HTTP', async () => {
  const { sharing, httpPort } = await shared();
  const ask = () =>
    fetch(`http://127.0.0.1:${httpPort}/`).then(
      (answer) => answer.json(),
      () => undefined,
    );
  await expect.poll(async () => Object.keys((await ask()) ?? {})).toContain('error');
  sharing.sinkOf('linky').take(readingWith({ apparentPowerVA: 1230, monotonicMs: systemClock.now() }));
  await expect.poll(ask).toMatchObject({ name: 'Linky', apparentPower: 1230 });
});

test('a thread that is started again shares the newest Reading, and is told what is wrong', async () => {
  const clock = fakeClock();
  const list = loggedTroubles(clock);
  const { take, taken } = sharingOn('throws', clock, list);
  take(12);
  take(13);
  await expect.poll(() => list.troubles.standing).toMatchObject([{ part: 'share', kind: 'broken' }]);
  take(14);
  await clock.pass(1_000);
  await expect.poll(taken).toEqual(['12', '13', '14']);
});

test('a stop does not wait for a thread that does not answer', async () => {
  const clock = fakeClock();
  const { sharing, take, taken } = sharingOn('computesAndRests', clock);
  take(13);
  await expect.poll(taken).toEqual(['13']);
  const stopped = sharing.stop();
  await clock.pass(1_000);
  await stopped;
});

/** A meter whose line and Readings are shared on free ports, by the thread that a home has. */
async function shared() {
  const [port, httpPort] = [await freePort(), await freePort()];
  const share = { port, httpPort };
  const { config } = readConfig(pluginBlock({ meters: [{ name: 'Linky', port: 'demo', share }] }));
  const [meter] = config.meters;
  if (!meter) throw new Error('no meter');
  const list = loggedTroubles(systemClock);
  const { promise: isListening, resolve } = Promise.withResolvers<void>();
  const log = { ...list.log, info: (text: string) => text.includes('tcp:') && resolve() };
  const folder = temporaryFolder({ name: 'sharing' });
  const options = { config, folder, host: 'homebridge', log, troubles: list.troubles, clock: systemClock } as const;
  const sharing = startSharing(options);
  onTestFinished(() => sharing.stop());
  await isListening;
  const life = new AbortController().signal;
  const tee = (bytes: Source['bytes']) => sharing.tee({ bytes }, meter).bytes(1200, life);
  /** Has the source give one chunk, and gives what the meter got. */
  async function sent(chunk: Uint8Array) {
    const given = tee(async function* once() {
      yield chunk;
    });
    return (await given.next()).value;
  }
  return {
    ...{ sharing, meter, httpPort, list, tee },
    source: sharing.tee({ baudRate: 9600, recorded: true, async *bytes() {} }, meter),
    sent,
    /** A program that reads the line: it has begun to hear what is sent. */
    join: async () => {
      const { socket, heard } = await joined(port);
      await expect.poll(async () => (await sent(Uint8Array.of(MARK))) && heard().length).toBeGreaterThan(0);
      return { socket, heard: () => heard().filter((byte) => byte !== MARK) };
    },
  };
}

async function joined(port: number): Promise<{ readonly socket: Socket; heard(): readonly number[] }> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Uint8Array[] = [];
  socket.on('data', (bytes) => chunks.push(bytes)).on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return { socket, heard: () => chunks.flatMap((chunk) => [...chunk]) };
}
