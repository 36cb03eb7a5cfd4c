import type { TicMode } from '../reading.ts';
import { areDigits, numberIn } from './digits.ts';

/**
 * The exact form of a label's data. `digits`: decimal, so many characters. `text`: padded with blanks to its length.
 * `schedule`: eleven switchings of eight characters. `empty`: the horodate says it all.
 */
export type Form =
  | { readonly kind: 'digits'; readonly length: number; readonly unit?: Unit; readonly most?: number }
  | { readonly kind: 'hex'; readonly length: number }
  | { readonly kind: 'text'; readonly length?: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'empty' };

export type Unit = 'Wh' | 'varh' | 'A' | 'V' | 'VA' | 'kVA' | 'W' | 'min';

export type Label = Form & { readonly horodate?: true };

const digits = (length: number, unit?: Unit) => ({ kind: 'digits', length, ...(unit && { unit }) }) as const;
const dated = <F extends Form>(form: F) => ({ ...form, horodate: true }) as const;
const index = digits(9, 'Wh');
const text16 = { kind: 'text', length: 16 } as const;

/** Enedis-NOI-CPT_02E, in emission order; TENSION comes from meters older than Linky. */
const HISTORIQUE = {
  ADIR1: digits(3, 'A'),
  ADIR2: digits(3, 'A'),
  ADIR3: digits(3, 'A'),
  ADCO: digits(12),
  // The last character of BBRx packs the relay programmes into bits 0–4; bit 5 is 1 and bit 6 is 0.
  OPTARIF: { kind: 'pattern', pattern: /^(?:BASE|HC\.\.|EJP\.|BBR[ -?])$/ },
  ISOUSC: digits(2, 'A'),
  BASE: index,
  HCHC: index,
  HCHP: index,
  EJPHN: index,
  EJPHPM: index,
  BBRHCJB: index,
  BBRHPJB: index,
  BBRHCJW: index,
  BBRHPJW: index,
  BBRHCJR: index,
  BBRHPJR: index,
  PEJP: digits(2, 'min'),
  PTEC: {
    kind: 'oneOf',
    values: ['TH..', 'HC..', 'HP..', 'HN..', 'PM..', 'HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'],
  },
  DEMAIN: { kind: 'oneOf', values: ['----', 'BLEU', 'BLAN', 'ROUG'] },
  IINST: digits(3, 'A'),
  IINST1: digits(3, 'A'),
  IINST2: digits(3, 'A'),
  IINST3: digits(3, 'A'),
  ADPS: digits(3, 'A'),
  TENSION: digits(3, 'V'),
  IMAX: digits(3, 'A'),
  IMAX1: digits(3, 'A'),
  IMAX2: digits(3, 'A'),
  IMAX3: digits(3, 'A'),
  PMAX: digits(5, 'VA'),
  PAPP: digits(5, 'VA'),
  HHPHC: { kind: 'oneOf', values: ['A', 'C', 'D', 'E', 'Y'] },
  MOTDETAT: { kind: 'text', length: 6 },
  PPOT: { kind: 'hex', length: 2 },
} as const satisfies Readonly<Record<string, Label>>;

/** Enedis-NOI-CPT_54E §6.2, in emission order. */
const STANDARD = {
  ADSC: digits(12),
  VTIC: digits(2),
  DATE: dated({ kind: 'empty' }),
  NGTF: text16,
  LTARF: text16,
  EAST: index,
  EASF01: index,
  EASF02: index,
  EASF03: index,
  EASF04: index,
  EASF05: index,
  EASF06: index,
  EASF07: index,
  EASF08: index,
  EASF09: index,
  EASF10: index,
  EASD01: index,
  EASD02: index,
  EASD03: index,
  EASD04: index,
  EAIT: index,
  ERQ1: digits(9, 'varh'),
  ERQ2: digits(9, 'varh'),
  ERQ3: digits(9, 'varh'),
  ERQ4: digits(9, 'varh'),
  IRMS1: digits(3, 'A'),
  IRMS2: digits(3, 'A'),
  IRMS3: digits(3, 'A'),
  URMS1: digits(3, 'V'),
  URMS2: digits(3, 'V'),
  URMS3: digits(3, 'V'),
  PREF: digits(2, 'kVA'),
  PCOUP: digits(2, 'kVA'),
  SINSTS: digits(5, 'VA'),
  SINSTS1: digits(5, 'VA'),
  SINSTS2: digits(5, 'VA'),
  SINSTS3: digits(5, 'VA'),
  SMAXSN: dated(digits(5, 'VA')),
  SMAXSN1: dated(digits(5, 'VA')),
  SMAXSN2: dated(digits(5, 'VA')),
  SMAXSN3: dated(digits(5, 'VA')),
  'SMAXSN-1': dated(digits(5, 'VA')),
  'SMAXSN1-1': dated(digits(5, 'VA')),
  'SMAXSN2-1': dated(digits(5, 'VA')),
  'SMAXSN3-1': dated(digits(5, 'VA')),
  SINSTI: digits(5, 'VA'),
  SMAXIN: dated(digits(5, 'VA')),
  'SMAXIN-1': dated(digits(5, 'VA')),
  CCASN: dated(digits(5, 'W')),
  'CCASN-1': dated(digits(5, 'W')),
  CCAIN: dated(digits(5, 'W')),
  'CCAIN-1': dated(digits(5, 'W')),
  UMOY1: dated(digits(3, 'V')),
  UMOY2: dated(digits(3, 'V')),
  UMOY3: dated(digits(3, 'V')),
  STGE: { kind: 'hex', length: 8 },
  DPM1: dated(digits(2)),
  FPM1: dated(digits(2)),
  DPM2: dated(digits(2)),
  FPM2: dated(digits(2)),
  DPM3: dated(digits(2)),
  FPM3: dated(digits(2)),
  MSG1: { kind: 'text', length: 32 },
  MSG2: text16,
  PRM: digits(14),
  RELAIS: { ...digits(3), most: 255 },
  NTARF: { kind: 'pattern', pattern: /^(?:0[1-9]|10)$/ },
  NJOURF: digits(2),
  'NJOURF+1': digits(2),
  'PJOURF+1': { kind: 'schedule' },
  PPOINTE: { kind: 'schedule' },
} as const satisfies Readonly<Record<string, Label>>;

/** Every label that the specifications name, with its form. Any other label is kept as text. */
export const LABELS: { readonly [M in TicMode]: ReadonlyMap<string, Label> } = {
  historique: new Map<string, Label>(Object.entries(HISTORIQUE)),
  standard: new Map<string, Label>(Object.entries(STANDARD)),
};

/** What the data of a label that no specification names may be. */
export const TEXT_FORM = { kind: 'text' } as const;

const PRINTABLE = /^[ -_a-z]*$/;
const LOWER_CASE = /[a-z]/;
const HEX = /^[0-9A-F]+$/;
const SCHEDULE = /^(?:[0-9A-F]{8}|NONUTILE)(?: (?:[0-9A-F]{8}|NONUTILE)){10}$/;

/** Whether `data` has exactly the form that the specification gives; `ifRepeated`: only if it comes twice. */
export function fits(data: string, form: Form): 'yes' | 'no' | 'ifRepeated' {
  if (form.kind === 'text') return fitsText(data, form.length ?? data.length);
  return fitsExactly(data, form) ? 'yes' : 'no';
}

/**
 * Of all single and double bit errors that leave a group whole, parity and checksum miss exactly one: bits 6 and 7 of one
 * character. It takes a character from 0x20–0x3F to 0x60–0x7F or back, and one from 0x40–0x5F among the control
 * characters; so no form but text can hold both sides. A text in upper case, as nearly all are, that is hit has a letter in
 * lower case; one that has such letters (` HC et Week-End `) cannot be told from its damaged self. So either must come twice.
 */
function fitsText(data: string, length: number): 'yes' | 'no' | 'ifRepeated' {
  if (data.length !== length || !PRINTABLE.test(data)) return 'no';
  return LOWER_CASE.test(data) ? 'ifRepeated' : 'yes';
}

function fitsExactly(data: string, form: Exclude<Form, { kind: 'text' }>): boolean {
  switch (form.kind) {
    case 'digits':
      return data.length === form.length && areDigits(data) && (form.most === undefined || numberIn(data) <= form.most);
    case 'hex':
      return data.length === form.length && HEX.test(data);
    case 'oneOf':
      return form.values.includes(data);
    case 'pattern':
      return form.pattern.test(data);
    case 'schedule':
      return SCHEDULE.test(data);
    case 'empty':
      return data === '';
  }
}
