/** Where a text stops being JSON, in lines and characters from 1 on, and what is wrong there. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /**
   * `noComma`: two members or elements without a comma between them; `extraComma`: one before a closing brace or bracket;
   * `openText`: a text without its closing quote; `ends`: the file ends within something; `other`: anything else.
   */
  readonly kind: 'noComma' | 'extraComma' | 'openText' | 'ends' | 'other';
}

/** What may come next. `element` is what must follow a comma in an array. */
type Expected = 'value' | 'element' | 'elementOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/** JSON's tokens (RFC 8259): a character of its structure, a text, or another value without parts. */
const TOKEN =
  /([{}[\],:])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|((?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;
const STRUCTURE = '{}[],:';
const BLANKS = /[ \t\n\r]*/y;
/** A text up to where it breaks off. */
const BEGUN_TEXT = /"(?:[^"\\\n\r]|\\.)*/y;

/**
 * What is wrong with a text that should be JSON; undefined where nothing is. `JSON.parse` tells the place only sometimes, in words that
 * quote the text, and there may be passwords in it.
 */
export function jsonFaultIn(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  /** Where the token before begins and ends. */
  let before = { from: 0, to: 0 };
  for (;;) {
    at = endOf(BLANKS, text, at) ?? at;
    if (at === text.length) return expected === 'nothing' ? undefined : faultAt(before.to, 'ends');
    const to = endOf(TOKEN, text, at);
    const token = text.slice(at, to ?? at);
    const next = after(token);
    if (to === undefined || next === undefined) return unexpected(token);
    expected = next;
    before = { from: at, to };
    at = to;
  }

  /** What may come after a token; undefined where the token itself may not come. */
  function after(token: string): Expected | undefined {
    switch (token) {
      case '{':
      case '[':
        if (!isValueExpected()) return undefined;
        open.push(token);
        return token === '{' ? 'keyOrEnd' : 'elementOrEnd';
      case '}':
      case ']':
        if (expected !== 'commaOrEnd' && expected !== (token === '}' ? 'keyOrEnd' : 'elementOrEnd')) return undefined;
        if (open.pop() !== (token === '}' ? '{' : '[')) return undefined;
        return afterValue();
      case ',':
        if (expected !== 'commaOrEnd') return undefined;
        return open.at(-1) === '{' ? 'key' : 'element';
      case ':':
        return expected === 'colon' ? 'value' : undefined;
      case '':
        return undefined;
      default:
        if (expected === 'key' || expected === 'keyOrEnd') return token.startsWith('"') ? 'colon' : undefined;
        return isValueExpected() ? afterValue() : undefined;
    }
  }

  function isValueExpected(): boolean {
    return expected === 'value' || expected === 'element' || expected === 'elementOrEnd';
  }

  function afterValue(): Expected {
    return open.length === 0 ? 'nothing' : 'commaOrEnd';
  }

  function unexpected(token: string): JsonFault {
    if (isOpenText(at)) return faultAt(at, 'openText');
    // A text that was not ended ends where the next one begins, and what follows there touches it.
    const touchesText = before.to === at && at > 0 && text[at - 1] === '"' && !STRUCTURE.includes(text[at] ?? '');
    if (touchesText) return faultAt(before.from, 'openText');
    const isEnd = token === '}' || token === ']';
    if (isEnd && (expected === 'key' || expected === 'element')) return faultAt(before.from, 'extraComma');
    if (expected === 'commaOrEnd' && !isEnd && token !== ':' && token !== '') return faultAt(before.to, 'noComma');
    return faultAt(at, 'other');
  }

  function isOpenText(from: number): boolean {
    const end = endOf(BEGUN_TEXT, text, from);
    return end !== undefined && text[end] !== '"';
  }

  function faultAt(offset: number, kind: JsonFault['kind']): JsonFault {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, kind };
  }
}

/** Where what a pattern finds at a place ends; undefined where it finds nothing there. */
function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
