import type { Broker } from './broker-client.ts';
import { type BrokerConnection, connectedTo, type Outcome } from './broker-connection.ts';
import type { ProtocolVersion } from './broker-fault.ts';

/** The result of a connection, and the version to begin with next time. */
export interface Spoken<T> {
  readonly outcome: Outcome<T>;
  readonly next: ProtocolVersion;
}

/**
 * Connects to a broker in one version of the protocol, and at once in the other if the broker seems not to know the first. A silent broker
 * may not know it, either, but it has used up its time; so only the next attempt begins with the other version.
 */
export async function inEitherVersion<T>(
  broker: Broker,
  first: ProtocolVersion,
  life: AbortSignal,
  use: (connection: BrokerConnection) => Promise<T>,
): Promise<Spoken<T>> {
  const outcome = await connectedTo(broker, first, life, use);
  if (outcome.kind !== 'refused' || !outcome.isVersionInDoubt) return { outcome, next: first };
  const other = first === 5 ? 4 : 5;
  if (outcome.fault.kind === 'silent' || life.aborted) return { outcome, next: other };
  const second = await connectedTo(broker, other, life, use);
  const isOther = second.kind !== 'refused' || !second.isVersionInDoubt;
  return { outcome: second, next: isOther ? other : first };
}
