/*
 * Invariant: whatever a broker sends, at most one packet of 8 kB is held, and the library sees only whole packets, each of which answers
 * one of ours. We subscribe to nothing, so a broker has nothing else to send. (The parser of MQTT.js holds up to the 256 MB that a packet
 * may declare, §2.1.4, and its client keeps what is published with QoS 2 until it is released.)
 */
import type { Clock } from '../base/clock.ts';

/**
 * The longest packet that is accepted; CONNECT announces it to a broker that speaks MQTT 5 (§3.1.2.11.4). An answer has 4 bytes, and may
 * have a text.
 */
export const MOST_PACKET_BYTES = 8_192;
/**
 * Some brokers subscribe each client to topics of their own. Up to this many bytes of such messages may arrive in this many ms; they are
 * dropped.
 */
const MOST_UNASKED_BYTES = 65_536;
const UNASKED_WITHIN_MS = 10_000;
/** §2.1.4: the length field of a packet has up to four bytes. */
const MOST_LENGTH_BYTES = 4;

/** The first byte of each packet type that is an answer: its type, and its flags, which are 0 (§2.1.2, §2.1.3). */
const CONNACK = 0x20;
const PUBACK = 0x40;
const PINGRESP = 0xd0;
const DISCONNECT = 0xe0;
const ANSWERS: ReadonlySet<number> = new Set([CONNACK, PUBACK, PINGRESP]);
const PUBLISH_TYPE = 0x30;

/** Consecutive whole packets, or why no more is accepted. */
type Taken =
  | { readonly kind: 'packets'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly says: string };

export interface AwaitedPackets {
  /** To be called when a packet that the broker answers was sent, except for CONNECT. */
  asked(): void;
  /** Takes bytes from the broker. After a refusal, it must not be called again. */
  take(chunk: Uint8Array): Taken;
}

export function createAwaitedPackets(clock: Pick<Clock, 'now'>): AwaitedPackets {
  let rest: Buffer = Buffer.alloc(0);
  // The answer to CONNECT.
  let owed = 1;
  let unasked = { bytes: 0, sinceMs: Number.NEGATIVE_INFINITY };

  return {
    asked() {
      owed += 1;
    },
    take(chunk) {
      const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      const wanted: Uint8Array[] = [];
      let at = 0;
      for (;;) {
        const packet = packetAt(bytes, at);
        if (packet.kind === 'cut') break;
        if (packet.kind === 'refused') return packet;
        const whole = bytes.subarray(at, packet.end);
        const refusal = refusalOf(whole);
        if (refusal) return refusal;
        if (!isUnasked(whole)) wanted.push(whole);
        at = packet.end;
      }
      // A copy, since a view would keep everything that arrived in memory.
      rest = Buffer.from(bytes.subarray(at));
      return { kind: 'packets', bytes: Buffer.concat(wanted) };
    },
  };

  function refusalOf(packet: Uint8Array): Taken | undefined {
    if (isUnasked(packet))
      return isTooMuch(packet.length) ? { kind: 'refused', says: 'a flood of messages' } : undefined;
    if (!ANSWERS.has(packet[0] ?? 0)) return undefined;
    owed -= 1;
    return owed < 0 ? { kind: 'refused', says: 'an answer to nothing' } : undefined;
  }

  function isTooMuch(length: number): boolean {
    const nowMs = clock.now();
    if (nowMs - unasked.sinceMs > UNASKED_WITHIN_MS) unasked = { bytes: 0, sinceMs: nowMs };
    unasked.bytes += length;
    return unasked.bytes > MOST_UNASKED_BYTES;
  }
}

type Found =
  | { readonly kind: 'whole'; readonly end: number }
  /** The rest of the packet has not arrived yet. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'refused'; readonly says: string };

function packetAt(bytes: Buffer, from: number): Found {
  const first = bytes[from];
  if (first === undefined) return { kind: 'cut' };
  if (!ANSWERS.has(first) && first !== DISCONNECT && (first & 0xf0) !== PUBLISH_TYPE)
    return { kind: 'refused', says: shownBytes(bytes.subarray(from)) };
  let length = 0;
  for (let nth = 0; nth < MOST_LENGTH_BYTES; nth += 1) {
    const byte = bytes[from + 1 + nth];
    if (byte === undefined) return { kind: 'cut' };
    length += (byte & 0x7f) * 0x80 ** nth;
    if (byte >= 0x80) continue;
    const end = from + 2 + nth + length;
    if (end - from > MOST_PACKET_BYTES) return { kind: 'refused', says: `a packet of ${end - from} bytes` };
    return end <= bytes.length ? { kind: 'whole', end } : { kind: 'cut' };
  }
  return { kind: 'refused', says: shownBytes(bytes.subarray(from)) };
}

function isUnasked(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & 0xf0) === PUBLISH_TYPE;
}

const MOST_SHOWN = 60;

/** What arrived instead: a line of text, as a web server sends it, or some bytes. */
function shownBytes(bytes: Buffer): string {
  const [line = ''] = bytes
    .subarray(0, MOST_SHOWN)
    .toString('latin1')
    .split(/[\r\n]/);
  return /^[\x20-\x7e]{4,}$/.test(line) ? line : (bytes.subarray(0, 8).toString('hex').match(/../g) ?? []).join(' ');
}
