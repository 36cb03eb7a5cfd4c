import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { serial } from '../../src/source/serial.ts';
import type { BaudRate } from '../../src/source/source.ts';
import { missingPty, openPty, type Pty } from '../../testbed/meter/pty.ts';

const unlimited = () => new AbortController().signal;
const HELLO = Uint8Array.of(0x02, 0x8a, 0xc1);
/** A byte that is sent until the port that is being opened has received it. */
const KNOCK = 0x00;
/** The last byte of a test. */
const LAST = 0x7f;
/** The timers that a polling reader would need. */
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

beforeEach(({ skip }) => {
  const reason = missingPty();
  if (reason !== undefined) skip(reason);
});
afterEach(() => void vi.useRealTimers());

describe('a serial port', () => {
  test('gives every byte unchanged, the eighth bit included', async () => {
    await using pty = await openPty();
    const every = Uint8Array.from({ length: 256 }, (_, at) => at + 1);
    expect(await heard(pty, every)).toEqual(every);
  });

  test.each<BaudRate>([1200, 9600])('is opened at %i bauds, and changes no character', async (baudRate) => {
    await using pty = await openPty();
    const reading = serial(pty.pluginSide).bytes(baudRate, unlimited());
    await opened(reading, pty);
    const settings = spawnSync('stty', ['-F', pty.pluginSide, '-a'], { encoding: 'utf8' }).stdout.split(/[;\s]+/);
    await reading.return();
    expect(settings).toEqual(expect.arrayContaining([String(baudRate), '-icrnl', '-istrip', '-ixon', '-icanon']));
  });

  test('gives chunks that are not overwritten later', async () => {
    await using pty = await openPty();
    const reading = serial(pty.pluginSide).bytes(9600, unlimited());
    await opened(reading, pty);
    await pty.write(HELLO);
    const { value: kept } = await reading.next();
    const asItCame = Uint8Array.from(kept ?? []);
    await pty.write(Uint8Array.from({ length: 64 }, () => 0x55));
    await reading.next();
    await reading.return();
    expect(kept).toEqual(asItCame);
  });

  test('is closed when its reader stops, and can be opened again at once', async () => {
    await using pty = await openPty();
    for (let round = 0; round < 5; round += 1) expect(await heard(pty, HELLO)).toEqual(HELLO);
  });

  test('is busy for a second reader', async () => {
    await using pty = await openPty();
    const first = serial(pty.pluginSide).bytes(9600, unlimited());
    await opened(first, pty);
    await expect(serial(pty.pluginSide).bytes(9600, unlimited()).next()).rejects.toMatchObject({
      name: 'SourceError',
      trouble: 'busy',
    });
    await first.return();
  });

  test('is gone when it is unplugged while silent, and works again when it is back', async () => {
    await using pty = await openPty();
    const reading = serial(pty.pluginSide).bytes(9600, unlimited());
    await opened(reading, pty);
    const ended = drained(reading);
    await Promise.all([expect(ended).rejects.toMatchObject({ name: 'SourceError', trouble: 'gone' }), pty.close()]);
    await expect(serial(pty.pluginSide).bytes(9600, unlimited()).next()).rejects.toMatchObject({ trouble: 'missing' });
    await pty.reopen();
    expect(await heard(pty, HELLO)).toEqual(HELLO);
  });

  // Reading from a tty that has hung up gives 0 bytes. If the reader took that for "nothing yet", it would loop at full speed.
  test('is gone when it was unplugged before the next read', async () => {
    await using pty = await openPty();
    const reading = serial(pty.pluginSide).bytes(9600, unlimited());
    await opened(reading, pty);
    await pty.close();
    await expect(drained(reading)).rejects.toMatchObject({ trouble: 'gone' });
  });

  test('is gone when it is unplugged right after its bytes', async () => {
    await using pty = await openPty();
    for (let round = 0; round < 20; round += 1) {
      const reading = serial(pty.pluginSide).bytes(9600, unlimited());
      await opened(reading, pty);
      const ended = drained(reading);
      await Promise.all([expect(ended).rejects.toMatchObject({ trouble: 'gone' }), pty.write(HELLO).then(pty.close)]);
      await pty.reopen();
    }
  });

  test('is not read while the line is silent', async () => {
    await using pty = await openPty();
    const life = new AbortController();
    const reading = serial(pty.pluginSide).bytes(9600, life.signal);
    await opened(reading, pty);
    await pty.write(Uint8Array.of(LAST));
    for (let isEmpty = false; !isEmpty; ) isEmpty = (await reading.next()).value?.includes(LAST) === true;
    vi.useFakeTimers({ toFake: [...TIMERS] });
    using files = readsOfFiles();
    let chunks = 0;
    for (let round = 1; round <= 5; round += 1) {
      const next = reading.next();
      await turns();
      // Each read so far has returned bytes, and there is no timer that would read again.
      expect([files.count(), vi.getTimerCount()]).toEqual([chunks, 0]);
      await pty.write(HELLO);
      let length = (await next).value?.length ?? 0;
      for (chunks += 1; length < HELLO.length; chunks += 1) length += (await reading.next()).value?.length ?? 0;
    }
    const ended = drained(reading);
    life.abort();
    await ended;
  });
});

describe('while a frame cannot end yet, a serial port', () => {
  const REST_MS = 500;

  test('is not read, and afterwards gives several pieces as one', async () => {
    await using pty = await openPty();
    const all = Uint8Array.from(Array.from({ length: 8 }, () => [...HELLO]).flat());
    // The line may delay a part of it. Then it is sent again.
    let received = 0;
    while (received < all.length) {
      const reading = await resting(pty);
      using files = readsOfFiles();
      const next = reading.next();
      for (let piece = 0; piece < 8; piece += 1) await pty.write(HELLO);
      await turns();
      expect([files.count(), vi.getTimerCount()]).toEqual([0, 1]);
      vi.advanceTimersByTime(REST_MS);
      const { value } = await next;
      received = value?.length ?? 0;
      expect(value).toEqual(all.subarray(0, received));
      await reading.return();
      vi.useRealTimers();
    }
  });

  test('is not read, and afterwards waits for bytes if none have arrived', async () => {
    await using pty = await openPty();
    const reading = await resting(pty);
    using files = readsOfFiles();
    const next = reading.next();
    vi.advanceTimersByTime(REST_MS);
    await turns();
    expect([files.count(), vi.getTimerCount()]).toEqual([1, 0]);
    await pty.write(HELLO);
    const { value } = await next;
    expect(value?.length).toBeGreaterThan(0);
    expect(value).toEqual(HELLO.subarray(0, value?.length));
    await reading.return();
  });

  test('is gone when it is unplugged', async () => {
    await using pty = await openPty();
    const reading = await resting(pty);
    const gone = expect(reading.next()).rejects.toMatchObject({ trouble: 'gone' });
    expect(vi.getTimerCount()).toBe(1);
    await pty.close();
    vi.advanceTimersByTime(REST_MS);
    await gone;
  });

  test('ends when its life ends, and is closed', async () => {
    await using pty = await openPty();
    const life = new AbortController();
    const reading = await resting(pty, life.signal);
    const ended = drained(reading);
    expect(vi.getTimerCount()).toBe(1);
    life.abort();
    await expect(ended).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    expect(await heard(pty, HELLO)).toEqual(HELLO);
  });
});

describe('when the life of a serial port ends', () => {
  test('before it is opened, it is not opened', async () => {
    await using pty = await openPty();
    expect(await serial(pty.pluginSide).bytes(9600, AbortSignal.abort()).next()).toEqual({
      done: true,
      value: undefined,
    });
  });

  test('while it is being opened, it is closed', async () => {
    await using pty = await openPty();
    const life = new AbortController();
    const next = serial(pty.pluginSide).bytes(9600, life.signal).next();
    life.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await heard(pty, HELLO)).toEqual(HELLO);
  });

  test('while it waits for bytes, it is closed', async () => {
    await using pty = await openPty();
    const life = new AbortController();
    const reading = serial(pty.pluginSide).bytes(9600, life.signal);
    await opened(reading, pty);
    const ended = drained(reading);
    life.abort();
    await expect(ended).resolves.toBeUndefined();
    expect(await heard(pty, HELLO)).toEqual(HELLO);
  });
});

/**
 * A reader that has just received the end of a frame of half a second. The next frame cannot end before the clock is
 * moved forward.
 */
async function resting(pty: Pty, life = unlimited()): Promise<AsyncGenerator<Uint8Array, void>> {
  const reading = serial(pty.pluginSide).bytes(9600, life);
  await opened(reading, pty);
  await pty.write(Uint8Array.from({ length: 480 }, (_, at) => (at < 479 ? 0x41 : 0x03)));
  for (let hasEnded = false; !hasEnded; ) hasEnded = (await reading.next()).value?.includes(0x03) === true;
  vi.useFakeTimers({ toFake: [...TIMERS] });
  return reading;
}

/** Lets the event loop run 200 times. A reader that polled without a timer would have read the port by then. */
async function turns(): Promise<void> {
  for (let nth = 0; nth < 200; nth += 1) await turn();
}

/** The bytes that a reader receives of these, which are sent after it has opened the port. It stops then. */
async function heard(pty: Pty, bytes: Uint8Array): Promise<Uint8Array> {
  const reading = serial(pty.pluginSide).bytes(9600, unlimited());
  await opened(reading, pty);
  await pty.write(bytes);
  let received = Buffer.alloc(0);
  for await (const chunk of reading) {
    received = Buffer.concat([received, chunk]);
    const start = received.findIndex((byte) => byte !== KNOCK);
    if (start >= 0 && received.length - start >= bytes.length) return Uint8Array.from(received.subarray(start));
  }
  throw new Error('the port ended');
}

/**
 * Resolves when the reader has opened the port. A byte is sent until it is received, because bytes that were sent
 * before are lost.
 */
async function opened(reading: AsyncGenerator<Uint8Array>, pty: Pty): Promise<void> {
  let isOpen = false;
  const first = reading.next().finally(() => {
    isOpen = true;
  });
  while (!isOpen) {
    await pty.write(Uint8Array.of(KNOCK));
    await sleep(5);
  }
  await first;
}

/** Counts how often this process reads from a file descriptor, including that of the port. */
function readsOfFiles(): Disposable & { count(): number } {
  const spy = vi.spyOn(fs, 'readSync');
  syncBuiltinESMExports();
  return {
    count: () => spy.mock.calls.length,
    [Symbol.dispose]() {
      spy.mockRestore();
      syncBuiltinESMExports();
    },
  };
}

async function drained(reading: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of reading);
}
