import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';
import type { NewImport } from '../journal/imports.ts';
import { anyOf, byKind, type Check, fullListOf, like, object, optional, wholeBetween } from '../json-shape.ts';
import type { StatusRequest } from './request.ts';

/*
 * Nothing in the journal may be other than this program itself would write, whoever asks for it. So each value of a request is
 * checked, and a request with a single wrong one is refused as a whole.
 */

const MOST_DAYS = 4_000;
/** Twice what eleven years of five-minute steps have, drawn and given. */
export const MOST_REQUEST_BYTES = 16_000_000;
/**
 * The most lists, objects and quotes in the text of a request. Sixteen megabytes of `{},` would take far more memory than the
 * writer's thread has; three years of five-minute steps with a gap in every hour have a fifth of that.
 */
const MOST_MARKS = 1_000_000;

/** Parses what came over the status socket; undefined when it is no request, or when a value of it makes no sense. */
export function parseRequest(text: string): StatusRequest | undefined {
  const received = parseReceived(text);
  return received?.kind === 'unfit' ? undefined : received;
}

/** A request of which a value makes no sense, or makes sense to a later version only: its sender knows it by its name. */
export interface UnfitRequest {
  readonly kind: 'unfit';
  readonly request: string;
}

/** Like `parseRequest`, and gives the name of what cannot be taken, if it has one. */
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

/** Counts the characters that begin a value, without parsing: JSON of a few hundred kilobytes can make millions of objects. */
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
/** By which the sender knows its request. */
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
