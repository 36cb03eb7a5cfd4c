import type { TicMode } from '../reading.ts';
import { checksumOf } from './checksum.ts';
import type { GroupFault } from './fault.ts';
import { isHorodate } from './horodate.ts';
import { fits, isText, LABELS } from './label.ts';

/** One accepted group, in the wire's own text. */
export interface Group {
  readonly kind: 'group';
  readonly label: string;
  readonly data: string;
  readonly horodate?: string;
}

const SEPARATOR = { historique: ' ', standard: '\t' } as const;
const LABEL = /^[A-Z][A-Z0-9+-]{0,11}$/;
const HORODATE_LENGTH = 13;

/**
 * Decodes what stands between LF and CR. It is read from its end, since the checksum may be a blank and the data may
 * hold the separator (02E §4.3, 54E §5.3.6): checksum, separator before it, label up to the first separator.
 */
export function decodeGroup(text: string, mode: TicMode): Group | GroupFault {
  const separator = SEPARATOR[mode];
  const checksumAt = text.length - 1;
  const labelEnd = text.indexOf(separator);
  if (labelEnd < 1 || labelEnd >= checksumAt - 1 || text.charAt(checksumAt - 1) !== separator) {
    return { kind: 'malformed' };
  }

  const label = text.slice(0, labelEnd);
  const received = text.charAt(checksumAt);
  const computed = checksumOf(text.slice(0, checksumAt), mode);
  if (received !== computed) return { kind: 'checksum', ...known(label, mode), computed, received };

  return checkForm(label, text.slice(labelEnd + 1, checksumAt - 1), mode);
}

function known(label: string, mode: TicMode): { readonly label?: string } {
  return LABELS[mode].has(label) ? { label } : {};
}

function checkForm(label: string, body: string, mode: TicMode): Group | GroupFault {
  if (!LABEL.test(label)) return { kind: 'malformed' };
  const form = LABELS[mode].get(label);
  const group = split(label, body, form ? form.horodate === true : mode === 'standard' && startsDated(body));
  const fitting = group && (form ? fits(group.data, form) : isText(group.data));
  return fitting ? group : { kind: 'form', ...known(label, mode), data: body };
}

function split(label: string, body: string, dated: boolean): Group | undefined {
  if (!dated) return { kind: 'group', label, data: body };
  if (!startsDated(body)) return undefined;
  return { kind: 'group', label, data: body.slice(HORODATE_LENGTH + 1), horodate: body.slice(0, HORODATE_LENGTH) };
}

function startsDated(body: string): boolean {
  return body.charAt(HORODATE_LENGTH) === '\t' && isHorodate(body.slice(0, HORODATE_LENGTH));
}
