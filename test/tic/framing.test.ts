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

  test('whose address was refused is none', () => {
    const text = `\x02\nADCO 012345678901 F\r${PAPP}\x03`;
    expect(historique(text).map(({ kind }) => kind)).toEqual(['checksum', 'unaddressed']);
  });

  test('without a group is none', () => expect(historique('\x02\x03')).toEqual([{ kind: 'unaddressed' }]));

  test('may be the short one of three phases', () => {
    const short = `\x02\nADIR2 031 &\r${ADCO}\nIINST1 000 H\r\nIINST2 031 M\r\nIINST3 000 J\r\x03`;
    expect(labelsIn(short)).toEqual([
      { ADIR2: '031', ADCO: '012345678901', IINST1: '000', IINST2: '031', IINST3: '000' },
    ]);
  });
});

describe('a broken frame', () => {
  test('EOT interrupts it; the next STX begins a new one', () => {
    expect(historique(`\x02${ADCO}\nPA\x04${PAPP}\x03${FRAME}`)).toMatchObject([
      { kind: 'interrupted' },
      { kind: 'frame', frame: { labels: SENT } },
    ]);
  });

  test('EOT between two frames interrupts nothing', () => {
    expect(faultsIn(`${FRAME}\x04${FRAME}`)).toEqual([]);
  });

  test('a missing ETX: the next STX cuts it', () => {
    expect(historique(`\x02${ADCO}${FRAME}`)).toMatchObject([{ kind: 'cut' }, { kind: 'frame' }]);
  });

  test('a missing STX: its groups belong to no frame', () => {
    const decoder = new Decoder('historique');
    expect(decoder.decode(latin1(`${ADCO}${PAPP}\x03`))).toEqual([]);
    expect(decoder.accepted).toBe(2);
  });

  test('a missing ETX and STX: the first label that comes twice shows that two have run into one', () => {
    expect(historique(`\x02${ADCO}${PAPP}${ADCO}${PAPP}\x03${FRAME}`)).toMatchObject([
      { kind: 'merged', label: 'ADCO' },
      { kind: 'frame', frame: { labels: SENT } },
    ]);
  });

  test('cut by the end of the bytes is none', () => expect(historique(`\x02${ADCO}${PAPP}`)).toEqual([]));

  test('an STX that comes twice begins one frame', () => expect(historique(`\x02${FRAME}`)).toHaveLength(1));
});

describe('joined in the middle', () => {
  test.each(['PAPP 02840 /\r', '2840 /\r', `40 /\r${IINST}`, IINST])('%j is nobody’s fault', (rest) => {
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

  test('is refused for noise between it and the one before', () => {
    expect(historique(`\x02${ADCO}~${PAPP}\x03`)).toMatchObject([
      { kind: 'malformed' },
      { frame: { labels: SENT, refused: 1 } },
    ]);
  });

  test('without a form is taken back for it, also when the one after it is where it was in the frame before', () => {
    const [one, other] = [`\n${sealed('ZZ 1', 'historique')}\r`, `\x02${ADCO}\nPAPP 02840 0\r`];
    const frames = framesOf(historique(`${other}${one}${IINST}\x03\x02${ADCO}${PAPP}${one}~${IINST}\x03`));
    expect(frames.map(({ labels, refused }) => [labels, refused])).toEqual([
      [{ ADCO: '012345678901', ZZ: '1', IINST: '009' }, 1],
      [{ ...SENT, IINST: '009' }, 1],
    ]);
  });

  test('without a form is refused behind one that an LF cut, also when it was there in the frame before', () => {
    const one = `\n${sealed('ZZ 1', 'historique')}\r`;
    const [first, ...others] = historique(`\x02${ADCO}${PAPP}${one}\x03\x02${ADCO}${PAPP.slice(0, -1)}${one}\x03`);
    expect(first).toMatchObject({ frame: { labels: { ...SENT, ZZ: '1' }, refused: 0 } });
    expect(others).toMatchObject([{ kind: 'malformed' }, { frame: { labels: SENT, refused: 1 } }]);
  });

  test('without a form is not refused for an LF that cut the last one of the frame before', () => {
    const one = `\n${sealed('ZZ 1', 'historique')}\r`;
    const frames = framesOf(historique(`\x02${ADCO}\nPAPP 02840 /\n\r\x03\x02${one}${ADCO}\x03`));
    expect(frames.at(-1)).toMatchObject({ labels: { ZZ: '1', ADCO: '012345678901' }, refused: 0 });
  });

  test.each(['\x00', '\x01', '\x1b', '\x7f'])('is refused for a character that has no place in it: %j', (junk) => {
    expect(faultsIn(`\x02${ADCO}\nPAPP${junk} 02840 /\r\x03`)).toEqual([{ kind: 'malformed' }]);
  });

  test('may hold any other character, though few forms allow it', () => {
    expect(faultsIn(`\x02${ADCO}\n${sealed('PAPP 0284~', 'historique')}\r\x03`)).toMatchObject([{ kind: 'form' }]);
  });

  test('has none beside it where an LF or a CR comes twice', () => {
    expect(labelsIn(`\x02\n${ADCO}\r${PAPP}\x03`)).toEqual([SENT]);
  });
});

describe('what terminals leave of a frame', () => {
  test('CR and LF everywhere', () => {
    const text = '\x02\r\nADCO 012345678901 E\r\nPAPP 02840 /\r\n\x03\x02\r\n';
    expect(historique(text)).toMatchObject([{ kind: 'frame', frame: { labels: SENT, refused: 0 } }]);
  });

  test('CR turned into LF and ETX swallowed: the next STX ends it', () => {
    const cooked = '\x02\nADCO 012345678901 E\n\nPAPP 02840 /\n';
    expect(historique(`${cooked}${cooked}\x02`)).toMatchObject([
      { kind: 'frame', frame: { labels: SENT, refused: 0 } },
      { kind: 'frame', frame: { labels: SENT, refused: 0 } },
    ]);
  });

  test('likewise after a frame that no terminal has touched', () => {
    expect(labelsIn(`${FRAME}\x02\nADCO 012345678901 E\n\x02`)).toEqual([SENT, { ADCO: '012345678901' }]);
  });

  test('of the standard mode likewise', () => {
    const cooked = '\x02\nADSC\t012345678901\t;\n\nVTIC\t02\tJ\n\x02';
    expect(framesOf(decode(cooked, 'standard'))).toMatchObject([{ labels: { ADSC: '012345678901', VTIC: '02' } }]);
  });

  test('a single CR shows that no terminal was there: an STX then cuts', () => {
    expect(faultsIn(`\x02${ADCO}\nPAPP 02840 /\n\x02`)).toEqual([{ kind: 'cut' }]);
  });
});
