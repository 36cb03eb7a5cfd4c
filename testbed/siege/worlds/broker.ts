import type { Manner } from '../broker.ts';
import type { World } from '../world.ts';

/** What must have happened in each manner before the next one. */
const MANNERS: readonly (readonly [manner: Manner, connects: number, messages: number])[] = [
  ['flood', 1, 0],
  ['garbage', 2, 0],
  ['malformed greeting', 2, 0],
  ['drop', 1, 1],
  ['no acknowledgement', 1, 1],
  // The connection of before is given up, and the next one is not greeted.
  ['silence', 1, 0],
  ['well', 1, 3],
];

export const brokerWorlds: readonly World[] = [
  {
    name: 'a broker floods, answers nonsense, drops, and says nothing',
    home: 'published',
    says: [/does not answer like an MQTT broker/, /The MQTT broker at .* gets the readings again/],
    maySay: [/MQTT broker at /],
    async play({ broker, until, homebridge }) {
      if (!broker) throw new Error('this home publishes nothing');
      for (const [manner, connects, messages] of MANNERS) {
        broker.be(manner);
        await until(
          `the broker (${manner}) was asked for ${connects} connections, and sent ${messages} messages`,
          () => broker.done.connects >= connects && broker.done.messages >= messages,
        );
      }
      await homebridge.waitForLog('gets the readings again');
      return [];
    },
  },
];
