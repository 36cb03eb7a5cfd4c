import { dayOfDate } from '../base/paris-time.ts';
import { hoursEntriesIn } from '../reading/hours.ts';
import { type Language, languageFor } from '../texts/languages.ts';
import type { Protocol, SpansOfDays } from './protocol.ts';

/** What a browser has sent, unchecked. */
type Payload = { readonly [field: string]: unknown };

/** The error for a request with a field that is missing or has an invalid value. */
export class WrongField extends Error {
  readonly field: string;

  constructor(field: string) {
    super(`wrong field ${field}`);
    this.field = field;
  }
}

/** The error that refuses a request. Its message says why, in the user's language. */
export class RefusedRequest extends Error {}

/** The maximum length of a path on Linux. */
const MOST_CHARACTERS = 4096;
/** Socket.IO drops a connection on which a megabyte arrives in one message. */
const MOST_PIECE_CHARACTERS = 400_000;
/** More than any view shows. */
const MOST_BESIDE = 10;
/** How many days a request may span, by the length of its spans. */
const MOST_SPANNED_DAYS = { hour: 7, day: 400, month: 36_525, year: 36_525 } as const;

/**
 * Checks the payload of a request, which could be anything.
 * @throws WrongField
 */
export function requestFrom<P extends keyof Protocol>(path: P, payload: unknown): Protocol[P]['asks'] {
  const given: Payload = Object(payload);
  return { language: requestLanguage(given), ...FIELDS[path](given) };
}

/** The language of a request, for answers even to a malformed one. */
export function requestLanguage(payload: unknown): Language {
  return languageFor(Object(payload).language);
}

const FIELDS: { readonly [P in keyof Protocol]: (given: Payload) => Omit<Protocol[P]['asks'], 'language'> } = {
  '/status': () => ({}),
  '/ports': () => ({}),
  '/listen': (given) => ({
    port: text(given, 'port'),
    mode: oneOf(given, 'mode', ['auto', 'historique', 'standard']),
    baudRate: oneOf(given, 'baudRate', ['auto', 1200, 9600]),
  }),
  '/influx/try': ({ influx }) => ({ influx }),
  '/influx/create': ({ influx }) => ({ influx }),
  '/mqtt/try': ({ mqtt }) => ({ mqtt }),
  '/meters': () => ({}),
  '/curve': (given) => ({ meter: text(given, 'meter'), span: oneOf(given, 'span', ['hour', 'day', 'week']) }),
  '/spans': (given) => ({
    meter: text(given, 'meter'),
    ...spans(given),
    ...(given['beside'] !== undefined && { beside: spansBeside(given) }),
    prices: given['prices'],
  }),
  '/contract': (given) => ({ meter: text(given, 'meter') }),
  '/offers': (given) => ({
    meter: text(given, 'meter'),
    prices: given['prices'],
    ...(given['kVA'] !== undefined && { kVA: wholeNumber(given, 'kVA') }),
    ...(given['hours'] !== undefined && { hours: hours(given, 'hours') }),
  }),
  '/import/piece': (given) => ({
    upload: text(given, 'upload'),
    index: wholeNumber(given, 'index'),
    ofBytes: wholeNumber(given, 'ofBytes'),
    base64: piece(given, 'base64'),
  }),
  '/import/examine': (given) => ({ ...uploaded(given), prices: given['prices'] }),
  '/import/do': uploaded,
  '/import/forget': (given) => ({ upload: text(given, 'upload') }),
  '/import/undo': (given) => ({ meter: text(given, 'meter'), id: wholeNumber(given, 'id') }),
  '/imports': (given) => ({ meter: text(given, 'meter') }),
  '/house': () => ({}),
  '/check': ({ config }) => ({ config }),
};

function text(given: Payload, field: string): string {
  const value = given[field];
  // Node throws for a path with a NUL, and for the system it would terminate the path.
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS && !value.includes('\0')) return value;
  throw new WrongField(field);
}

/** Hours in the notation of the settings. */
function hours(given: Payload, field: string): string {
  const value = text(given, field);
  if (hoursEntriesIn(value)?.length) return value;
  throw new WrongField(field);
}

function wholeNumber(given: Payload, field: string): number {
  const value = given[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new WrongField(field);
}

function uploaded(given: Payload) {
  return { upload: text(given, 'upload'), meter: text(given, 'meter'), isGiven: given['isGiven'] === true };
}

/** A piece of a file, in base64. */
function piece(given: Payload, field: string): string {
  const value = given[field];
  if (typeof value === 'string' && value.length <= MOST_PIECE_CHARACTERS && /^[A-Za-z\d+/]*={0,2}$/.test(value))
    return value;
  throw new WrongField(field);
}

function oneOf<T extends string | number>(given: Payload, field: string, options: readonly T[]): T {
  const found = options.find((option) => option === given[field]);
  if (found !== undefined) return found;
  throw new WrongField(field);
}

/** The first and the last day must be dates, in this order, and not too far apart. */
function spans(given: Payload): SpansOfDays {
  const by = oneOf(given, 'by', ['hour', 'day', 'month', 'year']);
  const [from, to] = [text(given, 'from'), text(given, 'to')];
  const first = dayOfDate(from);
  if (first === undefined) throw new WrongField('from');
  const days = (dayOfDate(to) ?? Number.NaN) - first + 1;
  if (days >= 1 && days <= MOST_SPANNED_DAYS[by]) return { by, from, to };
  throw new WrongField('to');
}

function spansBeside({ beside }: Payload): readonly SpansOfDays[] {
  if (!Array.isArray(beside) || beside.length > MOST_BESIDE) throw new WrongField('beside');
  return beside.map((one) => spans(Object(one)));
}
