import { fileURLToPath } from 'node:url';
import { type CallableProcess, startProcess } from './process-calls.ts';

/** What a broker does, also to the connections that it has. */
export type Manner =
  /** It acknowledges everything. */
  | 'well'
  /** It publishes, as fast as the other side takes it, what nobody has asked for. */
  | 'flood'
  /** It answers with something else than MQTT. */
  | 'garbage'
  /** It greets with a keep alive that is no number. */
  | 'malformed greeting'
  /** It greets, and ends the connection with the first message. */
  | 'drop'
  /** It takes a connection and says nothing. */
  | 'silence'
  /** It greets, and acknowledges no message. */
  | 'no acknowledgement';

/** What it did since its manner changed, so that none does nothing. */
export interface BrokerDone {
  /** How often it was asked for a connection. */
  readonly connects: number;
  readonly messages: number;
}

interface BrokerCalls {
  /** Listens. Gives its port. */
  listen(): Promise<number>;
  be(manner: Manner): Promise<void>;
  did(): Promise<BrokerDone>;
}

export type SiegeBroker = CallableProcess<BrokerCalls>;

/** A process of its own, which gets a core only when nobody else wants it: a broker is another machine in most houses. */
export function startBroker(): SiegeBroker {
  const module = fileURLToPath(new URL('broker-process.ts', import.meta.url));
  return startProcess<BrokerCalls>(module, ['listen', 'be', 'did']);
}
