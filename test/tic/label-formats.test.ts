import { describe, expect, test } from 'vitest';
import type { TicMode } from '../../src/reading/reading.ts';
import { LABEL_FORMATS } from '../../src/tic/label-formats.ts';
import { groupIn, sealed } from './decode.ts';

type Row = readonly [labels: string, kind: string, length: number, unit?: string];

/** Enedis-NOI-CPT_02E v6: label, kind of data, length, unit. */
const HISTORIQUE: readonly Row[] = [
  ['ADCO', 'digits', 12],
  ['OPTARIF', 'pattern', 4],
  ['ISOUSC', 'digits', 2, 'A'],
  ['BASE HCHC HCHP EJPHN EJPHPM', 'digits', 9, 'Wh'],
  ['BBRHCJB BBRHPJB BBRHCJW BBRHPJW BBRHCJR BBRHPJR', 'digits', 9, 'Wh'],
  ['PEJP', 'digits', 2, 'min'],
  ['PTEC DEMAIN', 'oneOf', 4],
  ['IINST IINST1 IINST2 IINST3 ADPS IMAX IMAX1 IMAX2 IMAX3 ADIR1 ADIR2 ADIR3', 'digits', 3, 'A'],
  ['TENSION', 'digits', 3, 'V'],
  ['PMAX PAPP', 'digits', 5, 'VA'],
  ['HHPHC', 'oneOf', 1],
  ['MOTDETAT', 'text', 6],
  ['PPOT', 'hex', 2],
];

/** Enedis-NOI-CPT_54E v3, without a horodate. */
const STANDARD: readonly Row[] = [
  ['ADSC', 'digits', 12],
  ['VTIC NJOURF NJOURF+1', 'digits', 2],
  ['NGTF LTARF MSG2', 'text', 16],
  ['EAST EAIT EASF01 EASF02 EASF03 EASF04 EASF05 EASF06 EASF07 EASF08 EASF09 EASF10', 'digits', 9, 'Wh'],
  ['EASD01 EASD02 EASD03 EASD04', 'digits', 9, 'Wh'],
  ['ERQ1 ERQ2 ERQ3 ERQ4', 'digits', 9, 'varh'],
  ['IRMS1 IRMS2 IRMS3', 'digits', 3, 'A'],
  ['URMS1 URMS2 URMS3', 'digits', 3, 'V'],
  ['PREF PCOUP', 'digits', 2, 'kVA'],
  ['SINSTS SINSTS1 SINSTS2 SINSTS3 SINSTI', 'digits', 5, 'VA'],
  ['STGE', 'hex', 8],
  ['MSG1', 'text', 32],
  ['PRM', 'digits', 14],
  ['RELAIS', 'digits', 3],
  ['NTARF', 'pattern', 2],
  ['PJOURF+1 PPOINTE', 'schedule', 98],
];

/** The same, with a horodate. */
const DATED: readonly Row[] = [
  ['DATE', 'empty', 0],
  ['SMAXSN SMAXSN1 SMAXSN2 SMAXSN3', 'digits', 5, 'VA'],
  ['SMAXSN-1 SMAXSN1-1 SMAXSN2-1 SMAXSN3-1', 'digits', 5, 'VA'],
  ['SMAXIN SMAXIN-1', 'digits', 5, 'VA'],
  ['CCASN CCASN-1 CCAIN CCAIN-1', 'digits', 5, 'W'],
  ['UMOY1 UMOY2 UMOY3', 'digits', 3, 'V'],
  ['DPM1 FPM1 DPM2 FPM2 DPM3 FPM3', 'digits', 2],
];

const each = (rows: readonly Row[]) =>
  rows.flatMap(([labels, kind, length, unit]) => labels.split(' ').map((label) => ({ label, kind, length, unit })));

/** Data of each kind of format, and a character that makes them wrong. */
const FITS: { readonly [kind: string]: (length: number, label: string) => readonly string[] } = {
  digits: (length) => ['0'.repeat(length), '1'.padStart(length, '0')],
  hex: (length) => ['0'.repeat(length), 'F'.repeat(length)],
  text: (length) => [' '.repeat(length), '_'.padEnd(length)],
  oneOf: (_, label) => VALUES[label] ?? [],
  pattern: (_, label) => VALUES[label] ?? [],
  schedule: () => [Array(11).fill('NONUTILE').join(' '), `0F00C001${' 23598001'.repeat(10)}`],
  empty: () => [''],
};
const WRONG: { readonly [kind: string]: string } = { digits: 'A', hex: 'G', text: '`', schedule: 'G', empty: ' ' };
const VALUES: { readonly [label: string]: readonly string[] } = {
  OPTARIF: ['BASE', 'HC..', 'EJP.', 'BBR ', 'BBR(', 'BBR?'],
  PTEC: ['TH..', 'HC..', 'HP..', 'HN..', 'PM..', 'HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'],
  DEMAIN: ['----', 'BLEU', 'BLAN', 'ROUG'],
  HHPHC: ['A', 'C', 'D', 'E', 'Y'],
  NTARF: ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'],
};

const tables = [
  { mode: 'historique', rows: each(HISTORIQUE), before: ' ' },
  { mode: 'standard', rows: each(STANDARD), before: '\t' },
  { mode: 'standard', rows: each(DATED), before: '\tH230301065253\t' },
] as const;

describe.each(tables)('$mode, after $before,', ({ mode, rows, before }) => {
  const kindOf = (label: string, data: string) => groupIn(sealed(label + before + data, mode), mode).kind;

  test.each(rows)('$label: $kind, $length characters, $unit', ({ label, kind, length, unit }) => {
    const form = LABEL_FORMATS[mode].get(label);
    expect([form?.kind, form && 'unit' in form ? form.unit : undefined]).toEqual([kind, unit]);

    const fitting = FITS[kind]?.(length, label) ?? [];
    expect(fitting.length).toBeGreaterThan(0);
    for (const data of fitting) {
      expect(data).toHaveLength(length);
      expect(kindOf(label, data), data).toBe('group');
      expect(kindOf(label, `${data}0`), `${data}0`).toBe('form');
      if (length > 0) expect(kindOf(label, data.slice(0, -1)), data.slice(0, -1)).toBe('form');
      const wrong = `${data.slice(0, -1)}${WRONG[kind] ?? '@'}`;
      expect(kindOf(label, wrong), wrong).toBe('form');
    }
  });
});

test.each(['historique', 'standard'] as const)('no other label of %s is known', (mode: TicMode) => {
  const rows = tables.filter((table) => table.mode === mode).flatMap((table) => table.rows);
  expect([...LABEL_FORMATS[mode].keys()].toSorted()).toEqual(rows.map(({ label }) => label).toSorted());
});

describe('values that a format does not allow', () => {
  test.each([
    ['historique', 'OPTARIF BBR@'],
    ['historique', 'OPTARIF BASA'],
    ['historique', 'PTEC HCJV'],
    ['historique', 'DEMAIN VERT'],
    ['historique', 'HHPHC B'],
    ['historique', 'PAPP -0010'],
    ['standard', 'NTARF\t00'],
    ['standard', 'NTARF\t11'],
    ['standard', 'RELAIS\t256'],
    ['standard', `PJOURF+1\t${Array(10).fill('NONUTILE').join(' ')}`],
    ['standard', `PPOINTE\t${Array(11).fill('NONUTILE').join('_')}`],
  ] as const)('%s %j', (mode, body) => {
    expect(groupIn(sealed(body, mode), mode)).toMatchObject({ kind: 'form', label: expect.any(String) });
  });
});

test('RELAIS may be 255', () => {
  expect(groupIn(sealed('RELAIS\t255', 'standard'), 'standard')).toMatchObject({ kind: 'group' });
});
