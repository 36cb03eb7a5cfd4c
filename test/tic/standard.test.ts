import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';

type Labels = { readonly [label: string]: string };

const ADSC = { ADSC: '012345678901' };
const MONO = {
  ...ADSC,
  NGTF: '      BASE      ',
  LTARF: '      BASE      ',
  EAST: '011887649',
  EASF01: '011887649',
  EASD01: '011887649',
  IRMS1: '001',
  URMS1: '230',
  PREF: '04',
  SINSTS: '00240',
  SMAXSN: '01024',
  STGE: '003A0001',
  MSG1: 'PAS DE          MESSAGE         ',
  NTARF: '01',
};
const TRI = {
  ...MONO,
  IRMS1: '001',
  IRMS2: '010',
  IRMS3: '000',
  URMS1: '230',
  URMS2: '231',
  URMS3: '229',
  PREF: '12',
  SINSTS: '00900',
  SINSTS1: '00000',
  SINSTS2: '02310',
  SINSTS3: '00015',
};
const PRODUCER = {
  ...MONO,
  EAIT: '000123456',
  ERQ1: '000000001',
  ERQ4: '000000004',
  SINSTS: '00000',
  SINSTI: '01850',
  STGE: '003A0301',
};

const frame = (labels: Labels, refused = 0, horodates: Labels = {}): Frame => {
  return { mode: 'standard', address: '012345678901', labels, horodates, refused };
};
const reading = (labels: Labels, refused = 0) => readingFromFrame(frame(labels, refused), 0);

describe('a whole frame of', () => {
  test('a consumer with one phase', () => {
    const sent = frame(MONO, 0, { DATE: 'H230301091834' });
    expect(readingFromFrame(sent, 1234)).toEqual({
      monotonicMs: 1234,
      phases: 1,
      apparentPowerVA: 240,
      currentA: { 1: 1 },
      voltageV: { 1: 230 },
      importedWh: 11_887_649,
      registers: { EAST: 11_887_649, EASF01: 11_887_649, EASD01: 11_887_649 },
      subscribedVA: 4000,
      maxPowerVAToday: 1024,
      contract: 'BASE',
      tariff: 'BASE',
      tariffIndex: 1,
      peak: 'none',
      overload: false,
      isGiving: false,
      dryContact: 'open',
      message: 'PAS DE          MESSAGE',
      meterClockMs: Date.UTC(2023, 2, 1, 8, 18, 34),
      frame: sent,
    });
  });

  test('three phases, where PREF is for all of them, and SINSTS is not the sum of SINSTS1–3', () => {
    expect(reading(TRI)).toMatchObject({
      phases: 3,
      apparentPowerVA: 900,
      apparentPowerVAByPhase: { 1: 0, 2: 2310, 3: 15 },
      currentA: { 1: 1, 2: 10, 3: 0 },
      voltageV: { 1: 230, 2: 231, 3: 229 },
      subscribedVA: 12_000,
    });
  });

  test('a producer that injects', () => {
    expect(reading(PRODUCER)).toMatchObject({
      apparentPowerVA: 0,
      injectedPowerVA: 1850,
      isGiving: true,
      importedWh: 11_887_649,
      exportedWh: 123_456,
      registers: { EAIT: 123_456, ERQ1: 1, ERQ4: 4 },
    });
  });

  test('HC, where LTARF names the period in the supplier’s words', () => {
    const hc = { ...MONO, NGTF: '   H CREUSES    ', LTARF: ' HEURE  CREUSE  ' };
    const words = { contract: 'H CREUSES', tariff: 'HEURE  CREUSE', offPeak: true };
    expect(reading(hc)).toMatchObject(words);
    expect(reading({ ...hc, LTARF: ' HEURE  PLEINE  ' })).toMatchObject({ offPeak: false });
    expect(reading(MONO)).not.toHaveProperty('offPeak');
  });

  test('Tempo, where STGE has the colours', () => {
    expect(reading({ ...MONO, STGE: '0D3AC401' })).toMatchObject({ tempoToday: 'blue', tempoTomorrow: 'red' });
    expect(reading({ ...MONO, STGE: '013AC401' })).not.toHaveProperty('tempoTomorrow');
    expect(reading(MONO)).not.toHaveProperty('tempoToday');
  });
});

describe('STGE', () => {
  test.each([
    ['003A0001', 'none'],
    ['103A0001', 'notice'],
    ['403A0001', 'running'],
    ['903A0001', 'running'],
  ])('%s: the peak is %s', (stge, peak) => expect(reading({ ...MONO, STGE: stge })).toMatchObject({ peak }));

  test('bit 7 is the overload, on and off', () => {
    expect(reading({ ...MONO, STGE: '003A0081' }).overload).toBe(true);
    expect(reading({ ...MONO, STGE: '003A0001' }, 1).overload).toBe(false);
  });

  test('bit 9 says whether the house gives', () => {
    expect([reading(MONO).isGiving, reading(PRODUCER).isGiving]).toEqual([false, true]);
  });

  test('bit 0 is the dry contact', () => {
    expect([reading(MONO).dryContact, reading({ ...MONO, STGE: '003A0000' }).dryContact]).toEqual(['open', 'closed']);
  });

  test('has the tariff index when NTARF is absent', () => {
    const { NTARF: _, ...silent } = MONO;
    expect(reading({ ...silent, STGE: '013AC401' }).tariffIndex).toBe(2);
    expect(reading({ ...MONO, NTARF: '10', STGE: '013AC401' }).tariffIndex).toBe(10);
  });

  test('leaves its values unknown when it was refused', () => {
    const { STGE: _, ...silent } = MONO;
    const words = reading(silent, 1);
    for (const word of ['overload', 'isGiving', 'peak', 'dryContact', 'tempoToday'])
      expect(words).not.toHaveProperty(word);
    expect(words).toMatchObject({ tariffIndex: 1 });
  });
});

describe('DATE', () => {
  const read = (date: string) => readingFromFrame(frame(MONO, 0, { DATE: date }), 0);

  test('is the meter’s clock, also in summer', () => {
    expect(read('E230701120000').meterClockMs).toBe(Date.UTC(2023, 6, 1, 10));
    expect(read('E230701120000')).not.toHaveProperty('isClockDegraded');
  });

  test.each(['h230301091834', 'e230701120000', ' 230301091834', 'H000000000000'])('%j is no time', (date) => {
    expect(read(date)).not.toHaveProperty('meterClockMs');
    expect(read(date).isClockDegraded).toBe(true);
  });

  test('tells nothing of the clock in a frame that lacks it', () => {
    expect(readingFromFrame(frame(MONO, 0), 0)).not.toHaveProperty('isClockDegraded');
  });
});

test('0 is a value', () => {
  const zero = { ...PRODUCER, IRMS1: '000', SINSTS: '00000', SINSTI: '00000', EAST: '000000000', SMAXSN: '00000' };
  expect(reading(zero)).toMatchObject({
    apparentPowerVA: 0,
    injectedPowerVA: 0,
    currentA: { 1: 0 },
    importedWh: 0,
    maxPowerVAToday: 0,
  });
});

describe('absent when the frame does not carry it:', () => {
  test('everything except the address', () => {
    const alone = frame(ADSC, 30);
    expect(readingFromFrame(alone, 0)).toEqual({ monotonicMs: 0, registers: {}, frame: alone });
  });

  test('names that are blank or that the meter leaves out', () => {
    const words = reading({ ...ADSC, NGTF: ' '.repeat(16), MSG1: ' '.repeat(32) });
    for (const word of ['contract', 'tariff', 'offPeak', 'message']) expect(words).not.toHaveProperty(word);
  });

  test('the number of phases, when so many groups were refused that all of another phase may be among them', () => {
    expect(reading(MONO, 3)).toMatchObject({ phases: 1 });
    expect(reading(MONO, 4)).not.toHaveProperty('phases');
    expect(reading({ ...ADSC, URMS3: '229' }, 9)).toMatchObject({ phases: 3, voltageV: { 3: 229 } });
  });

  test('values that only a producer or only a three-phase meter has', () => {
    for (const word of ['injectedPowerVA', 'exportedWh', 'apparentPowerVAByPhase']) {
      expect(reading(MONO)).not.toHaveProperty(word);
    }
  });
});

test('every index of the frame is a register', () => {
  const numbered = (label: string, most: number, digits: number) =>
    Array.from({ length: most }, (_, n) => `${label}${String(n + 1).padStart(digits, '0')}`);
  const indexes = ['EAST', 'EAIT', ...numbered('EASF', 10, 2), ...numbered('EASD', 4, 2), ...numbered('ERQ', 4, 1)];
  const sent = Object.fromEntries(indexes.map((label, n) => [label, String(n).padStart(9, '0')]));
  expect(reading({ ...ADSC, ...sent }).registers).toEqual(Object.fromEntries(indexes.map((label, n) => [label, n])));
});
