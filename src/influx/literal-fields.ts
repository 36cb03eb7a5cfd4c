import type { Frame } from '../reading/reading.ts';
import { fieldOf } from './line-protocol.ts';

/**
 * The labels of both modes whose valid values are all decimal digits. They are floats in `linky_tic`, for ever: InfluxDB keeps the first
 * type of a field. All other labels are strings, including unknown ones and the meter's identifiers (ADCO, ADSC, PRM), which would lose
 * their leading zeros.
 */
const NUMBERS: ReadonlySet<string> = new Set(
  `ISOUSC BASE HCHC HCHP EJPHN EJPHPM BBRHCJB BBRHPJB BBRHCJW BBRHPJW BBRHCJR BBRHPJR PEJP
   IINST IINST1 IINST2 IINST3 ADPS ADIR1 ADIR2 ADIR3 TENSION IMAX IMAX1 IMAX2 IMAX3 PMAX PAPP
   VTIC EAST EASF01 EASF02 EASF03 EASF04 EASF05 EASF06 EASF07 EASF08 EASF09 EASF10 EASD01 EASD02 EASD03 EASD04
   EAIT ERQ1 ERQ2 ERQ3 ERQ4 IRMS1 IRMS2 IRMS3 URMS1 URMS2 URMS3 PREF PCOUP SINSTS SINSTS1 SINSTS2 SINSTS3
   SMAXSN SMAXSN1 SMAXSN2 SMAXSN3 SMAXSN-1 SMAXSN1-1 SMAXSN2-1 SMAXSN3-1 SINSTI SMAXIN SMAXIN-1
   CCASN CCASN-1 CCAIN CCAIN-1 UMOY1 UMOY2 UMOY3 DPM1 FPM1 DPM2 FPM2 DPM3 FPM3 RELAIS NTARF NJOURF NJOURF+1`.split(
    /\s+/,
  ),
);

/** More than the number of labels in both specifications together. */
const MOST_NAMES = 500;

/**
 * The field set of `linky_tic`: each label under its own name, each horodate as `LABEL@`, as the specification writes it. The fields are
 * joined at the end: repeated concatenation would build a tree of 45 strings, which the garbage collector moves while the batch waits.
 */
export function literalFieldSet({ labels, horodates }: Frame): string {
  const fields: string[] = [];
  for (const label in labels) {
    const field = labelField(label, labels[label] ?? '');
    if (field !== '') fields.push(field);
  }
  for (const label in horodates) fields.push(horodateField(label, horodates[label] ?? ''));
  return fields.join(',');
}

const labelField = memoized((label, text) => {
  const value = fieldValueOf(label, text);
  return value === undefined ? '' : fieldOf(label, value);
});

const horodateField = memoized((label, text) => fieldOf(`${label}@`, text));

/** A label of one mode may be unknown in the other and then have any text: if the text is not a number, the field is left out. */
function fieldValueOf(label: string, text: string): number | string | undefined {
  if (text === '') return undefined;
  if (!NUMBERS.has(label)) return text;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Keeps the last field of each label, since a frame mostly repeats the frame before. In a batch, a frame takes 2 µs with this, and 4.5 µs
 * without.
 */
function memoized(write: (label: string, text: string) => string): typeof write {
  const written = new Map<string, { readonly text: string; readonly field: string }>();
  return (label, text) => {
    const last = written.get(label);
    if (last?.text === text) return last.field;
    const field = write(label, text);
    if (last || written.size < MOST_NAMES) written.set(label, { text, field });
    return field;
  };
}
