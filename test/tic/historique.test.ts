import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';

type Labels = { readonly [label: string]: string };

const ADCO = { ADCO: '012345678901' };
const MONO = { ...ADCO, ISOUSC: '45', IINST: '009', IMAX: '049', PAPP: '02160' };
const TRI = { ...ADCO, ISOUSC: '20', IINST1: '001', IINST2: '000', IINST3: '002', PMAX: '02910', PAPP: '00740' };
const SHORT = { ...ADCO, IINST1: '001', IINST2: '031', IINST3: '002' };
const BASE = { OPTARIF: 'BASE', BASE: '016871494', PTEC: 'TH..' };
const HC = { OPTARIF: 'HC..', HCHC: '094939439', HCHP: '127970334' };
const EJP = { OPTARIF: 'EJP.', EJPHN: '000000100', EJPHPM: '000000020' };
const TEMPO = {
  OPTARIF: 'BBR(',
  BBRHCJB: '000000001',
  BBRHPJB: '000000020',
  BBRHCJW: '000000300',
  BBRHPJW: '000004000',
  BBRHCJR: '000050000',
  BBRHPJR: '000600000',
};

const frame = (labels: Labels, refused = 0): Frame => {
  return { mode: 'historique', address: '012345678901', labels, horodates: {}, refused };
};
const reading = (labels: Labels, refused = 0) => readingFromFrame(frame(labels, refused), 0);

describe('a whole frame of', () => {
  test('BASE, one phase', () => {
    expect(readingFromFrame(frame({ ...MONO, ...BASE }), 1234)).toEqual({
      monotonicMs: 1234,
      phases: 1,
      apparentPowerVA: 2160,
      currentA: { 1: 9 },
      importedWh: 16_871_494,
      registers: { BASE: 16_871_494 },
      subscribedVA: 9000,
      contract: 'BASE',
      tariff: 'TH..',
      overload: false,
      frame: frame({ ...MONO, ...BASE }),
    });
  });

  test('BASE, three phases', () => {
    expect(reading({ ...TRI, ...BASE })).toMatchObject({
      phases: 3,
      apparentPowerVA: 740,
      currentA: { 1: 1, 2: 0, 3: 2 },
      subscribedVA: 12_000,
    });
  });

  test('HC: off-peak or not, the total is the sum of both indexes', () => {
    const words = {
      importedWh: 222_909_773,
      registers: { HCHC: 94_939_439, HCHP: 127_970_334 },
      contract: 'HC..',
    };
    expect(reading({ ...MONO, ...HC, PTEC: 'HC..' })).toMatchObject({ ...words, tariff: 'HC..', offPeak: true });
    expect(reading({ ...MONO, ...HC, PTEC: 'HP..' })).toMatchObject({ ...words, tariff: 'HP..', offPeak: false });
  });

  test('EJP: a peak day is neither announced nor running, is announced, is running', () => {
    expect(reading({ ...MONO, ...EJP, PTEC: 'HN..' })).toMatchObject({ importedWh: 120, peak: 'none' });
    expect(reading({ ...MONO, ...EJP, PTEC: 'HN..', PEJP: '30' })).toMatchObject({ peak: 'notice' });
    expect(reading({ ...MONO, ...EJP, PTEC: 'PM..' })).toMatchObject({ peak: 'running' });
    expect(reading({ ...MONO, ...EJP, PTEC: 'PM..' })).not.toHaveProperty('offPeak');
  });

  test('Tempo: the colours of both days, six indexes', () => {
    expect(reading({ ...MONO, ...TEMPO, PTEC: 'HCJW', DEMAIN: 'ROUG' })).toMatchObject({
      importedWh: 654_321,
      registers: { BBRHCJB: 1, BBRHPJB: 20, BBRHCJW: 300, BBRHPJW: 4000, BBRHCJR: 50_000, BBRHPJR: 600_000 },
      contract: 'BBR(',
      offPeak: true,
      tempoToday: 'white',
      tempoTomorrow: 'red',
    });
  });

  test('Tempo: no colour for tomorrow until it is announced', () => {
    expect(reading({ ...MONO, ...TEMPO, PTEC: 'HPJB', DEMAIN: '----' })).not.toHaveProperty('tempoTomorrow');
  });

  test('an older meter, which has the voltage', () => {
    expect(reading({ ...MONO, ...BASE, TENSION: '231' })).toMatchObject({ voltageV: { 1: 231 } });
  });
});

test('0 is a value', () => {
  const zero = { ...MONO, ...BASE, IINST: '000', PAPP: '00000', BASE: '000000000' };
  expect(reading(zero)).toMatchObject({
    apparentPowerVA: 0,
    currentA: { 1: 0 },
    importedWh: 0,
    registers: { BASE: 0 },
  });
});

describe('absent when the frame does not carry it:', () => {
  test('everything except the address', () => {
    const alone = frame(ADCO, 9);
    expect(readingFromFrame(alone, 0)).toEqual({ monotonicMs: 0, registers: {}, frame: alone });
  });

  test('the total, when one index of the contract was refused', () => {
    const { BBRHPJR: _, ...five } = TEMPO;
    expect(reading({ ...MONO, ...five }, 1)).not.toHaveProperty('importedWh');
    expect(reading({ ...MONO, ...five }, 1).registers).toMatchObject({ BBRHCJB: 1, BBRHCJR: 50_000 });
  });

  test('the subscribed power, when it is unknown how many phases there are', () => {
    expect(reading({ ...ADCO, ISOUSC: '45' }, 3)).not.toHaveProperty('subscribedVA');
  });

  test('the current of a phase that was refused', () => {
    expect(reading({ ...ADCO, IINST1: '001', IINST3: '000' }, 1).currentA).toEqual({ 1: 1, 3: 0 });
  });

  test('the peak, when a refused group may have announced it', () => {
    expect(reading({ ...MONO, ...EJP, PTEC: 'HN..' }, 1)).not.toHaveProperty('peak');
  });

  test('values that no historique frame has', () => {
    for (const word of ['injectedPowerVA', 'exportedWh', 'tariffIndex', 'dryContact', 'message', 'meterClockMs']) {
      expect(reading({ ...MONO, ...BASE })).not.toHaveProperty(word);
    }
  });
});

describe('overload', () => {
  const long = { ...TRI, ...BASE };
  const overloadIn = (labels: Labels, after: Frame) =>
    readingFromFrame(frame(labels), 0, readingFromFrame(after, 0)).overload;

  test('begins with ADPS and ends with its absence', () => {
    expect(reading({ ...MONO, ...BASE, ADPS: '047' }).overload).toBe(true);
    expect(overloadIn({ ...MONO, ...BASE }, frame({ ...MONO, ...BASE, ADPS: '047' }))).toBe(false);
  });

  test('is unknown when ADPS is absent and a group was refused', () => {
    expect(reading({ ...MONO, ...BASE }, 1).overload).toBeUndefined();
    expect(reading({ ...MONO, ...BASE, ADPS: '047' }, 1).overload).toBe(true);
  });

  test.each(['ADIR1', 'ADIR2', 'ADIR3'])('is shown by %s in a short frame', (adir) => {
    expect(reading({ ...SHORT, [adir]: '031' })).toMatchObject({ overload: true, phases: 3, currentA: { 2: 31 } });
  });

  test('ends with a short frame without ADIR', () =>
    expect(overloadIn(SHORT, frame({ ...SHORT, ADIR2: '031' }))).toBe(false));

  test('is unknown in a long frame after short ones', () => {
    expect(overloadIn(long, frame({ ...SHORT, ADIR2: '031' }))).toBeUndefined();
    expect(overloadIn(long, frame(SHORT))).toBeUndefined();
  });

  test('is unknown in a long frame after a short one of which only the address was accepted', () => {
    expect(overloadIn(long, frame(ADCO, 4))).toBeUndefined();
  });

  test('is unknown in the first frame if it is a long one of three phases, as it may stand between short ones', () => {
    expect(reading(long).overload).toBeUndefined();
    expect(reading({ ...MONO, ...BASE }).overload).toBe(false);
  });

  test('ends with a long frame after a long one', () => {
    expect(overloadIn(long, frame(long))).toBe(false);
  });
});
