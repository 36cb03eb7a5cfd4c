import type { TicMode } from '../reading.ts';
import { checksumIn } from './encode.ts';
import type { GroupFault } from './fault.ts';
import { fits, TEXT_FORM } from './form.ts';
import { HORODATE_LENGTH, isHorodate } from './horodate.ts';
import { LABELS, type Label } from './label.ts';

/** One accepted group, in the wire's own text. */
export interface Group {
  readonly kind: 'group';
  readonly label: string;
  /** Undefined for a label that no specification names. */
  readonly form: Label | undefined;
  readonly data: string;
  readonly horodate?: string;
  /** It is only to be believed when it comes twice: see `fits` in `label.ts`. */
  readonly doubtful: boolean;
}

const SEPARATOR = { historique: 0x20, standard: 0x09 } as const;
const LABEL = /^[A-Z][A-Z0-9+-]{0,11}$/;

/**
 * Decodes what stands between LF and CR, `line[from..to)`. It is read from its end, since the checksum may be a blank and
 * the data may hold the separator (02E §4.3, 54E §5.3.6): checksum, separator before it, label up to the first separator.
 * @param likely the group that stood there last, whose label is tried first
 */
export function decodeGroup(
  line: Uint8Array,
  from: number,
  to: number,
  mode: TicMode,
  likely?: Group,
): Group | GroupFault {
  const separator = SEPARATOR[mode];
  const dataEnd = to - 2;
  const isLikely = likely !== undefined && startsWith(line, from, likely.label, separator);
  const labelEnd = isLikely ? from + likely.label.length : find(line, from, dataEnd, separator);
  if (labelEnd === from || labelEnd >= dataEnd || charAt(line, dataEnd) !== separator) return { kind: 'malformed' };

  const label = isLikely ? likely.label : textOf(line, from, labelEnd);
  const form = isLikely ? likely.form : LABELS[mode].get(label);
  const received = charAt(line, to - 1);
  const computed = checksumIn(line, from, dataEnd, mode);
  if (received !== computed) {
    const chars = { computed: String.fromCharCode(computed), received: String.fromCharCode(received) };
    return { kind: 'checksum', ...(form && { label }), ...chars };
  }
  return checkForm(label, form, textOf(line, labelEnd + 1, dataEnd), mode);
}

function checkForm(label: string, form: Label | undefined, body: string, mode: TicMode): Group | GroupFault {
  if (!form && !LABEL.test(label)) return { kind: 'malformed' };
  const group = split(label, form, body, form ? form.horodate === true : mode === 'standard' && seemsDated(body));
  const verdict = group && fits(group.data, form ?? TEXT_FORM);
  if (!group || verdict === 'no') return { kind: 'form', ...(form && { label }), data: body };
  return verdict === 'yes' ? group : { ...group, doubtful: true };
}

function split(label: string, form: Label | undefined, body: string, dated: boolean): Group | undefined {
  if (!dated) return { kind: 'group', label, form, data: body, doubtful: false };
  if (!startsDated(body)) return undefined;
  const [horodate, data] = [body.slice(0, HORODATE_LENGTH), body.slice(HORODATE_LENGTH + 1)];
  return { kind: 'group', label, form, data, horodate, doubtful: false };
}

/** The separator after a horodate becomes an I by an error in two bits that nothing else shows. */
function seemsDated(body: string): boolean {
  return isHorodate(body.slice(0, HORODATE_LENGTH)) && (startsDated(body) || body.charAt(HORODATE_LENGTH) === 'I');
}

function startsDated(body: string): boolean {
  return body.charAt(HORODATE_LENGTH) === '\t' && isHorodate(body.slice(0, HORODATE_LENGTH));
}

/** A character without its parity bit. */
function charAt(line: Uint8Array, at: number): number {
  return (line[at] as number) & 0x7f;
}

function startsWith(line: Uint8Array, from: number, label: string, separator: number): boolean {
  for (let at = 0; at < label.length; at += 1) if (charAt(line, from + at) !== label.charCodeAt(at)) return false;
  return charAt(line, from + label.length) === separator;
}

function find(line: Uint8Array, from: number, to: number, separator: number): number {
  let at = from;
  while (at < to && charAt(line, at) !== separator) at += 1;
  return at;
}

function textOf(line: Uint8Array, from: number, to: number): string {
  const chars = charsOf(to - from);
  for (let at = from; at < to; at += 1) chars[at - from] = charAt(line, at);
  return String.fromCharCode.apply(undefined, chars);
}

/** An array of so many characters, the same each time: three times as fast as adding up a text of 16 characters. */
function charsOf(length: number): number[] {
  const chars = CHARS[length] ?? new Array<number>(length).fill(0);
  CHARS[length] = chars;
  return chars;
}

const CHARS: number[][] = [];
