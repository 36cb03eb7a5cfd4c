import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits } from '../../src/tic/data-format.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { LABEL_FORMATS } from '../../src/tic/label-formats.ts';
import { runs } from '../../testbed/support/generated.ts';
import { historiqueFrames, standardFrames, type WireFrame, wireFrames } from './arbitrary.ts';
import { decode, decodePieces, frameOf, framesOf } from './decode.ts';

const modes = fc.constantFrom('historique', 'standard') as fc.Arbitrary<'historique' | 'standard'>;
const encoded = ({ mode, groups }: WireFrame, parity: boolean) => encodeFrame(groups, mode, { parity });

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function decodeInChunks(bytes: Uint8Array, mode: 'historique' | 'standard', sizes: readonly number[]) {
  const pieces = [];
  for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
    const size = sizes[cut % sizes.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return decodePieces(pieces, mode);
}

describe('an encoded frame is decoded to the same groups', () => {
  test('in both modes, every contract, one and three phases, with and without parity', () =>
    fc.assert(
      fc.property(wireFrames, fc.boolean(), (sent, parity) => {
        expect(decode(encoded(sent, parity), sent.mode)).toEqual([
          { kind: 'frame', frame: frameOf(sent.groups, sent.mode) },
        ]);
      }),
      runs(100),
    ));

  test('wherever the bytes are cut', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(historiqueFrames, { minLength: 1, maxLength: 3 }),
          fc.array(standardFrames, { minLength: 1, maxLength: 2 }),
        ),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
        (sent, parity, sizes) => {
          const mode = sent[0]?.mode ?? 'historique';
          const bytes = concat(sent.map((frame) => encoded(frame, parity)));
          expect(decodeInChunks(bytes, mode, sizes)).toEqual(decodeInChunks(bytes, mode, [bytes.length]));
          expect(framesOf(decodeInChunks(bytes, mode, sizes))).toHaveLength(sent.length);
        },
      ),
      runs(50),
    ));
});

describe('whatever the input,', () => {
  const noise = fc.uint8Array({ maxLength: 2000 });
  const likely = fc
    .array(
      fc.oneof(
        fc.constantFrom(0x02, 0x82, 0x03, 0x04, 0x84, 0x0a, 0x0d, 0x8d, 0x09, 0x20, 0xa0),
        fc.integer({ min: 0, max: 255 }),
      ),
      {
        maxLength: 2000,
      },
    )
    .map((all) => Uint8Array.from(all));

  test('neither the decoder nor the Reading throws', () =>
    fc.assert(
      fc.property(fc.oneof(noise, likely), modes, (bytes, mode) => {
        for (const frame of framesOf(decode(bytes, mode))) readingFromFrame(frame, 0);
      }),
      runs(100),
    ));

  test('a known label is accepted only with data of its format, also on a line without parity', () =>
    fc.assert(
      fc.property(wireFrames, fc.array(fc.nat(), { maxLength: 6 }), (sent, flips) => {
        const bytes = encoded(sent, false);
        for (const flip of flips) {
          const at = flip % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (Math.floor(flip / bytes.length) % 7));
        }
        for (const { labels } of framesOf(decode(bytes, sent.mode))) {
          for (const [label, data] of Object.entries(labels)) {
            const form = LABEL_FORMATS[sent.mode].get(label);
            expect(form === undefined ? 'yes' : fits(data, form), `${label} ${data}`).toBe('yes');
          }
        }
      }),
      runs(100),
    ));
});

test('after any noise, the second whole frame is decoded', () =>
  fc.assert(
    fc.property(historiqueFrames, fc.uint8Array({ maxLength: 600 }), (sent, noise) => {
      const frame = encoded(sent, true);
      const frames = framesOf(decode(concat([noise, frame, frame]), 'historique'));
      expect(frames.at(-1)).toEqual(frameOf(sent.groups, 'historique'));
    }),
    runs(50),
  ));
