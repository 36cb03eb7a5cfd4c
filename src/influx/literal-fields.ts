import type { Point } from '@influxdata/influxdb-client';
import type { Frame } from '../reading/reading.ts';

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

/**
 * Adds the fields of `linky_tic` to a point: each label under its own name, each horodate as `LABEL@`, as the specification writes it. A
 * label of one mode may be unknown in the other and then have any text: if the text is not a number, the field is left out.
 */
export function addLiteralFields(point: Point, { labels, horodates }: Frame): Point {
  for (const label in labels) {
    const text = labels[label] ?? '';
    if (!NUMBERS.has(label)) {
      if (text !== '') point.stringField(label, text);
    } else if (/^\d+$/.test(text)) point.floatField(label, Number(text));
  }
  for (const label in horodates) point.stringField(`${label}@`, horodates[label]);
  return point;
}
