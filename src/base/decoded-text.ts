import { SEQUENCE } from './printable.ts';

/** A text that was derived from another one, with the position in the original of each of its UTF-16 units. */
export interface DecodedText {
  readonly text: string;
  /** For each unit: where its source begins. */
  readonly from: readonly number[];
  /** For each unit: where its source ends. */
  readonly to: readonly number[];
}

/** Escapes of different kinds may be nested; those of one kind are decoded at once, however deeply they are nested. */
const MOST_ROUNDS = 8;

/** A text as it is, then decoded once, then twice, until nothing is left to decode. The escapes are those of JSON, HTML and URLs. */
export function decodings(text: string): readonly DecodedText[] {
  const rounds = [asItStands(text)];
  for (let last = rounds[0]; last !== undefined && rounds.length <= MOST_ROUNDS; ) {
    const next = rewritten(last, ESCAPE, decoded);
    if (next.text === last.text) break;
    rounds.push(next);
    last = next;
  }
  return rounds;
}

/**
 * The part of a text that stays the same however it is escaped in JSON, and whatever invisible characters are between its characters: the
 * text without backslashes, whitespace (`+` in a form), control characters and zero-width characters. Some of these may belong to the text
 * itself, or stand for a control character, so there are several skeletons: without colours, without everything that a terminal takes for
 * an escape sequence, and each of them without `\n` and similar.
 */
export function skeletons(decoding: DecodedText): readonly DecodedText[] {
  const { text } = decoding;
  const shown = BEGINS_SEQUENCE.test(text)
    ? [decoding, without(COLOUR)(decoding), without(SEQUENCE)(decoding)]
    : [decoding];
  const all = text.includes('\\') ? shown.flatMap((one) => [one, without(CONTROL_IN_JSON)(one)]) : shown;
  return all.map(without(UNSEEN));
}

/** The text without the incomplete escape at its end that a cut in the middle of an escape leaves: `%C3%A`, `\u00`, `&quo`. */
export function withoutPartialEscape(decoding: DecodedText): DecodedText {
  return without(PARTIAL_ESCAPE)(decoding);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these begin an escape sequence.
const BEGINS_SEQUENCE = /[\x1b\x80-\x9f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as in `ESC [ 0 m`, or only how it begins.
const COLOUR = /(?:\x1b\[|\x9b)(?:[\d;]*m)?/g;
const UNSEEN = /[\p{Cc}\p{Cf}\s\\+]+/gu;

/** A percent sign, or one that was itself encoded. */
const PERCENT = '%(?:25)*';
const CONTINUED = `${PERCENT}[89ab][\\da-f]`;
/** One UTF-8 character, as it is encoded in URLs. */
const IN_URL = `${PERCENT}(?:[0-7][\\da-f]|[cd][\\da-f]${CONTINUED}|e[\\da-f](?:${CONTINUED}){2}|f[0-7](?:${CONTINUED}){3})`;
const IN_HTML = '&(?:amp;)*(?:#0*\\d{1,7}|#x0*[\\da-f]{1,6}|amp|lt|gt|quot|apos);';
/** Preceded by any number of backslashes. A match only begins at the first of them, so that many backslashes do not take longer. */
const IN_JSON = '(?<!\\\\)\\\\+u[\\da-f]{4}';
const CONTROL_IN_JSON = /(?<!\\)\\+[bfnrt]/g;
const ESCAPE = new RegExp(`${IN_URL}|${IN_HTML}|${IN_JSON}`, 'gi');

const PARTIAL_ESCAPE = new RegExp(
  `(?:(?:${PERCENT}[c-f][\\da-f](?:${CONTINUED}){0,2})?(?:%[\\da-f]?)?|(?<!\\\\)\\\\+(?:u[\\da-f]{0,3})?|&(?:amp;)*#?\\w{0,8})$`,
  'gi',
);

const HTML: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The character that an escape represents. */
function decoded(found: string): string {
  if (found.startsWith('%')) return Buffer.from(found.replace(/%(?:25)*(?=[\da-f]{2})/gi, ''), 'hex').toString();
  if (found.startsWith('\\')) return String.fromCharCode(Number.parseInt(found.slice(-4), 16));
  const [html = ''] = /#?\w+(?=;$)/.exec(found) ?? [];
  if (!html.startsWith('#')) return HTML[html.toLowerCase()] ?? found;
  const number = /^#x/i.test(html) ? Number.parseInt(html.slice(2), 16) : Number(html.slice(1));
  return number <= 0x10ffff ? String.fromCodePoint(number) : found;
}

function asItStands(text: string): DecodedText {
  const from = Array.from({ length: text.length }, (_, at) => at);
  return { text, from, to: from.map((at) => at + 1) };
}

function without(pattern: RegExp): (decoding: DecodedText) => DecodedText {
  return (decoding) => rewritten(decoding, pattern, () => '');
}

/** The text with each match replaced. */
function rewritten({ text, from, to }: DecodedText, pattern: RegExp, other: (found: string) => string): DecodedText {
  const texts: string[] = [];
  const next = { from: [] as number[], to: [] as number[] };
  let copied = 0;
  const copyUpTo = (end: number) => {
    texts.push(text.slice(copied, end));
    for (let at = copied; at < end; at += 1) {
      next.from.push(from[at] ?? 0);
      next.to.push(to[at] ?? 0);
    }
  };
  for (const { 0: found, index } of text.matchAll(pattern)) {
    copyUpTo(index);
    copied = index + found.length;
    const instead = other(found);
    texts.push(instead);
    for (let count = 0; count < instead.length; count += 1) {
      next.from.push(from[index] ?? 0);
      next.to.push(to[copied - 1] ?? 0);
    }
  }
  copyUpTo(text.length);
  return { text: texts.join(''), ...next };
}
