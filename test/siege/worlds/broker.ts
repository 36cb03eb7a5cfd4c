import type { BrokerDone, Manner, SiegeBroker } from '../broker.ts';
import { privateMB } from '../private-memory.ts';
import type { World } from '../world.ts';

/** How much longer a read may take than one of a home with an empty plugin. */
const LONGER_MS = 20;
/** So much more memory than before may be held a minute afterwards, by this machine's clock. */
const MORE_MB = 15;
const GIVEN_BACK_WITHIN_MS = 60_000;
/** The pauses between two tries grow to a minute of the home's clock. */
const COMES_WITHIN_MS = 60_000;

/** What must have happened in each manner before the next one. */
const MANNERS: readonly (readonly [manner: Manner, least: Partial<BrokerDone>])[] = [
  ['flood', { connects: 1 }],
  ['garbage', { connects: 2 }],
  ['malformed greeting', { connects: 2 }],
  ['drop', { connects: 1, messages: 1 }],
  ['no acknowledgement', { connects: 1, messages: 1 }],
  // The connection of before is given up, and the next one is not greeted.
  ['silence', { connects: 1 }],
  ['well', { connects: 1, messages: 3 }],
];

export const brokerWorlds: readonly World[] = [
  {
    name: 'a broker floods, answers nonsense, drops, and says nothing',
    home: 'shared',
    longerThanEmptyMs: LONGER_MS,
    says: /like an MQTT broker/,
    async play({ home, expect, heldUp }) {
      const broker = brokerOf(home.broker);
      const memoryMB = () => heldUp(() => privateMB(home));
      const beforeMB = await memoryMB();
      for (const [manner, least] of MANNERS) {
        await broker.be(manner);
        const asked = { timeout: COMES_WITHIN_MS, message: manner };
        await expect.poll(async () => isAtLeast(await broker.did(), least), asked).toBe(true);
      }
      await expect
        .poll(async () => (await memoryMB()) - beforeMB, {
          message: `MB of private memory above the ${beforeMB.toFixed(1)} before`,
          timeout: GIVEN_BACK_WITHIN_MS,
        })
        .toBeLessThanOrEqual(MORE_MB);
    },
  },
];

function isAtLeast(did: BrokerDone, { connects = 0, messages = 0 }: Partial<BrokerDone>): boolean {
  return did.connects >= connects && did.messages >= messages;
}

function brokerOf(broker: SiegeBroker | undefined): SiegeBroker {
  if (!broker) throw new Error('this home publishes nothing');
  return broker;
}
