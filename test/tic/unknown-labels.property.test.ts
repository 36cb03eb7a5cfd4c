import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import type { Decoded } from '../../src/tic/frame.ts';
import { LABEL_FORMATS } from '../../src/tic/label-formats.ts';
import { runsOf, SEED } from '../../testbed/support/generated.ts';
import { standardFrames } from './arbitrary.ts';
import { decode, framesOf } from './decode.ts';
import { random } from './random.ts';

const FRAMES = runsOf(4_000);

test(`on a line without parity, with an error in one of a thousand bits, no made-up label is accepted in ${FRAMES} frames`, () => {
  const below = random(SEED);
  const decoder = new Decoder('standard');
  const madeUp = { atFirstSight: 0, accepted: 0 };
  let nextWrong = gap(below);
  for (let n = 0; n < FRAMES; n += 1) {
    const bytes = (HONEST[n % HONEST.length] as Uint8Array).slice();
    for (; nextWrong < 7 * bytes.length; nextWrong += gap(below)) {
      const at = Math.floor(nextWrong / 7);
      bytes[at] = (bytes[at] as number) ^ (1 << (nextWrong % 7));
    }
    nextWrong -= 7 * bytes.length;
    madeUp.accepted += madeUpIn(decoder.decode(bytes));
    if (n % 2 === 0) madeUp.atFirstSight += madeUpIn(decode(bytes, 'standard'));
  }
  expect(madeUp.accepted).toBe(0);
  // Noise did make up labels, or this test would prove nothing.
  expect(madeUp.atFirstSight).toBeGreaterThan(0);
});

/** The frames of a meter second by second, while the power rises. */
const HONEST = fc.sample(standardFrames, { numRuns: 1, seed: SEED }).flatMap(({ groups }) =>
  Array.from({ length: 40 }, (_, n) => {
    const known = groups.filter(({ label }) => LABEL_FORMATS.standard.has(label));
    const now = known.map((group) => (group.label === 'SINSTS' ? { ...group, data: `024${10 + n}` } : group));
    return encodeFrame(now, 'standard', { parity: false });
  }),
);

function madeUpIn(decoded: readonly Decoded[]): number {
  const labels = framesOf(decoded).flatMap((one) => Object.keys(one.labels));
  return labels.filter((label) => !LABEL_FORMATS.standard.has(label)).length;
}

/** The distance to the next wrong bit. */
function gap(below: (n: number) => number): number {
  return 1 + Math.floor(Math.log(1 - below(2 ** 30) / 2 ** 30) / Math.log(1 - 1e-3));
}
