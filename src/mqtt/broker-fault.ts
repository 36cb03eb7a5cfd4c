import { isOfCertificate, UNREACHED } from '../base/network-error.ts';
import type { KindOf } from '../trouble/trouble.ts';

/**
 * Why a broker does not receive what is to be published. `says` is the message of the broker or the system, in one short line without a
 * secret.
 */
export interface BrokerFault {
  readonly kind: KindOf<'mqtt'>;
  readonly says: string;
}

/** The two versions of the protocol that brokers speak, numbered as in CONNECT: MQTT 3.1.1 and MQTT 5. */
export type ProtocolVersion = 4 | 5;

/** MQTT 5.0 §2.4: a Reason Code below 0x80 means success. */
const LEAST_REASON_OF_A_FAULT = 0x80;

/** What the reasons of MQTT 5 (§2.4) mean for a household. All others are faults of a broker that only its own log explains. */
const KIND_OF_REASON: { readonly [reason: number]: KindOf<'mqtt'> } = {
  // Unsupported Protocol Version.
  132: 'stranger',
  // Bad User Name or Password; Bad authentication method.
  134: 'credentials',
  140: 'credentials',
  // Not authorized; Banned; Topic Name invalid.
  135: 'rights',
  138: 'rights',
  144: 'rights',
  // Server unavailable; Server busy; Message rate too high; Quota exceeded; Connection rate exceeded.
  136: 'busy',
  137: 'busy',
  150: 'busy',
  151: 'busy',
  159: 'busy',
};

/** MQTT 3.1.1 §3.2.2.3. Mosquitto answers a wrong password with 5 (not authorized). */
const KIND_OF_RETURN_CODE: { readonly [code: number]: KindOf<'mqtt'> } = {
  // Unacceptable protocol version.
  1: 'stranger',
  // Server unavailable.
  3: 'busy',
  4: 'credentials',
  5: 'credentials',
};

/**
 * What a CONNACK that refuses the connection means. Its code belongs to the version that the broker speaks, which may differ from the
 * requested one.
 */
export function kindOfRefusal(code: number): KindOf<'mqtt'> {
  // With MQTT 5 mosquitto refuses a wrong password with this code, too.
  if (code === 135) return 'credentials';
  const kinds = code < LEAST_REASON_OF_A_FAULT ? KIND_OF_RETURN_CODE : KIND_OF_REASON;
  return kinds[code] ?? 'failing';
}

/** The meaning of a PUBACK of MQTT 5 that refuses a message. A PUBACK of MQTT 3.1.1 cannot refuse (§3.4). */
export function kindOfPublicationRefused(reason: number): KindOf<'mqtt'> {
  return KIND_OF_REASON[reason] ?? 'failing';
}

/** Why a broker that speaks MQTT 5 ended the connection (§3.14.2.1). If no known reason is given, it may happen again. */
export function kindOfDisconnect(reason: number): KindOf<'mqtt'> {
  return KIND_OF_REASON[reason] ?? 'dropped';
}

/** Node.js adds advice about one of its own options to messages about certificates, useless to a user who cannot set it. */
const ADVICE_OF_NODE = /; if the root CA .*$/s;

/** What an error of a socket, or of the TLS on it, means. */
export function faultOfError(error: unknown): { readonly kind: KindOf<'mqtt'>; readonly says: string } {
  // For a name with several addresses, the AggregateError has no message of its own, only one error for each address.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '', message = String(cause) } = Object(cause) as { code?: unknown; message?: string };
  return { kind: kindOfErrorCode(String(code)), says: message.replace(ADVICE_OF_NODE, '') };
}

function kindOfErrorCode(code: string): KindOf<'mqtt'> {
  // The other side does not speak TLS.
  if (/^EPROTO$|^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL)/.test(code))
    return 'stranger';
  if (isOfCertificate(code) || code.startsWith('ERR_SSL')) return 'certificate';
  return UNREACHED[code] ?? 'dropped';
}
