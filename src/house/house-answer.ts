import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { Status, StatusBoard } from '../status/status.ts';
import type { LastColours } from '../status/tempo-report.ts';
import type { HouseTexts } from '../texts/en/house.ts';
import type { Language } from '../texts/languages.ts';
import { textParts } from '../texts/texts.ts';
import type { HistoryThread, Outcome } from './history-thread.ts';
import type { FileOutcome, HouseFiles } from './house-files.ts';
import { type HouseQuestion, houseRequestFrom } from './house-request.ts';
import { shownStatus } from './shown-status.ts';

/** Soon enough for somebody who waits for the page. Sent only with errors that a retry may overcome. */
const RETRY_AFTER_S = 2;

/** An answer over HTTP. */
export interface HouseAnswer {
  readonly status: 200 | 400 | 404 | 405 | 421 | 503;
  readonly type: string;
  readonly body: Uint8Array;
  readonly headers: { readonly [name: string]: string | number };
}

export interface HouseAnswerParts {
  readonly config: Pick<Config, 'language' | 'meters'>;
  readonly board: Pick<StatusBoard, 'status'>;
  readonly history: HistoryThread;
  readonly files: HouseFiles;
  readonly clock: Pick<Clock, 'wall'>;
}

/** Returns the function that answers a request. That function never rejects. */
export function houseAnswers({ config, board, history, files, clock }: HouseAnswerParts) {
  const priced = new Set(config.meters.filter(({ prices }) => prices.length > 0).map(({ slug }) => slug));

  async function answerQuestion(question: HouseQuestion): Promise<HouseAnswer> {
    const texts = textsIn(question.asks.language);
    const { status } = board;
    if (question.path === '/status') {
      return json(200, shownStatus({ status, nowMs: clock.wall(), texts, isPriced: (slug) => priced.has(slug) }));
    }
    const colours = question.path === '/contract' ? coloursIn(status, question.asks.meter) : undefined;
    return answerOfHistory(await history.ask({ ...question, colours }), texts);
  }

  return async (head: RequestHead): Promise<HouseAnswer> => {
    const request = houseRequestFrom(head);
    if (request.kind === 'question') return answerQuestion(request.question);
    const texts = textsIn(config.language);
    if (request.kind === 'file') return answerOfFile(await files.read(request.name), texts);
    return json(request.status, { error: texts[request.says] }, request.status === 405 ? { Allow: 'GET, HEAD' } : {});
  };
}

/** The Tempo colours that a meter last reported, without anything else that it reported. */
function coloursIn({ meters }: Status, slug: string): LastColours | undefined {
  const { atMs, lastReading } = meters.find((meter) => meter.slug === slug) ?? {};
  if (atMs === undefined || !lastReading) return undefined;
  const { tempoToday, tempoTomorrow } = lastReading;
  return { atMs, lastReading: { tempoToday, tempoTomorrow } };
}

/** Loads only the texts of one part: all texts of the plugin in another language are large. */
function textsIn(language: Language): HouseTexts {
  return textParts[language].house().house;
}

function answerOfHistory(outcome: Outcome, texts: HouseTexts): HouseAnswer {
  if (outcome.kind === 'answer') return jsonBytes(200, outcome.json);
  return json(503, { error: texts[outcome.kind] }, outcome.kind === 'busy' ? { 'Retry-After': RETRY_AFTER_S } : {});
}

function answerOfFile(outcome: FileOutcome, texts: HouseTexts): HouseAnswer {
  if (outcome.kind !== 'file') {
    return outcome.kind === 'none'
      ? json(404, { error: texts.noSuchPath })
      : json(503, { error: texts.fileUnreadable }, { 'Retry-After': RETRY_AFTER_S });
  }
  const { bytes: body, type, tag } = outcome;
  const headers: HouseAnswer['headers'] = tag
    ? { 'Cache-Control': 'no-cache', ETag: tag }
    : { 'Cache-Control': 'public, max-age=31536000, immutable' };
  return { status: 200, type, body, headers };
}

function json(status: HouseAnswer['status'], answer: object, headers: HouseAnswer['headers'] = {}): HouseAnswer {
  return jsonBytes(status, Buffer.from(JSON.stringify(answer)), headers);
}

/** These answers are not cached. */
function jsonBytes(status: HouseAnswer['status'], body: Uint8Array, headers: HouseAnswer['headers'] = {}): HouseAnswer {
  return { status, type: 'application/json', body, headers: { 'Cache-Control': 'no-store', ...headers } };
}
