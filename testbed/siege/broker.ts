import type { Socket } from 'node:net';
import { type Behaviour, connack, type FakeBroker, startFakeBroker, wellBehaved } from '../mqtt/fake-broker.ts';

/** What a broker does, also to the connections that it has. */
export type Manner =
  /** It acknowledges everything. */
  | 'well'
  /** It publishes, as fast as the other side takes it, what nobody has asked for. */
  | 'flood'
  /** It answers with something else than MQTT. */
  | 'garbage'
  /** It greets with a keep alive that is no number. */
  | 'malformed greeting'
  /** It greets, and ends the connection with the first message. */
  | 'drop'
  /** It takes a connection and says nothing. */
  | 'silence'
  /** It greets, and acknowledges no message. */
  | 'no acknowledgement';

/** The broker to which a home publishes. */
export interface SiegeBroker extends AsyncDisposable {
  readonly url: string;
  be(manner: Manner): void;
  /** How often it was asked for a connection, and sent a message, since its manner changed. */
  readonly done: { readonly connects: number; readonly messages: number };
}

/** PUBLISH with QoS 0, of 4 kB to the topic `a`; what it says is nonsense. */
const MESSAGE = Buffer.from([0x30, 0x80, 0x20, 0, 1, 0x61, ...Array.from({ length: 4_093 }, () => 0x2e)]);
const FLOOD = Buffer.concat(Array.from({ length: 16 }, () => MESSAGE));
const GARBAGE = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
/** CONNACK with two keep alives: the library makes a list of them. */
const MALFORMED = Buffer.from([0x20, 9, 0, 0, 6, 0x13, 0, 9, 0x13, 0, 8]);

export async function startBroker(): Promise<SiegeBroker> {
  const sockets = new Set<Socket>();
  let manner: Manner = 'well';
  let done = { connects: 0, messages: 0 };
  const pour = (socket: Socket) => {
    socket.write(FLOOD, (error) => {
      if (!error && manner === 'flood') pour(socket);
    });
  };
  const answers: { readonly [M in Manner]: NonNullable<Behaviour['packet']> } = {
    ...{ well: wellBehaved().packet, silence() {} },
    flood(packet, socket) {
      if (packet.type === 'connect') socket.write(connack(packet.version), () => pour(socket));
    },
    garbage: (_packet, socket) => void socket.write(GARBAGE),
    'malformed greeting': (_packet, socket) => void socket.write(MALFORMED),
    drop(packet, socket) {
      if (packet.type === 'connect') socket.write(connack(packet.version));
      else socket.destroy();
    },
    'no acknowledgement'(packet, socket) {
      if (packet.type === 'connect') socket.write(connack(packet.version));
    },
  };
  const broker: FakeBroker = await startFakeBroker({
    connected(socket) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    },
    packet(packet, socket) {
      if (packet.type === 'connect') done = { ...done, connects: done.connects + 1 };
      if (packet.type === 'publish') done = { ...done, messages: done.messages + 1 };
      answers[manner](packet, socket);
    },
  });
  return {
    url: broker.url,
    be(next) {
      manner = next;
      done = { connects: 0, messages: 0 };
      if (manner === 'flood') for (const socket of sockets) pour(socket);
    },
    get done() {
      return done;
    },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
