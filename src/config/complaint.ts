import type { Texts } from '../texts/texts.ts';
import { type Place, type Schema, schemaAt } from './schema.ts';

type Words = Texts['config'];

/** A place as the user sees it in `config.json`: `meters[0].sensors[2].above`. */
export function pathOf(place: Place): string {
  return place
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** What has to stand at a place, what was typed there (never a secret), and what becomes of it. */
export function complaintOf(place: Place, typed: unknown, used: unknown, words: Words): string {
  const node = schemaAt(place);
  return `${words.mustBe(wanted(node, place, words), shown(typed, node, words))} ${outcome(place, used, words)}`;
}

function wanted(node: Schema, place: Place, words: Words): string {
  if (node.oneOf) return words.oneOf(node.oneOf.map((option) => option.const));
  switch (node.type) {
    case 'integer':
    case 'number':
      return words.number(node.type === 'integer', node.minimum ?? 0, node.maximum);
    case 'string':
      if (node.pattern) return words.form[place.at(-1) as keyof Words['form']](node.maxLength ?? 0);
      return node.minLength ? words.filledText : words.text;
    case 'boolean':
      return words.boolean;
    case 'array':
      return words.list;
    case 'object':
      return words.group;
  }
}

/** What was typed, so that it can be recognised: values of one piece only, and never one that may hold a secret. */
function shown(typed: unknown, node: Schema, words: Words): string | undefined {
  if (typed === undefined) return undefined;
  if (node['x-schema-form']?.type === 'password') return words.thatSecret;
  if (Array.isArray(typed)) return words.list;
  if (typeof typed === 'object') return words.group;
  if (typeof typed !== 'string') return String(typed);
  return node.type === 'object' ? words.text : words.quoted(masked(typed));
}

/** Without what a URL may hold of passwords, on one line, and not too long. */
function masked(text: string): string {
  const safe = text
    .replace(/^.*@/s, '***@')
    .replace(/\?.*$/s, '?***')
    .replace(/\p{Cc}/gu, ' ');
  return safe.length > 60 ? `${safe.slice(0, 60)}…` : safe;
}

function outcome(place: Place, used: unknown, words: Words): string {
  if (used === '') return words.takenAsEmpty;
  if (typeof used === 'string') return words.usedInstead([words.quoted(used)]);
  if (typeof used === 'number' || typeof used === 'boolean') return words.usedInstead([String(used)]);
  if (Array.isArray(used)) return words.usedInstead(used.map(words.quoted));
  if (place[0] === 'influx') return words.influxOff;
  if (place[0] !== 'meters') return words.defaultsUsed;
  if (place.includes('tiles')) return words.tileOut;
  if (place.includes('sensors')) return place.at(-1) === 'sensors' ? words.noSensors : words.sensorOut;
  return place.length === 1 ? words.nothingRead : words.meterOut;
}
