import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { MqttConfig } from '../../src/config/config.ts';
import { GREETS_WITHIN_MS } from '../../src/mqtt/broker-client.ts';
import { ANSWERS_WITHIN_MS, type BrokerConnection, connectedTo } from '../../src/mqtt/broker-connection.ts';
import type { ProtocolVersion } from '../../src/mqtt/broker-fault.ts';
import { greetBroker } from '../../src/mqtt/greet-broker.ts';
import { inEitherVersion } from '../../src/mqtt/in-either-version.ts';
import { clientSocketsTo } from '../../testbed/databases/client-sockets.ts';
import { type Certificate, certificateOfOwn, missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import {
  type Behaviour,
  connack,
  type FakeBroker,
  puback,
  startFakeBroker,
  wellBehaved,
} from '../../testbed/mqtt/fake-broker.ts';
import { type FakeClock, fakeClock } from '../../testbed/support/clock.ts';
import { brokerConfig } from './broker-config.ts';

const NAMED = { clientId: 'linkytic0123456789abcd' };
const MESSAGE = { topic: 'linky/house', payload: '{}', isRetained: true };
const publishOne = ({ publish }: BrokerConnection) => publish(MESSAGE);
const life = () => new AbortController().signal;
/** Answers CONNECT, and then does something else. */
const greetsAnd = (then: Behaviour['packet']): Behaviour => ({
  packet(packet, socket) {
    if (packet.type === 'connect') socket.write(connack(packet.version));
    else then?.(packet, socket);
  },
});

describe('a message is published', () => {
  test.each([4, 5] as const)('in version %i, and the connection ends in good order', async (version) => {
    await using broker = await startFakeBroker(wellBehaved());
    expect(await tried(broker, { version })).toEqual({ kind: 'used', result: undefined });
    expect(broker.packets).toEqual([
      { type: 'connect', version, ...NAMED },
      { type: 'publish', id: expect.any(Number), ...MESSAGE },
      { type: 'disconnect' },
    ]);
  });

  test('whole, where the answers come byte by byte', async () => {
    const answers = Buffer.concat([connack(5)]);
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        if (packet.type === 'connect') void byteByByte(answers, socket);
        if (packet.type === 'publish') void byteByByte(puback(packet.id), socket);
      },
    });
    expect(await tried(broker)).toEqual({ kind: 'used', result: undefined });
  });

  test('and a broker that does not close the connection after DISCONNECT is left', async () => {
    await using broker = await startFakeBroker(
      greetsAnd((packet, socket) => packet.type === 'publish' && socket.write(puback(packet.id))),
    );
    const clock = fakeClock();
    const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, life(), publishOne);
    await expect.poll(() => broker.packets.at(-1)?.type).toBe('disconnect');
    clock.advance(250);
    expect(await outcome).toEqual({ kind: 'used', result: undefined });
    expect(clock.waiting).toBe(0);
  });
});

describe('a broker that is in the way', () => {
  test('accepts and never answers', async () => {
    await using broker = await startFakeBroker({});
    const clock = fakeClock();
    const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, life(), publishOne);
    await expect.poll(() => broker.packets.length).toBe(1);
    clock.advance(GREETS_WITHIN_MS);
    const fault = { kind: 'silent', says: 'no answer within 10 s' };
    expect(await outcome).toEqual({ kind: 'refused', fault, isVersionInDoubt: true });
    await isLeft(broker, clock);
  });

  test('answers CONNECT and never PUBLISH', async () => {
    await using broker = await startFakeBroker(greetsAnd(() => {}));
    const clock = fakeClock();
    const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, life(), publishOne);
    await expect.poll(() => broker.packets.length).toBe(2);
    clock.advance(ANSWERS_WITHIN_MS);
    expect(await outcome).toEqual({ kind: 'lost', fault: { kind: 'silent', says: 'no answer within 10 s' } });
    await isLeft(broker, clock);
  });

  test('ends the connection at once', async () => {
    await using broker = await startFakeBroker({ connected: (socket) => socket.end() });
    const outcome = await tried(broker);
    expect(outcome).toMatchObject({ kind: 'refused', fault: { kind: 'stranger' }, isVersionInDoubt: true });
  });

  test('ends it in the middle of a message', async () => {
    await using broker = await startFakeBroker(greetsAnd((_packet, socket) => socket.resetAndDestroy()));
    expect(await tried(broker)).toEqual({ kind: 'lost', fault: { kind: 'dropped', says: 'read ECONNRESET' } });
  });

  test.each([
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'HTTP/1.1 400 Bad Request'],
    ['nonsense', Buffer.from('\x16\x03\x01\x02\x00', 'latin1'), '16 03 01 02 00'],
    ['a length that never ends', Buffer.from([0x20, 0xff, 0xff, 0xff, 0xff, 0xff]), '20 ff ff ff ff ff'],
    ['a packet of 256 MB', Buffer.from([0x20, 0xff, 0xff, 0xff, 0x7f]), 'a packet of 268435460 bytes'],
    ['an answer that nobody asked for', Buffer.concat([connack(5), puback(1)]), 'an answer to nothing'],
  ])('is %s', async (_, bytes, says) => {
    await using broker = await startFakeBroker({ connected: (socket) => socket.write(bytes) });
    const stays = ({ over }: BrokerConnection) => ended(over);
    expect(await tried(broker, { use: stays })).toMatchObject({ fault: { kind: 'stranger', says } });
  });

  // §3.2.2.3.14. MQTT.js throws at both of them.
  test.each([
    ['twice', [0x20, 9, 0, 0, 6, 0x13, 0, 9, 0x13, 0, 8]],
    ['without its number', [0x20, 4, 0, 0, 1, 0x13]],
  ])('has a keep alive of its own %s', async (_, bytes) => {
    await using broker = await startFakeBroker({ connected: (socket) => socket.write(Buffer.from(bytes)) });
    expect(await tried(broker)).toMatchObject({
      kind: 'refused',
      fault: { kind: 'stranger', says: 'a keep alive that is no number' },
    });
  });

  test('floods us with messages', async () => {
    const message = Buffer.from([0x30, 0x7f, 0, 1, 0x61, ...Array.from({ length: 124 }, () => 0x2e)]);
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        if (packet.type === 'connect') socket.write(connack(packet.version));
        const flood = () => {
          if (!socket.destroyed) socket.write(Buffer.concat(Array(500).fill(message)), flood);
        };
        flood();
      },
    });
    let socket: Socket | undefined;
    const stays = ({ over }: BrokerConnection) => {
      [socket] = clientSocketsTo(broker.port);
      return ended(over);
    };
    expect(await tried(broker, { use: stays })).toEqual({
      kind: 'lost',
      fault: { kind: 'stranger', says: 'a flood of messages' },
    });
    // 64 kB, and what Node.js had read at once beyond them.
    expect(socket?.bytesRead).toBeGreaterThan(65_536);
    expect(socket?.bytesRead).toBeLessThan(3 * 65_536);
  });

  test('subscribes us to a topic of its own, whose few messages are dropped', async () => {
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        if (packet.type === 'connect') socket.write(Buffer.concat([connack(5), Buffer.from([0x30, 3, 0, 1, 0x61])]));
        else wellBehaved().packet(packet, socket);
      },
    });
    expect(await tried(broker)).toEqual({ kind: 'used', result: undefined });
  });

  test('no longer answers a ping', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    // It asks for a ping each second (§3.2.2.3.14), and is given up after one and a half.
    const everySecond = Buffer.from([0x20, 6, 0, 0, 3, 0x13, 0, 1]);
    await using broker = await startFakeBroker({
      packet: (packet, socket) => packet.type === 'connect' && socket.write(everySecond),
    });
    const stays = async ({ over }: BrokerConnection) => {
      vi.advanceTimersByTime(1_000);
      await expect.poll(() => broker.packets.map(({ type }) => type)).toEqual(['connect', 'pingreq']);
      expect(over.aborted).toBe(false);
      vi.advanceTimersByTime(500);
      return ended(over);
    };
    expect(await tried(broker, { use: stays })).toEqual({
      kind: 'lost',
      fault: { kind: 'silent', says: 'Keepalive timeout' },
    });
  });

  test('goes silent without closing the connection, as at a power cut', async () => {
    const sockets: Socket[] = [];
    await using broker = await startFakeBroker({
      connected: (socket) => sockets.push(socket),
      ...greetsAnd(() => {}),
    });
    const clock = fakeClock();
    const outcome = connectedTo(
      { ...NAMED, config: brokerConfig(broker.url), clock },
      5,
      life(),
      async (connection) => {
        for (const socket of sockets) socket.pause();
        return connection.publish(MESSAGE);
      },
    );
    await expect
      .poll(() => broker.connections.inAll && clock.waits.filter((ms) => ms === ANSWERS_WITHIN_MS))
      .toHaveLength(2);
    clock.advance(ANSWERS_WITHIN_MS);
    expect(await outcome).toMatchObject({ kind: 'lost', fault: { kind: 'silent' } });
  });
});

describe('a broker refuses', () => {
  test.each([
    [4, 1, 'stranger', true],
    [4, 2, 'failing', false],
    [4, 3, 'busy', false],
    [4, 4, 'credentials', false],
    [4, 5, 'credentials', false],
    [5, 0x84, 'stranger', true],
    [5, 0x86, 'credentials', false],
    [5, 0x87, 'credentials', false],
    [5, 0x88, 'busy', false],
    [5, 0x89, 'busy', false],
    [5, 0x8a, 'rights', false],
    [5, 0x97, 'busy', false],
  ] as const)('the connection in version %i with %i: %s', async (version, code, kind, isVersionInDoubt) => {
    await using broker = await startFakeBroker({ packet: (_packet, socket) => socket.end(connack(version, code)) });
    expect(await tried(broker, { version })).toEqual({
      kind: 'refused',
      fault: { kind, says: expect.stringMatching(/^[A-Z][\w ]+$/) },
      isVersionInDoubt,
    });
  });

  test.each([
    [0x87, 'rights', 'Not authorized'],
    [0x90, 'rights', 'Topic Name invalid'],
    [0x97, 'busy', 'Quota exceeded'],
    [0x80, 'failing', 'Unspecified error'],
  ] as const)('a message with %i', async (reason, kind, says) => {
    await using broker = await startFakeBroker(
      greetsAnd((packet, socket) => packet.type === 'publish' && socket.write(puback(packet.id, reason))),
    );
    const clock = fakeClock();
    const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, life(), publishOne);
    await expect.poll(() => broker.packets.at(-1)?.type).toBe('disconnect');
    clock.advance(250);
    expect(await outcome).toEqual({ kind: 'used', result: { kind, says } });
  });

  test.each([
    [0x8e, 'dropped', 'Session taken over'],
    [0x8b, 'dropped', 'Server shutting down'],
    [0x87, 'rights', 'Not authorized'],
    [0x97, 'busy', 'Quota exceeded'],
  ] as const)('to go on, by a DISCONNECT with %i', async (reason, kind, says) => {
    await using broker = await startFakeBroker(
      greetsAnd((_packet, socket) => socket.end(Buffer.from([0xe0, 2, reason, 0]))),
    );
    expect(await tried(broker)).toEqual({ kind: 'lost', fault: { kind, says } });
  });

  test('a message that is longer than it takes, before that is sent', async () => {
    const most50 = Buffer.from([0x20, 8, 0, 0, 5, 0x27, 0, 0, 0, 50]);
    await using broker = await startFakeBroker({
      packet: (packet, socket) => packet.type === 'connect' && socket.write(most50),
    });
    const long = ({ publish }: BrokerConnection) => publish({ ...MESSAGE, payload: 'x'.repeat(40) });
    expect(await tried(broker, { use: long })).toEqual({
      kind: 'used',
      result: { kind: 'failing', says: 'Packet too large' },
    });
    expect(broker.packets.map(({ type }) => type)).toEqual(['connect', 'disconnect']);
  });

  test('in its own words, in which the password is masked', async () => {
    const text = Buffer.from('no: se\x1b[1mcret word');
    const body = [0, 0x86, 3 + text.length, 0x1f, 0, text.length, ...text];
    await using broker = await startFakeBroker({
      packet: (_packet, socket) => socket.end(Buffer.from([0x20, body.length, ...body])),
    });
    const config = { username: 'linky', password: 'secret word' };
    const says = 'Bad User Name or Password: no: ***';
    expect(await tried(broker, { config })).toMatchObject({ fault: { kind: 'credentials', says } });
  });
});

describe('of the two versions of the protocol', () => {
  test.each([
    [4, 5],
    [5, 4],
  ] as const)('that is found which a broker speaks: %i, though %i is tried first', async (speaks, first) => {
    await using broker = await startFakeBroker(wellBehaved(speaks));
    const spoken = await inEitherVersion(
      { ...NAMED, config: brokerConfig(broker.url), clock: fakeClock() },
      first,
      life(),
      publishOne,
    );
    expect(spoken).toEqual({ outcome: { kind: 'used', result: undefined }, next: speaks });
  });

  test('the older one is tried at once where the connection was ended without a word', async () => {
    await using broker = await startFakeBroker({
      packet(packet, socket) {
        if (packet.type === 'connect' && packet.version === 5) socket.destroy();
        else wellBehaved(4).packet(packet, socket);
      },
    });
    expect(await greetBroker(brokerConfig(broker.url), life(), fakeClock())).toBe('well');
  });

  test('the other one is next where a broker is silent, and at once none', async () => {
    await using broker = await startFakeBroker({});
    const clock = fakeClock();
    const spoken = inEitherVersion({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, life(), publishOne);
    await expect.poll(() => broker.packets.length).toBe(1);
    clock.advance(GREETS_WITHIN_MS);
    expect(await spoken).toMatchObject({ outcome: { fault: { kind: 'silent' } }, next: 4 });
    expect(broker.connections.inAll).toBe(1);
  });

  test('the one stays that a broker spoke, when its password is refused', async () => {
    await using broker = await startFakeBroker({ packet: (_packet, socket) => socket.end(connack(5, 0x86)) });
    const spoken = await inEitherVersion(
      { ...NAMED, config: brokerConfig(broker.url), clock: fakeClock() },
      5,
      life(),
      publishOne,
    );
    expect(spoken).toMatchObject({ outcome: { fault: { kind: 'credentials' } }, next: 5 });
    expect(broker.connections.inAll).toBe(1);
  });
});

test('a greeting has a name of its own: of two clients of one name, a broker ends the older connection', async () => {
  await using broker = await startFakeBroker(wellBehaved());
  for (let nth = 0; nth < 2; nth += 1) await greetBroker(brokerConfig(broker.url), life(), fakeClock());
  const ids = broker.packets.flatMap((packet) => (packet.type === 'connect' ? packet.clientId : []));
  expect(new Set(ids).size).toBe(2);
  expect(ids.filter((id) => !/^[a-zA-Z0-9]{10,23}$/.test(id))).toEqual([]);
});

test('nothing listens', async () => {
  const broker = await startFakeBroker({});
  await broker[Symbol.asyncDispose]();
  expect(await greetBroker(brokerConfig(broker.url), life(), fakeClock())).toMatchObject({ kind: 'notListening' });
});

test('a life that ends cuts a connection short, at each of its steps', async () => {
  for (const behaviour of [{}, greetsAnd(() => {})]) {
    await using broker = await startFakeBroker(behaviour);
    const end = new AbortController();
    const clock = fakeClock();
    const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url), clock }, 5, end.signal, publishOne);
    await expect.poll(() => broker.packets.length).toBeGreaterThan(0);
    end.abort();
    expect(await outcome).toEqual({ kind: 'ended' });
    await isLeft(broker, clock);
  }
});

describe.skipIf(missingOpenssl())(missingOpenssl() ?? 'with TLS', () => {
  let made: { readonly [name in 'own' | 'foreign' | 'over']: Certificate };
  beforeAll(() => {
    made = { own: certificateOfOwn(), foreign: certificateOfOwn(), over: certificateOfOwn({ isOver: true }) };
  });

  test.each([
    ['is signed by the authority of the settings', 'own', 'own', 'well'],
    ['is signed by another', 'own', 'foreign', 'certificate'],
    ['is signed by one that no machine knows', 'own', undefined, 'certificate'],
    ['is over', 'over', 'over', 'certificate'],
  ] as const)('a certificate %s', async (_, shown, authority, kind) => {
    const { cert, key } = made[shown];
    const ca = authority ? made[authority].ca : '';
    await using broker = await startFakeBroker(wellBehaved(), { cert: readFileSync(cert), key: readFileSync(key) });
    const found = await greetBroker(brokerConfig(broker.url, { ca }), life(), fakeClock());
    expect(typeof found === 'string' ? found : found.kind).toBe(kind);
  });

  test('a broker without it is a stranger', async () => {
    await using broker = await startFakeBroker(wellBehaved());
    const url = broker.url.replace('mqtt:', 'mqtts:');
    expect(await greetBroker(brokerConfig(url), life(), fakeClock())).toMatchObject({ kind: 'stranger' });
  });

  test('one that never shows its certificate is silent', async () => {
    await using broker = await startFakeBroker({ connected: (socket) => socket.pause() });
    const clock = fakeClock();
    const greeting = greetBroker(brokerConfig(broker.url.replace('mqtt:', 'mqtts:')), life(), clock);
    await expect.poll(() => broker.connections.inAll).toBe(1);
    clock.advance(GREETS_WITHIN_MS);
    expect(await greeting).toMatchObject({ kind: 'silent' });
    expect(clock.waiting).toBe(0);
  });
});

interface Trial<T> {
  readonly version?: ProtocolVersion;
  readonly config?: Partial<MqttConfig>;
  readonly use?: (connection: BrokerConnection) => Promise<T>;
}

/** What comes of a connection, of which nothing is left then. */
async function tried(broker: FakeBroker, { version = 5, config, use = publishOne as never }: Trial<unknown> = {}) {
  const clock = fakeClock();
  const outcome = connectedTo({ ...NAMED, config: brokerConfig(broker.url, config), clock }, version, life(), use);
  const result = await outcome;
  await isLeft(broker, clock);
  return result;
}

async function isLeft(broker: FakeBroker, clock: FakeClock): Promise<void> {
  await expect.poll(() => broker.connections.now).toBe(0);
  expect(clock.waiting).toBe(0);
}

function ended(over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    over.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function byteByByte(bytes: Buffer, socket: Socket): Promise<void> {
  socket.setNoDelay(true);
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await nextTurn();
  }
}
