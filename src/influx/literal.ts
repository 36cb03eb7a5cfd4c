import type { Frame } from '../reading.ts';
import type { Fields } from './line.ts';

/**
 * The labels whose every legal value is decimal digits, both modes together: floats in `linky_tic`, for ever, because a
 * field keeps its first type for ever. All others are strings, the unknown ones too; so are the meter's ids (ADCO, ADSC,
 * PRM), whose digits are a name and would lose their leading zeros.
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

/** The fields of `linky_tic`: each label under its own name, each horodate as `LABEL@` in the specification's text. */
export function literalFields({ labels, horodates }: Frame): Fields {
  const fields: { [name: string]: number | string } = {};
  for (const label in labels) {
    const value = datumOf(label, labels[label] ?? '');
    if (value !== undefined) fields[label] = value;
  }
  for (const label in horodates) fields[`${label}@`] = horodates[label] ?? '';
  return fields;
}

/** A label of one mode may turn up in the other as an unknown text; what is no number cannot be its float. */
function datumOf(label: string, text: string): number | string | undefined {
  if (text === '') return undefined;
  if (!NUMBERS.has(label)) return text;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
