import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import type { Fault } from '../../src/tic/fault.ts';
import { cutInTwo, decode, decodePieces, faultsOf, framesOf, latin1, sealed } from './decode.ts';

const ADCO = '\nADCO 012345678901 E\r';
const FRAME = `\x02${ADCO}\nPAPP 02840 /\r\x03`;
const ETX = '\x03';
const MEGABYTE = 2 ** 20;

/** What a decoder gives of these bytes, which come several times, and then of a good frame. */
function survived(bytes: string, times: number) {
  const decoder = new Decoder('historique');
  const counts: { [K in Fault['kind']]?: number } = {};
  const garbage = latin1(bytes);
  for (let n = 0; n < times; n += 1) {
    for (const { kind } of faultsOf(decoder.decode(garbage))) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return { frames: framesOf(decoder.decode(latin1(FRAME))), counts };
}

const GOOD = [{ labels: { ADCO: '012345678901', PAPP: '02840' }, refused: 0 }];

describe('the next good frame is decoded', () => {
  test('after megabytes of text before the first frame', () => {
    const { frames, counts } = survived('A'.repeat(MEGABYTE), 4);
    expect(frames).toMatchObject(GOOD);
    expect(counts).toEqual({});
  });

  test('after megabytes of text in a group, which is one overlong group in a frame that is cut', () => {
    const decoder = new Decoder('historique');
    const text = latin1('0'.repeat(MEGABYTE));
    decoder.decode(latin1(`\x02${ADCO}\nPAPP `));
    for (let n = 0; n < 4; n += 1) expect(decoder.decode(text)).toEqual([]);
    expect(decoder.decode(latin1(FRAME))).toMatchObject([
      { kind: 'overlong' },
      { kind: 'cut' },
      { kind: 'frame', frame: GOOD[0] },
    ]);
  });

  test('after a quarter of a megabyte of LF, of CR, of STX, of ETX, of EOT', () => {
    for (const delimiter of '\n\r\x02\x03\x04') {
      const { frames } = survived(delimiter.repeat(MEGABYTE / 16), 4);
      expect(frames, JSON.stringify(delimiter)).toMatchObject(GOOD);
    }
  });

  test('after megabytes of one group without an STX, each of which is accepted', () => {
    const { frames, counts } = survived(ADCO.repeat(10_000), 5);
    expect(frames).toMatchObject(GOOD);
    expect(counts).toEqual({});
  });

  test('after ten thousand wrong groups', () => {
    const { frames, counts } = survived('\nPAPP 02840 0\r'.repeat(2_000), 5);
    expect(frames).toMatchObject(GOOD);
    expect(counts).toEqual({ checksum: 10_000 });
  });
});

describe('a frame', () => {
  const groups = (many: number) =>
    Array.from({ length: many }, (_, n) => `\n${sealed(`ZZ${n} 1`, 'historique')}\r`).join('');

  test('may have 128 groups', () => {
    expect(decode(`\x02${ADCO}${groups(127)}\x03`, 'historique')).toMatchObject([{ kind: 'frame' }]);
  });

  test('of more groups is endless: it is dropped at once, and its ETX ends nothing', () => {
    const decoder = new Decoder('historique');
    expect(decoder.decode(latin1(`\x02${ADCO}${groups(127)}`))).toEqual([]);
    expect(decoder.decode(latin1(`\n${sealed('ZZTOP 1', 'historique')}\r`))).toEqual([{ kind: 'endless' }]);
    expect(decoder.decode(latin1(ETX))).toEqual([]);
  });

  test('that never ends is dropped only once', () => {
    const decoded = decode(`\x02${ADCO}${groups(5_000)}${FRAME}`, 'historique');
    expect(decoded).toMatchObject([{ kind: 'endless' }, { kind: 'frame', frame: GOOD[0] }]);
  });

  test('of too many refused groups is endless, too', () => {
    const kinds = decode(`\x02${'\nPAPP 02840 0\r'.repeat(500)}`, 'historique').map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'checksum')).toEqual(['endless']);
  });
});

test('an overlong group has the same fault, and says the same of the parity, wherever its bytes are cut', () => {
  const endings = [
    { ending: `${'A'.repeat(135)}\x00\n`, kinds: ['overlong'] },
    { ending: `${'A'.repeat(210)}\x03${FRAME}`, kinds: ['overlong', 'unaddressed', 'frame'] },
  ];
  for (const { ending, kinds } of endings) {
    // The STX carries parity, and nothing after it does.
    const bytes = latin1(`\x82\n${ending}`);
    const whole = decode(bytes, 'historique');
    expect(whole.map(({ kind }) => kind)).toEqual(kinds);
    for (const pieces of cutInTwo(bytes))
      expect(decodePieces(pieces, 'historique'), `cut at ${pieces[0].length}`).toEqual(whole);
  }
});

test('a group of 128 characters is accepted, and one of 129 is overlong', () => {
  const group = (length: number) => `\n${sealed(`ZZ ${'A'.repeat(length - 5)}`, 'historique')}\r`;
  expect(decode(`\x02${ADCO}${group(128)}\x03`, 'historique')).toMatchObject([{ frame: { refused: 0 } }]);
  expect(decode(`\x02${ADCO}${group(129)}\x03`, 'historique')).toMatchObject([
    { kind: 'overlong' },
    { frame: { refused: 1 } },
  ]);
});
