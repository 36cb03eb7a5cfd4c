import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, passingTroubleIn, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, type PassingTrouble } from './delivery-trouble.ts';
import { findTrialPoint, type TrialPoint, writeTrialPoint } from './trial-point.ts';

/**
 * Who answers at an address. `known`: an InfluxDB, or what stands for one. `denied`: it takes what is written, and we may
 * not look whether it has it. `stranger`: nothing shows that it is one. `undecided`: something kept us from finding
 * out, as a rule a trouble that passes.
 */
export type ServerIdentity =
  | { readonly kind: 'known' | 'denied' | 'stranger' }
  | { readonly kind: 'undecided'; readonly trouble: DeliveryTrouble };

/** What one look for a sign came to; `unknown` is no verdict. */
export type IdentityWithoutWriting =
  | { readonly kind: 'known' | 'unknown' }
  | { readonly kind: 'undecided'; readonly trouble: PassingTrouble };

/**
 * Whether an answer tells by its head that it is one of a database: InfluxDB of every version names itself in each, and
 * VictoriaMetrics in that to a write, as 1.8.0. GreptimeDB's own headers begin with its name.
 */
export function hasDatabaseHeader(answer: Answer): boolean {
  if (answer.kind === 'failed') return false;
  const names = Object.keys(answer.headers);
  return names.some((name) => /^x-(?:influxdb-(?:version|build)$|greptime-)/.test(name));
}

/** Asks who answers without writing anything: a proxy may have taken the headers away, and leaves what is in a body. */
export async function identifyWithoutWriting(
  client: Client,
  clock: Clock,
  end: AbortSignal,
): Promise<IdentityWithoutWriting> {
  let trouble: PassingTrouble | undefined;
  for (const [path, isIn] of SIGNS) {
    const answer = await client.ask({ method: 'GET', path }, end);
    if (hasDatabaseHeader(answer) || (answer.kind === 'answered' && isIn(answer.body))) return { kind: 'known' };
    trouble ??= passingTroubleIn(answer, clock.wall());
  }
  return trouble ? { kind: 'undecided', trouble } : { kind: 'unknown' };
}

/**
 * Finds out who answers at the address of an InfluxDB; where nothing there tells, by a point that is written, read back, and
 * taken away again where that is possible. Takes some seconds when the point does not show up.
 * @param atMs the time of that point, of the wall clock: one that the database keeps
 * @param end cuts it short
 */
export async function identifyServer(
  { client, config, clock }: { readonly client: Client; readonly config: InfluxConfig; readonly clock: Clock },
  atMs: number,
  end: AbortSignal,
): Promise<ServerIdentity> {
  const sign = await identifyWithoutWriting(client, clock, end);
  if (sign.kind === 'known') return { kind: 'known' };
  const point: TrialPoint = { config, client, atMs };
  const answer = await writeTrialPoint(point, end);
  const delivery = writeResultOf(answer, clock.wall());
  // Only a database says of a point that it is too old: the clock of one of the two is wrong.
  if (hasDatabaseHeader(answer) || delivery.kind === 'beyondRetention') return { kind: 'known' };
  if (isDeliveryTrouble(delivery)) return { kind: 'undecided', trouble: delivery };
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
      return sign.kind === 'undecided' ? sign : { kind: 'stranger' };
  }
}

/** Where to ask, and what only a database says there. */
const SIGNS: readonly (readonly [path: string, isIn: (body: string) => boolean])[] = [
  // InfluxDB 3 has a body here, which the others have not; their headers are looked at too.
  ['/ping', (body) => isText(fieldsOf(body).version) && ['process_id', 'revision'].some((id) => id in fieldsOf(body))],
  // InfluxDB 1.8 and later.
  ['/health', (body) => fieldsOf(body).name === 'influxdb'],
  ['/', (body) => /^<h2>(?:Single-node VictoriaMetrics|vmagent)<\/h2>/.test(body)],
  // Telegraf, where it listens as an InfluxDB 2 (influxdb_v2_listener).
  [
    '/api/v2/ready',
    (body) => fieldsOf(body).status === 'ready' && ['started', 'up'].every((it) => it in fieldsOf(body)),
  ],
];

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

interface Known {
  readonly name?: unknown;
  readonly status?: unknown;
  readonly version?: unknown;
}

function fieldsOf(body: string): Known {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
