import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/tic/decoder.ts';
import { decode, faultsOf, framesOf, latin1, sealed } from './decode.ts';

const ADCO = '\nADCO 012345678901 E\r';
const PAPP = '\nPAPP 02840 /\r';
const IINST = '\nIINST 009  \r';
const FRAME = `\x02${ADCO}${PAPP}\x03`;

const historique = (text: string) => decode(text, 'historique');
const labelsIn = (text: string) => framesOf(historique(text)).map(({ labels }) => labels);
const faultsIn = (text: string) => faultsOf(historique(text));
const SENT = { ADCO: '012345678901', PAPP: '02840' };

describe('a frame', () => {
  test('stands between STX and ETX, and names its mode and its meter', () => {
    const frame = { mode: 'historique', address: '012345678901', labels: SENT, horodates: {}, refused: 0 };
    expect(historique(FRAME)).toEqual([{ kind: 'frame', frame }]);
  });

  test('of the standard mode keeps its horodates beside its labels', () => {
    const text = '\x02\nADSC\t012345678901\t;\r\nDATE\tH230301091834\t\tC\r\x03';
    expect(framesOf(decode(text, 'standard'))).toEqual([
      {
        mode: 'standard',
        address: '012345678901',
        labels: { ADSC: '012345678901', DATE: '' },
        horodates: { DATE: 'H230301091834' },
        refused: 0,
      },
    ]);
  });

  test('holds the accepted groups and counts the refused ones', () => {
    const [fault, frame] = historique(`\x02${ADCO}\nPAPP 02840 0\r${IINST}\x03`);
    expect(fault).toMatchObject({ kind: 'checksum', label: 'PAPP' });
    expect(frame).toMatchObject({ frame: { labels: { ADCO: '012345678901', IINST: '009' }, refused: 1 } });
  });

  test('is unaddressed when the group with the address was refused', () => {
    const text = `\x02\nADCO 012345678901 F\r${PAPP}\x03`;
    expect(historique(text).map(({ kind }) => kind)).toEqual(['checksum', 'unaddressed']);
  });

  test('is unaddressed when it has no group', () => expect(historique('\x02\x03')).toEqual([{ kind: 'unaddressed' }]));

  test('may be a short frame of a three-phase meter', () => {
    const short = `\x02\nADIR2 031 &\r${ADCO}\nIINST1 000 H\r\nIINST2 031 M\r\nIINST3 000 J\r\x03`;
    expect(labelsIn(short)).toEqual([
      { ADIR2: '031', ADCO: '012345678901', IINST1: '000', IINST2: '031', IINST3: '000' },
    ]);
  });
});

describe('a broken frame', () => {
  test('an EOT interrupts it, and the next STX begins a new frame', () => {
    expect(historique(`\x02${ADCO}\nPA\x04${PAPP}\x03${FRAME}`)).toMatchObject([
      { kind: 'interrupted' },
      { kind: 'frame', frame: { labels: SENT } },
    ]);
  });

  test('an EOT between two frames interrupts nothing', () => {
    expect(faultsIn(`${FRAME}\x04${FRAME}`)).toEqual([]);
  });

  test('without ETX it is cut by the next STX', () => {
    expect(historique(`\x02${ADCO}${FRAME}`)).toMatchObject([{ kind: 'cut' }, { kind: 'frame' }]);
  });

  test('without STX its groups are accepted, but there is no frame', () => {
    const decoder = new Decoder('historique');
    expect(decoder.decode(latin1(`${ADCO}${PAPP}\x03`))).toEqual([]);
    expect(decoder.accepted).toBe(2);
  });

  test('two frames that ran into one are recognised by the first label that comes twice', () => {
    expect(historique(`\x02${ADCO}${PAPP}${ADCO}${PAPP}\x03${FRAME}`)).toMatchObject([
      { kind: 'merged', label: 'ADCO' },
      { kind: 'frame', frame: { labels: SENT } },
    ]);
  });

  test('nothing is decoded before ETX has come', () => expect(historique(`\x02${ADCO}${PAPP}`)).toEqual([]));

  test('two STX in a row begin one frame', () => expect(historique(`\x02${FRAME}`)).toHaveLength(1));
});

describe('when the line is joined in the middle of a frame', () => {
  test.each(['PAPP 02840 /\r', '2840 /\r', `40 /\r${IINST}`, IINST])('%j is no fault', (rest) => {
    expect(historique(`${rest}\x03${FRAME}`)).toMatchObject([{ kind: 'frame', frame: { labels: SENT, refused: 0 } }]);
  });
});

describe('a group', () => {
  test('without a CR is refused when ETX or STX ends it', () => {
    const [fault, frame] = historique(`\x02${ADCO}\nPAPP 02840 /\x03`);
    expect(fault).toEqual({ kind: 'malformed' });
    expect(frame).toMatchObject({ frame: { labels: { ADCO: '012345678901' }, refused: 1 } });
    expect(faultsIn(`\x02${ADCO}\nPAPP 02840 /\x02`)).toEqual([{ kind: 'malformed' }, { kind: 'cut' }]);
  });

  test('without an LF is refused', () => {
    expect(historique(`\x02${ADCO}PAPP 02840 /\r\x03`)).toMatchObject([
      { kind: 'malformed' },
      { frame: { refused: 1 } },
    ]);
  });

  test('is no group when characters stand between two groups: these are refused', () => {
    expect(historique(`\x02${ADCO}~${PAPP}\x03`)).toMatchObject([
      { kind: 'malformed' },
      { frame: { labels: SENT, refused: 1 } },
    ]);
  });

  test('with an unknown label is taken back when characters follow it, also when it stood in the frame before', () => {
    const [one, other] = [`\n${sealed('ZZ 1', 'historique')}\r`, `\x02${ADCO}\nPAPP 02840 0\r`];
    const frames = framesOf(historique(`${other}${one}${IINST}\x03\x02${ADCO}${PAPP}${one}~${IINST}\x03`));
    expect(frames.map(({ labels, refused }) => [labels, refused])).toEqual([
      [{ ADCO: '012345678901', ZZ: '1', IINST: '009' }, 1],
      [{ ...SENT, IINST: '009' }, 1],
    ]);
  });

  test('with an unknown label is refused after a group that an LF cut, also when it stood in the frame before', () => {
    const one = `\n${sealed('ZZ 1', 'historique')}\r`;
    const [first, ...others] = historique(`\x02${ADCO}${PAPP}${one}\x03\x02${ADCO}${PAPP.slice(0, -1)}${one}\x03`);
    expect(first).toMatchObject({ frame: { labels: { ...SENT, ZZ: '1' }, refused: 0 } });
    expect(others).toMatchObject([{ kind: 'malformed' }, { frame: { labels: SENT, refused: 1 } }]);
  });

  test('with an unknown label is accepted in a new frame after an LF cut the last group of the frame before', () => {
    const one = `\n${sealed('ZZ 1', 'historique')}\r`;
    const frames = framesOf(historique(`\x02${ADCO}\nPAPP 02840 /\n\r\x03\x02${one}${ADCO}\x03`));
    expect(frames.at(-1)).toMatchObject({ labels: { ZZ: '1', ADCO: '012345678901' }, refused: 0 });
  });

  test.each(['\x00', '\x01', '\x1b', '\x7f'])('is refused for a character that has no place in it: %j', (junk) => {
    expect(faultsIn(`\x02${ADCO}\nPAPP${junk} 02840 /\r\x03`)).toEqual([{ kind: 'malformed' }]);
  });

  test('with another character that its format does not allow is refused by its format', () => {
    expect(faultsIn(`\x02${ADCO}\n${sealed('PAPP 0284~', 'historique')}\r\x03`)).toMatchObject([{ kind: 'form' }]);
  });

  test('is the only one where LF or CR comes twice', () => {
    expect(labelsIn(`\x02\n${ADCO}\r${PAPP}\x03`)).toEqual([SENT]);
  });
});

describe('a frame that a terminal has changed', () => {
  test('has CR and LF after each line', () => {
    const text = '\x02\r\nADCO 012345678901 E\r\nPAPP 02840 /\r\n\x03\x02\r\n';
    expect(historique(text)).toMatchObject([{ kind: 'frame', frame: { labels: SENT, refused: 0 } }]);
  });

  test('is ended by the next STX where CR became LF and ETX was swallowed', () => {
    const cooked = '\x02\nADCO 012345678901 E\n\nPAPP 02840 /\n';
    expect(historique(`${cooked}${cooked}\x02`)).toMatchObject([
      { kind: 'frame', frame: { labels: SENT, refused: 0 } },
      { kind: 'frame', frame: { labels: SENT, refused: 0 } },
    ]);
  });

  test('is ended by the next STX, also after a frame that was not changed', () => {
    expect(labelsIn(`${FRAME}\x02\nADCO 012345678901 E\n\x02`)).toEqual([SENT, { ADCO: '012345678901' }]);
  });

  test('is ended by the next STX in standard mode, too', () => {
    const cooked = '\x02\nADSC\t012345678901\t;\n\nVTIC\t02\tJ\n\x02';
    expect(framesOf(decode(cooked, 'standard'))).toMatchObject([{ labels: { ADSC: '012345678901', VTIC: '02' } }]);
  });

  test('is cut by the next STX where a single CR shows that no terminal changed it', () => {
    expect(faultsIn(`\x02${ADCO}\nPAPP 02840 /\n\x02`)).toEqual([{ kind: 'cut' }]);
  });
});
