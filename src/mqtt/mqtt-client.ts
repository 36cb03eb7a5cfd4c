// The client of MQTT.js alone: its whole package also loads WebSockets and SOCKS. The build puts both into one file (`tools/mqtt-client.ts`).
import client from 'mqtt/lib/client';
import ack from 'mqtt/lib/handlers/ack';

export const { default: MqttClient } = client;
/** The names that MQTT has for the codes of its refusals. */
export const REASONS: { readonly [code: number]: string } = ack.ReasonCodes;
