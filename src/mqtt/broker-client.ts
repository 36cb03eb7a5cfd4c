import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { MqttConfig } from '../config/config.ts';
import { MOST_PACKET_BYTES } from './awaited-packets.ts';
import { type BrokerFault, kindOfDisconnect, kindOfRefusal, type ProtocolVersion } from './broker-fault.ts';
import type { BrokerStream } from './broker-stream.ts';
import { MqttClient, REASONS } from './mqtt-client.ts';

/** How long a broker has for its name to be found, to take the connection, for TLS, and to answer CONNECT: all of it. */
export const GREETS_WITHIN_MS = 10_000;
/** A broker that hears nothing for one and a half times as long publishes the will (§3.1.2.10). */
const KEEPALIVE_S = 30;

/** A message to one topic. */
export interface Message {
  readonly topic: string;
  /** An empty one that is retained takes back what the broker has (§3.3.1.3). */
  readonly payload: string;
  readonly isRetained: boolean;
}

/** Where the connection goes, and who it is from. */
export interface Broker {
  readonly config: MqttConfig;
  /**
   * The name of the client, see `newClientId`: whoever comes again under one that the broker knows takes the place of the connection before, of
   * which the broker may not have noticed the end. Otherwise it would publish the will of that one later, over what was published since.
   */
  readonly clientId: string;
  /** What the broker publishes when the connection ends without a word. */
  readonly will?: Message;
  readonly clock: Clock;
}

export type Client = InstanceType<typeof MqttClient>;

/**
 * The client of MQTT.js on a stream, which begins to connect at once, once: it neither connects again, nor queues nor stores anything. Of what
 * a broker says of itself it gets what is used here alone: it would throw at a keep alive that is no number, where nobody catches that, and
 * hold 2 MB for the 65 535 short names of topics that some brokers offer.
 * @param end is told why the connection is over, as the broker has it
 */
export function clientOn(
  stream: BrokerStream,
  { config, clientId, will }: Broker,
  version: ProtocolVersion,
  end: (fault: BrokerFault) => void,
): Client {
  const { username, password } = config;
  const client = new MqttClient(() => stream.duplex, {
    ...{ protocolVersion: version, clean: true, keepalive: KEEPALIVE_S, clientId },
    ...{ reconnectPeriod: 0, resubscribe: false, queueQoSZero: false },
    // Ours is shorter.
    connectTimeout: 2 * GREETS_WITHIN_MS,
    // Otherwise it makes a buffer of each number up to 65 535 in advance.
    writeCache: false,
    timerVariant: UNREF_TIMER,
    log() {},
    ...(version === 5 && { properties: { maximumPacketSize: MOST_PACKET_BYTES, receiveMaximum: 1 } }),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(will && { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.isRetained } }),
  });
  client.on('packetsend', ({ cmd }) => {
    if (cmd === 'publish' || cmd === 'pingreq') stream.asked();
  });
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'disconnect') end(said(kindOfDisconnect, packet.reasonCode ?? 0, packet.properties));
    if (packet.cmd !== 'connack') return;
    const code = packet.reasonCode ?? packet.returnCode ?? 0;
    if (code !== 0) return end(said(kindOfRefusal, code, packet.properties));
    const { serverKeepAlive, maximumPacketSize } = packet.properties ?? {};
    packet.properties = { ...(maximumPacketSize !== undefined && { maximumPacketSize }) };
    if (serverKeepAlive === undefined) return;
    if (isNumber(serverKeepAlive)) packet.properties.serverKeepAlive = serverKeepAlive;
    else end({ kind: 'stranger', says: 'a keep alive that is no number' });
  });
  // The socket's own errors come before: what is left is what the library finds wrong with an answer, and a broker that has gone silent.
  client.on('error', ({ message }) =>
    end({ kind: message === 'Keepalive timeout' ? 'silent' : 'stranger', says: message }),
  );
  return client;
}

/** The parser gives -1 for a number that is cut off, and a list where there are two of them (§3.2.2.3.14 allows one). */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

/** A name of a client, which no other one has: letters and digits, up to 23, are what each broker takes (§3.1.3.1). */
export function newClientId(): string {
  return `linkytic${randomBytes(7).toString('hex')}`;
}

/** Nothing of a connection keeps the process from ending. */
const UNREF_TIMER = {
  // By its number, as browsers know it.
  set: (ping: () => void, everyMs: number) => setInterval(ping, everyMs).unref()[Symbol.toPrimitive](),
  clear: (timer: number) => clearInterval(timer),
};

/** What a broker says by a code, and by a text if it has one (§3.2.2.3.9). */
export function said(
  kindOf: (code: number) => BrokerFault['kind'],
  code: number,
  properties: { readonly reasonString?: string } = {},
): BrokerFault {
  const name = REASONS[code] || `reason ${code}`;
  return { kind: kindOf(code), says: properties.reasonString ? `${name}: ${properties.reasonString}` : name };
}
