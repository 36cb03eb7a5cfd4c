import { type ConfigBlock, groupOf, textOrEmpty } from './config-block.ts';

/** The plugin requires an address as soon as one of these fields is set, so all of them must be removed if the user wants no broker. */
const BROKER_FIELDS = ['url', 'username', 'password', 'ca'];

/** The settings of the MQTT broker; empty if the block has none. */
export function mqttOf(block: ConfigBlock): ConfigBlock {
  return groupOf(block['mqtt']);
}

/** Whether the settings request a broker. */
export function hasBroker(block: ConfigBlock): boolean {
  return BROKER_FIELDS.some((field) => textOrEmpty(mqttOf(block)[field]) !== '');
}

/** The block with some fields of the broker changed. */
export function withMqtt(block: ConfigBlock, fields: ConfigBlock): ConfigBlock {
  return { ...block, mqtt: { ...mqttOf(block), ...fields } };
}

/** The block without any field that requests a broker. Its other fields stay; if there are none, the `mqtt` block is removed. */
export function withoutMqtt(block: ConfigBlock): ConfigBlock {
  const { mqtt: _, ...others } = block;
  const kept = Object.entries(mqttOf(block)).filter(([field]) => !BROKER_FIELDS.includes(field));
  return kept.length === 0 ? others : { ...others, mqtt: Object.fromEntries(kept) };
}

/** Whether a broker is reached with TLS, for which a file of authorities may be needed. */
export function isWithTls({ url }: ConfigBlock): boolean {
  return /^mqtts:/i.test(textOrEmpty(url));
}
