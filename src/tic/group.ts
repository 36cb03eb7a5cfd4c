import type { TicMode } from '../reading/reading.ts';
import { checksumIn } from './checksum-and-parity.ts';
import { fits, TEXT_FORMAT } from './data-format.ts';
import type { GroupFault } from './fault.ts';
import { HORODATE_LENGTH, isHorodate } from './horodate.ts';
import { LABEL_FORMATS, type LabelFormat } from './label-formats.ts';

/** A group whose own bytes are correct, with the data exactly as sent. `Acceptance` decides whether it is accepted. */
export interface Group {
  readonly kind: 'group';
  readonly label: string;
  /** Undefined for a label that is in no specification. */
  readonly format: LabelFormat | undefined;
  readonly data: string;
  readonly horodate?: string;
  /** Whether it is only accepted if it comes twice: see `fits` in `data-format.ts`. */
  readonly mustRepeat: boolean;
}

const SEPARATOR = { historique: 0x20, standard: 0x09 } as const;
const LABEL = /^[A-Z][A-Z0-9+-]{0,11}$/;

/**
 * Decodes the characters between LF and CR, `line[from..to)`. They are read from their end, since the checksum may be a space and the data
 * may contain the separator (02E §4.3, 54E §5.3.6): the checksum, the separator before it, then the label up to the first separator.
 * @param likely the group that was last in this place. Its label is tried first
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
  const format = isLikely ? likely.format : LABEL_FORMATS[mode].get(label);
  const received = charAt(line, to - 1);
  const computed = checksumIn(line, from, dataEnd, mode);
  if (received !== computed) {
    const chars = { computed: String.fromCharCode(computed), received: String.fromCharCode(received) };
    return { kind: 'checksum', label: format && label, ...chars };
  }
  return groupOf(label, format, textOf(line, labelEnd + 1, dataEnd), mode);
}

/** @param body the text between the label and the checksum: the data, preceded by a horodate if the label has one */
function groupOf(label: string, format: LabelFormat | undefined, body: string, mode: TicMode): Group | GroupFault {
  if (!format && !LABEL.test(label)) return { kind: 'malformed' };
  const isDated = format ? format.horodate === true : mode === 'standard' && seemsDated(body);
  const horodate = isDated ? body.slice(0, HORODATE_LENGTH) : undefined;
  const data = isDated ? body.slice(HORODATE_LENGTH + 1) : body;
  const isRightlyDated = horodate === undefined || (body.charAt(HORODATE_LENGTH) === '\t' && isHorodate(horodate));
  const fit = isRightlyDated ? fits(data, format ?? TEXT_FORMAT) : 'no';
  if (fit === 'no') return { kind: 'form', label: format && label, data: body };
  const mustRepeat = fit === 'ifRepeated';
  if (horodate === undefined) return { kind: 'group', label, format, data, mustRepeat };
  return { kind: 'group', label, format, data, horodate, mustRepeat };
}

/**
 * Whether a horodate seems to precede the data. An I after it also counts as the separator: an error in two bits, which neither parity nor
 * checksum shows, turns an HT into an I. The group is then refused instead of being accepted as a text.
 */
function seemsDated(body: string): boolean {
  const after = body.charAt(HORODATE_LENGTH);
  return (after === '\t' || after === 'I') && isHorodate(body.slice(0, HORODATE_LENGTH));
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

/** `String.fromCharCode.apply` on an array of the right length is three times as fast as concatenating 16 characters. */
function textOf(line: Uint8Array, from: number, to: number): string {
  const length = to - from;
  const chars = ARRAYS[length] ?? new Array<number>(length).fill(0);
  ARRAYS[length] = chars;
  for (let at = from; at < to; at += 1) chars[at - from] = charAt(line, at);
  return String.fromCharCode.apply(undefined, chars);
}

/** One array for each length of text; it is reused for each text. */
const ARRAYS: number[][] = [];
