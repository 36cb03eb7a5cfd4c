import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anonymiser } from '../../src/cli/anonymise.ts';
import { madeUpIds } from '../../src/cli/made-up-ids.ts';
import type { Frame, TicMode } from '../../src/reading/reading.ts';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';

const ADDRESS = '021861234567';
const PRM = '09876543210987';
/** The value of an index, which has digits in common with an id but is none. */
const LIKE_AN_ID = '011861234';
const FRAMES: { readonly [M in TicMode]: readonly WireGroup[] } = {
  historique: [
    { label: 'ADCO', data: ADDRESS },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'BASE', data: LIKE_AN_ID },
    { label: 'PAPP', data: '00390' },
  ],
  standard: [
    { label: 'ADSC', data: ADDRESS },
    { label: 'DATE', horodate: 'H230301091834', data: '' },
    { label: 'EAST', data: LIKE_AN_ID },
    { label: 'SINSTS', data: '00390' },
    { label: 'PRM', data: PRM },
    { label: 'NTARF', data: '01' },
  ],
};
const modes = ['historique', 'standard'] as const;
/** Makes ids of fives, which no real id here has at the same place. */
const random = () => 0.55;

function anonymised(bytes: Uint8Array, mode: TicMode, cuts: readonly number[] = []) {
  const line = anonymiser(mode, madeUpIds(random));
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = ends.map((end, index) => line.take(bytes.subarray(ends[index - 1] ?? 0, end)));
  return { bytes: Uint8Array.from([...pieces, line.end()].flatMap((piece) => [...piece])), withheld: line.withheld };
}

function stream(mode: TicMode, parity: boolean, frames = 3, groups = FRAMES[mode]): Uint8Array {
  return Uint8Array.from(
    Array(frames)
      .fill([...encodeFrame(groups, mode, { parity })])
      .flat(),
  );
}

function framesIn(bytes: Uint8Array, mode: TicMode): readonly Frame[] {
  return new Decoder(mode).decode(bytes).flatMap((one) => (one.kind === 'frame' ? [one.frame] : []));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
}

describe.each(modes)('in %s', (mode) => {
  test.each([true, false])('only the ids and their checksums change (with parity bits: %s)', (parity) => {
    const sent = stream(mode, parity);
    const shown = anonymised(sent, mode).bytes;
    const [before] = framesIn(sent, mode);
    const ids = {
      [mode === 'standard' ? 'ADSC' : 'ADCO']: '555555555555',
      ...(mode === 'standard' && { PRM: '5'.repeat(14) }),
    };
    const frame = { ...before, address: '555555555555', labels: { ...before?.labels, ...ids } };
    expect(framesIn(shown, mode)).toEqual([frame, frame, frame]);
    const changed = [...sent].flatMap((byte, at) => (byte === shown[at] ? [] : [at]));
    expect(shown).toHaveLength(sent.length);
    expect(changed.length).toBeLessThanOrEqual(3 * (mode === 'standard' ? 28 : 13));
  });

  test('the result does not depend on how the bytes are cut into chunks', () =>
    fc.assert(
      fc.property(fc.array(fc.nat()), (cuts) => {
        expect(anonymised(stream(mode, true), mode, cuts)).toEqual(anonymised(stream(mode, true), mode));
      }),
    ));

  test('with noise on the line, damaged groups stay damaged and no half of an id is shown', () => {
    const unlike = FRAMES[mode].filter(({ data }) => data !== LIKE_AN_ID);
    const flips = fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7) }), { maxLength: 12 });
    fc.assert(
      fc.property(flips, fc.boolean(), (noise, parity) => {
        const clean = stream(mode, parity, 8, unlike);
        const noisy = Uint8Array.from(clean);
        // At least one frame must be whole, so the first one is.
        const from = clean.length / 8;
        for (const { at, bit } of noise) {
          const place = from + (at % (clean.length - from));
          noisy[place] = (noisy[place] ?? 0) ^ (1 << bit);
        }
        const shown = anonymised(noisy, mode);
        expect(shown.bytes).toHaveLength(noisy.length);
        expect(framesIn(shown.bytes, mode)).toHaveLength(framesIn(noisy, mode).length);
        const text = textOf(shown.bytes);
        for (const id of [ADDRESS, PRM]) {
          for (let at = 0; at + 5 <= id.length; at += 1) expect(text).not.toContain(id.slice(at, at + 5));
        }
      }),
    );
  });
});

/** Which runs of eight digits of an id are shown, when the PRM of each standard frame is valid, damaged or missing. */
function shownRunsOf(...frames: readonly ('valid' | 'damaged' | 'missing')[]) {
  const without = FRAMES.standard.filter(({ label }) => label !== 'PRM');
  const [whole, lacking] = [FRAMES.standard, without].map((groups) =>
    String.fromCharCode(...encodeFrame(groups, 'standard', { parity: false })),
  ) as [string, string];
  // One character of the label is changed, so no PRM is found, and the checksum is wrong.
  const kinds = { valid: whole, damaged: whole.replace('PRM', 'PPM'), missing: lacking };
  const text = frames.map((one) => kinds[one]).join('');
  const { bytes, withheld } = anonymised(
    Uint8Array.from(text, (char) => char.charCodeAt(0)),
    'standard',
  );
  return {
    shown: [ADDRESS, PRM].flatMap((id) => runsOfEight(id).filter((one) => textOf(bytes).includes(one))),
    withheld,
  };
}

function runsOfEight(id: string): readonly string[] {
  return Array.from({ length: id.length - 7 }, (_, at) => id.slice(at, at + 8));
}

test('when the PRM is damaged in the first frames, bytes are held until a valid PRM comes', () => {
  expect(shownRunsOf('damaged', 'damaged', 'damaged', 'damaged', 'valid')).toEqual({ shown: [], withheld: 0 });
});

test('when the PRM is damaged in every frame, neither it nor the bytes around it are shown', () => {
  const { shown, withheld } = shownRunsOf('damaged', 'damaged', 'damaged', 'damaged');
  expect(shown).toEqual([]);
  expect(withheld).toBeGreaterThan(100);
});

test('a damaged PRM that comes after whole frames without a PRM is not shown', () => {
  expect(shownRunsOf('missing', 'damaged')).toEqual({ shown: [], withheld: 0 });
});

test('with noise from the first frame on, no run of eight digits of an id is shown', () => {
  const noise = fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7) }), { maxLength: 40 });
  const lost = fc.array(fc.nat(), { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...modes), noise, lost, fc.boolean(), (mode, flips, losses, parity) => {
      const noisy = stream(mode, parity, 6);
      for (const { at, bit } of flips) noisy[at % noisy.length] = (noisy[at % noisy.length] ?? 0) ^ (1 << bit);
      const gone = new Set(losses.map((at) => at % noisy.length));
      const text = textOf(
        anonymised(
          noisy.filter((_, at) => !gone.has(at)),
          mode,
        ).bytes,
      );
      const ids = mode === 'standard' ? [ADDRESS, PRM] : [ADDRESS];
      // An index may have digits in common with the address.
      expect(ids.flatMap(runsOfEight).filter((one) => text.replaceAll(/011861234/g, '').includes(one))).toEqual([]);
    }),
  );
});

test('a meter has the same made-up id in every opening of its source', () => {
  let n = 0;
  const madeUp = madeUpIds(() => (n++ % 10) / 10);
  const twice = [1, 2].map(() => {
    const line = anonymiser('historique', madeUp);
    return textOf(Uint8Array.from([...line.take(stream('historique', true, 1)), ...line.end()]));
  });
  expect(twice[0]).toContain('ADCO 012345678901');
  expect(twice[1]).toBe(twice[0]);
});

test('an id that is cut in two by a lost character is replaced', () => {
  const text = textOf(stream('historique', false));
  const lastAt = text.lastIndexOf(ADDRESS);
  const broken = text.slice(0, lastAt + 5) + text.slice(lastAt + 6);
  const shown = textOf(
    anonymised(
      Uint8Array.from(broken, (char) => char.charCodeAt(0)),
      'historique',
    ).bytes,
  );
  expect(shown).not.toContain('02186');
  expect(shown).not.toContain('234567');
});

test('a damaged id is replaced if its label is intact', () => {
  const sent = stream('standard', false);
  const text = textOf(sent).replace(`PRM\t${PRM}`, `PRM\t${PRM.slice(0, 9)}`);
  const shown = textOf(
    anonymised(
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
      'standard',
    ).bytes,
  );
  expect(shown).not.toContain(PRM.slice(0, 5));
});

// Two bit errors that cancel out in the checksum make a valid group with an unknown label, if the line carries no parity.
test('an id under another label is replaced, and the group stays valid', () => {
  const strange: WireGroup[] = [...FRAMES.historique, { label: 'QDCO', data: ` ${ADDRESS.slice(1)}` }];
  const spoilt = encodeFrame(strange, 'historique', { parity: false });
  const bytes = Uint8Array.from([...stream('historique', false, 1), ...spoilt, ...spoilt]);
  const [, , frame] = framesIn(anonymised(bytes, 'historique').bytes, 'historique');
  expect(frame).toMatchObject({ refused: 0, labels: { QDCO: ` ${'5'.repeat(11)}` } });
});

test('bytes in which no id is found are never shown, since they may contain a damaged one', () => {
  const garbage = Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 256);
  expect(anonymised(garbage, 'historique')).toEqual({ bytes: new Uint8Array(), withheld: 500 });
});

test('bytes before the first id are shown once that id is known', () => {
  const sent = stream('historique', true).subarray(10);
  expect(anonymised(sent, 'historique').bytes).toHaveLength(sent.length);
  expect(anonymised(sent, 'historique').withheld).toBe(0);
});
