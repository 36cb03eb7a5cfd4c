import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A packet of a client, as far as a test looks at it. */
type SentPacket =
  | { readonly type: 'connect'; readonly version: number; readonly clientId: string }
  | {
      readonly type: 'publish';
      readonly id: number;
      readonly topic: string;
      readonly payload: string;
      readonly isRetained: boolean;
    }
  | { readonly type: 'pingreq' | 'disconnect' | 'other' };

/** What a broker does that mosquitto cannot be made to do. */
export interface Behaviour {
  connected?(socket: Socket): void;
  packet?(packet: SentPacket, socket: Socket): void;
}

export interface FakeBroker extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** All packets, of all connections. */
  readonly packets: readonly SentPacket[];
  /** How many connections there were, and how many there are. */
  readonly connections: { readonly inAll: number; readonly now: number };
}

/** MQTT 3.1.1 §3.2 and MQTT 5.0 §3.2: the answer to CONNECT. */
export const connack = (version: number, code = 0) =>
  Buffer.from(version === 5 ? [0x20, 3, 0, code, 0] : [0x20, 2, 0, code]);
/** MQTT 5.0 §3.4: the answer to PUBLISH. Without a reason it is that of both versions. */
export const puback = (id: number, reason?: number) =>
  Buffer.from([0x40, reason === undefined ? 2 : 3, id >> 8, id & 0xff, ...(reason === undefined ? [] : [reason])]);

/** Acknowledges everything. @param speaks the version that it knows alone; both, unless given */
export function wellBehaved(speaks?: number): Required<Pick<Behaviour, 'packet'>> {
  return {
    packet(packet, socket) {
      if (packet.type === 'connect') {
        const isKnown = speaks === undefined || packet.version === speaks;
        if (isKnown) socket.write(connack(packet.version));
        // MQTT 3.1.1 §3.1.2.2, MQTT 5.0 §3.1.2.2.
        else socket.end(connack(speaks, speaks === 5 ? 0x84 : 1));
      }
      if (packet.type === 'publish') socket.write(puback(packet.id));
      if (packet.type === 'pingreq') socket.write(Buffer.from([0xd0, 0]));
      if (packet.type === 'disconnect') socket.end();
    },
  };
}

/** Starts a broker of a test on 127.0.0.1. */
export async function startFakeBroker(behaviour: Behaviour, tls?: TlsOptions): Promise<FakeBroker> {
  const sockets = new Set<Socket>();
  const packets: SentPacket[] = [];
  let inAll = 0;
  const accept = (socket: Socket) => {
    inAll += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    behaviour.connected?.(socket);
    let rest: Buffer = Buffer.alloc(0);
    let isClient = false;
    socket.on('data', (chunk) => {
      // What does not begin with CONNECT is no client (§3.1).
      isClient ||= chunk[0] === 0x10;
      if (!isClient) {
        socket.destroy();
        return;
      }
      rest = Buffer.concat([rest, chunk]);
      for (let found = packetIn(rest); found; found = packetIn(rest)) {
        rest = rest.subarray(found.length);
        packets.push(found.packet);
        behaviour.packet?.(found.packet, socket);
      }
    });
  };
  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: tls ? `mqtts://localhost:${port}` : `mqtt://127.0.0.1:${port}`,
    packets,
    connections: {
      get inAll() {
        return inAll;
      },
      get now() {
        return sockets.size;
      },
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function packetIn(bytes: Buffer): { readonly packet: SentPacket; readonly length: number } | undefined {
  let [length, shift, at] = [0, 0, 1];
  for (let byte = 0x80; byte >= 0x80; at += 1, shift += 7) {
    const next = bytes[at];
    if (next === undefined) return undefined;
    byte = next;
    length |= (byte & 0x7f) << shift;
  }
  if (bytes.length < at + length) return undefined;
  return { packet: packetOf(bytes[0] ?? 0, bytes.subarray(at, at + length)), length: at + length };
}

function packetOf(first: number, body: Buffer): SentPacket {
  switch (first >> 4) {
    case 1: {
      const version = body[6] ?? 0;
      // Before the client's id, MQTT 5 has the length of its properties, and these.
      const idAt = version === 5 ? 11 + (body[10] ?? 0) : 10;
      return { type: 'connect', version, clientId: textAt(body, idAt) };
    }
    case 3: {
      const topic = textAt(body, 0);
      const idAt = 2 + Buffer.byteLength(topic);
      // That of MQTT 5 has no properties, which is a byte of 0.
      const payload = body
        .subarray(idAt + 2)
        .toString()
        .replace(/^\0/, '');
      return { type: 'publish', id: body.readUInt16BE(idAt), topic, payload, isRetained: (first & 1) === 1 };
    }
    case 12:
      return { type: 'pingreq' };
    case 14:
      return { type: 'disconnect' };
    default:
      return { type: 'other' };
  }
}

function textAt(bytes: Buffer, at: number): string {
  return bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at)).toString();
}
