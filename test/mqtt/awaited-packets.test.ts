import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAwaitedPackets, MOST_PACKET_BYTES } from '../../src/mqtt/awaited-packets.ts';

const CONNACK = [0x20, 3, 0, 0, 0];
const PUBACK = [0x40, 2, 0, 1];
const PINGRESP = [0xd0, 0];
const DISCONNECT = [0xe0, 0];
const MESSAGE = [0x30, 4, 0, 1, 0x61, 0x62];

function taken(clock = { now: () => 0 }) {
  const packets = createAwaitedPackets(clock);
  return { ...packets, take: (...bytes: readonly number[]) => shown(packets.take(Uint8Array.from(bytes))) };
}

function shown(found: ReturnType<ReturnType<typeof createAwaitedPackets>['take']>): readonly number[] | string {
  return found.kind === 'packets' ? [...found.bytes] : found.says;
}

test('one answer is taken to each packet that asks for one, and no other', () => {
  const { take, asked } = taken();
  expect(take(...CONNACK)).toEqual(CONNACK);
  asked();
  asked();
  expect(take(...PUBACK, ...PINGRESP)).toEqual([...PUBACK, ...PINGRESP]);
  expect(take(...PINGRESP)).toBe('an answer to nothing');
});

test('a broker may always say that it ends the connection', () => {
  const { take } = taken();
  expect(take(...CONNACK, ...DISCONNECT)).toEqual([...CONNACK, ...DISCONNECT]);
});

test('the packets are whole, wherever the chunks are cut', () => {
  const sent = [...CONNACK, ...MESSAGE, ...PUBACK, ...MESSAGE, ...PINGRESP, ...DISCONNECT];
  const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: sent.length, maxLength: sent.length });
  fc.assert(
    fc.property(cuts, (sizes) => {
      const { take, asked } = taken();
      asked();
      asked();
      const got: number[] = [];
      for (let at = 0, nth = 0; at < sent.length; at += sizes[nth++] ?? 1)
        got.push(...(take(...sent.slice(at, at + (sizes[nth] ?? 1))) as readonly number[]));
      expect(got).toEqual([...CONNACK, ...PUBACK, ...PINGRESP, ...DISCONNECT]);
    }),
  );
});

test.each([
  ['a type that a broker never sends', [0x10, 0], '10 00'],
  ['flags that no answer has', [0x41, 2, 0, 1], '41 02 00 01'],
  ['a line of another protocol', [...Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')], 'SSH-2.0-OpenSSH_9.2'],
  ['a length of five bytes', [0x30, 0x80, 0x80, 0x80, 0x80, 0], '30 80 80 80 80 00'],
  ['a message of 256 MB, once its length is known', [0x30, 0xff, 0xff, 0xff, 0x7f], 'a packet of 268435460 bytes'],
])('%s is refused', (_, bytes, says) => {
  expect(taken().take(...bytes)).toBe(says);
});

test('the longest packet is taken, and one that is longer by a byte is not', () => {
  const ofLength = (length: number) => [0x20, 0x80 | (length & 0x7f), length >> 7];
  const longest = [...ofLength(MOST_PACKET_BYTES - 3), ...Array.from({ length: MOST_PACKET_BYTES - 3 }, () => 0)];
  expect(taken().take(...longest)).toHaveLength(MOST_PACKET_BYTES);
  expect(taken().take(...ofLength(MOST_PACKET_BYTES - 2))).toBe('a packet of 8193 bytes');
});

test('a few messages that nobody asked for are dropped, a flood of them is refused', () => {
  let nowMs = 0;
  const { take } = taken({ now: () => nowMs });
  const some = Array.from({ length: 10_000 }, () => MESSAGE).flat();
  expect(take(...some)).toEqual([]);
  nowMs += 10_001;
  expect(take(...some)).toEqual([]);
  nowMs += 9_000;
  expect(take(...some)).toBe('a flood of messages');
});
