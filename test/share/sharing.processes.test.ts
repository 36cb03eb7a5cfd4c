import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { MOST_BYTES } from '../../src/share/line-post.ts';
import { startSharing } from '../../src/share/sharing.ts';
import { freePort } from '../../testbed/daemon.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { sharingOn } from './puppet-sharing.ts';

const PRICES = [
  {
    from: '2026-01-01',
    subscription: 15,
    periods: [
      { name: 'HP', price: 0.2065 },
      { name: 'HC', price: 0.1579 },
    ],
  },
];

/** A byte that only tells that a program hears. */
const MARK = 0xff;

describe('the bytes of a line that are given', () => {
  test('go to a program from its joining on', async () => {
    const { give, join } = await shared();
    give(Uint8Array.of(1));
    const reader = await join();
    give(new Uint8Array(65_536).subarray(9, 12).fill(7));
    await expect.poll(() => reader.heard()).toEqual([7, 7, 7]);
  });

  test('and of which there are more at once than the thread can take, cost the line its readers, which is news, and the next ones get all', async () => {
    const { give, join, list } = await shared();
    const reader = await join();
    const left = once(reader.socket, 'close');
    // In one turn: no answer of the thread can come between.
    for (let times = 0; times < 5; times += 1) give(new Uint8Array(MOST_BYTES / 4).fill(1));
    const newsAfterMore = () => {
      give(Uint8Array.of(2));
      return list.troubles.news;
    };
    await expect.poll(newsAfterMore).toHaveLength(1);
    await left;
    expect(reader.heard().length).toBeLessThanOrEqual(MOST_BYTES);
    expect(list.troubles.news).toMatchObject([{ part: 'share', kind: 'fellBehind', readers: 1 }]);
    const next = await join();
    give(Uint8Array.of(5));
    await expect.poll(() => next.heard()).toEqual([5]);
  });
});

test('a Reading that is taken is given over HTTP', async () => {
  const { sharing, httpPort } = await shared();
  const ask = () =>
    fetch(`http://127.0.0.1:${httpPort}/`).then(
      (answer) => answer.json(),
      () => undefined,
    );
  sharing.tellYear('linky', '22:56-06:56');
  await expect.poll(async () => Object.keys((await ask()) ?? {})).toContain('error');
  const takeAndAsk = () => {
    sharing.take('linky', readingWith({ apparentPowerVA: 1230, monotonicMs: systemClock.now() }));
    return ask();
  };
  await expect.poll(takeAndAsk).toMatchObject({ name: 'Linky', apparentPower: 1230 });
});

test('the hours of the year price what a kWh costs, before any frame has come', async () => {
  const { sharing, httpPort } = await shared();
  const ask = () =>
    fetch(`http://127.0.0.1:${httpPort}/prices`).then(
      (answer) => answer.status,
      () => undefined,
    );
  expect(await ask(), 'before the price is known').toBeUndefined();
  sharing.tellYear('linky', '22:56-06:56');
  await expect.poll(ask).toBe(200);
  sharing.tellYear('linky', undefined);
  await expect.poll(ask).toBe(503);
});

test('a thread that is started again is told the hours of the year, those of a meter that has some', async () => {
  const clock = fakeClock();
  const list = loggedTroubles(clock);
  const { sharing, take, years } = sharingOn('throws', clock, list);
  sharing.tellYear('linky', '22:56-06:56');
  sharing.tellYear('barn', '22:00-06:00');
  sharing.tellYear('barn', undefined);
  take(12);
  take(13);
  await expect.poll(() => list.troubles.standing).toMatchObject([{ part: 'share', kind: 'broken' }]);
  const before = years().length;
  await clock.pass(1_000);
  await expect.poll(() => years().slice(before)).toEqual(['linky: 22:56-06:56']);
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
  await expect.poll(() => taken().at(-1)).toBe('14');
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
  const { config } = readConfig(pluginBlock({ meters: [{ name: 'Linky', port: 'demo', share, prices: PRICES }] }));
  const list = loggedTroubles(systemClock);
  const { promise: isListening, resolve } = Promise.withResolvers<void>();
  const log = { ...list.log, info: (text: string) => text.includes('tcp:') && resolve() };
  const folder = temporaryFolder({ name: 'sharing' });
  const options = {
    config,
    folder,
    host: 'homebridge',
    log,
    troubles: list.troubles,
    clock: systemClock,
    keep() {},
  } as const;
  const sharing = startSharing(options);
  onTestFinished(() => sharing.stop());
  await isListening;
  const give = (bytes: Uint8Array) => sharing.give('linky', bytes);
  return {
    ...{ sharing, httpPort, list, give },
    /** A program that reads the line: it has begun to hear what is sent. */
    join: async () => {
      const { socket, heard } = await joined(port);
      const hears = () => {
        give(Uint8Array.of(MARK));
        return heard().length;
      };
      await expect.poll(hears).toBeGreaterThan(0);
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
