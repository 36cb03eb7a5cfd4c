import type { Clock } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { passingTroubleIn, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, type PassingTrouble } from './delivery-trouble.ts';
import { BODY_SIGNS, type KnownServer, serverInHeaders } from './known-server.ts';
import { findTrialPoint, type TrialPoint, writeTrialPoint } from './trial-point.ts';

/**
 * What answers at an address. `known`: an InfluxDB, or a compatible server (VictoriaMetrics, GreptimeDB, Telegraf); `server` is absent if
 * it was only identified by reading a point back. `denied`: it accepts what is written, but we may not check whether it keeps it.
 * `stranger`: nothing shows that it is a database. `undecided`: a trouble, usually one that passes, prevented us from finding out.
 */
export type ServerIdentity =
  | { readonly kind: 'known'; readonly server?: KnownServer }
  | { readonly kind: 'denied' | 'stranger' }
  | { readonly kind: 'undecided'; readonly trouble: DeliveryTrouble };

/** The same, found out without writing: an `unknown` server may still be a database. */
export type IdentityWithoutWriting =
  | { readonly kind: 'known'; readonly server: KnownServer }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'undecided'; readonly trouble: PassingTrouble };

/** Checks the bodies of answers as well, since a proxy may have removed the headers. */
export async function identifyWithoutWriting(
  client: Client,
  clock: Clock,
  end: AbortSignal,
): Promise<IdentityWithoutWriting> {
  let trouble: PassingTrouble | undefined;
  for (const { path, serverIn } of BODY_SIGNS) {
    const answer = await client.ask({ method: 'GET', path }, end);
    const server = serverInHeaders(answer) ?? (answer.kind === 'answered' ? serverIn(answer) : undefined);
    if (server) return { kind: 'known', server };
    trouble ??= passingTroubleIn(answer, clock.wall());
  }
  return trouble ? { kind: 'undecided', trouble } : { kind: 'unknown' };
}

/**
 * Finds out what answers at the address of an InfluxDB. If nothing else shows it, a trial point is written, read back, and deleted again
 * where that is possible. If the point does not show up, this takes some seconds.
 * @param atMs the wall time of that point: recent enough for the database to keep it
 * @param end cancels it
 */
export async function identifyServer(
  { client, config, clock }: { readonly client: Client; readonly config: InfluxConfig; readonly clock: Clock },
  atMs: number,
  end: AbortSignal,
): Promise<ServerIdentity> {
  const identity = await identifyWithoutWriting(client, clock, end);
  if (identity.kind === 'known') return identity;
  const point: TrialPoint = { config, client, atMs };
  const answer = await writeTrialPoint(point, end);
  const result = writeResultOf(answer, clock.wall());
  const server = serverInHeaders(answer);
  if (server) return { kind: 'known', server };
  // Only a database reports that a point is too old; one of the two clocks must be wrong then.
  if (result.kind === 'beyondRetention') return { kind: 'known' };
  if (isDeliveryTrouble(result)) return { kind: 'undecided', trouble: result };
  const found = await findTrialPoint(point, clock, end);
  switch (found.kind) {
    case 'found':
      return { kind: 'known' };
    case 'denied':
      return { kind: 'denied' };
    case 'failed':
      return { kind: 'undecided', trouble: found.trouble };
    case 'absent':
    case 'unreadable':
      return identity.kind === 'undecided' ? identity : { kind: 'stranger' };
  }
}
