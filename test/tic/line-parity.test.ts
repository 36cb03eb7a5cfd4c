import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withEvenParity } from '../../src/tic/checksum-and-parity.ts';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { LineParity } from '../../src/tic/line-parity.ts';
import { readAtOtherSpeed } from '../../testbed/meter/wrong-speed.ts';
import { wireFrames } from './arbitrary.ts';
import { cutInTwo, decode, decodePieces, faultsOf, framesOf, latin1 } from './decode.ts';

const ADDRESS = { label: 'ADCO', data: '012345678901' };
const GROUPS = [ADDRESS, { label: 'BASE', data: '021876531' }];
const WHOLE = { labels: { ADCO: '012345678901', BASE: '021876531' }, refused: 0 };
const BIT_6 = 0x40;
const BIT_7 = 0x80;

const frame = (parity: boolean) => encodeFrame(GROUPS, 'historique', { parity });
const concat = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const historique = (bytes: Uint8Array) => decode(bytes, 'historique');

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ bit : byte));
}

/** The third character of 021876531, counted from STX. */
const DIGIT_1 = 1 + '\nADCO 012345678901 E\r'.length + '\nBASE 02'.length;

describe('a flip of bit 6, which the checksum does not show,', () => {
  test('is refused by parity where the line carries it', () => {
    const decoded = historique(flipped(frame(true), DIGIT_1, BIT_6));
    expect(decoded).toMatchObject([{ kind: 'parity' }, { frame: { labels: { ADCO: '012345678901' }, refused: 1 } }]);
  });

  test('is refused by the format of the data where it does not', () => {
    const [fault] = historique(flipped(frame(false), DIGIT_1, BIT_6));
    expect(fault).toEqual({ kind: 'form', label: 'BASE', data: '02q876531' });
  });
});

describe('a line', () => {
  test('that carries parity is read without its bit 7', () => {
    expect(framesOf(historique(frame(true)))).toMatchObject([WHOLE]);
  });

  test('without parity is read as it is', () => {
    expect(framesOf(historique(frame(false)))).toMatchObject([WHOLE]);
  });

  test('that begins without parity and turns out to carry it loses no frame', () => {
    const decoded = historique(concat(frame(false), frame(true), frame(true)));
    expect(decoded).toMatchObject([{ frame: WHOLE }, { frame: WHOLE }, { frame: WHOLE }]);
  });

  test('that turns out to carry it checks groups again that were accepted before', () => {
    const [stripped, carried] = [frame(false), frame(true)];
    // STX and each CR have bit 7, and no other character.
    const mixed = stripped.map((byte, at) => (byte === 0x02 || byte === 0x0d ? (carried[at] ?? 0) : byte));
    for (const pieces of cutInTwo(mixed)) {
      const decoded = decodePieces([stripped, ...pieces], 'historique');
      const refused = [{ kind: 'parity' }, { kind: 'parity' }, { kind: 'unaddressed' }];
      expect(decoded, `cut at ${pieces[0].length}`).toMatchObject([{ frame: WHOLE }, ...refused]);
    }
  });

  test('that turns out to carry it in the middle of a group checks the rest of that frame again', () => {
    const [stripped, carried] = [frame(false), frame(true)];
    for (let from = 0; from < stripped.length; from += 1) {
      const mixed = concat(stripped.subarray(0, from), carried.subarray(from));
      const [one, other] = [new Decoder('historique'), new Decoder('historique')];
      one.decode(stripped);
      expect(one.decode(mixed), `from ${from}`).toEqual(other.decode(mixed));
    }
  });

  test('that has lost it checks groups again that were accepted before', () => {
    const carried = frame(true);
    const other = encodeFrame([ADDRESS, { label: 'BASE', data: '021876532' }], 'historique', { parity: false });
    // The address is as it was but for the parity; the index is to the byte, with it, until its last digit, and then
    // without.
    const mixed = other.map((byte, at) => (at > DIGIT_1 - 8 && at < other.length - 5 ? (carried[at] ?? 0) : byte));
    const noise = latin1(`${'A'.repeat(250)}\n`);
    expect(historique(concat(carried, noise, mixed))).toMatchObject([
      { frame: WHOLE },
      { kind: 'parity' },
      { frame: { labels: { ADCO: WHOLE.labels.ADCO }, refused: 1 } },
    ]);
  });

  test('that loses it at the end of a group checks that group again when it is repeated', () => {
    const group = encodeFrame([ADDRESS], 'historique').slice(1, -2);
    const lost = concat(Uint8Array.of(0x82), latin1(`${'A'.repeat(190)}`), group, latin1('\n'));
    const stripped = encodeFrame([ADDRESS], 'historique', { parity: false }).subarray(group.length + 1 - 4);
    // The same but for its last characters, which are stripped.
    const mixed = concat(latin1('\x02'), group.subarray(0, -4), stripped);
    const fresh = historique(mixed);
    expect(fresh).toMatchObject([{ kind: 'parity' }, { kind: 'unaddressed' }]);
    const remembering = new Decoder('historique');
    remembering.decode(lost);
    // The frame before has no CR, and ends at the STX.
    expect(remembering.decode(mixed)).toEqual([expect.objectContaining({ kind: 'frame' }), ...fresh]);

    const again = concat(lost, latin1('\x02'), group, latin1('\n\x03'), frame(false));
    const whole = historique(again);
    for (const pieces of cutInTwo(again))
      expect(decodePieces(pieces, 'historique'), `cut at ${pieces[0].length}`).toEqual(whole);
  });

  test('that turns out to carry it in the middle of a group checks the parity of the characters before, too', () => {
    // LF, A and D have no bit 7 to give it away; the C after them has. The D comes flipped into an E.
    const [fault] = historique(flipped(frame(true).subarray(1), 2, 1));
    expect(fault).toEqual({ kind: 'parity' });
  });

  test('has lost it after 200 characters without a bit 7', () => {
    const line = new LineParity();
    line.markCarried();
    expect([line.noteControl(0x0d, 200), line.isCarried]).toEqual([false, true]);
    expect([line.noteControl(0x0a, 1), line.isCarried]).toEqual([true, false]);
    expect(line.noteControl(0x0a, 300), 'it is lost only once').toBe(false);
  });

  test('carries it as long as the CR of each group has bit 7', () => {
    const line = new LineParity();
    line.markCarried();
    for (let n = 0; n < 100; n += 1) line.noteControl(n % 2 === 0 ? 0x0a : 0x8d, 109);
    expect(line.isCarried).toBe(true);
  });

  test('without parity loses the next 256 characters at most to a single bit 7, wherever it comes', () => {
    const one = frame(false);
    const line = concat(...Array.from({ length: 20 }, () => one));
    const spared = Math.floor((line.length - 256) / one.length) - 2;
    for (let at = 0; at < one.length; at += 1) {
      const frames = framesOf(historique(flipped(line, at, BIT_7)));
      expect(frames.length, `at ${at}`).toBeGreaterThanOrEqual(spared);
      expect(frames.at(-1)).toMatchObject(WHOLE);
    }
  });
});

test('on a line that carries parity about half of all characters have bit 7, and never 32 in a row lack it', () =>
  fc.assert(
    fc.property(wireFrames, ({ groups, mode }) => {
      const bytes = [...encodeFrame(groups, mode)];
      const share = bytes.filter((byte) => byte >= BIT_7).length / bytes.length;
      const runs = bytes
        .map((byte) => (byte < BIT_7 ? '0' : '1'))
        .join('')
        .split('1');
      expect(Math.abs(share - 0.5)).toBeLessThan(0.2);
      expect(Math.max(...runs.map((run) => run.length))).toBeLessThan(32);
    }),
    { numRuns: 100, seed: 1 },
  ));

describe('a wrong speed', () => {
  const modes = [
    ['historique', 'standard', 9600 / 1200],
    ['standard', 'historique', 1200 / 9600],
  ] as const;

  test.each(modes)(
    'a %s line read as %s gives no group, and nearly half of the bytes have a wrong parity',
    (sent, read, ratio) => {
      const frames = fc.sample(
        wireFrames.filter(({ mode }) => mode === sent),
        { numRuns: 40, seed: 7 },
      );
      const received = readAtOtherSpeed(concat(...frames.map(({ groups }) => encodeFrame(groups, sent))), ratio);
      const decoder = new Decoder(read);
      const decoded = decoder.decode(received);
      expect(received.length).toBeGreaterThan(1000);
      expect([decoder.accepted, framesOf(decoded)]).toEqual([0, []]);
      const odd = received.filter((byte) => withEvenParity(byte & 0x7f) !== byte);
      expect(odd.length / received.length).toBeGreaterThan(0.4);
    },
  );

  test('does not matter when it is the right one: the same line gives every frame', () => {
    const received = readAtOtherSpeed(concat(frame(true), frame(true)), 1);
    expect(historique(received)).toMatchObject([{ frame: WHOLE }, { frame: WHOLE }]);
    expect(faultsOf(historique(received))).toEqual([]);
  });
});
