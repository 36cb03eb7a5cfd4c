import type { InfluxConfig } from '../config/config.ts';

/** Shorter secrets occur in any text by chance: masking them would garble the text, and so tell what they are. */
const LEAST_MASKED = 4;
/** No text shorter than this was cut off. */
const LEAST_CUT = 1000;
/** The longest form of one character: four bytes as `%F0%9F%92%A1`, or a pair as `\ud83d\udca1`. */
const LONGEST_CHARACTER = 12;

/** The beginning of an encoded character, at the end of a text that was cut off: `%C3%A`, `\u00`, `&quo`. */
const PARTIAL_CHARACTER = /^(?:%[\da-f%]*|(?:\\(?:u[\da-f]*)?){1,2}|&#?\w*)?$/i;

/**
 * What vmauth 1.79.5 quotes of the header `Authorization`, in the way of Go: it is a secret, however short. A text that was
 * cut off may lack the last quotation mark.
 */
const QUOTED_CREDENTIALS = /(auth token "\w+ )(?:[^"\\]|\\.)*/gs;

/**
 * Gives a function that masks, in what the other side says, each secret of four characters or more that is sent to an
 * InfluxDB, whatever vmauth quotes of it, and the user in any address. It finds a secret as it is, in base64, escaped as
 * in JSON or HTML, and encoded as in a URL or a form.
 * @param authorization the header of that name
 */
export function secretsMask(config: InfluxConfig, authorization = ''): (text: string) => string {
  const secrets = secretsIn(config, authorization).map(patternsOf);
  const whole = secrets.map((characters) => new RegExp(characters.join(''), 'g'));
  const cut = secrets.map((characters) => characters.map((forms) => new RegExp(forms, 'y')));
  return (text) =>
    whole
      .reduce((left, pattern) => left.replace(pattern, '***'), withoutCutSecret(text, cut))
      .replace(QUOTED_CREDENTIALS, '$1***')
      // The user and the password in an address.
      .replace(/\/\/[^/@\s]*@/g, '//***@');
}

/** The longest first, as one may be the beginning of another. */
function secretsIn(config: InfluxConfig, authorization: string): readonly string[] {
  const given = config.version === '2' ? config.token : config.password;
  // InfluxDB 1.8 accepts `user:password` as a token.
  const [, password = ''] = config.version === '2' ? (/:(.*)$/s.exec(given) ?? []) : [];
  const bytes = Buffer.from(config.version === '2' ? given : `${config.username}:${given}`);
  const inBase64 = [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const sent = authorization.replace(/^\w+ /, '');
  const all = new Set([given, password, sent, ...(given === '' ? [] : inBase64)]);
  return [...all].filter(({ length }) => length >= LEAST_MASKED).sort((a, b) => b.length - a.length);
}

const HTML: { readonly [character: string]: string } = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/**
 * A pattern for each character of a secret. A row of backslashes has one pattern, followed by empty ones: with a
 * pattern for each, two backslashes in the text could stand for one of the secret (escaped) or for two, and a search
 * would try every combination.
 */
function patternsOf(secret: string): readonly string[] {
  return Array.from(secret.matchAll(/\\{2,}|./gsu)).flatMap(([part]) => {
    if (!part.startsWith('\\\\')) return [formsOf(part)];
    const count = part.length;
    const run = `(?:\\\\{${count},${2 * count}}|(?:\\\\u005[cC]|%5[cC]|&#(?:0*92|[xX]0*5[cC]);){${count}})`;
    return [run, ...Array.from({ length: count - 1 }, () => '')];
  });
}

/** A pattern for all forms of a character; a form goes before the one that it begins with. */
function formsOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const inJson = units.map((unit) => `\\\\u${inHex(unit, 4)}`).join('');
  const inUrl = Array.from(Buffer.from(character), (byte) => `%${inHex(byte, 2)}`).join('');
  const code = character.codePointAt(0) ?? 0;
  const inHtml = `&(?:#0*${code}|#[xX]0*${inHex(code)}|${HTML[character] ?? code});`;
  // `\"` and `\n` in JSON, and `\/` in that of PHP.
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

/** A long text may have been cut off in the middle of a secret. */
function withoutCutSecret(text: string, secrets: readonly (readonly RegExp[])[]): string {
  if (text.length < LEAST_CUT) return text;
  const from = Math.min(...secrets.map((characters) => startOfCutSecret(text, characters)));
  return from < text.length ? `${text.slice(0, from)}***` : text;
}

/** Where a secret begins that the end of the text cuts off; the text's length where there is none. */
function startOfCutSecret(text: string, characters: readonly RegExp[]): number {
  let from = Math.max(0, text.length - LONGEST_CHARACTER * characters.length);
  while (from < text.length && !isCutAt(text, from, characters)) from += 1;
  return from;
}

function isCutAt(text: string, from: number, characters: readonly RegExp[]): boolean {
  let at = from;
  for (const [matched, character] of characters.entries()) {
    if (matched >= LEAST_MASKED && text.length - at <= LONGEST_CHARACTER && PARTIAL_CHARACTER.test(text.slice(at)))
      return true;
    character.lastIndex = at;
    if (!character.test(text)) return false;
    at = character.lastIndex;
  }
  return false;
}
