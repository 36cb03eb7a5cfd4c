import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { createAwaitedPackets } from './awaited-packets.ts';
import { type BrokerFault, faultOfError } from './broker-fault.ts';

const PORT = { 'mqtt:': 1883, 'mqtts:': 8883 } as const;

interface BrokerAddress {
  readonly url: string;
  /** The authorities that may have signed the broker's certificate; undefined for those that Node.js trusts. */
  readonly authorities: readonly string[] | undefined;
}

/** The byte stream to and from a broker. */
export interface BrokerStream {
  readonly duplex: Duplex;
  /** Whether the other side has accepted the connection, with TLS if that is configured. */
  readonly isTaken: boolean;
  /** To be called when a packet is sent that the broker answers: no other answers are accepted. */
  asked(): void;
}

/**
 * Connects to a broker. What arrives is checked by `AwaitedPackets` before anything else sees it.
 * @param ended called once with why the connection is over, before the stream is destroyed; its `says` is in the other side's words
 */
export function openBrokerStream(
  { url, authorities }: BrokerAddress,
  clock: Pick<Clock, 'now'>,
  ended: (fault: BrokerFault) => void,
): BrokerStream {
  const packets = createAwaitedPackets(clock);
  const [socket, taken] = connectedSocket(new URL(url), authorities);
  let isTaken = false;
  const duplex = duplexOf(socket);
  socket.once(taken, () => {
    isTaken = true;
  });
  socket.on('data', (chunk) => {
    const found = packets.take(chunk);
    if (found.kind === 'refused') return end({ kind: 'stranger', says: found.says });
    if (found.bytes.length > 0 && !duplex.push(found.bytes)) socket.pause();
  });
  socket.on('error', (error) => end(faultOfError(error)));
  for (const event of ['end', 'close'])
    socket.on(event, () => end({ kind: 'dropped', says: 'closed by the other side' }));
  return {
    duplex,
    get isTaken() {
      return isTaken;
    },
    asked: packets.asked,
  };

  function end(fault: BrokerFault): void {
    ended(fault);
    duplex.destroy();
  }
}

function connectedSocket(
  { protocol, hostname, port }: URL,
  authorities: readonly string[] | undefined,
): readonly [Socket, 'connect' | 'secureConnect'] {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'mqtts:')
    return [connectTcp({ host, port: Number(port || PORT['mqtt:']), noDelay: true }), 'connect'];
  const socket = connectTls({
    ...{ host, port: Number(port || PORT['mqtts:']), noDelay: true },
    // An IP address cannot be a server name (RFC 6066 §3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities && { ca: [...authorities] }),
  });
  return [socket, 'secureConnect'];
}

function duplexOf(socket: Socket): Duplex {
  return new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    // MQTT.js writes a packet in many small pieces; each would be sent, and waited for, separately.
    writev: (pieces, done) => void socket.write(Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)), done),
    final: (done) => void socket.end(done),
    destroy(error, done) {
      if (socket.closed) return done(error);
      socket.once('close', () => done(error));
      socket.destroy();
    },
  });
}
