import type { MqttConfig } from '../config/config.ts';
import type { BrokerFault } from '../mqtt/broker-fault.ts';
import { troubleOfBroker } from '../mqtt/broker-trouble.ts';
import type { Texts } from '../texts/texts.ts';
import { sentences } from '../trouble/words.ts';
import type { ServerState } from './influx-greeting.ts';

/** The state of an MQTT broker after a greeting (`mqtt/greet-broker.ts`). */
export function brokerState(answer: BrokerFault | 'well', config: MqttConfig, texts: Texts): ServerState {
  if (answer === 'well') return { isWell: true, says: texts.cli.mqtt.well(config.url, config.topic) };
  return { isWell: false, says: brokerFaultText(answer, config, texts) };
}

/** What is wrong with an MQTT broker, and what to do about it. @param texts of the host that decides what the settings are called */
export function brokerFaultText(fault: BrokerFault, config: MqttConfig, { troubles }: Pick<Texts, 'troubles'>): string {
  return sentences(troubleOfBroker(fault, config), troubles);
}
