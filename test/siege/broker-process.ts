// The process of the broker to which a home publishes.
import type { Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { type Behaviour, connack, startFakeBroker, wellBehaved } from '../../testbed/mqtt/fake-broker.ts';
import type { BrokerDone, Manner, SiegeBroker } from './broker.ts';
import { answerCalls } from './process-calls.ts';

/** PUBLISH with QoS 0, of 4 kB to the topic `a`; what it says is nonsense. */
const MESSAGE = Buffer.from([0x30, 0x80, 0x20, 0, 1, 0x61, ...Array.from({ length: 4_093 }, () => 0x2e)]);
const FLOOD = Buffer.concat(Array.from({ length: 16 }, () => MESSAGE));
const GARBAGE = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');

/** CONNACK with two keep alives: the library makes a list of them. */
const MALFORMED = Buffer.from([0x20, 9, 0, 0, 6, 0x13, 0, 9, 0x13, 0, 8]);

const sockets = new Set<Socket>();
let manner: Manner = 'well';
let done: BrokerDone = { connects: 0, messages: 0 };

const PACKET: { readonly [M in Manner]: NonNullable<Behaviour['packet']> } = {
  well: wellBehaved().packet,
  flood(packet, socket) {
    if (packet.type === 'connect') socket.write(connack(packet.version), () => pour(socket));
  },
  garbage: (_packet, socket) => void socket.write(GARBAGE),
  'malformed greeting': (_packet, socket) => void socket.write(MALFORMED),
  drop(packet, socket) {
    if (packet.type === 'connect') socket.write(connack(packet.version));
    else socket.destroy();
  },
  silence() {},
  'no acknowledgement'(packet, socket) {
    if (packet.type === 'connect') socket.write(connack(packet.version));
  },
};

function pour(socket: Socket): void {
  socket.write(FLOOD, (error) => {
    if (!error && manner === 'flood') pour(socket);
  });
}

const BEHAVIOUR: Behaviour = {
  connected(socket) {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  },
  packet(packet, socket) {
    const { connects, messages } = done;
    if (packet.type === 'connect') done = { connects: connects + 1, messages };
    if (packet.type === 'publish') done = { connects, messages: messages + 1 };
    PACKET[manner](packet, socket);
  },
};

setPriority(constants.priority.PRIORITY_LOW);
answerCalls<Omit<SiegeBroker, typeof Symbol.asyncDispose>>({
  listen: async () => (await startFakeBroker(BEHAVIOUR)).port,
  async be(next) {
    manner = next;
    done = { connects: 0, messages: 0 };
    if (manner === 'flood') for (const socket of sockets) pour(socket);
  },
  did: async () => done,
});
