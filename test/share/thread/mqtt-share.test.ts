import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MqttConfig } from '../../../src/config/config.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { shareMqtt } from '../../../src/share/thread/mqtt-share.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../../src/trouble/trouble.ts';
import {
  type Behaviour,
  connack,
  type FakeBroker,
  puback,
  startFakeBroker,
  wellBehaved,
} from '../../../testbed/mqtt/fake-broker.ts';
import { fakeClock } from '../../../testbed/support/clock.ts';
import { pluginBlock } from '../../../testbed/support/plugin-block.ts';
import { readingWith } from '../../../testbed/support/readings.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';
import { brokerConfig } from '../../mqtt/broker-config.ts';

const DISCOVERY = 'homeassistant/device/linky_house/config';
const HOUSE = { contract: 'BASE', tariff: 'TH..' };

describe('of a meter, the broker gets', () => {
  test('all states, once the journal has said what was told before', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, kept } = sharing(broker);
    share.take('house', reading(0, { apparentPowerVA: 400 }));
    expect(kept).toEqual([]);
    share.note('');
    expect(JSON.parse(kept.at(-1) ?? '')).toMatchObject({
      brokers: [{ url: broker.url, topic: 'linky', meters: [{ slug: 'house', isDiscovered: true }] }],
    });
    await expect.poll(() => topics(broker)).toHaveLength(4);
    expect(newest(broker, 'linky/available')).toBe('online');
    expect(newest(broker, 'linky/house/available')).toBe('online');
    const values = { mode: 'historique', phases: 1, apparentPower: 400, period: 'BASE' };
    expect(JSON.parse(newest(broker, 'linky/house') ?? '')).toEqual({
      name: 'House',
      at: '2026-12-01T00:00:00.000Z',
      ...values,
    });
    expect(JSON.parse(newest(broker, DISCOVERY) ?? '')).toMatchObject({ state_topic: 'linky/house' });
    expect(published(broker).every(({ isRetained }) => isRetained)).toBe(true);
  });

  test('its first message, which the log says once', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, clock, lines } = sharing(broker);
    share.note('');
    await expect.poll(() => newest(broker, 'linky/available')).toBe('online');
    const says = `The newest reading of each meter goes to the MQTT broker at ${broker.url}, under topics that begin with linky/.`;
    await expect.poll(() => lines).toEqual([expect.stringContaining(says)]);
    share.take('house', reading(clock.now(), { apparentPowerVA: 100 }));
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('online');
    expect(lines).toHaveLength(1);
  });

  test('each newest reading, but one a second at most', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, clock } = sharing(broker);
    share.note('');
    for (const watts of [100, 200, 300]) {
      share.take('house', reading(clock.now(), { apparentPowerVA: watts }));
      await expect.poll(() => newest(broker, 'linky/available')).toBe('online');
    }
    await expect.poll(() => newest(broker, 'linky/house')).toContain('"apparentPower":');
    share.take('house', reading(clock.now(), { apparentPowerVA: 400 }));
    // The first one is acknowledged, and a newer one waits.
    await expect.poll(() => clock.waits).toContain(1_000);
    clock.advance(1_000);
    await expect.poll(() => newest(broker, 'linky/house')).toContain('"apparentPower":400');
    expect(published(broker).filter(({ topic }) => topic === 'linky/house')).toHaveLength(2);
  });

  test('that it is not heard: before its first reading, and when it has been silent', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, clock } = sharing(broker);
    share.note('');
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('offline');
    share.take('house', reading(0));
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('online');
    clock.advance(60_000);
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('offline');
    share.take('house', reading(clock.now()));
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('online');
  });

  test('not as heard what a thread before this one had taken long ago', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share } = sharing(broker);
    share.note('');
    share.take('house', reading(-60_001));
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('offline');
    expect(newest(broker, 'linky/house')).toBeUndefined();
  });

  test('everything again after a loss of the connection', async () => {
    let isFirst = true;
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        wellBehaved().packet(packet, socket);
        if (packet.type === 'publish' && packet.topic === 'linky/house' && isFirst) {
          isFirst = false;
          socket.end();
        }
      },
    });
    const { share, clock, troubles } = sharing(broker);
    share.take('house', reading(0));
    share.note('');
    await expect.poll(() => broker.connections.now).toBe(0);
    await expect.poll(() => isFirst).toBe(false);
    await clock.skipUntil(() => broker.connections.inAll === 2);
    await expect.poll(() => published(broker).filter(({ topic }) => topic === 'linky/house')).toHaveLength(2);
    expect(troubles).toEqual([]);
  });
});

test('on each connection that we are there is said last, as until then the broker may give out what is old', async () => {
  const sockets: Socket[] = [];
  await using broker = await startFakeBroker({ connected: (socket) => sockets.push(socket), ...wellBehaved() });
  const { share, clock } = sharing(broker);
  share.note('');
  share.take('house', reading(0));
  const all = ['linky/house/available', DISCOVERY, 'linky/house', 'linky/available'];
  const said = (from: number) =>
    published(broker)
      .slice(from)
      .map(({ topic }) => topic);
  await expect.poll(() => said(0)).toHaveLength(all.length);
  expect(said(0).at(-1)).toBe('linky/available');
  expect(new Set(said(0))).toEqual(new Set(all));
  clock.advance(1_000);
  share.take('house', reading(1_000, { apparentPowerVA: 1 }));
  await expect.poll(() => said(0).length).toBe(all.length + 1);
  sockets.at(-1)?.destroy();
  await clock.skipUntil(() => broker.connections.inAll === 2);
  await expect.poll(() => said(all.length + 1)).toHaveLength(all.length);
  expect(said(all.length + 1).at(-1)).toBe('linky/available');
});

test('that a meter is heard is said after what it says, as the broker has what it said before', async () => {
  await using broker = await startFakeBroker(wellBehaved());
  const { share, clock } = sharing(broker);
  share.note('');
  await expect.poll(() => newest(broker, 'linky/available')).toBe('online');
  for (const atMs of [0, 100_000]) {
    clock.advance(atMs - clock.now());
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('offline');
    const before = published(broker).length;
    share.take('house', reading(clock.now()));
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('online');
    const since = published(broker).slice(before);
    const ofMeter = since.filter(({ topic }) => topic.startsWith('linky/house'));
    expect(ofMeter.map(({ topic }) => topic)).toEqual(['linky/house', 'linky/house/available']);
  }
});

test('the note is kept only where something changes, and not at each start', async () => {
  await using broker = await startFakeBroker(wellBehaved());
  const meters = ['House', 'Cellar', 'Barn'];
  const first = sharing(broker, { meters });
  first.share.note('');
  for (const slug of ['house', 'cellar', 'barn']) first.share.take(slug, reading(0));
  const text = first.kept.at(-1) ?? '';
  const { share, kept } = sharing(broker, { meters });
  share.note(text);
  for (const slug of ['barn', 'house', 'cellar']) share.take(slug, reading(0));
  expect(kept).toEqual([]);
});

test('the broker is told every minute that we are there, as it may believe otherwise after a power cut', async () => {
  await using broker = await startFakeBroker(wellBehaved());
  const { share, clock } = sharing(broker);
  share.note('');
  const said = () => published(broker).filter(({ topic }) => topic === 'linky/available');
  await expect.poll(said).toHaveLength(1);
  clock.advance(60_000);
  await expect.poll(said).toHaveLength(2);
  expect(said().map(({ payload }) => payload)).toEqual(['online', 'online']);
});

test('the name of the client stays, so that a broker does not keep the connection before', async () => {
  await using broker = await startFakeBroker({ connected: (socket) => socket.end() });
  const { share, clock } = sharing(broker);
  share.note('');
  await clock.skipUntil(() => broker.packets.length >= 3);
  const names = broker.packets.map((packet) => packet.type === 'connect' && packet.clientId);
  expect(new Set(names).size).toBe(1);
});

describe('what the settings no longer have', () => {
  const gone = JSON.stringify({
    version: 1,
    brokers: [{ url: 'URL', topic: 'linky', meters: [{ slug: 'cellar', isDiscovered: true }] }],
  });
  const itsTopics = ['homeassistant/device/linky_cellar/config', 'linky/cellar/available', 'linky/cellar'];

  test('is taken back, and then named no more', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, kept } = sharing(broker);
    share.note(gone.replace('URL', broker.url));
    await expect.poll(() => itsTopics.map((topic) => newest(broker, topic))).toEqual(['', '', '']);
    await expect.poll(() => kept.at(-1)).not.toContain('cellar');
    expect(kept[0]).toContain('cellar');
    expect(kept[0]).toContain('house');
  });

  test('stays while something is wrong with the settings, and is not heard', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, kept } = sharing(broker, { isSound: false });
    share.note(gone.replace('URL', broker.url));
    const left = ['linky/house/available', 'linky/cellar/available', 'linky/available'];
    await expect.poll(() => topics(broker)).toEqual(left);
    expect(left.map((topic) => newest(broker, topic))).toEqual(['offline', 'offline', 'online']);
    expect(kept.at(-1)).toContain('cellar');
  });

  test('waits for a journal that answers late, which nothing else does', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, clock, kept } = sharing(broker);
    share.take('house', reading(0));
    clock.advance(10_000);
    await expect.poll(() => newest(broker, DISCOVERY)).toBeDefined();
    expect(kept).toEqual([]);
    share.note(gone.replace('URL', broker.url));
    await expect.poll(() => itsTopics.map((topic) => newest(broker, topic))).toEqual(['', '', '']);
    // The broker has the messages before the share has its acknowledgements.
    const meters = () => JSON.parse(kept.at(-1) ?? '').brokers[0].meters;
    await expect.poll(meters).toMatchObject([{ slug: 'house', told: { contract: 'BASE' } }]);
  });

  test('is no trouble where the broker refuses it: a topic may have been changed because the user has no right to it', async () => {
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        if (packet.type === 'publish' && packet.topic.includes('cellar')) socket.write(puback(packet.id, 0x87));
        else wellBehaved().packet(packet, socket);
      },
    });
    const { share, troubles, kept } = sharing(broker);
    share.note(gone.replace('URL', broker.url));
    await expect.poll(() => topics(broker)).toEqual(expect.arrayContaining(itsTopics));
    share.take('house', reading(0));
    await expect.poll(() => newest(broker, DISCOVERY)).toBeDefined();
    expect(troubles).toEqual([]);
    expect(kept.at(-1)).toContain('cellar');
  });

  test('is the discovery, where it is switched off', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, kept } = sharing(broker, { discovery: false });
    share.take('house', reading(0));
    share.note(gone.replace('URL', broker.url).replace('cellar', 'house'));
    await expect.poll(() => newest(broker, DISCOVERY)).toBe('');
    await expect.poll(() => newest(broker, 'linky/house')).toContain('"name"');
    await expect.poll(() => kept.at(-1)).toContain('"isDiscovered":false');
  });
});

describe('at the end', () => {
  test('the broker is told that nobody is there, and the connection ends in good order', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share } = sharing(broker);
    share.note('');
    await expect.poll(() => newest(broker, 'linky/house/available')).toBe('offline');
    await share.stop();
    expect(newest(broker, 'linky/available')).toBe('offline');
    expect(broker.packets.at(-1)?.type).toBe('disconnect');
  });

  const mischief: readonly (readonly [string, Behaviour])[] = [
    ['that accepts and never answers', {}],
    [
      'that stops to answer',
      {
        packet: (packet, socket) => {
          if (packet.type === 'connect') socket.write(connack(packet.version));
          if (packet.type === 'publish' && packet.payload === 'online') socket.write(puback(packet.id));
        },
      },
    ],
    ['that drops us', { connected: (socket) => socket.end() }],
  ];

  test.each(mischief)('a broker %s holds up nothing', async (_, behaviour) => {
    await using broker = await startFakeBroker(behaviour);
    const { share, clock } = sharing(broker);
    share.note('');
    await expect.poll(() => broker.connections.inAll).toBeGreaterThan(0);
    const stopped = share.stop();
    await clock.pass(700);
    await stopped;
    await expect.poll(() => broker.connections.now).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  test('before the journal has answered, nothing was begun', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const { share, clock } = sharing(broker);
    await share.stop();
    expect(clock.waiting).toBe(0);
    expect(broker.connections.inAll).toBe(0);
  });
});

test('a broker that takes messages after a trouble is told of by the end of that trouble alone', async () => {
  let isWell = false;
  await using broker = await startFakeBroker({
    packet(packet, socket) {
      if (isWell) wellBehaved().packet(packet, socket);
      else socket.end(connack(5, 0x88));
    },
  });
  const { share, clock, troubles, lines } = sharing(broker);
  share.note('');
  await expect.poll(() => troubles).toMatchObject([{ kind: 'busy' }]);
  isWell = true;
  const before = broker.connections.inAll;
  await clock.skipUntil(() => broker.connections.inAll > before);
  await expect.poll(() => newest(broker, 'linky/available')).toBe('online');
  expect(lines).toEqual([]);
});

test('what is wrong is told with the user, and without the password', async () => {
  await using broker = await startFakeBroker({ packet: (_packet, socket) => socket.end(connack(5, 0x86)) });
  const { share, troubles } = sharing(broker, { username: 'jean', password: 'secret word' });
  share.note('');
  const says = 'Bad User Name or Password';
  await expect
    .poll(() => troubles)
    .toEqual([{ part: 'mqtt', kind: 'credentials', url: broker.url, says, username: 'jean' }]);
});

interface Sharing extends Partial<MqttConfig> {
  readonly isSound?: boolean;
  /** Their names. */
  readonly meters?: readonly string[];
}

function sharing(broker: FakeBroker, { isSound = true, meters = ['House'], ...more }: Sharing = {}) {
  const { config } = readConfig(pluginBlock({ meters: meters.map((name) => ({ name, port: 'demo' })) }));
  const clock = fakeClock({ wallMs: Date.UTC(2026, 11, 1) });
  const kept: string[] = [];
  const troubles: UndatedTrouble[] = [];
  const { log, lines } = loggedTroubles();
  const share = shareMqtt({
    mqtt: { broker: brokerConfig(broker.url, more), isSound },
    ...{ config, clock, log, texts: textsIn.en.share },
    reports: { report: (_slot, trouble) => void (trouble && troubles.push(trouble)), tell() {} },
    keep: (text) => void kept.push(text),
  });
  onTestFinished(async () => {
    const stopped = share.stop();
    await clock.pass(1_000);
    await stopped;
  });
  return { share, clock, kept, troubles, lines };
}

function reading(monotonicMs: number, more: Partial<Reading> = {}): Reading {
  return readingWith({ monotonicMs, ...HOUSE, ...more });
}

function published(broker: FakeBroker) {
  return broker.packets.flatMap((packet) => (packet.type === 'publish' ? packet : []));
}

function topics(broker: FakeBroker): readonly string[] {
  return [...new Set(published(broker).map(({ topic }) => topic))];
}

function newest(broker: FakeBroker, of: string): string | undefined {
  return published(broker).findLast(({ topic }) => topic === of)?.payload;
}
