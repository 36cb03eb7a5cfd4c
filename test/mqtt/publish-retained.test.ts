import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { GREETS_WITHIN_MS } from '../../src/mqtt/broker-client.ts';
import { publishRetained } from '../../src/mqtt/publish-retained.ts';
import { type FakeBroker, startFakeBroker, wellBehaved } from '../../testbed/mqtt/fake-broker.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { brokerConfig } from './broker-config.ts';

const MINUTE_MS = 60_000;

test('the pauses between two tries grow to a minute, and begin anew after a connection that has stood for a minute', async () => {
  let isAway = true;
  const sockets: Socket[] = [];
  await using broker = await startFakeBroker({
    connected(socket) {
      if (isAway) socket.destroy();
      sockets.push(socket);
    },
    ...wellBehaved(),
  });
  const { messages, clock } = publishing(broker);
  messages.want('linky/house', '1');
  const pauses = () => clock.waits.filter((ms) => ms !== GREETS_WITHIN_MS && ms % 1_000 === 0);
  for (let nth = 1; nth <= 8; nth += 1) {
    await expect.poll(() => pauses().length).toBe(nth);
    if (nth === 8) isAway = false;
    clock.advance(pauses().at(-1) ?? 0);
  }
  expect(pauses()).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, MINUTE_MS, MINUTE_MS]);
  await expect.poll(() => broker.packets.at(-1)).toMatchObject({ topic: 'linky/house', payload: '1' });
  await expect.poll(() => clock.waits.at(-1)).toBe(10_000);
  const before = pauses().length;
  clock.advance(MINUTE_MS);
  sockets.at(-1)?.destroy();
  await expect.poll(() => pauses().slice(before)).toEqual([1_000]);
});

test('what changes while the broker is away costs one message a topic', async () => {
  let isAway = true;
  await using broker = await startFakeBroker({
    connected: (socket) => void (isAway && socket.destroy()),
    ...wellBehaved(),
  });
  const { messages, clock } = publishing(broker);
  for (let nth = 1; nth <= 1_000; nth += 1) messages.want(`linky/${nth % 2}`, String(nth));
  await expect.poll(() => clock.waits).toContain(1_000);
  isAway = false;
  clock.advance(1_000);
  await expect.poll(() => published(broker)).toEqual(['linky/1 999', 'linky/0 1000']);
});

test('a message that is taken back from a broker that was away is told as taken back once it has acknowledged that', async () => {
  let isAway = true;
  await using broker = await startFakeBroker({
    connected: (socket) => void (isAway && socket.destroy()),
    ...wellBehaved(),
  });
  const { messages, clock, takenBack } = publishing(broker);
  messages.want('linky/cellar', '');
  await expect.poll(() => clock.waits).toContain(1_000);
  expect(takenBack).toEqual([]);
  isAway = false;
  clock.advance(1_000);
  await expect.poll(() => takenBack).toEqual(['linky/cellar']);
  expect(published(broker)).toEqual(['linky/cellar ']);
});

test('the last message goes before all that still waits', async () => {
  await using broker = await startFakeBroker(wellBehaved());
  const { messages } = publishing(broker);
  messages.want('linky/0', '0');
  await expect.poll(() => published(broker)).toEqual(['linky/0 0']);
  for (let nth = 1; nth <= 100; nth += 1) messages.want(`linky/${nth}`, '1');
  await messages.stop('linky/available', 'offline');
  messages.want('linky/0', '1');
  expect(published(broker).length).toBeLessThanOrEqual(3);
  expect(published(broker).at(-1)).toBe('linky/available offline');
  expect(broker.packets.at(-1)).toEqual({ type: 'disconnect' });
});

function publishing(broker: FakeBroker) {
  const clock = fakeClock();
  const takenBack: string[] = [];
  const messages = publishRetained({
    broker: { config: brokerConfig(broker.url), clientId: 'linkytic', clock },
    report() {},
    begun() {},
    tookBack: (topic) => void takenBack.push(topic),
  });
  onTestFinished(async () => {
    const stopped = messages.stop('linky/available', 'offline');
    await clock.pass(1_000);
    await stopped;
    expect(clock.waiting).toBe(0);
  });
  return { messages, clock, takenBack };
}

function published(broker: FakeBroker): readonly string[] {
  return broker.packets.flatMap((packet) => (packet.type === 'publish' ? `${packet.topic} ${packet.payload}` : []));
}
