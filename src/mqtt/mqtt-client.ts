// Only the client of MQTT.js: the whole package also loads WebSockets and SOCKS. The build bundles both into one file
// (`tools/mqtt-client.ts`).
import client from 'mqtt/lib/client';
import ack from 'mqtt/lib/handlers/ack';

export const { default: MqttClient } = client;
/** MQTT's names for the codes of its refusals. */
export const REASONS: { readonly [code: number]: string } = ack.ReasonCodes;
