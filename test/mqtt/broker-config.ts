import type { MqttConfig } from '../../src/config/config.ts';

/** The settings of a broker; those of a plain one without users, unless given. */
export function brokerConfig(url: string, more: Partial<MqttConfig> = {}): MqttConfig {
  return { url, username: '', password: '', topic: 'linky', discovery: true, ca: '', ...more };
}
