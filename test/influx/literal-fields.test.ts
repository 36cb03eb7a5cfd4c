import { describe, expect, test } from 'vitest';
import { library } from '../../src/influx/library.ts';
import { addLiteralFields } from '../../src/influx/literal-fields.ts';
import type { Frame } from '../../src/reading/reading.ts';
import { LABEL_FORMATS } from '../../src/tic/label-formats.ts';
import { parseLine } from '../../testbed/support/parse-line.ts';
import { frameWith } from '../../testbed/support/readings.ts';

const IDS = new Set(['ADCO', 'ADSC', 'PRM']);

test('a historique frame has each label as a field, with numbers as numbers', () => {
  const labels = {
    ADCO: '012345678901',
    OPTARIF: 'HC..',
    ISOUSC: '30',
    HCHC: '018328856',
    PTEC: 'HP..',
    PAPP: '00390',
  };
  expect(fieldsOf({ labels })).toEqual({ ...labels, ISOUSC: 30, HCHC: 18_328_856, PAPP: 390 });
});

test('a standard frame has its horodates in fields of their own', () => {
  const labels = { DATE: '', 'SMAXSN-1': '04210', STGE: '003A0001', LTARF: '      BASE      ' };
  const horodates = { DATE: 'H230301091834', 'SMAXSN-1': 'e230228191500' };
  expect(fieldsOf({ mode: 'standard', labels, horodates })).toEqual({
    'SMAXSN-1': 4210,
    STGE: '003A0001',
    LTARF: '      BASE      ',
    'DATE@': 'H230301091834',
    'SMAXSN-1@': 'e230228191500',
  });
});

describe('the type of a field never changes', () => {
  const known = Object.entries(LABEL_FORMATS).flatMap(([mode, labels]) =>
    [...labels].map(([label, form]) => ({ mode, label, form })),
  );

  test.each(known)('$mode $label: a float when its value is digits only and no identifier', ({ label, form }) => {
    const decimal = form.kind === 'digits' || label === 'NTARF';
    const fields = fieldsOf({ labels: { [label]: '01' } });
    expect(fields[label]).toBe(decimal && !IDS.has(label) ? 1 : '01');
  });

  test('an unknown label is a text, whatever its value', () =>
    expect(fieldsOf({ labels: { XYZ: '00042' } })).toEqual({ XYZ: '00042' }));

  test('a text under a label that is a float is left out', () =>
    expect(fieldsOf({ mode: 'standard', labels: { PAPP: 'NONE' } })).toEqual({}));
});

/** The fields as a server parses them. */
function fieldsOf(frame: Partial<Frame>) {
  const point = new library.Point('linky_tic').timestamp(0).floatField('v', 1);
  const { v: _, ...fields } = parseLine(addLiteralFields(point, frameWith(frame)).toLineProtocol() ?? '').fields;
  return fields;
}
