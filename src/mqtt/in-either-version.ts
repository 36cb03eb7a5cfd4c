import type { Broker } from './broker-client.ts';
import { type BrokerConnection, connectedTo, type Outcome } from './broker-connection.ts';
import type { ProtocolVersion } from './broker-fault.ts';

/** What came of a connection, and the version to begin with the next time. */
export interface Spoken<T> {
  readonly outcome: Outcome<T>;
  readonly next: ProtocolVersion;
}

/**
 * Connects to a broker in a version of the protocol, and at once in the other one where the broker seems not to know the first. A broker that
 * is silent may not know it, either: but it has had its time, so that the next try begins with the other version.
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
