import { isOfCertificate, UNREACHED } from '../base/network-error.ts';
import { shortened } from '../base/printable.ts';
import type { DeliveryTrouble, Mistake } from './delivery-trouble.ts';

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
 * * `stored`: with `partly`, only a part is (InfluxDB Cloud Dedicated).
 * * `partial`: exactly `dropped` points will never be accepted, and all others are stored. `error` is all that the server says.
 * * `tooLarge`: fewer lines must be sent at a time.
 * * `refused`: nothing is known to be stored.
 */
export type WriteResult =
  | { readonly kind: 'stored'; readonly partly?: string }
  | { readonly kind: 'partial'; readonly dropped: number; readonly says: string; readonly error: string }
  | { readonly kind: 'tooLarge'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string }
  | DeliveryTrouble;

/** A longer Retry-After is cut to this. */
const MOST_RETRY_MS = 600_000;

/**
 * What the server says decides only what a user is advised to do, and not what happens to the points. These are the words of all versions
 * of InfluxDB, and of VictoriaMetrics.
 */
const WORDS = {
  /** vmauth 1.79.5 (Debian 12) answers 400 if it does not know a token or a user; newer ones answer 401. */
  credentials: /^cannot find the provided auth token/,
  store:
    /(?:database|bucket|organization|retention policy).*not found|database is required|provide either orgID or org/s,
  /** InfluxDB 3 Core holds five databases. */
  noRoom: /would exceed limit of \d+ databases/,
  /** VictoriaMetrics reports this with 400 shortly before its disk is full, InfluxDB with 500 when it is full. */
  full: /storage is in read-only mode|no space left on device/,
};

/**
 * The meaning of an answer to a write by InfluxDB 1.x, 2.x, 3 or VictoriaMetrics.
 * @param wallMs now, for a Retry-After that is a date
 */
export function writeResultOf(answer: Answer, wallMs: number): WriteResult {
  const says = answerText(answer);
  if (answer.kind === 'failed') return resultOfFailure(answer.code, says);
  const { status, headers, body, shown } = answer;
  if (status === 204) return { kind: 'stored' };
  if (status === 201) return { kind: 'stored', partly: says };
  // InfluxDB 2.0.0 to 2.0.3 answer 500 where later versions answer 422.
  if (status >= 400 && /partial write:/.test(body)) {
    // InfluxDB 1.x counts none for a line that it cannot parse.
    const dropped = Number(/dropped[= ](\d{1,9})/.exec(body)?.[1]) || 1;
    return { kind: 'partial', dropped, says, error: shown(errorIn(body)) };
  }
  if (WORDS.full.test(body)) return { kind: 'unreachable', why: 'full', says, ...retryIn(headers, wallMs) };
  if (status === 413) return { kind: 'tooLarge', says };
  const mistake = mistakeIn(status, body);
  if (mistake) return { kind: 'misconfigured', why: mistake, says };
  if (status === 400 || status === 422) return { kind: 'refused', says };
  if (status >= 500) return { kind: 'unreachable', why: 'failing', says, ...retryIn(headers, wallMs) };
  if (status === 408 || status === 425 || status === 429) return { kind: 'busy', says, ...retryIn(headers, wallMs) };
  return { kind: 'misconfigured', why: 'address', says: says + targetOf(answer) };
}

/** The content of an answer in one short line: its status, and what a user can read of its body. */
export function answerText(answer: Answer): string {
  if (answer.kind === 'failed') return shortened(answer.shown(answer.says));
  const error = answer.shown(errorIn(answer.body)).replace(PREFIX, '');
  return shortened(`${answer.status} ${error}`.trim());
}

/** What InfluxDB 3, InfluxDB and VictoriaMetrics put before the error itself. */
const PREFIX = /^(?:write buffer error: (?:[a-z ]+ (?:error|failed): )?|.*?partial write: |.*?requestURI: [^;]*; )/;

/** What only the user can change, if the answer shows it. */
function mistakeIn(status: number, body: string): Mistake | undefined {
  if (status === 401 || WORDS.credentials.test(body)) return 'credentials';
  if (status === 403) return 'rights';
  if (WORDS.noRoom.test(body)) return 'noRoom';
  const [words] = WORDS.store.exec(body) ?? [];
  if (words === undefined) return undefined;
  return words.startsWith('retention policy') ? 'noSuchRetentionPolicy' : 'noSuchStore';
}

/** The error in a body: in InfluxDB's JSON (1.x and 3 have it in `error`, 2.x in `message`), or a plain text; empty for a web page. */
function errorIn(body: string): string {
  try {
    const { error, message } = JSON.parse(body);
    return [error, message].find((text) => typeof text === 'string') ?? '';
  } catch {
    return /^\s*[<[]/.test(body) ? '' : body;
  }
}

/** The server that a redirect points to. */
function targetOf({ headers: { location }, shown }: Answered): string {
  return typeof location === 'string' && URL.canParse(location) ? ` → ${shown(new URL(location).origin)}` : '';
}

function resultOfFailure(code: string, says: string): WriteResult {
  if (isOfCertificate(code)) return { kind: 'misconfigured', why: 'certificate', says };
  // The other side does not speak HTTP, or speaks HTTP where TLS was expected.
  if (/^HPE_|^EPROTO$|^ERR_SSL/.test(code)) return { kind: 'misconfigured', why: 'address', says };
  // The token or the password has a character that is not allowed in a header.
  if (code === 'ERR_INVALID_CHAR') return { kind: 'misconfigured', why: 'credentials', says };
  return { kind: 'unreachable', why: UNREACHED[code] ?? 'broken', says };
}

/** Retry-After (RFC 9110 §10.2.3): seconds, or a date. The client itself takes the seconds for milliseconds. */
function retryIn({ 'retry-after': value }: Headers, wallMs: number): { readonly retryInMs?: number } {
  if (typeof value !== 'string') return {};
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - wallMs;
  return waitMs > 0 ? { retryInMs: Math.min(waitMs, MOST_RETRY_MS) } : {};
}
