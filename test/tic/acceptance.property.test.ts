import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame, Reading, TicMode } from '../../src/reading/reading.ts';
import { withEvenParity } from '../../src/tic/checksum-and-parity.ts';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import type { Decoded } from '../../src/tic/frame.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { UnknownLabels } from '../../src/tic/unknown-labels.ts';
import { runs } from '../../testbed/support/generated.ts';
import { historiqueFrames, shortFrames, standardFrames, type WireFrame } from './arbitrary.ts';
import { cutInTwo, decodePieces, framesOf, labelsSeenIn } from './decode.ts';

const LF = 0x0a;
const ETX = 0x03;

/** What one line sends: frames that share most of their groups; some lack a group, and some are damaged. */
interface Heard {
  readonly mode: TicMode;
  readonly parity: boolean;
  readonly frames: readonly Uint8Array[];
}

const FRAMES = {
  historique: fc.oneof(historiqueFrames, shortFrames),
  standard: standardFrames,
} as const satisfies { [M in TicMode]: fc.Arbitrary<WireFrame> };

/** Damage to one character: a bit is flipped, or others are inserted before it, or else it is lost. */
const damage = fc.record({
  at: fc.nat(),
  flip: fc.option(fc.nat(7)),
  inserted: fc.constantFrom('', '\r', '\n', '~', '\0', 'A'),
});
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

const steps = fc.array(
  fc.record({
    of: fc.nat(),
    from: fc.nat(),
    changed: fc.array(fc.nat(), { maxLength: 4 }),
    without: fc.option(fc.nat(), { freq: 5, nil: undefined }),
    damages: fc.oneof(fc.constant([]), fc.array(damage, { maxLength: 3 })),
  }),
  { minLength: 2, maxLength: 12 },
);

const heard: fc.Arbitrary<Heard> = fc.constantFrom<TicMode>('historique', 'standard').chain((mode) =>
  fc.tuple(fc.array(FRAMES[mode], { minLength: 1, maxLength: 3 }), steps, fc.boolean()).map(([sent, all, parity]) => ({
    mode,
    parity,
    frames: all.map(({ of, from, changed, without, damages }) => {
      const [base, other] = [at(sent, of).groups, at(sent, from).groups];
      const indexes = new Set(changed.map((n) => n % base.length));
      const groups = base
        .map((group, n) => (indexes.has(n) ? other.find(({ label }) => label === group.label) : group) ?? group)
        .filter((_, n) => without === undefined || n !== without % base.length);
      return damaged(encodeFrame(groups, mode, { parity }), damages, parity);
    }),
  })),
);

/**
 * The frame with some damage, but with its delimiters, since a fresh decoder does not have the frame before. On a line
 * without parity no flip sets bit 7, and none makes a letter lower case, since the same damage twice would be accepted.
 */
function damaged(frame: Uint8Array, damages: readonly Damage[], parity: boolean): Uint8Array {
  return damages.reduce<Uint8Array>((bytes, { at: where, flip, inserted }) => {
    const n = 1 + (where % (bytes.length - 2));
    const byte = bytes[n] ?? 0;
    const isText = (byte & 0x7f) >= 0x20;
    if (flip !== null && isText) return bytes.with(n, byte ^ (1 << (flip % (parity ? 8 : 5))));
    const others = Array.from(inserted, (char) => char.charCodeAt(0)).map((char) =>
      parity ? withEvenParity(char) : char,
    );
    return Uint8Array.of(...bytes.subarray(0, n), ...others, ...bytes.subarray(inserted === '' ? n + 1 : n));
  }, frame);
}

/** Labels that no specification names. */
const STRANGE = ['ZZ', 'YY', 'XX', 'WW'];
const strange = fc.constantFrom(...STRANGE);

/** For each frame, the groups with such labels that are inserted in it, and the labels that are accepted from it on. */
const strangers = fc.array(
  fc.record({
    inserted: fc.array(fc.record({ at: fc.nat(), label: strange }), { maxLength: 4 }),
    learned: fc.array(strange, { maxLength: 2 }),
  }),
  { minLength: 12, maxLength: 12 },
);

/** The frame with one more group, before another group or at its end. */
function withGroup(
  frame: Uint8Array,
  { at: nth, label }: { readonly at: number; readonly label: string },
  mode: TicMode,
  parity: boolean,
): Uint8Array {
  const group = encodeFrame([{ label, data: '1' }], mode, { parity }).subarray(1, -1);
  const places = [...frame.keys()].filter((n) => [LF, ETX].includes((frame[n] as number) & 0x7f));
  const place = at(places, nth);
  return Uint8Array.of(...frame.subarray(0, place), ...group, ...frame.subarray(place));
}

function at<T>(all: readonly T[], n: number): T {
  return all[n % all.length] as T;
}

function decodeInChunks(decoder: Decoder, bytes: Uint8Array, size: number): readonly Decoded[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => n * size);
  return starts.flatMap((start) => decoder.decode(bytes.subarray(start, start + size)));
}

test('a decoder that has read other frames decodes a frame like a fresh decoder', () =>
  fc.assert(
    fc.property(heard, fc.integer({ min: 1, max: 300 }), ({ mode, frames }, size) => {
      // Each frame comes twice, so that all labels are accepted from the start.
      const unknown = labelsSeenIn(
        frames.flatMap((bytes) => [bytes, bytes]),
        mode,
      );
      const decoder = new Decoder(mode, unknown);
      for (const bytes of frames) {
        const acceptedBefore = decoder.accepted;
        const fresh = new Decoder(mode, unknown);
        expect(decodeInChunks(decoder, bytes, size)).toEqual(fresh.decode(bytes));
        expect(decoder.accepted - acceptedBefore).toBe(fresh.accepted);
      }
    }),
    runs(50),
  ));

test('it still does while more and more unknown labels are accepted', () =>
  fc.assert(
    fc.property(heard, strangers, fc.integer({ min: 1, max: 300 }), ({ mode, parity, frames }, steps, size) => {
      const accepted = new Set<string>();
      const unknown = new UnknownLabels();
      unknown.noteAndCheck = (label) => !STRANGE.includes(label) || accepted.has(label);
      const decoder = new Decoder(mode, unknown);
      for (const [n, frame] of frames.entries()) {
        const { inserted, learned } = at(steps, n);
        for (const label of learned) accepted.add(label);
        const bytes = inserted.reduce((sent, one) => withGroup(sent, one, mode, parity), frame);
        const acceptedBefore = decoder.accepted;
        const fresh = new Decoder(mode, unknown);
        expect(decodeInChunks(decoder, bytes, size)).toEqual(fresh.decode(bytes));
        expect(decoder.accepted - acceptedBefore).toBe(fresh.accepted);
      }
    }),
    runs(50),
  ));

test('frames are decoded alike wherever their bytes are cut, whatever came before', () =>
  fc.assert(
    fc.property(heard, fc.array(fc.nat(300), { minLength: 1, maxLength: 9 }), ({ mode, frames }, sizes) => {
      const [cut, whole] = [new Decoder(mode), new Decoder(mode)];
      const decoded: Decoded[] = [];
      // Some chunks are empty.
      for (let [start, n] = [0, 0], all = Buffer.concat(frames); start < all.length; n += 1) {
        const end = start + (n % 10 === 9 ? 300 : at(sizes, n));
        decoded.push(...cut.decode(all.subarray(start, end)));
        start = end;
      }
      expect(decoded).toEqual(frames.flatMap((bytes) => whole.decode(bytes)));
      expect(cut.accepted).toBe(whole.accepted);
    }),
    runs(50),
  ));

test.each([true, false])(
  'a group that begins like the one before it at its place is decoded, also when it is cut where it differs (parity: %s)',
  (parity) => {
    const frameOf = (va: string) =>
      encodeFrame(
        [
          { label: 'ADSC', data: '021900000001' },
          { label: 'SINSTS', data: va },
        ],
        'standard',
        { parity },
      );
    const [before, bytes] = [frameOf('00390'), frameOf('00391')];
    for (const pieces of cutInTwo(bytes)) {
      const decoded = decodePieces([before, ...pieces], 'standard');
      expect(framesOf(decoded).map(({ labels, refused }) => [labels['SINSTS'], refused])).toEqual([
        ['00390', 0],
        ['00391', 0],
      ]);
    }
  },
);

test('a frame and its Reading are not changed by later frames', () =>
  fc.assert(
    fc.property(heard, ({ mode, frames }) => {
      let before: Reading | undefined;
      const kept = framesIn(frames, mode).map((frame) => {
        const reading = readingFromFrame(frame, 0, before);
        before = reading;
        return { reading, atFirst: structuredClone(reading) };
      });
      for (const { reading, atFirst } of kept) expect(reading).toEqual(atFirst);
    }),
    runs(20),
  ));

test('a Reading does not depend on the Reading before it, except for the end of an overload', () =>
  fc.assert(
    fc.property(heard, heard, (one, other) => {
      let before: Reading | undefined;
      for (const { frames, mode } of [one, other]) {
        for (const frame of framesIn(frames, mode)) {
          before = readingFromFrame(frame, 0, before);
          expect({ ...before, overload: undefined }).toEqual({ ...readingFromFrame(frame, 0), overload: undefined });
        }
      }
    }),
    runs(20),
  ));

function framesIn(sent: readonly Uint8Array[], mode: TicMode): readonly Frame[] {
  return framesOf(decodePieces(sent, mode));
}
