import { anyOf, byKind, type Check, fullListOf, like, object, optional, wholeBetween } from '../base/json-shape.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';
import type { NewImport } from '../journal/imports.ts';
import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';
import { type Status, VERSION } from './status.ts';

/**
 * What other processes of this user say to the running plugin, over a socket in its storage folder: a line with a request, in JSON, to
 * which it answers with a line, and ends the connection. Both sides name their version, and understand no more of each other if these
 * differ.
 */
export type Request = { readonly version: string } & (
  | { readonly kind: 'status' }
  /** Changes the journal. The same `id` is carried out once, however often it is sent. */
  | { readonly kind: 'order'; readonly id: string; readonly order: JournalOrder }
);

/** The answer; only the version, if that of the request is another one. */
export interface Answer {
  readonly version: string;
  readonly status?: Status;
  readonly outcome?: OrderOutcome;
}

const MOST_DAYS = 4_000;
/** Twice the size of eleven years of five-minute steps, drawn and exported. */
export const MOST_REQUEST_BYTES = 16_000_000;
/**
 * The most lists, objects and quotes in a request. Sixteen megabytes of `{},` take far more memory than the writer's thread has, and while
 * V8 parses JSON, a heap that is exhausted ends the process, and not only the thread. Three years of five-minute steps with a gap in every
 * hour have a fifth of this number.
 */
const MOST_MARKS = 1_000_000;

/** The days of an import, each later than the one before. */
const importedDays: Check<readonly ImportedDay[]> = (value) => {
  const days = fullListOf(importedDay, MOST_DAYS)(value);
  if (days.some(({ day }, at) => day <= (days[at - 1]?.day ?? 0))) throw new RangeError('the days are not in order');
  return days;
};

const slug = like(/^(?=.{1,200}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);

const order = byKind<JournalOrder>({
  import: object({
    kind: anyOf('import'),
    import: object<NewImport>({
      meter: slug,
      kind: like(/^[A-Za-z]{1,40}$/),
      prm: optional(like(/^\d{14}$/)),
      days: importedDays,
    }),
  }),
  forget: object<Extract<JournalOrder, { readonly kind: 'forget' }>>({
    kind: anyOf('forget'),
    isSure: optional(anyOf(true, false)),
  }),
  undo: object({ kind: anyOf('undo'), meter: slug, id: wholeBetween(0, Number.MAX_SAFE_INTEGER) }),
});

const versioned = object({ version: like(/^[\w.+-]{1,64}$/) });

const request = byKind<Request>({
  status: object({ version: anyOf(VERSION), kind: anyOf('status') }),
  order: object({ version: anyOf(VERSION), kind: anyOf('order'), id: like(/^[\w-]{1,64}$/), order }),
});

/** The request in a line; undefined if it is none, or if one of its values is invalid. Of another version only that version is known. */
export function requestIn(line: string): Request | 'otherVersion' | undefined {
  if (mayHaveTooManyValues(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return versioned(value).version === VERSION ? request(value) : 'otherVersion';
  } catch {
    return undefined;
  }
}

/** Counts the characters that begin a value, without parsing. */
function mayHaveTooManyValues(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) if ('"[{'.includes(text[at] ?? '')) marks += 1;
  return marks > MOST_MARKS;
}

/** Whether an order can be carried out: nothing may be written to the journal that this program would not write itself. */
export function isFitOrder(given: JournalOrder): boolean {
  const line = JSON.stringify({ version: VERSION, kind: 'order', id: 'a', order: given } satisfies Request);
  return Buffer.byteLength(line) < MOST_REQUEST_BYTES && requestIn(line) !== undefined;
}
