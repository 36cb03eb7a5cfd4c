import { anyOf, byKind, type Check, fullListOf, like, object, optional, wholeBetween } from '../base/json-shape.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';
import type { NewImport } from '../journal/imports.ts';
import type { StatusRequest } from './request.ts';

/*
 * Whoever asks, nothing may be written to the journal that this program would not write itself. So each value of a request is checked, and
 * a single wrong value causes the whole request to be refused.
 */

const MOST_DAYS = 4_000;
/** Twice the size of eleven years of five-minute steps, drawn and exported. */
export const MOST_REQUEST_BYTES = 16_000_000;
/**
 * The most lists, objects and quotes in the text of a request. Sixteen megabytes of `{},` would take far more memory than the writer's
 * thread has; three years of five-minute steps with a gap in every hour have a fifth of this number.
 */
const MOST_MARKS = 1_000_000;

/** Parses what was received on the status socket; undefined if it is not a request, or if one of its values is invalid. */
export function parseRequest(text: string): StatusRequest | undefined {
  const received = parseReceived(text);
  return received?.kind === 'unfit' ? undefined : received;
}

/** A request with a value that is invalid, or that only a later version understands. Its sender identifies it by its name. */
export interface UnfitRequest {
  readonly kind: 'unfit';
  readonly request: string;
}

/** Like `parseRequest`, but returns the name of an invalid request, if it has one. */
export function parseReceived(text: string): StatusRequest | UnfitRequest | undefined {
  if (Buffer.byteLength(text) > MOST_REQUEST_BYTES || mayHaveTooManyValues(text)) return undefined;
  const value = orUndefined(() => JSON.parse(text));
  return orUndefined(() => statusRequest(value)) ?? orUndefined(() => unfitRequest(value));
}

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** Counts the characters that begin a value, without parsing: JSON of a few hundred kilobytes can produce millions of objects. */
function mayHaveTooManyValues(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || code === BRACKET || code === BRACE) marks += 1;
  }
  return marks > MOST_MARKS;
}

const QUOTE = 0x22;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** The days of an import, each later than the one before. */
const importedDays: Check<readonly ImportedDay[]> = (value) => {
  const days = fullListOf(importedDay, MOST_DAYS)(value);
  if (days.some(({ day }, at) => day <= (days[at - 1]?.day ?? 0))) throw new RangeError('the days are not in order');
  return days;
};

const slug = like(/^(?=.{1,200}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
/** The name by which the sender identifies its request. */
const requestName = like(/^[\w-]{1,64}$/);

const newImport = object<NewImport>({
  meter: slug,
  kind: like(/^[A-Za-z]{1,40}$/),
  prm: optional(like(/^\d{14}$/)),
  days: importedDays,
});

const statusRequest = byKind<StatusRequest>({
  import: object({ kind: anyOf('import'), request: requestName, import: newImport }),
  forget: object<Extract<StatusRequest, { readonly kind: 'forget' }>>({
    kind: anyOf('forget'),
    request: requestName,
    isSure: optional(anyOf(true, false)),
  }),
  undo: object({
    kind: anyOf('undo'),
    request: requestName,
    meter: slug,
    id: wholeBetween(0, Number.MAX_SAFE_INTEGER),
  }),
});

const withName = object<Pick<StatusRequest, 'request'>>({ request: requestName });

function unfitRequest(value: unknown): UnfitRequest {
  return { kind: 'unfit', ...withName(value) };
}
