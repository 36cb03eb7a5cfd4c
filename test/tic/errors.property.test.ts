import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TicMode } from '../../src/reading/reading.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { runsOf, SEED } from '../../testbed/support/generated.ts';
import { unknownIn, type WireFrame, wireFrames } from './arbitrary.ts';
import { decode, framesOf } from './decode.ts';
import { random } from './random.ts';

/** How many frames are damaged. `npm run test:errors` takes a million. */
const FRAMES = runsOf(1_000);
/** How many of them are different frames. */
const DIFFERENT = Math.max(200, FRAMES / 100);
/** The longest frame of which all pairs of bits are tried, in characters. */
const LONG = 250;
/** How many frames with an address and an unknown label are tried. */
const UNKNOWNS = runsOf(12);

function flip(bytes: Uint8Array, bit: number): void {
  const at = Math.floor(bit / 8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
}

/** The labels that a damaged frame is decoded to and that were not sent, or not with that data and horodate. */
function wrongValues(bytes: Uint8Array, { mode, groups }: WireFrame): readonly string[] {
  const sent = new Map(groups.map((group) => [group.label, group]));
  return framesOf(decode(bytes, mode)).flatMap(({ labels, horodates }) =>
    Object.keys(labels).filter(
      (label) => sent.get(label)?.data !== labels[label] || sent.get(label)?.horodate !== horodates[label],
    ),
  );
}

interface Encoded {
  readonly frame: WireFrame;
  readonly bytes: Uint8Array;
}

function sampled(frames: fc.Arbitrary<WireFrame>, numRuns: number): readonly Encoded[] {
  const sample = fc.sample(frames, { numRuns, seed: SEED });
  return sample.map((frame) => ({ frame, bytes: encodeFrame(frame.groups, frame.mode) }));
}

/**
 * The wrong values when two bits of one character are flipped: all pairs of all characters, or some of them in a long
 * frame.
 */
function wrongByPairs({ frame, bytes }: Encoded): readonly string[] {
  const step = Math.ceil(bytes.length / LONG);
  return Array.from(bytes).flatMap((_, at) =>
    PAIRS.filter((__, nth) => (at + nth) % step === 0).flatMap(([a, b]) => {
      const spoilt = bytes.slice();
      flip(spoilt, 8 * at + a);
      flip(spoilt, 8 * at + b);
      return wrongValues(spoilt, frame);
    }),
  );
}

const PAIRS = Array.from({ length: 8 }, (_, a) => Array.from({ length: a }, (_, b) => [a, b] as const)).flat();

const unknowns = fc.constantFrom<TicMode>('historique', 'standard').chain((mode) =>
  unknownIn(mode).map((group) => {
    const address = { label: mode === 'standard' ? 'ADSC' : 'ADCO', data: '021876543210' };
    return { mode, groups: [address, group] };
  }),
);

describe('on a line that carries parity', () => {
  test(`${FRAMES} frames with one or two flipped bits give no wrong value`, { timeout: 600_000 }, () => {
    const below = random(SEED);
    const encoded = sampled(wireFrames, DIFFERENT);
    let accepted = 0;
    const wrong: string[] = [];
    for (let n = 0; n < FRAMES; n += 1) {
      const { frame, bytes } = encoded[n % encoded.length] as Encoded;
      const spoilt = bytes.slice();
      flip(spoilt, below(8 * bytes.length));
      if (n % 2 === 1) flip(spoilt, below(8 * bytes.length));
      wrong.push(...wrongValues(spoilt, frame));
      accepted += framesOf(decode(spoilt, frame.mode)).length;
    }
    expect(wrong).toEqual([]);
    // In the other frames the error hit STX, ETX or the meter's address.
    expect(accepted).toBeGreaterThan(FRAMES * 0.75);
  });

  test('any two flipped bits of one character, anywhere in a frame, give no wrong value', { timeout: 600_000 }, () => {
    const wrong = sampled(wireFrames, runsOf(2)).flatMap(wrongByPairs);
    expect(wrong).toEqual([]);
  });

  test(`any two flipped bits of one character give no wrong value in ${UNKNOWNS} unknown labels, with and without a horodate`, {
    timeout: 600_000,
  }, () => {
    expect(sampled(unknowns, UNKNOWNS).flatMap(wrongByPairs)).toEqual([]);
  });
});
