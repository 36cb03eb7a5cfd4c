import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { MqttConfig } from '../config/config.ts';
import { MOST_PACKET_BYTES } from './awaited-packets.ts';
import { type BrokerFault, kindOfDisconnect, kindOfRefusal, type ProtocolVersion } from './broker-fault.ts';
import type { BrokerStream } from './broker-stream.ts';
import { MqttClient, REASONS } from './mqtt-client.ts';

/** The total time for a broker's name to be resolved, for the connection, for TLS, and for the answer to CONNECT. */
export const GREETS_WITHIN_MS = 10_000;
/** A broker that receives nothing for one and a half times this long publishes the will (§3.1.2.10). */
const KEEPALIVE_S = 30;

/** A message to one topic. */
export interface Message {
  readonly topic: string;
  /** An empty retained payload removes what the broker retains (§3.3.1.3). */
  readonly payload: string;
  readonly isRetained: boolean;
}

/** The broker to connect to, and the identity of the client. */
export interface Broker {
  readonly config: MqttConfig;
  /**
   * The name of the client, see `newClientId`. A client that connects again under the same name replaces its earlier connection, whose end
   * the broker may not have noticed. Otherwise the broker would publish that connection's will later, over what was published since.
   */
  readonly clientId: string;
  /** What the broker publishes if the connection ends without a DISCONNECT. */
  readonly will?: Message;
  readonly clock: Clock;
}

export type Client = InstanceType<typeof MqttClient>;

/**
 * The client of MQTT.js on a stream. It begins to connect at once, and only once: it neither reconnects, nor queues, nor stores anything.
 * Of the broker's properties it gets only those that are used here: with a keep alive that is not a number it would throw where nothing
 * catches, and it would hold 2 MB for the 65 535 topic aliases that some brokers offer.
 * @param end called with the reason, in the broker's words, when the connection is over
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
    // Longer than our own timeout.
    connectTimeout: 2 * GREETS_WITHIN_MS,
    // Otherwise the library allocates a buffer for each number up to 65 535 in advance.
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
  // Errors of the socket are handled earlier. What remains are faults that the library finds in an answer, and a broker that has gone
  // silent.
  client.on('error', ({ message }) =>
    end({ kind: message === 'Keepalive timeout' ? 'silent' : 'stranger', says: message }),
  );
  return client;
}

/** The parser returns -1 for a number that is cut off, and a list if the property occurs twice (§3.2.2.3.14 allows it once). */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

/** A unique client name: up to 23 letters and digits are what every broker accepts (§3.1.3.1). */
export function newClientId(): string {
  return `linkytic${randomBytes(7).toString('hex')}`;
}

/** No timer of a connection keeps the process alive. */
const UNREF_TIMER = {
  // Identified by its number, as in browsers.
  set: (ping: () => void, everyMs: number) => setInterval(ping, everyMs).unref()[Symbol.toPrimitive](),
  clear: (timer: number) => clearInterval(timer),
};

/** What a broker reports by a code, and by a text if there is one (§3.2.2.3.9). */
export function said(
  kindOf: (code: number) => BrokerFault['kind'],
  code: number,
  properties: { readonly reasonString?: string } = {},
): BrokerFault {
  const name = REASONS[code] || `reason ${code}`;
  return { kind: kindOf(code), says: properties.reasonString ? `${name}: ${properties.reasonString}` : name };
}
