import { type Clock, sleep } from '../clock.ts';
import type { InfluxConfig } from '../config.ts';
import type { Answer } from '../influx/answer.ts';
import type { Client, Question } from '../influx/client.ts';
import { inOneLine, shortened, wordsIn } from '../influx/words.ts';

/** The measurement of the point that is written on trial; its one field is `value`. */
export const TRIAL = 'linky_test';

/**
 * What came of looking for a point that was accepted: `absent` it is not there, `denied` we may not look, `unreadable`
 * nothing that answers there knows how to look.
 */
export type Found =
  | { readonly kind: 'found' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unreadable'; readonly says: string };

/** Longer than a server needs to show what it has accepted: VictoriaMetrics, for a new series, up to eleven seconds. */
const LAG_MS = 12_000;
const PAUSE_MS = 500;

/** Looks for the point of a time in each way that there is, as only the server knows which ones it has. */
export async function readBack(
  config: InfluxConfig,
  client: Client,
  atMs: number,
  clock: Clock,
  end: AbortSignal,
): Promise<Found> {
  const givesUpMs = clock.now() + LAG_MS;
  for (;;) {
    const found = await search(config, client, atMs, end);
    if (found.kind !== 'absent' || end.aborted || clock.now() >= givesUpMs) return found;
    await sleep(PAUSE_MS, clock, end);
  }
}

async function search(config: InfluxConfig, client: Client, atMs: number, end: AbortSignal): Promise<Found> {
  const results: Found[] = [];
  for (const { question, judge, hurry } of waysIn(config, atMs)) {
    const answer = await client.ask(question, end);
    const found = answer.kind === 'answered' ? judge(answer) : { kind: 'unreadable' as const, says: answer.says };
    if (found.kind === 'found') return found;
    if (found.kind === 'absent' && hurry) await client.ask(hurry, end);
    results.push(found);
  }
  const known = results.find(({ kind }) => kind === 'absent') ?? results.find(({ kind }) => kind === 'denied');
  return known ?? results[0] ?? { kind: 'absent' };
}

type Answered = Answer & { readonly kind: 'answered' };

interface Way {
  readonly question: Question;
  judge(answer: Answered): Found;
  /** Has the server show sooner what it has. */
  readonly hurry?: Question;
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
      return { kind: answer.body.includes(`[${atMs},`) ? 'found' : 'absent' };
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
      return { kind: answer.body.includes(TRIAL) ? 'found' : 'absent' };
    },
  };
}

function withoutAnswer({ status, body }: Answered, error = wordsIn(body)): Found {
  // What a token may not read is not there for it.
  const isDenied = status === 401 || status === 403 || /not authorized|could not find bucket/.test(body);
  return isDenied ? { kind: 'denied' } : { kind: 'unreadable', says: `${status} ${error}`.trim() };
}

/** Takes the point of a time away again, where it is possible: from an InfluxDB 1.x whose user may. */
export async function forgetPoint(config: InfluxConfig, client: Client, atMs: number, end: AbortSignal): Promise<void> {
  if (config.version !== '1') return;
  await client.ask(statement(`DELETE FROM ${identifier(TRIAL)} WHERE time = ${atMs}ms`, config.database), end);
}

/** A statement of InfluxQL that changes something. */
export function statement(q: string, database?: string): Question {
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
