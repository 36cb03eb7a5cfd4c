import { isOfCertificate, UNREACHED } from '../base/network-error.ts';
import { shortened } from '../base/printable.ts';
import { type DeliveryTrouble, isPassingTrouble, type Mistake, type PassingTrouble } from './delivery-trouble.ts';
import { errorIn, errorTextIn, isDatabaseError } from './error-text.ts';
import { mayBeAboutAll } from './refusal-words.ts';

/** The outcome of one request. */
export type Answer = RawAnswer & {
  /**
   * Makes a text of this answer fit for a user to see: in one line, without characters that control a terminal, and without our secrets.
   * Every text of an answer passes through it before it goes to a log, a page, a file or a terminal.
   */
  readonly shown: (text: string) => string;
};

/**
 * An answer as it arrived, or the failure to get one. `says` is the error's message. In this folder `says` is always what the other side
 * says, in its own words.
 */
export type RawAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: 'failed'; readonly code: string; readonly says: string };

/** An answer that arrived. */
export type Answered = Answer & { readonly kind: 'answered' };

/** By name in lower case, as in node:http. */
export interface Headers {
  readonly [name: string]: string | readonly string[] | undefined;
}

/**
 * The outcome of one write request. `says` is what the server or the system says, in one short line.
 * * `beyondRetention`: stored, except for `dropped` points that are older than the database keeps.
 * * `partlyStored`: the server reports that it has stored only a part (InfluxDB Cloud Dedicated).
 * * `tooLarge`: fewer lines must be sent at a time.
 * * `refused`: at least one line will never be accepted; the server may have stored the others. With `dropped`, exactly this many lines
 *   were not stored, and the others were. With `words`, the database may accept nothing at all: `words` is everything that the server says,
 *   and does not mention a line.
 */
export type WriteResult =
  | { readonly kind: 'stored' }
  | { readonly kind: 'beyondRetention'; readonly dropped: number }
  | { readonly kind: 'partlyStored'; readonly says: string }
  | { readonly kind: 'tooLarge'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string; readonly dropped?: number; readonly words?: string }
  | DeliveryTrouble;

/** A longer Retry-After is cut to this. */
const MOST_RETRY_MS = 600_000;

/**
 * The meaning of an answer to a write by InfluxDB 1.x, 2.x, 3 or VictoriaMetrics.
 * @param wallMs now, for a Retry-After that is a date
 */
export function writeResultOf(answer: Answer, wallMs: number): WriteResult {
  if (answer.kind === 'failed') return resultOfFailure(answer.code, answerText(answer));
  const { status, headers, body } = answer;
  const says = answerText(answer);
  if (status === 204) return { kind: 'stored' };
  if (status === 201) return { kind: 'partlyStored', says };
  if (IS_FULL.test(body)) return { kind: 'unreachable', why: 'full', says, ...retryIn(headers, wallMs) };
  if (status === 413) return { kind: 'tooLarge', says };
  if (refusesCredentials(status, body)) return { kind: 'misconfigured', why: 'credentials', says };
  // 2.0.0 to 2.0.3 answer 500 where later versions answer 422.
  if (status === 400 || status === 422 || /partial write:/.test(body)) return resultOfRefusal(answer, says);
  if (/retention policy not found/.test(body)) return { kind: 'misconfigured', why: 'noSuchRetentionPolicy', says };
  if (status >= 500) return { kind: 'unreachable', why: 'failing', says, ...retryIn(headers, wallMs) };
  if (status === 408 || status === 425 || status === 429) return { kind: 'busy', says, ...retryIn(headers, wallMs) };
  return { kind: 'misconfigured', why: mistakeOf(status, body), says: withTarget(says, answer) };
}

/** The trouble that an answer to any request shows, if it is one that passes by itself. @param wallMs now */
export function passingTroubleIn(answer: Answer, wallMs: number): PassingTrouble | undefined {
  const result = writeResultOf(answer, wallMs);
  return isPassingTrouble(result) ? result : undefined;
}

/**
 * Whether an answer rejects the token, or the user and the password. vmauth 1.79.5 (the version in Debian 12) answers 400 if it does not
 * know them: `cannot find the provided auth token "Bearer …" in config`. Only those words are searched for that remain when the text is cut
 * off.
 */
export function refusesCredentials(status: number, body: string): boolean {
  return status === 401 || (status === 400 && body.startsWith('cannot find the provided '));
}

/** The content of an answer in one short line: its status, and what a user can read of its body. */
export function answerText(answer: Answer): string {
  if (answer.kind === 'failed') return shortened(answer.shown(answer.says));
  return `${answer.status} ${errorTextIn(answer.body, answer.shown)}`.trim();
}

/** VictoriaMetrics reports this with 400 shortly before its disk is full, InfluxDB with 500 when it is full. */
const IS_FULL = /storage is in read-only mode|no space left on device/;

/** 400 and 422: a database refuses lines, or a proxy or a TLS port refuses the request. */
function resultOfRefusal({ body, shown }: Answered, says: string): WriteResult {
  // InfluxDB 1.x without a database, 2.x without an organisation.
  if (/database is required|provide either orgID or org/.test(body)) {
    return { kind: 'misconfigured', why: 'noSuchStore', says };
  }
  const error = errorIn(body);
  const mistake = mistakeAboutDatabase(error);
  if (mistake) return { kind: 'misconfigured', why: mistake, says };
  if (!isDatabaseError(body)) return { kind: 'misconfigured', why: 'address', says };
  // Older versions end with `dropped=3`; newer ones say `dropped 3 points outside retention policy of duration …`.
  if (!/(?:beyond|outside) retention policy/.test(body)) {
    return { kind: 'refused', says, ...droppedLinesIn(body), ...(mayBeAboutAll(error) && { words: shown(error) }) };
  }
  const count = /dropped=(\d{1,9})/.exec(body) ?? /dropped (\d{1,9}) points/.exec(body);
  return { kind: 'beyondRetention', dropped: Number(count?.[1] ?? 1) };
}

/**
 * The reason why InfluxDB 3 refuses a write because of the database, whatever the lines: there is no room for another database (Core holds
 * five), or its name is not allowed. Only the server's own words count, from the beginning of the text: a server may quote a line, and
 * `partial write` concerns lines.
 */
function mistakeAboutDatabase(error: string): Mistake | undefined {
  if (/^adding a new database would exceed limit of \d+ databases/i.test(error)) return 'noRoom';
  return FORBIDDEN_NAME.test(error) ? 'name' : undefined;
}

/** How InfluxDB 3 rejects a name. It checks each name more than once, with different messages. */
const FORBIDDEN_NAME =
  /^(?:invalid character in database|db name |(?:database|namespace) name .* (?:contains invalid character|length must be)|missing bucket value)/s;

/** InfluxDB 1.x and 2.x state how many points they dropped for a type conflict or a limit; they store the others. */
function droppedLinesIn(body: string): { readonly dropped?: number } {
  const count = /partial write: .*dropped=(\d{1,9})/s.exec(body)?.[1];
  return count === undefined ? {} : { dropped: Number(count) };
}

function mistakeOf(status: number, body: string): Mistake {
  if (status === 403) return 'rights';
  return status === 404 && /(?:database|bucket|organization).*not found/s.test(body) ? 'noSuchStore' : 'address';
}

/** Adds the server that a redirect points to. */
function withTarget(says: string, { headers: { location }, shown }: Answered): string {
  if (typeof location !== 'string' || !URL.canParse(location)) return says;
  return `${says} → ${shown(new URL(location).origin)}`;
}

function resultOfFailure(code: string, says: string): WriteResult {
  if (isOfCertificate(code)) return { kind: 'misconfigured', why: 'certificate', says };
  // The other side does not speak HTTP, or speaks HTTP where TLS was expected.
  if (/^HPE_|^EPROTO$|^ERR_SSL/.test(code)) return { kind: 'misconfigured', why: 'address', says };
  // The token or the password has a character that is not allowed in a header.
  if (code === 'ERR_INVALID_CHAR') return { kind: 'misconfigured', why: 'credentials', says };
  return { kind: 'unreachable', why: UNREACHED[code] ?? 'broken', says };
}

/** Retry-After (RFC 9110 §10.2.3): seconds, or a date. */
function retryIn({ 'retry-after': value }: Headers, wallMs: number): { readonly retryInMs?: number } {
  if (typeof value !== 'string') return {};
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - wallMs;
  return waitMs > 0 ? { retryInMs: Math.min(waitMs, MOST_RETRY_MS) } : {};
}
