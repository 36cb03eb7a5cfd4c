import { type Language, textsIn } from '../texts/texts.ts';
import type { Protocol } from './protocol.ts';
import { refusal } from './refusal.ts';

/** What a browser has sent, before anybody has looked at it. */
type Payload = { readonly [field: string]: unknown };

/** The longest path that Linux has. */
const MOST_CHARACTERS = 4096;
const MOST_DAYS = 366;

/**
 * What is asked for at a path, whoever may have made the payload.
 * @throws RequestError that names the field which is not what it must be
 */
export function asksIn<P extends keyof Protocol>(path: P, payload: unknown): Protocol[P]['asks'] {
  const given: Payload = Object(payload);
  return { language: languageIn(given), ...REST[path](given) };
}

/** The language to answer in, even to nonsense. */
export function languageIn(payload: unknown): Language {
  return Object(payload).language === 'fr' ? 'fr' : 'en';
}

const REST: { readonly [P in keyof Protocol]: (given: Payload) => Omit<Protocol[P]['asks'], 'language'> } = {
  '/status': () => ({}),
  '/ports': () => ({}),
  '/listen': (given) => ({ port: text(given, 'port'), mode: oneOf(given, 'mode', ['auto', 'historique', 'standard']) }),
  '/influx/try': ({ influx }) => ({ influx }),
  '/influx/create': ({ influx }) => ({ influx }),
  '/meters': () => ({}),
  '/curve': (given) => ({ meter: text(given, 'meter'), span: oneOf(given, 'span', ['hour', 'day', 'week']) }),
  '/energy': (given) => ({ meter: text(given, 'meter'), days: whole(given, 'days', MOST_DAYS) }),
  '/check': ({ config }) => ({ config }),
};

function text(given: Payload, field: string): string {
  const value = given[field];
  // A NUL would end the path of a file.
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS && !value.includes('\0')) return value;
  throw misunderstood(given, field);
}

function oneOf<T extends string>(given: Payload, field: string, options: readonly T[]): T {
  const found = options.find((option) => option === given[field]);
  if (found !== undefined) return found;
  throw misunderstood(given, field);
}

function whole(given: Payload, field: string, most: number): number {
  const value = given[field];
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most) return Number(value);
  throw misunderstood(given, field);
}

function misunderstood(given: Payload, field: string): Error {
  return refusal(textsIn[languageIn(given)].ui.misunderstood(field));
}
