import { type Clock, systemClock } from '../base/clock.ts';
import type { MqttConfig } from '../config/config.ts';
import { newClientId } from './broker-client.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { BrokerFault } from './broker-fault.ts';
import { DISCOVERY } from './home-assistant.ts';
import { inEitherVersion } from './in-either-version.ts';

/**
 * Finds out whether a broker accepts what is to be published, and if not, why. Publishes an empty message that is not retained to
 * `<topic>/available/test`, which is no meter's topic, and, if the discovery is on, one to a topic that Home Assistant ignores. The answer
 * of a broker that speaks MQTT 5 shows whether this user may publish there; MQTT 3.1.1 has no such answer.
 */
export async function greetBroker(
  config: MqttConfig,
  life: AbortSignal,
  clock: Clock = systemClock,
): Promise<BrokerFault | 'well'> {
  const use = async ({ publish }: BrokerConnection) => {
    for (const topic of testTopics(config)) {
      const fault = await publish({ topic, payload: '', isRetained: false });
      if (fault) return fault;
    }
    return undefined;
  };
  const { outcome } = await inEitherVersion({ config, clientId: newClientId(), clock }, 5, life, use);
  switch (outcome.kind) {
    case 'used':
      return outcome.result ?? 'well';
    case 'ended':
      return { kind: 'silent', says: 'not waited for' };
    default:
      return outcome.fault;
  }
}

function testTopics({ topic, discovery }: MqttConfig): readonly string[] {
  return [`${topic}/available/test`, ...(discovery ? [`${DISCOVERY}/test/test`] : [])];
}
