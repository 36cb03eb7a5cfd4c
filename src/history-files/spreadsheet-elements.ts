import { HistoryFileError } from './history-file.ts';
import { broken } from './zip-directory.ts';

/** The start tag of an element that is kept. */
export interface SpreadsheetElement {
  /** Its name without a prefix. */
  readonly name: string;
  /** Its attributes as written, including surrounding blanks. */
  readonly attributes: string;
}

/** No text of the portal is longer. A cell of a spreadsheet program holds up to 32 767 characters. */
const MOST_TEXT_BYTES = 64_000;
/** Root elements have the longest tags, of about 1 kB, since they declare the namespaces of the file. */
const MOST_TAG_BYTES = 4_000;

/**
 * The elements that make up tables (ECMA-376 part 1, §18.2 to §18.8, and part 2, §6.5), and the maximum size of each in bytes, including
 * the text after its tag.
 */
const MOST_BYTES: ReadonlyMap<string, number> = new Map([
  ...['Types', 'Relationships', 'Relationship', 'workbook', 'workbookPr', 'sheets', 'sheet'].map(tagOnly),
  ...['sst', 'si', 'r', 'rPh', 'styleSheet', 'numFmts', 'numFmt', 'cellXfs', 'xf'].map(tagOnly),
  ...['worksheet', 'sheetData', 'row', 'c', 'is'].map(tagOnly),
  ['t', MOST_TEXT_BYTES],
  ['v', MOST_TEXT_BYTES],
]);

const NAME = /^<\/?(?:[\w.-]+:)?([\w.-]+)/;
/** Only blanks of XML separate attributes: the library treats other blanks as part of names. */
const TAG =
  /^<(?:\/[\w:.-]+[ \t\r\n]*|[\w:.-]+((?:[ \t\r\n]+[\w:.-]+[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*'))*)[ \t\r\n]*\/?)>/;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** A declaration or a comment. */
const NO_ELEMENT = /^<(?:\?.*\?>|!--.*-->)/s;

/**
 * Reduces a part of a workbook to the elements that make up tables, in time and memory that are linear in its size. Other elements, such as
 * descriptions of columns and links to other parts, are removed because the library would repeat some of them as often as they request.
 * @param keeps called with the start tag of each element that may be kept; may throw
 * @throws HistoryFileError `longText` if an element is too long, or `brokenSpreadsheet`
 */
export function keptElements(part: Uint8Array, keeps: (element: SpreadsheetElement) => boolean): Uint8Array {
  // One character for each byte: names and marks are ASCII in UTF-8.
  const text = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
  const isKept = choosing(keeps);
  const kept = new Uint8Array(part.length);
  let length = 0;
  const keep = (from: number, to: number) => {
    kept.set(part.subarray(from, to), length);
    length += to - from;
  };
  let at = beginAfter(text, 0);
  let keptFrom = at;
  while (at < text.length) {
    const end = beginAfter(text, at + 1);
    if (!isKept(text.slice(at, end))) {
      if (keptFrom < at) keep(keptFrom, at);
      keptFrom = end;
    }
    at = end;
  }
  keep(keptFrom, text.length);
  return kept.subarray(0, length);
}

/** Returns whether a tag, passed with the text after it, is kept. */
function choosing(keeps: (element: SpreadsheetElement) => boolean): (text: string) => boolean {
  /** The name of the element that is being left out. These elements never contain another one of the same name. */
  let leftOut: string | undefined;
  return (text) => {
    const name = NAME.exec(text)?.[1];
    if (name === undefined && !NO_ELEMENT.test(text)) throw broken();
    const most = MOST_BYTES.get(name ?? '');
    if (name === undefined || most === undefined) return false;
    if (text.length > most) throw new HistoryFileError({ kind: 'longText' });
    const [tag, attributes] = TAG.exec(text) ?? [];
    if (tag === undefined) throw broken();
    const isEnd = attributes === undefined;
    const isLeftOut = isEnd ? leftOut === name : !keeps({ name, attributes });
    if (isLeftOut) leftOut = isEnd || tag.endsWith('/>') ? undefined : name;
    return !isLeftOut;
  };
}

/** The attributes of an element by name. If one occurs twice, the last one is used. */
export function attributesOf({ attributes }: SpreadsheetElement): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // `matchAll` would copy the expression for each of a million cells.
  for (let each = ATTRIBUTE.exec(attributes); each !== null; each = ATTRIBUTE.exec(attributes)) {
    found.set(each[1] ?? '', each[2] ?? each[3] ?? '');
  }
  return found;
}

/** The position of the next tag, or the end of the text. */
function beginAfter(text: string, from: number): number {
  const at = text.indexOf('<', from);
  return at < 0 ? text.length : at;
}

function tagOnly(name: string): readonly [string, number] {
  return [name, MOST_TAG_BYTES];
}
