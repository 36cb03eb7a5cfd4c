import { type Clock, sleep } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, passingTroubleIn } from './answer.ts';
import type { Client, InfluxRequest } from './client.ts';
import type { PassingTrouble } from './delivery-trouble.ts';
import { errorTextIn, inOneLine, shortened } from './error-text.ts';
import { fieldSet, lineOf } from './line-protocol.ts';

/** The measurement of the point that is written on trial; its one field is `value`. */
const TRIAL = 'linky_test';

/** A point that was written to see whether it is kept, at a time of the wall clock. */
export interface TrialPoint {
  readonly config: InfluxConfig;
  readonly client: Client;
  readonly atMs: number;
}

/** Writes the point, and gives what came back. */
export function writeTrialPoint({ client, atMs }: TrialPoint, end: AbortSignal): Promise<Answer> {
  return client.post([lineOf(TRIAL, fieldSet({ value: 1 }), atMs)], end);
}

/**
 * Looks for a point that was accepted, and deletes it again where that is possible: from an InfluxDB 1.x whose user may.
 * @param searchEnd cuts the search short @param end cuts all of it short
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

/**
 * What came of looking for a point that was accepted: `absent` it is not there, `denied` we may not look, `unreadable`
 * nothing that answers there knows how to look, `failed` a trouble that passes kept us from it.
 */
export type ReadBackResult =
  | { readonly kind: 'found' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly trouble: PassingTrouble }
  | { readonly kind: 'unreadable'; readonly says: string };

/** Longer than a server needs to show what it has accepted: VictoriaMetrics, for a new series, up to eleven seconds. */
const LAG_MS = 12_000;
const PAUSE_MS = 500;

/** Looks for a point in each way that there is, as only the server knows which ones it has, for as long as it may still show up. */
async function readBack(point: TrialPoint, clock: Clock, end: AbortSignal): Promise<ReadBackResult> {
  const givesUpMs = clock.now() + LAG_MS;
  for (;;) {
    const results = await search(point, clock, end);
    const mayShowUp = results.some(({ kind }) => kind === 'absent') && !results.some(({ kind }) => kind === 'found');
    if (!mayShowUp || end.aborted || clock.now() >= givesUpMs) return surestOf(results);
    await sleep(PAUSE_MS, clock, end);
  }
}

/** Who may not look in one way cannot say of a point that another way does not show that it is lost. */
const SUREST_FIRST = ['found', 'denied', 'failed', 'absent', 'unreadable'] as const;

function surestOf(results: readonly ReadBackResult[]): ReadBackResult {
  const [surest] = SUREST_FIRST.flatMap((kind) => results.filter((found) => found.kind === kind));
  return surest ?? { kind: 'absent' };
}

/** What each way tells, up to the first that finds the point. */
async function search(
  { config, client, atMs }: TrialPoint,
  clock: Clock,
  end: AbortSignal,
): Promise<readonly ReadBackResult[]> {
  const results: ReadBackResult[] = [];
  for (const { question, judge, hurry } of waysIn(config, atMs)) {
    const answer = await client.ask(question, end);
    const found = judged(answer, judge, clock);
    results.push(found);
    if (found.kind === 'found') break;
    if (found.kind === 'absent' && hurry) await client.ask(hurry, end);
  }
  return results;
}

function judged(answer: Answer, judge: Way['judge'], clock: Clock): ReadBackResult {
  const trouble = passingTroubleIn(answer, clock.wall());
  if (trouble) return { kind: 'failed', trouble };
  return answer.kind === 'answered' ? judge(answer) : { kind: 'unreadable', says: inOneLine(answer.says) };
}

type Answered = Answer & { readonly kind: 'answered' };

interface Way {
  readonly question: InfluxRequest;
  judge(answer: Answered): ReadBackResult;
  /** Has the server show sooner what it has. */
  readonly hurry?: InfluxRequest;
}

/** InfluxQL is spoken by InfluxDB of all versions where it is set up, Flux by 2.x; VictoriaMetrics exports. */
function waysIn(config: InfluxConfig, atMs: number): readonly Way[] {
  const ways = [inInfluxQl(config, atMs), byExport(atMs)];
  return config.version === '2' ? [...ways, inFlux(config, atMs)] : ways;
}

function inInfluxQl(config: InfluxConfig, atMs: number): Way {
  // The bucket `db/rp` is the database and the retention policy of 1.8, and so it is where 2.x answers in its place.
  const [database = '', policy = ''] =
    config.version === '2' ? config.bucket.split('/', 2) : [config.database, config.retentionPolicy];
  const from = [...(policy === '' ? [] : [policy]), TRIAL].map(identifier).join('.');
  const q = `SELECT "value" FROM ${from} WHERE time = ${atMs}ms`;
  return {
    question: { method: 'GET', path: `/query?${new URLSearchParams({ db: database, epoch: 'ms', q })}` },
    judge(answer) {
      const error = errorIn(answer);
      if (error === undefined || error !== '') return withoutAnswer(answer, error);
      if (answer.body.includes(`[${atMs},`)) return { kind: 'found' };
      // Whatever it is asked, VictoriaMetrics names the databases that it does not have.
      const isOther = answer.body.includes('"series"') && !answer.body.includes(TRIAL);
      return isOther ? { kind: 'unreadable', says: 'no InfluxQL' } : { kind: 'absent' };
    },
  };
}

function byExport(atMs: number): Way {
  const range = { start: String((atMs - 1) / 1000), end: String((atMs + 60_000) / 1000) };
  return {
    question: {
      method: 'GET',
      path: `/api/v1/export?${new URLSearchParams({ 'match[]': `${TRIAL}_value`, ...range })}`,
    },
    judge(answer) {
      // InfluxDB 2.x has a web page for whatever it does not know.
      const isExport = answer.status === 200 && /^(?:\{"metric":|\s*$)/.test(answer.body);
      if (!isExport) return withoutAnswer(answer);
      return { kind: new RegExp(`"timestamps":\\[[\\d,]*\\b${atMs}\\b`).test(answer.body) ? 'found' : 'absent' };
    },
    hurry: { method: 'GET', path: '/internal/force_flush' },
  };
}

function inFlux(config: InfluxConfig & { readonly version: '2' }, atMs: number): Way {
  const [start, stop] = [atMs, atMs + 1].map((ms) => new Date(ms).toISOString());
  const flux = `from(bucket: ${JSON.stringify(config.bucket)}) |> range(start: ${start}, stop: ${stop}) |> filter(fn: (r) => r._measurement == "${TRIAL}")`;
  return {
    question: {
      method: 'POST',
      path: `/api/v2/query?${new URLSearchParams({ org: config.org })}`,
      body: flux,
      contentType: 'application/vnd.flux',
    },
    judge(answer) {
      if (answer.status !== 200 || /^\s*[<{]|(?:^|\n)[^\n]*,error,/.test(answer.body)) return withoutAnswer(answer);
      // A column of CSV, and not the question, should it come back.
      return { kind: answer.body.includes(`,${TRIAL}`) ? 'found' : 'absent' };
    },
  };
}

function withoutAnswer({ status, body }: Answered, error = errorTextIn(body)): ReadBackResult {
  // What a token may not read is not there for it.
  const isDenied = status === 401 || status === 403 || /not authorized|could not find bucket/.test(body);
  return isDenied ? { kind: 'denied' } : { kind: 'unreadable', says: `${status} ${error}`.trim() };
}

async function deleteTrialPoint({ config, client, atMs }: TrialPoint, end: AbortSignal): Promise<void> {
  if (config.version !== '1') return;
  await client.ask(statement(`DELETE FROM ${identifier(TRIAL)} WHERE time = ${atMs}ms`, config.database), end);
}

/** A statement of InfluxQL that changes something. */
export function statement(q: string, database?: string): InfluxRequest {
  return {
    method: 'POST',
    path: '/query',
    body: new URLSearchParams({ q, ...(database !== undefined && { db: database }) }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

/** A name in InfluxQL, whatever is in it. */
export function identifier(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** What went wrong with a statement of InfluxQL, empty when nothing; undefined when this is no answer to one. */
export function errorIn(answer: Answer): string | undefined {
  if (answer.kind === 'failed' || answer.status !== 200) return undefined;
  try {
    const [result] = JSON.parse(answer.body).results;
    return typeof result.error === 'string' ? shortened(inOneLine(result.error)) : '';
  } catch {
    return undefined;
  }
}
