import { type Clock, systemClock } from '../clock.ts';
import type { MqttConfig } from '../config/config.ts';
import { newClientId } from './broker-client.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { BrokerFault } from './broker-fault.ts';
import { DISCOVERY } from './home-assistant.ts';
import { inEitherVersion } from './in-either-version.ts';

/**
 * Finds out whether a broker would take what is to be published, and why not. It publishes an empty message that nobody keeps to
 * `<topic>/available/test`, which is no meter's topic, and where Home Assistant is told, one where it looks for no device: a broker that
 * speaks MQTT 5 tells by its answer whether this user may publish there; one of MQTT 3.1.1 cannot.
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
