import type { MqttConfig } from '../config/config.ts';
import type { UndatedTrouble } from '../trouble/trouble.ts';
import type { BrokerFault } from './broker-fault.ts';

/** The fault of a broker in the form of the trouble list. */
export function troubleOfBroker(
  { kind, says }: BrokerFault,
  { url, username, ca }: MqttConfig,
): UndatedTrouble<'mqtt'> {
  const set = { ...(username !== '' && { username }), ...(ca !== '' && { ca }) };
  return { part: 'mqtt', kind, url, says, ...set };
}
