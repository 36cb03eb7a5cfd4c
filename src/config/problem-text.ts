import { printable } from '../base/printable.ts';
import type { Texts } from '../texts/texts.ts';
import type { ConfigSchemaNode } from './compiled-schema.ts';
import { type ConfigPlace, schemaAt } from './schema.ts';

export type ConfigTexts = Texts['config'];
/**
 * Adds a problem, unless there already is one for that place.
 * @param isDoubt the value is kept, and may be right
 */
export type AddProblem = (place: ConfigPlace, says: string, isDoubt?: true) => void;

/** Fields that may be left empty: the object that they belong to is still valid without them. */
const OPTIONAL = ['given', 'hours', 'delayOn'];
const SHARE_PORTS = ['port', 'httpPort'];

/** A place in the notation of problems: `meters[0].sensors[2].above`. A name that the user has invented may be long. */
export function shownPath(place: ConfigPlace): string {
  return place
    .map((key) => (/^\d+$/.test(key) ? `[${inShort(key)}]` : `.${inShort(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** The sentence about a wrong value: what is allowed at its place, what was typed (never a secret), and what the plugin does now. */
export function problemText(place: ConfigPlace, typed: unknown, used: unknown, texts: ConfigTexts): string {
  const node = schemaAt(place);
  return `${texts.mustBe(allowedValue(node, place, texts), shown(typed, node, texts))} ${consequence(place, used, texts)}`;
}

function allowedValue(node: ConfigSchemaNode, place: ConfigPlace, texts: ConfigTexts): string {
  if (node.oneOf) return texts.oneOf(node.oneOf.map((option) => option.const));
  if (isPricePerKWh(place)) return texts.pricePerKWh(node.maximum ?? 0);
  if (node.pattern) return texts.form[formOf(place)](node.maxLength ?? 0);
  switch (node.type) {
    case 'integer':
    case 'number':
      return texts.number(node.type === 'integer', node.minimum ?? 0, node.maximum);
    case 'string':
      return node.minLength ? texts.filledText : texts.text;
    case 'boolean':
      return texts.boolean;
    case 'array':
      return texts.list;
    default:
      return texts.group;
  }
}

/** The name of the required form of a text at a place. */
function formOf(place: ConfigPlace): keyof ConfigTexts['form'] {
  const name = place.at(-1);
  return place[0] === 'mqtt' && name === 'url' ? 'brokerUrl' : (name as keyof ConfigTexts['form']);
}

/** Whether the place is that of a number in euros per kWh. */
function isPricePerKWh(place: ConfigPlace): boolean {
  return place.includes('prices') && ['price', 'given'].includes(place.at(-1) ?? '');
}

/**
 * What was typed, so that the user recognises it. Lists and objects are only named, and no field that holds a secret is
 * shown.
 */
function shown(typed: unknown, node: ConfigSchemaNode, texts: ConfigTexts): string | undefined {
  if (typed === undefined) return undefined;
  if (node['x-schema-form']?.type === 'password') return texts.thatSecret;
  if (Array.isArray(typed)) return texts.list;
  if (typeof typed === 'object') return texts.group;
  if (typeof typed !== 'string') return String(typed);
  return node.type === 'object' ? texts.text : texts.quoted(masked(typed));
}

/** A text without the passwords that a URL may contain before its host, in its query or in its fragment, in short. */
function masked(text: string): string {
  return inShort(text.replace(/^.*@/s, '***@').replace(/([?#]).+$/s, '$1***'));
}

const MOST_REPEATED = 60;

/** What the user has typed, shortened to what is needed to recognise it, in one line. */
export function inShort(text: string): string {
  const shown = printable(text);
  return shown.length > MOST_REPEATED ? `${shown.slice(0, MOST_REPEATED)}…` : shown;
}

function consequence(place: ConfigPlace, used: unknown, texts: ConfigTexts): string {
  const { consequences } = texts;
  if (used === '') return consequences.takenAsEmpty;
  if (typeof used === 'string') return texts.usedInstead([texts.quoted(used)]);
  if (typeof used === 'number' || typeof used === 'boolean') return texts.usedInstead([String(used)]);
  if (Array.isArray(used)) return texts.usedInstead(used.map(texts.quoted));
  if (place[0] === 'influx') return consequences.influxOff;
  if (place[0] === 'page') return consequences.pageOff;
  if (place[0] === 'mqtt') return consequences.mqttOff;
  if (place[0] !== 'meters') return consequences.defaultsUsed;
  if (place.includes('tiles')) return consequences.tileOut;
  if (place.includes('prices') && OPTIONAL.includes(place.at(-1) ?? '')) return consequences.takenAsEmpty;
  if (place.includes('prices')) return place.at(-1) === 'prices' ? consequences.noPrices : consequences.priceOut;
  if (place.includes('share'))
    return SHARE_PORTS.includes(place.at(-1) ?? '') ? consequences.sharePortOut : consequences.nothingShared;
  if (place.includes('sensors')) return place.at(-1) === 'sensors' ? consequences.noSensors : consequences.sensorOut;
  return place.length === 1 ? consequences.nothingRead : consequences.meterOut;
}

const MOST_EDITS = 2;

/** The name that is most similar to a misspelt word; undefined if none is similar enough. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .filter((name) => Math.abs(name.length - word.length) <= MOST_EDITS)
    .map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(MOST_EDITS, name.length / 2))
    .sort((a, b) => a.edits - b.edits);
  return best?.name;
}

/** How many letters must be added, removed or changed to turn one word into the other (Levenshtein distance). */
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
