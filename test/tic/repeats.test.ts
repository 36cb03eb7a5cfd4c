import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { faultsOf, framesOf } from './decode.ts';

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

function decoded(...frames: readonly Uint8Array[]) {
  const decoder = new Decoder('standard');
  return frames.flatMap((bytes) => decoder.decode(bytes));
}

/** The frame with bits 6 and 7 of one character turned over: parity and checksum stay right. */
function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 0xc0);
}

describe('a name in lower case', () => {
  test('is accepted when it comes for the second time', () => {
    const frames = framesOf(decoded(frame(NGTF), frame(NGTF), frame(NGTF, '00410')));
    expect(frames.map(({ labels, refused }) => [labels['NGTF'], refused])).toEqual([
      [undefined, 1],
      [NGTF, 0],
      [NGTF, 0],
    ]);
  });

  test('that is damaged is never accepted, wherever it is hit, and the right one is again in the next frame', () => {
    const whole = frame(NGTF);
    for (let at = 0; at < whole.length; at += 1) {
      const frames = framesOf(decoded(whole, whole, damaged(whole, at), whole));
      const names = new Set(frames.map(({ labels }) => labels['NGTF']));
      expect(names, `at ${at}`).toEqual(new Set([undefined, NGTF]));
      expect(frames.at(-1)?.labels, `at ${at}`).toHaveProperty('NGTF', NGTF);
    }
  });

  test('or a single letter of it: damaged it is never accepted, wherever it is hit', () => {
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

  test('that changes is waited for', () => {
    const frames = framesOf(decoded(frame(NGTF), frame(NGTF), frame('  HC et Nuit    '), frame('  HC et Nuit    ')));
    expect(frames.map(({ labels }) => labels['NGTF'])).toEqual([undefined, NGTF, undefined, '  HC et Nuit    ']);
  });
});

test('what repeats the frame before is decoded as it was', () => {
  const first = framesOf(decoded(frame('      BASE      ')));
  const [, second, third] = framesOf(
    decoded(frame('      BASE      '), frame('      BASE      '), frame('      BASE      ', '01230')),
  );
  expect(second).toEqual(first[0]);
  expect(third?.labels).toEqual({ ...first[0]?.labels, SINSTS: '01230' });
});

test('a frame is not changed by the one after it', () => {
  const decoder = new Decoder('standard');
  const [first] = framesOf(decoder.decode(frame('      BASE      ', '00390')));
  decoder.decode(frame('      BASE      ', '01230'));
  expect(first?.labels['SINSTS']).toBe('00390');
});

test('a group that is wrong at its place is refused, though another was right there', () => {
  const whole = frame('      BASE      ');
  const spoilt = whole.with(whole.length - 8, (whole[whole.length - 8] ?? 0) ^ 0x03);
  expect(faultsOf(decoded(whole, spoilt))).toEqual([expect.objectContaining({ kind: 'checksum', label: 'SINSTS' })]);
});
