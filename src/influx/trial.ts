import { type Clock, sleep } from '../base/clock.ts';
import { shortened } from '../base/printable.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, type Answered, answerText } from './answer.ts';
import type { Client, InfluxRequest } from './client.ts';
import { library } from './library.ts';
import type { Line } from './points.ts';

/*
 * What *Test*, the doctor and the command line ask a database: what it is, whether it keeps a point, and to create a database. The mirror
 * itself believes every 204.
 */

/** A database that has shown what it is, with its version if it reports one. */
export interface KnownServer {
  readonly product: 'influx' | 'influxCore' | 'victoriaMetrics';
  /** As the database reports it, without a leading `v`: `2.9.1`. */
  readonly version?: string;
}

const NAMES: { readonly [P in KnownServer['product']]: string } = {
  influx: 'InfluxDB',
  influxCore: 'InfluxDB 3 Core',
  victoriaMetrics: 'VictoriaMetrics',
};

/** The name to show for a database: `InfluxDB 3 Core 3.4.0`; `InfluxDB` for one that has not shown what it is. */
export function serverName({ product, version = '' }: KnownServer = { product: 'influx' }): string {
  return `${NAMES[product]} ${version}`.trim();
}

/**
 * Whether an answer shows the database. InfluxDB 1.x and 2.x name themselves in the headers of each answer, InfluxDB 3 only in that of
 * `/ping`. VictoriaMetrics has the version of the InfluxDB that it imitates, only in the answers to writes and InfluxQL, and a heading at
 * `/`. InfluxDB 1.8 to 2.x has its name in the body of `/health`, for a proxy that removes headers.
 */
export function serverIn(answer: Answer): KnownServer | undefined {
  if (answer.kind === 'failed') return undefined;
  const { headers, body, shown } = answer;
  if (body.startsWith('<h2>Single-node VictoriaMetrics</h2>')) return { product: 'victoriaMetrics' };
  const { 'x-influxdb-build': build = '', 'x-influxdb-version': inHeader } = headers;
  if (build === '' && inHeader === '1.8.0') return { product: 'victoriaMetrics' };
  const { name, version = inHeader } = objectIn(body);
  if (inHeader === undefined && name !== 'influxdb') return undefined;
  // The text is a stranger's, so only what looks like a version is accepted.
  const [, number] = /^v?(\d{1,4}\.\d{1,4}[\w.~+-]{0,24})$/.exec(shown(String(version))) ?? [];
  return { product: /^core$/i.test(String(build)) ? 'influxCore' : 'influx', version: number };
}

/** Asks a database who it is, without writing. */
export async function recognise(client: Client, end: AbortSignal): Promise<KnownServer | undefined> {
  for (const path of ['/ping', '/health', '/']) {
    const server = serverIn(await client.ask({ method: 'GET', path }, end));
    if (server) return server;
  }
  return undefined;
}

/** Greets a database by an empty write, which stores nothing, and asks who it is. */
export async function greet(
  client: Client,
  end: AbortSignal,
): Promise<{ readonly answer: Answer; readonly server?: KnownServer }> {
  const answer = await client.greet(end);
  return { answer, server: serverIn(answer) ?? (await recognise(client, end)) };
}

/** The measurement of the point that is written and read back; its one field is `value`. */
const TRIAL = 'linky_test';

/** The point as a line. @param atMs its wall time, in ms */
export function trialLine(atMs: number): Line {
  const text = new library.Point(TRIAL).floatField('value', 1).timestamp(atMs).toLineProtocol() ?? '';
  return { measurement: TRIAL, atMs, text };
}

/**
 * The result of looking for a point that was accepted. `absent`: it is not there. `denied`: we may not look. `unreadable`: the server does
 * not know any of our queries, or does not answer them.
 */
export type ReadBackResult =
  | { readonly kind: 'found' | 'denied' | 'absent' }
  | { readonly kind: 'unreadable'; readonly says: string };

/** How long a server may take to show what it has accepted: VictoriaMetrics took up to eleven seconds for a new series. */
const LAG_MS = 12_000;
const PAUSE_MS = 500;

/**
 * Looks for the point, and deletes it again where that is possible: in an InfluxDB 1.x, if the user has the right to. Only the server knows
 * which query languages it supports, so all of them are tried, for as long as the point may still show up.
 * @param searchEnd cancels the search @param end cancels everything
 */
export async function readBack(
  client: Client,
  config: InfluxConfig,
  atMs: number,
  clock: Clock,
  searchEnd: AbortSignal,
  end: AbortSignal,
): Promise<ReadBackResult> {
  const givesUpMs = clock.now() + LAG_MS;
  let results: readonly ReadBackResult[] = [];
  for (;;) {
    results = [];
    for (const look of LOOKS) {
      if (results.some(({ kind }) => kind === 'found')) break;
      results = [...results, await look(client, config, atMs, searchEnd)];
    }
    const mayShowUp = results.some(({ kind }) => kind === 'absent') && !results.some(({ kind }) => kind === 'found');
    if (!mayShowUp || searchEnd.aborted || clock.now() >= givesUpMs) break;
    await sleep(PAUSE_MS, clock, searchEnd);
  }
  if (config.version === '1')
    await client.ask(statement(`DELETE FROM ${identifier(TRIAL)} WHERE time = ${atMs}ms`, config.database), end);
  // `denied` is before `absent`: a point that one query does not find might be found by the query that was denied.
  const certain = (['found', 'denied', 'absent'] as const).find((kind) => results.some((one) => one.kind === kind));
  return certain ? { kind: certain } : (results[0] ?? { kind: 'absent' });
}

type Look = (client: Client, config: InfluxConfig, atMs: number, end: AbortSignal) => Promise<ReadBackResult>;

/** All versions of InfluxDB support InfluxQL where it is set up, and 2.x supports Flux; VictoriaMetrics has an export. */
const LOOKS: readonly Look[] = [
  async (client, config, atMs, end) => {
    // In InfluxDB 1.8, the bucket `db/rp` stands for a database and its retention policy; the same goes for a 2.x that replaces it.
    const [db = '', policy = ''] =
      config.version === '2' ? config.bucket.split('/', 2) : [config.database, config.retentionPolicy];
    const from = [...(policy === '' ? [] : [policy]), TRIAL].map(identifier).join('.');
    const q = `SELECT "value" FROM ${from} WHERE time = ${atMs}ms`;
    const query = new URLSearchParams({ db, epoch: 'ms', q });
    const answer = await client.ask({ method: 'GET', path: `/query?${query}` }, end);
    const error = statementError(answer);
    // VictoriaMetrics answers every query here with a made-up list of databases.
    const isOther = bodyOf(answer).includes('"series"') && !bodyOf(answer).includes(TRIAL);
    if (error === undefined || error !== '' || isOther) return notRead(answer, error);
    return { kind: bodyOf(answer).includes(`[${atMs},`) ? 'found' : 'absent' };
  },
  async (client, _, atMs, end) => {
    const range = { start: String((atMs - 1) / 1000), end: String((atMs + 60_000) / 1000) };
    const query = new URLSearchParams({ 'match[]': `${TRIAL}_value`, ...range });
    const answer = await client.ask({ method: 'GET', path: `/api/v1/export?${query}` }, end);
    // InfluxDB 2.x answers with a web page for unknown paths.
    if (!isOk(answer) || !/^(?:\{"metric":|\s*$)/.test(answer.body)) return notRead(answer);
    if (new RegExp(`"timestamps":\\[[\\d,]*\\b${atMs}\\b`).test(answer.body)) return { kind: 'found' };
    // Makes it show earlier what it has accepted.
    await client.ask({ method: 'GET', path: '/internal/force_flush' }, end);
    return { kind: 'absent' };
  },
  async (client, config, atMs, end) => {
    if (config.version === '1') return { kind: 'unreadable', says: 'no Flux' };
    const { flux, fluxDateTime } = library;
    const [start, stop] = [atMs, atMs + 1].map((ms) => fluxDateTime(new Date(ms).toISOString()));
    const query = flux`from(bucket: ${config.bucket}) |> range(start: ${start}, stop: ${stop}) |> filter(fn: (r) => r._measurement == ${TRIAL})`;
    const answer = await client.flux(String(query), end);
    if (!isOk(answer)) return notRead(answer);
    return { kind: answer.body.includes(`"_measurement":"${TRIAL}"`) ? 'found' : 'absent' };
  },
];

function notRead(answer: Answer, error?: string): ReadBackResult {
  const says = error || answerText(answer);
  if (answer.kind === 'failed') return { kind: 'unreadable', says };
  const { status, body } = answer;
  // If a token may not read a bucket, InfluxDB reports that the bucket does not exist.
  const isDenied = status === 401 || status === 403 || /not authorized|could not find bucket/.test(body);
  return isDenied ? { kind: 'denied' } : { kind: 'unreadable', says };
}

/** What came of creating a database in an InfluxDB 1.x: `says` is why it was not. */
type Creation =
  | { readonly kind: 'created' }
  | { readonly kind: 'refused' | 'forbidden'; readonly says: string }
  | { readonly kind: 'unanswered'; readonly answer: Answer };

export async function createDatabaseAt(client: Client, database: string, end: AbortSignal): Promise<Creation> {
  const answer = await client.ask(statement(`CREATE DATABASE ${identifier(database)}`), end);
  const says = statementError(answer);
  if (says !== undefined) return says === '' ? { kind: 'created' } : { kind: 'refused', says };
  const isForbidden = answer.kind === 'answered' && answer.status === 403;
  return isForbidden ? { kind: 'forbidden', says: answerText(answer) } : { kind: 'unanswered', answer };
}

/** A request with an InfluxQL statement that changes something. */
function statement(q: string, database?: string): InfluxRequest {
  const parameters: Readonly<Record<string, string>> = database === undefined ? { q } : { q, db: database };
  return {
    method: 'POST',
    path: '/query',
    body: new URLSearchParams(parameters).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

/** Any name as an identifier of InfluxQL. */
function identifier(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** The error of a statement: empty if there was none, undefined if this is not an answer to a statement. */
function statementError(answer: Answer): string | undefined {
  if (!isOk(answer)) return undefined;
  const { results } = objectIn(answer.body);
  if (!Array.isArray(results)) return undefined;
  const error = results[0]?.error;
  return typeof error === 'string' ? shortened(answer.shown(error)) : '';
}

function isOk(answer: Answer): answer is Answered {
  return answer.kind === 'answered' && answer.status === 200;
}

function bodyOf(answer: Answer): string {
  return answer.kind === 'answered' ? answer.body : '';
}

interface Signs {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly results?: unknown;
}

function objectIn(body: string): Signs {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
