import type { InfluxConfig } from '../config/config.ts';

/** A shorter secret stands in any word by chance: masking it would garble the message, and show where it stands. */
const LEAST_MASKED = 4;
/** A text that is shorter than this was not cut off. */
const LEAST_CUT = 1000;
/** What one character takes at most, as the four bytes of `%F0%9F%92%A1` or two times `\ud83d`. */
const LONGEST_CHARACTER = 12;

/** What was left of a character in a form of more than one, where a text was cut off: `%C3%A`, `\u00`, `&quo`. */
const PART = /^(?:%[\da-f%]*|(?:\\(?:u[\da-f]*)?){1,2}|&#?\w*)?$/i;

/**
 * Masks every secret of four characters or more that is sent to an InfluxDB, and the user in any address, in what the other side
 * says, should it repeat them: as they are, in base64, escaped as in JSON or HTML, or encoded as in a URL or a form.
 * @param authorization what is sent as that header
 */
export function secretsMask(config: InfluxConfig, authorization = ''): (text: string) => string {
  const secrets = secretsIn(config, authorization).map(patternsOf);
  const whole = secrets.map((characters) => new RegExp(characters.join(''), 'g'));
  const cut = secrets.map((characters) => characters.map((forms) => new RegExp(forms, 'y')));
  return (text) =>
    whole
      .reduce((left, pattern) => left.replace(pattern, '***'), withoutCutSecret(text, cut))
      // The user and the password of an address.
      .replace(/\/\/[^/@\s]*@/g, '//***@');
}

/** The longest first: one may be the beginning of another. */
function secretsIn(config: InfluxConfig, authorization: string): readonly string[] {
  const given = config.version === '2' ? config.token : config.password;
  // InfluxDB 1.8 takes a user and a password as a token.
  const [, password = ''] = config.version === '2' ? (/:(.*)$/s.exec(given) ?? []) : [];
  const bytes = Buffer.from(config.version === '2' ? given : `${config.username}:${given}`);
  const inBase64 = [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const sent = authorization.replace(/^\w+ /, '');
  const all = new Set([given, password, sent, ...(given === '' ? [] : inBase64)]);
  return [...all].filter(({ length }) => length >= LEAST_MASKED).sort((one, other) => other.length - one.length);
}

const HTML: { readonly [character: string]: string } = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/**
 * A pattern for each character of a secret. Some backslashes in a row are one, with empty ones behind it: one by one, two of
 * the text may be one of the secret or two, and a search would try all ways to part them.
 */
function patternsOf(secret: string): readonly string[] {
  return Array.from(secret.matchAll(/\\{2,}|./gsu)).flatMap(([part]) => {
    if (!part.startsWith('\\\\')) return [formsOf(part)];
    const count = part.length;
    const run = `(?:\\\\{${count},${2 * count}}|(?:\\\\u005[cC]|%5[cC]|&#(?:0*92|[xX]0*5[cC]);){${count}})`;
    return [run, ...Array.from({ length: count - 1 }, () => '')];
  });
}

/** A pattern for all forms of a character, those first that begin as another one does. */
function formsOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const inJson = units.map((unit) => `\\\\u${inHex(unit, 4)}`).join('');
  const inUrl = Array.from(Buffer.from(character), (byte) => `%${inHex(byte, 2)}`).join('');
  const code = character.codePointAt(0) ?? 0;
  const inHtml = `&(?:#0*${code}|#[xX]0*${inHex(code)}|${HTML[character] ?? code});`;
  // `\"` and `\n` of JSON, and `\/` of PHP's.
  const escaped = [JSON.stringify(character).slice(1, -1), ...(/\w/.test(character) ? [] : [`\\${character}`])];
  const inForm = character === ' ' ? ['\\+'] : [];
  return `(?:${[inJson, inUrl, inHtml, ...escaped.map(literal), literal(character), ...inForm].join('|')})`;
}

function inHex(value: number, digits = 0): string {
  const hex = value.toString(16).padStart(digits, '0');
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Where a long text was cut off, it may have been in the middle of a secret. */
function withoutCutSecret(text: string, secrets: readonly (readonly RegExp[])[]): string {
  if (text.length < LEAST_CUT) return text;
  const from = Math.min(...secrets.map((characters) => beginOfCut(text, characters)));
  return from < text.length ? `${text.slice(0, from)}***` : text;
}

/** Where the secret begins that the end of a text has cut off; the end of the text where it has not. */
function beginOfCut(text: string, characters: readonly RegExp[]): number {
  let from = Math.max(0, text.length - LONGEST_CHARACTER * characters.length);
  while (from < text.length && !isCutAt(text, from, characters)) from += 1;
  return from;
}

function isCutAt(text: string, from: number, characters: readonly RegExp[]): boolean {
  let at = from;
  for (const [known, character] of characters.entries()) {
    if (known >= LEAST_MASKED && text.length - at <= LONGEST_CHARACTER && PART.test(text.slice(at))) return true;
    character.lastIndex = at;
    if (!character.test(text)) return false;
    at = character.lastIndex;
  }
  return false;
}
