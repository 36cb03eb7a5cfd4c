import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, passingTroubleIn, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, type PassingTrouble } from './delivery-trouble.ts';
import { findTrialPoint, type TrialPoint, writeTrialPoint } from './trial-point.ts';

/**
 * What answers at an address. `known`: an InfluxDB, or a compatible server (VictoriaMetrics, GreptimeDB, Telegraf).
 * `denied`: it takes what is written, but we may not look whether it keeps it. `stranger`: nothing shows that it is a
 * database. `undecided`: a trouble, mostly one that passes, kept us from finding out.
 */
export type ServerIdentity =
  | { readonly kind: 'known' | 'denied' | 'stranger' }
  | { readonly kind: 'undecided'; readonly trouble: DeliveryTrouble };

/** The same, found out without writing: `unknown` may be a database all the same. */
export type IdentityWithoutWriting =
  | { readonly kind: 'known' | 'unknown' }
  | { readonly kind: 'undecided'; readonly trouble: PassingTrouble };

/**
 * Whether the headers of an answer show that a database gave it. InfluxDB of every version names itself in each answer,
 * and VictoriaMetrics calls itself InfluxDB 1.8.0 in the answer to a write. The names of GreptimeDB's headers begin
 * with its own.
 */
export function hasDatabaseHeader(answer: Answer): boolean {
  if (answer.kind === 'failed') return false;
  const names = Object.keys(answer.headers);
  return names.some((name) => /^x-(?:influxdb-(?:version|build)$|greptime-)/.test(name));
}

/** Looks at bodies, too, since a proxy may have removed the headers. */
export async function identifyWithoutWriting(
  client: Client,
  clock: Clock,
  end: AbortSignal,
): Promise<IdentityWithoutWriting> {
  let trouble: PassingTrouble | undefined;
  for (const [path, isDatabase] of SIGNS) {
    const answer = await client.ask({ method: 'GET', path }, end);
    if (hasDatabaseHeader(answer) || (answer.kind === 'answered' && isDatabase(answer.body))) return { kind: 'known' };
    trouble ??= passingTroubleIn(answer, clock.wall());
  }
  return trouble ? { kind: 'undecided', trouble } : { kind: 'unknown' };
}

/**
 * Finds out what answers at the address of an InfluxDB. If nothing else tells, a trial point is written and read back,
 * and deleted again where that is possible. That takes some seconds when the point does not show up.
 * @param atMs the time of that point, of the wall clock: one that the database keeps
 * @param end cuts it short
 */
export async function identifyServer(
  { client, config, clock }: { readonly client: Client; readonly config: InfluxConfig; readonly clock: Clock },
  atMs: number,
  end: AbortSignal,
): Promise<ServerIdentity> {
  const identity = await identifyWithoutWriting(client, clock, end);
  if (identity.kind === 'known') return { kind: 'known' };
  const point: TrialPoint = { config, client, atMs };
  const answer = await writeTrialPoint(point, end);
  const result = writeResultOf(answer, clock.wall());
  // Only a database says that a point is too old; then one of the two clocks is wrong.
  if (hasDatabaseHeader(answer) || result.kind === 'beyondRetention') return { kind: 'known' };
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

/** Where to ask, and what only a database answers there. */
const SIGNS: readonly (readonly [path: string, isDatabase: (body: string) => boolean])[] = [
  // Only InfluxDB 3 has a body here. Of the others, the headers of this answer tell.
  [
    '/ping',
    (body) =>
      typeof fieldsOf(body).version === 'string' && ['process_id', 'revision'].some((name) => name in fieldsOf(body)),
  ],
  // InfluxDB 1.8 and later.
  ['/health', (body) => fieldsOf(body).name === 'influxdb'],
  ['/', (body) => /^<h2>(?:Single-node VictoriaMetrics|vmagent)<\/h2>/.test(body)],
  // Telegraf, where it listens as an InfluxDB 2 (influxdb_v2_listener).
  [
    '/api/v2/ready',
    (body) => fieldsOf(body).status === 'ready' && ['started', 'up'].every((name) => name in fieldsOf(body)),
  ],
];

interface SignFields {
  readonly name?: unknown;
  readonly status?: unknown;
  readonly version?: unknown;
}

function fieldsOf(body: string): SignFields {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
