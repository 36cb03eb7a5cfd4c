import { SEQUENCE } from '../printable.ts';

/** A text that was made of another one, with where each of its UTF-16 units stands there. */
export interface DecodedText {
  readonly text: string;
  /** For each unit: where its source begins. */
  readonly from: readonly number[];
  /** For each unit: where its source ends. */
  readonly to: readonly number[];
}

/** Escapes of different kinds may be nested; those of one kind are decoded at once, however deep they are. */
const MOST_ROUNDS = 8;

/**
 * A text as it stands, then decoded once, then twice, up to where nothing is left to decode. The escapes are those of JSON, HTML
 * and URLs.
 */
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
 * What stays the same however a text is escaped in JSON, and whatever stands between its characters that nobody sees: the text
 * without backslashes and blanks (`+` in a form), controls and marks without a width. And the same without colours, and without
 * all that a terminal takes for an escape sequence, which may be the beginning of the text itself.
 */
export function skeletons(decoding: DecodedText): readonly DecodedText[] {
  const shown = [decoding, ...(BEGINS_SEQUENCE.test(decoding.text) ? [COLOUR, SEQUENCE].map(without) : [])];
  return shown.map((one) => rewritten(one, UNSEEN, () => ''));

  function without(pattern: RegExp): DecodedText {
    return rewritten(decoding, pattern, () => '');
  }
}

/** Without what a cut in the middle of an escape leaves at the end of a text: `%C3%A`, `\u00`, `&quo`. */
export function withoutPartialEscape(decoding: DecodedText): DecodedText {
  return rewritten(decoding, PARTIAL_ESCAPE, () => '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these begin an escape sequence.
const BEGINS_SEQUENCE = /[\x1b\x80-\x9f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as in `ESC [ 0 m`.
const COLOUR = /(?:\x1b\[|\x9b)[\d;]*m/g;
const UNSEEN = /[\p{Cc}\p{Cf}\s\\+]+/gu;

/** A percent sign, and one that was itself encoded. */
const PERCENT = '%(?:25)*';
const CONTINUED = `${PERCENT}[89ab][\\da-f]`;
/** One character in UTF-8, as URLs have it. */
const IN_URL = `${PERCENT}(?:[0-7][\\da-f]|[cd][\\da-f]${CONTINUED}|e[\\da-f](?:${CONTINUED}){2}|f[0-7](?:${CONTINUED}){3})`;
const IN_HTML = '&(?:amp;)*(?:#0*\\d{1,7}|#x0*[\\da-f]{1,6}|amp|lt|gt|quot|apos);';
/** Preceded by any number of backslashes; a search begins at the first of them only, so that many of them take no longer. */
const IN_JSON = '(?<!\\\\)\\\\+(?:u[\\da-f]{4}|[bfnrt])';
const ESCAPE = new RegExp(`${IN_URL}|${IN_HTML}|${IN_JSON}`, 'gi');

const PARTIAL_ESCAPE = new RegExp(
  `(?:(?:${PERCENT}[c-f][\\da-f](?:${CONTINUED}){0,2})?(?:%[\\da-f]?)?|(?<!\\\\)\\\\+(?:u[\\da-f]{0,3})?|&(?:amp;)*#?\\w{0,8})$`,
  'gi',
);

const CONTROLS: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const HTML: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The character that an escape stands for. */
function decoded(found: string): string {
  if (found.startsWith('%')) return Buffer.from(found.replace(/%(?:25)*(?=[\da-f]{2})/gi, ''), 'hex').toString();
  const [, json = '', html = ''] = /^\\+(.+)$|^&(?:amp;)*(.+);$/is.exec(found) ?? [];
  if (json !== '') return CONTROLS[json.toLowerCase()] ?? String.fromCharCode(Number.parseInt(json.slice(1), 16));
  if (!html.startsWith('#')) return HTML[html.toLowerCase()] ?? found;
  const number = /^#x/i.test(html) ? Number.parseInt(html.slice(2), 16) : Number(html.slice(1));
  return number <= 0x10ffff ? String.fromCodePoint(number) : found;
}

function asItStands(text: string): DecodedText {
  const from = Array.from({ length: text.length }, (_, at) => at);
  return { text, from, to: from.map((at) => at + 1) };
}

/** The text with something else in the place of each match. */
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
