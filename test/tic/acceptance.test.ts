import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { cutInTwo, decodePieces, faultsOf, framesOf } from './decode.ts';

const NGTF = ' HC et Week-End ';
const frame = (name: string, sinsts = '00390') =>
  encodeFrame(
    [
      { label: 'ADSC', data: '021876543210' },
      { label: 'NGTF', data: name },
      { label: 'SINSTS', data: sinsts },
    ],
    'standard',
  );

const decoded = (...frames: readonly Uint8Array[]) => decodePieces(frames, 'standard');

/** The frame with bits 6 and 7 of one character flipped: parity and checksum stay right. */
function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 0xc0);
}

describe('a name in lower case', () => {
  test('is accepted when it comes the second time', () => {
    const frames = framesOf(decoded(frame(NGTF), frame(NGTF), frame(NGTF, '00410')));
    expect(frames.map(({ labels, refused }) => [labels['NGTF'], refused])).toEqual([
      [undefined, 1],
      [NGTF, 0],
      [NGTF, 0],
    ]);
  });

  test('is never accepted damaged, whichever character is hit, and is accepted again in the next frame', () => {
    const whole = frame(NGTF);
    for (let at = 0; at < whole.length; at += 1) {
      const frames = framesOf(decoded(whole, whole, damaged(whole, at), whole));
      const names = new Set(frames.map(({ labels }) => labels['NGTF']));
      expect(names, `at ${at}`).toEqual(new Set([undefined, NGTF]));
      expect(frames.at(-1)?.labels, `at ${at}`).toHaveProperty('NGTF', NGTF);
    }
  });

  test('is never accepted damaged either when only one of its letters is in lower case', () => {
    const name = '     TEMPO n    ';
    const whole = frame(name);
    for (let at = 0; at < whole.length; at += 1) {
      const frames = framesOf(decoded(whole, whole, damaged(whole, at), whole));
      const names = new Set(frames.map(({ labels }) => labels['NGTF']));
      expect(names, `at ${at}`).toEqual(new Set([undefined, name]));
    }
  });

  test('is accepted after a group that is refused', () => {
    const groups = [
      { label: 'ADSC', data: '021876543210' },
      { label: 'VTIC', data: '02' },
      { label: 'NGTF', data: NGTF },
    ];
    const whole = encodeFrame(groups, 'standard');
    const inVtic = whole.lastIndexOf(0x0a, whole.lastIndexOf(0x0a) - 1) + 1;
    const spoilt = whole.with(inVtic, (whole[inVtic] ?? 0) ^ 0x01);
    const last = framesOf(decoded(whole, whole, spoilt)).at(-1);
    expect([last?.labels['NGTF'], last?.refused]).toEqual([NGTF, 1]);
  });

  test('is accepted the second time again after it has changed', () => {
    const frames = framesOf(decoded(frame(NGTF), frame(NGTF), frame('  HC et Nuit    '), frame('  HC et Nuit    ')));
    expect(frames.map(({ labels }) => labels['NGTF'])).toEqual([undefined, NGTF, undefined, '  HC et Nuit    ']);
  });
});

test('a buffer may be filled with other bytes once they are decoded', () => {
  const decoder = new Decoder('standard');
  const buffer = Buffer.alloc(256);
  const names = [NGTF, '  HC et Nuit    ', NGTF].flatMap((name) => {
    const bytes = frame(name);
    buffer.set(bytes);
    return framesOf(decoder.decode(buffer.subarray(0, bytes.length))).map(({ labels }) => labels['NGTF']);
  });
  expect(names).toEqual([undefined, undefined, undefined]);
});

describe('a frame that is repeated', () => {
  const address = { label: 'ADSC', data: '021876543210' };
  const many = (length: number) => Array.from({ length }, (_, n) => ({ label: `X${n}`, data: `${n}` }));

  test.each([126, 127])('with %i groups and the address is decoded alike wherever it is cut', (others) => {
    const bytes = encodeFrame([address, ...many(others)], 'standard');
    // At every place of the last groups, and before them at every seventh, which in time is each place of a group.
    const cuts = cutInTwo(bytes).filter((_, at) => at % 7 === 0 || at > bytes.length - 60);
    for (const pieces of cuts) {
      const [first, ...others] = framesOf(decoded(bytes, ...pieces));
      expect(others, `cut at ${pieces[0].length}`).toEqual([first]);
    }
  });

  test('with one group too many is endless again', () => {
    const bytes = encodeFrame([address, ...many(128)], 'standard');
    expect(decoded(bytes, bytes)).toEqual([{ kind: 'endless' }, { kind: 'endless' }]);
  });

  test('from a terminal in cooked mode is decoded alike wherever it is cut', () => {
    const cooked = frame('      BASE      ').map((byte) => (byte === 0x8d ? 0x0a : byte));
    const line = [...cooked].filter((byte) => byte !== 0x03);
    const whole = Uint8Array.from([...line, 0x82]);
    // The STX of this frame has come already: it ended the one before.
    for (const pieces of cutInTwo(whole.subarray(1))) {
      const [first, ...others] = framesOf(decoded(whole, ...pieces));
      expect(others, `cut at ${pieces[0].length}`).toEqual([first]);
    }
  });
});

const [ADDRESS, PRM] = [
  { label: 'ADSC', data: '021876543210' },
  { label: 'PRM', data: '01234567890123' },
];
/** A group with a label that no specification names: its data may have any length. */
const mine = (data: string, label = 'MINE') => ({ label, data });

test.each([
  ['a shorter group', [mine('2')]],
  ['a longer group', [mine('0002')]],
  ['no group', []],
  ['a group more', [mine('02'), mine('1', 'MORE')]],
])(
  'when a frame has %s at a place, and the next frame the usual one again, the groups after it are decoded',
  (_, others) => {
    const [usual, other] = [
      [ADDRESS, mine('02'), PRM],
      [ADDRESS, ...others, PRM],
    ];
    const sent = [usual, usual, other, other, usual, usual];
    const frames = framesOf(decoded(...sent.map((groups) => encodeFrame(groups, 'standard'))));
    const expected = sent.map((groups) => Object.fromEntries(groups.map(({ label, data }) => [label, data])));
    expect(frames.map(({ labels }) => labels)).toEqual(expected);
    expect(frames.map(({ refused }) => refused)).toEqual(sent.map(() => 0));
  },
);

test('a frame that repeats most of the one before has the same labels, and the changed ones', () => {
  const first = framesOf(decoded(frame('      BASE      ')));
  const [, second, third] = framesOf(
    decoded(frame('      BASE      '), frame('      BASE      '), frame('      BASE      ', '01230')),
  );
  expect(second).toEqual(first[0]);
  expect(third?.labels).toEqual({ ...first[0]?.labels, SINSTS: '01230' });
});

test('a decoded frame is not changed by the next one', () => {
  const decoder = new Decoder('standard');
  const [first] = framesOf(decoder.decode(frame('      BASE      ', '00390')));
  decoder.decode(frame('      BASE      ', '01230'));
  expect(first?.labels['SINSTS']).toBe('00390');
});

test('a damaged group is refused though the whole one stood at its place in the frame before', () => {
  const whole = frame('      BASE      ');
  const spoilt = whole.with(whole.length - 8, (whole[whole.length - 8] ?? 0) ^ 0x03);
  expect(faultsOf(decoded(whole, spoilt))).toEqual([expect.objectContaining({ kind: 'checksum', label: 'SINSTS' })]);
});
