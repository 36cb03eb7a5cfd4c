import type { Texts } from '../texts/texts.ts';
import { type ConfigPlace, type SchemaNode, schemaAt } from './schema.ts';

type Words = Texts['config'];

/** A place as the user sees it in `config.json`: `meters[0].sensors[2].above`. */
export function shownPath(place: ConfigPlace): string {
  return place
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** What has to stand at a place, what was typed there (never a secret), and what becomes of it. */
export function problemText(place: ConfigPlace, typed: unknown, used: unknown, words: Words): string {
  const node = schemaAt(place);
  return `${words.mustBe(wanted(node, place, words), shown(typed, node, words))} ${outcome(place, used, words)}`;
}

function wanted(node: SchemaNode, place: ConfigPlace, words: Words): string {
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
function shown(typed: unknown, node: SchemaNode, words: Words): string | undefined {
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

function outcome(place: ConfigPlace, used: unknown, words: Words): string {
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

/** The name that was most likely meant by a misspelt word; undefined when none is near. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(2, name.length / 2))
    .sort((a, b) => a.edits - b.edits);
  return best?.name;
}

/** How many letters to add, drop or change to turn one word into another (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, above] of row.slice(1).entries()) {
      const left = next[column] ?? 0;
      const diagonal = row[column] ?? 0;
      next.push(Math.min(left + 1, above + 1, letter === to[column] ? diagonal : diagonal + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
