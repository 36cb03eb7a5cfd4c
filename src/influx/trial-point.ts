import { type Clock, sleep } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, type Answered, passingTroubleIn, refusesCredentials } from './answer.ts';
import type { Client, InfluxRequest } from './client.ts';
import type { PassingTrouble } from './delivery-trouble.ts';
import { errorTextIn } from './error-text.ts';
import { identifier, statement, statementError } from './influxql.ts';
import { fieldSet, lineOf } from './line-protocol.ts';

/** The measurement of the trial point; its one field is `value`. */
const TRIAL = 'linky_test';

/** A point that is written only to find out whether the server keeps it. */
export interface TrialPoint {
  readonly config: InfluxConfig;
  readonly client: Client;
  /** Its wall time. */
  readonly atMs: number;
}

/** Writes the point and resolves to the server's answer. */
export function writeTrialPoint({ client, atMs }: TrialPoint, end: AbortSignal): Promise<Answer> {
  return client.post([lineOf(TRIAL, fieldSet({ value: 1 }), atMs)], end);
}

/**
 * The result of looking for a point that was accepted. `absent`: it is not there. `denied`: we may not look. `unreadable`: the server does
 * not know any of our queries. `failed`: a passing trouble prevented it.
 */
export type ReadBackResult =
  | { readonly kind: 'found' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly trouble: PassingTrouble }
  | { readonly kind: 'unreadable'; readonly says: string };

/**
 * Looks for a point that was accepted, and deletes it again where that is possible: in an InfluxDB 1.x, if the user has the right to.
 * @param searchEnd cancels the search @param end cancels everything
 */
export async function findTrialPoint(
  point: TrialPoint,
  clock: Clock,
  searchEnd: AbortSignal,
  end: AbortSignal = searchEnd,
): Promise<ReadBackResult> {
  const found = await readBack(point, clock, searchEnd);
  await deleteTrialPoint(point, end);
  return found;
}

/** How long a server may take to show what it has accepted: VictoriaMetrics took up to eleven seconds for a new series. */
const LAG_MS = 12_000;
const PAUSE_MS = 500;

/** Only the server knows which query languages it supports, so all of them are tried, for as long as the point may still show up. */
async function readBack(point: TrialPoint, clock: Clock, end: AbortSignal): Promise<ReadBackResult> {
  const givesUpMs = clock.now() + LAG_MS;
  for (;;) {
    const results = await runQueries(point, clock, end);
    const mayShowUp = results.some(({ kind }) => kind === 'absent') && !results.some(({ kind }) => kind === 'found');
    if (!mayShowUp || end.aborted || clock.now() >= givesUpMs) return mostCertain(results);
    await sleep(PAUSE_MS, clock, end);
  }
}

/** `denied` is before `absent`: a point that one query does not find might be found by the query that was denied. */
const MOST_CERTAIN_FIRST = ['found', 'denied', 'failed', 'absent', 'unreadable'] as const;

function mostCertain(results: readonly ReadBackResult[]): ReadBackResult {
  const [first] = MOST_CERTAIN_FIRST.flatMap((kind) => results.filter((result) => result.kind === kind));
  return first ?? { kind: 'absent' };
}

/** The results of the queries, up to the first one that finds the point. */
async function runQueries(
  { config, client, atMs }: TrialPoint,
  clock: Clock,
  end: AbortSignal,
): Promise<readonly ReadBackResult[]> {
  const results: ReadBackResult[] = [];
  for (const { request, resultIn, flush } of queriesFor(config, atMs)) {
    const answer = await client.ask(request, end);
    const result = resultOf(answer, resultIn, clock);
    results.push(result);
    if (result.kind === 'found') break;
    if (result.kind === 'absent' && flush) await client.ask(flush, end);
  }
  return results;
}

function resultOf(answer: Answer, resultIn: TrialQuery['resultIn'], clock: Clock): ReadBackResult {
  const trouble = passingTroubleIn(answer, clock.wall());
  if (trouble) return { kind: 'failed', trouble };
  return answer.kind === 'answered' ? resultIn(answer) : { kind: 'unreadable', says: answer.shown(answer.says) };
}

interface TrialQuery {
  readonly request: InfluxRequest;
  resultIn(answer: Answered): ReadBackResult;
  /** Makes the server show earlier what it has accepted. */
  readonly flush?: InfluxRequest;
}

/** All versions of InfluxDB support InfluxQL where it is set up, and 2.x supports Flux; VictoriaMetrics has an export. */
function queriesFor(config: InfluxConfig, atMs: number): readonly TrialQuery[] {
  const queries = [influxQlQuery(config, atMs), exportQuery(atMs)];
  return config.version === '2' ? [...queries, fluxQuery(config, atMs)] : queries;
}

function influxQlQuery(config: InfluxConfig, atMs: number): TrialQuery {
  // In InfluxDB 1.8, the bucket `db/rp` stands for a database and its retention policy; the same goes for a 2.x that replaces it.
  const [database = '', policy = ''] =
    config.version === '2' ? config.bucket.split('/', 2) : [config.database, config.retentionPolicy];
  const from = [...(policy === '' ? [] : [policy]), TRIAL].map(identifier).join('.');
  const q = `SELECT "value" FROM ${from} WHERE time = ${atMs}ms`;
  return {
    request: { method: 'GET', path: `/query?${new URLSearchParams({ db: database, epoch: 'ms', q })}` },
    resultIn(answer) {
      const error = statementError(answer);
      if (error === undefined || error !== '') return refusedQuery(answer, error);
      if (answer.body.includes(`[${atMs},`)) return { kind: 'found' };
      // VictoriaMetrics answers every query here with a made-up list of databases.
      const isOther = answer.body.includes('"series"') && !answer.body.includes(TRIAL);
      return isOther ? { kind: 'unreadable', says: 'no InfluxQL' } : { kind: 'absent' };
    },
  };
}

function exportQuery(atMs: number): TrialQuery {
  const range = { start: String((atMs - 1) / 1000), end: String((atMs + 60_000) / 1000) };
  return {
    request: {
      method: 'GET',
      path: `/api/v1/export?${new URLSearchParams({ 'match[]': `${TRIAL}_value`, ...range })}`,
    },
    resultIn(answer) {
      // InfluxDB 2.x answers with a web page for unknown paths.
      const isExport = answer.status === 200 && /^(?:\{"metric":|\s*$)/.test(answer.body);
      if (!isExport) return refusedQuery(answer);
      return { kind: new RegExp(`"timestamps":\\[[\\d,]*\\b${atMs}\\b`).test(answer.body) ? 'found' : 'absent' };
    },
    flush: { method: 'GET', path: '/internal/force_flush' },
  };
}

function fluxQuery(config: InfluxConfig & { readonly version: '2' }, atMs: number): TrialQuery {
  const [start, stop] = [atMs, atMs + 1].map((ms) => new Date(ms).toISOString());
  const flux = `from(bucket: ${JSON.stringify(config.bucket)}) |> range(start: ${start}, stop: ${stop}) |> filter(fn: (r) => r._measurement == "${TRIAL}")`;
  return {
    request: {
      method: 'POST',
      path: `/api/v2/query?${new URLSearchParams({ org: config.org })}`,
      body: flux,
      contentType: 'application/vnd.flux',
    },
    resultIn(answer) {
      if (answer.status !== 200 || /^\s*[<{]|(?:^|\n)[^\n]*,error,/.test(answer.body)) return refusedQuery(answer);
      // The comma shows that it is a column of CSV, and not the query, echoed by the server.
      return { kind: answer.body.includes(`,${TRIAL}`) ? 'found' : 'absent' };
    },
  };
}

function refusedQuery({ status, body, shown }: Answered, error = errorTextIn(body, shown)): ReadBackResult {
  // If a token may not read a bucket, InfluxDB reports that the bucket does not exist.
  const isDenied =
    refusesCredentials(status, body) || status === 403 || /not authorized|could not find bucket/.test(body);
  return isDenied ? { kind: 'denied' } : { kind: 'unreadable', says: `${status} ${error}`.trim() };
}

async function deleteTrialPoint({ config, client, atMs }: TrialPoint, end: AbortSignal): Promise<void> {
  if (config.version !== '1') return;
  await client.ask(statement(`DELETE FROM ${identifier(TRIAL)} WHERE time = ${atMs}ms`, config.database), end);
}
