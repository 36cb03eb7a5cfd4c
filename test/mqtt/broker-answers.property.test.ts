import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectedTo } from '../../src/mqtt/broker-connection.ts';
import { connack, startFakeBroker } from '../../testbed/mqtt/fake-broker.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { runs } from '../../testbed/support/generated.ts';
import { brokerConfig } from './broker-config.ts';

/** The rest of an answer, which may be anything; more often than by chance it has the properties of MQTT 5. */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom(0, 1),
      fc.constantFrom(0, 0x10, 0x80, 0x87),
      fc.integer({ min: 0, max: 30 }),
      fc.uint8Array({ maxLength: 30 }),
    )
    .map(([flags, reason, length, rest]) => Uint8Array.of(flags, reason, length, ...rest)),
);
const answer = fc
  .tuple(fc.constantFrom(0x20, 0x40, 0xd0, 0xe0), body)
  .map(([type, rest]) => Buffer.from([type, rest.length, ...rest]));

test('whatever a broker answers, a connection ends with a value, and nothing is left of it', async () => {
  const message = { topic: 'linky/house', payload: '{}', isRetained: true };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(4, 5),
      fc.boolean(),
      fc.array(answer, { minLength: 1, maxLength: 3 }),
      async (version, isGreeted, answers) => {
        await using broker = await startFakeBroker({
          packet({ type }, socket) {
            if (type === 'connect' && isGreeted) socket.write(connack(version));
            if (type === (isGreeted ? 'publish' : 'connect')) socket.end(Buffer.concat(answers));
          },
        });
        const clock = fakeClock();
        const life = new AbortController().signal;
        const outcome = await connectedTo(
          { clientId: 'linkytic', config: brokerConfig(broker.url), clock },
          version === 4 ? 4 : 5,
          life,
          ({ publish }) => publish(message),
        );
        expect(['used', 'refused', 'lost']).toContain(outcome.kind);
        expect(clock.waiting).toBe(0);
      },
    ),
    runs(200),
  );
});
