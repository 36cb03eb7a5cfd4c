import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { LABEL_FORMATS } from '../../src/tic/label-formats.ts';
import { MAX_UNKNOWN_LABELS, UnknownLabels } from '../../src/tic/unknown-labels.ts';
import { faultsOf, framesOf, latin1, sealed } from './decode.ts';

const ADCO = { label: 'ADCO', data: '012345678901' };
const PAPP = { label: 'PAPP', data: '02840' };
const mine = (label: string, data = '1') => ({ label, data });
const frame = (...groups: readonly WireGroup[]) =>
  encodeFrame([ADCO, ...groups, PAPP], 'historique', { parity: false });

/** The decoder of a meter, and the labels of a frame except ADCO and PAPP. */
function meter(unknown = new UnknownLabels()) {
  const decoder = new Decoder('historique', unknown);
  return {
    unknown,
    unknownIn(bytes: Uint8Array): readonly string[] {
      return framesOf(decoder.decode(bytes)).flatMap(({ labels }) =>
        Object.keys(labels).filter((label) => !LABEL_FORMATS.historique.has(label)),
      );
    },
  };
}

describe('a label that no specification names', () => {
  test('is withheld from its first frame and accepted in the second', () => {
    const { unknownIn } = meter();
    expect([frame(mine('ZZ')), frame(mine('ZZ', '2'))].map(unknownIn)).toEqual([[], ['ZZ']]);
  });

  test('does not count as refused while it is withheld', () => {
    const decoded = new Decoder('historique').decode(frame(mine('ZZ')));
    expect(faultsOf(decoded)).toEqual([]);
    const labels = { ADCO: ADCO.data, PAPP: PAPP.data };
    expect(framesOf(decoded)).toMatchObject([{ refused: 0, labels }]);
  });

  test('stays accepted for ever, over all openings', () => {
    const { unknown, unknownIn } = meter();
    unknownIn(frame(mine('ZZ')));
    unknownIn(frame(mine('ZZ')));
    for (let n = 0; n < 1_000; n += 1) unknownIn(frame());
    expect(meter(unknown).unknownIn(frame(mine('ZZ')))).toEqual(['ZZ']);
  });

  test('that stands twice in one frame has come once', () => {
    const { unknownIn } = meter();
    expect(unknownIn(frame(mine('ZZ'), mine('ZZ')))).toEqual([]);
    expect(unknownIn(frame(mine('ZZ')))).toEqual(['ZZ']);
  });

  test.each([
    [63, ['ZZ']],
    [64, []],
  ])('with %i frames between its first and its second frame: %j', (between, expected) => {
    const { unknownIn } = meter();
    unknownIn(frame(mine('ZZ')));
    for (let n = 0; n < between; n += 1) unknownIn(frame());
    expect(unknownIn(frame(mine('ZZ')))).toEqual(expected);
  });

  test('is accepted also when made-up labels fill the frame', () => {
    const { unknownIn } = meter();
    const among = (from: number) => frame(mine('ZZ'), ...Array.from({ length: 120 }, (_, n) => mine(`M${from + n}`)));
    expect([among(0), among(120)].map(unknownIn)).toEqual([[], ['ZZ']]);
  });

  test('that is withheld and taken back leaves the unknown label before it accepted', () => {
    const text = (label: string) => `\n${sealed(`${label} 1`, 'historique')}\r`;
    const cut = latin1(`\x02${text('YY')}${text('ZZ')}~\n${sealed('ADCO 012345678901', 'historique')}\r\x03`);
    const { unknownIn } = meter();
    unknownIn(frame(mine('YY')));
    expect([frame(mine('YY')), cut].map(unknownIn)).toEqual([['YY'], ['YY']]);
  });
});

test(`no more than ${MAX_UNKNOWN_LABELS} of them are accepted from a meter, and it is known when there are more`, () => {
  const { unknown, unknownIn } = meter();
  const many = (count: number) => frame(...Array.from({ length: count }, (_, n) => mine(`ZZ${n}`)));
  unknownIn(many(MAX_UNKNOWN_LABELS));
  expect(unknownIn(many(MAX_UNKNOWN_LABELS))).toHaveLength(MAX_UNKNOWN_LABELS);
  expect(unknown.haveMore).toBe(false);
  unknownIn(many(MAX_UNKNOWN_LABELS + 1));
  expect(unknownIn(many(MAX_UNKNOWN_LABELS + 1))).toHaveLength(MAX_UNKNOWN_LABELS);
  expect(unknown.haveMore).toBe(true);
});

test('no made-up label is accepted in 300 frames of 120 labels, none of which comes again', () => {
  const { unknown, unknownIn } = meter();
  for (let n = 0; n < 300; n += 1) {
    const groups = Array.from({ length: 120 }, (_, at) => mine(`M${n * 120 + at}`));
    expect(unknownIn(frame(...groups))).toEqual([]);
  }
  expect(unknown.haveMore).toBe(false);
});
