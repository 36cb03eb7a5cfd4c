import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { surplusOf } from '../../src/watts/surplus.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';

type Labels = Frame['labels'];

const NOTHING = { about: 0, least: 0, most: 0 };
const HISTORIQUE = { IMAX: '090', ADCO: '012345678901' };
const HISTORIQUE_TRI = { IMAX1: '060', ADCO: '012345678901' };
const STANDARD = { ADSC: '012345678901', URMS1: '231', STGE: '003A0001' };
const STANDARD_TRI = { ...STANDARD, URMS2: '230', URMS3: '244', IRMS1: '002', IRMS2: '001', IRMS3: '009' };

function surplus(labels: Labels, refused = 0) {
  const mode = 'ADCO' in labels ? 'historique' : 'standard';
  return surplusOf(readingFromFrame({ mode, address: '012345678901', labels, horodates: {}, refused }, 0));
}

describe('with one phase', () => {
  test('is nothing while the house draws', () => {
    expect(surplus({ ...STANDARD, SINSTS: '00700', IRMS1: '003' })).toEqual(NOTHING);
    expect(surplus({ ...HISTORIQUE, PAPP: '00010', IINST: '001' })).toEqual(NOTHING);
  });

  test('is the current times the voltage of the frame, within 1 A and 1 V', () => {
    expect(surplus({ ...STANDARD, SINSTS: '00000', IRMS1: '003' })).toEqual({ about: 693, least: 460, most: 928 });
  });

  test('is the current times 230 V ± 10 % where the frame has no voltage', () => {
    expect(surplus({ ...HISTORIQUE, PAPP: '00000', IINST: '003' })).toEqual({ about: 690, least: 414, most: 1012 });
  });

  test('is the same whether bit 9 is set or clear', () => {
    const clear = { ...STANDARD, SINSTS: '00000', IRMS1: '003' };
    expect(surplus({ ...clear, STGE: '003A0201' })).toEqual(surplus(clear));
  });

  test('is about 0 at 0 VA and 0 A, and may be up to 1 A', () => {
    expect(surplus({ ...STANDARD, SINSTS: '00000', IRMS1: '000' })).toEqual({ about: 0, least: 0, most: 232 });
    expect(surplus({ ...HISTORIQUE, PAPP: '00000', IINST: '000' })).toEqual({ about: 0, least: 0, most: 253 });
  });

  test('is known by bit 9 where the meter sends no power', () => {
    expect(surplus({ ...STANDARD, STGE: '003A0201', IRMS1: '003' })).toEqual({ about: 693, least: 460, most: 928 });
  });

  test('is nothing while the meter measures a power drawn, though bit 9 is set', () => {
    expect(surplus({ ...STANDARD, SINSTS: '00700', IRMS1: '003', STGE: '003A0201' })).toEqual(NOTHING);
  });
});

describe('with three phases in standard mode', () => {
  test('is nothing when two phases draw more than the third one gives', () => {
    const powers = { SINSTS: '00208', SINSTS1: '00399', SINSTS2: '00115', SINSTS3: '00000', IRMS3: '001' };
    expect(surplus({ ...STANDARD_TRI, ...powers })).toEqual(NOTHING);
  });

  test('is what one phase gives without what the others draw', () => {
    const powers = { SINSTS: '00000', SINSTS1: '00399', SINSTS2: '00115', SINSTS3: '00000' };
    expect(surplus({ ...STANDARD_TRI, ...powers })).toEqual({
      about: 9 * 244 - 399 - 115,
      least: 8 * 243 - 400 - 116,
      most: 10 * 245 - 398 - 114,
    });
  });

  test('is less by 1 VA for each phase at 0 VA and 0 A, which may draw that', () => {
    const powers = { SINSTS: '00000', SINSTS1: '00000', SINSTS2: '00000', SINSTS3: '00000' };
    const labels = { ...STANDARD_TRI, ...powers, IRMS1: '000', IRMS2: '000' };
    expect(surplus(labels)).toEqual({ about: 9 * 244, least: 8 * 243 - 1 - 1, most: 10 * 245 + 232 + 231 });
  });

  test('is never less than 0', () => {
    const powers = { SINSTS: '00000', SINSTS1: '00399', SINSTS2: '00115', SINSTS3: '00000', IRMS3: '002' };
    expect(surplus({ ...STANDARD_TRI, ...powers })).toEqual({ about: 0, least: 0, most: 3 * 245 - 398 - 114 });
  });

  test('is the sum when all phases give', () => {
    const powers = { SINSTS: '00000', SINSTS1: '00000', SINSTS2: '00000', SINSTS3: '00000' };
    expect(surplus({ ...STANDARD_TRI, ...powers })?.about).toBe(2 * 231 + 230 + 9 * 244);
  });

  test('is unknown when the phases draw far more than they can give', () => {
    const powers = { SINSTS: '00000', SINSTS1: '03000', SINSTS2: '00115', SINSTS3: '00000' };
    expect(surplus({ ...STANDARD_TRI, ...powers, IRMS3: '001' })).toBeUndefined();
  });
});

describe('with three phases in historique', () => {
  const surplusAt = (one: number, two: number, three: number) => {
    const [IINST1, IINST2, IINST3] = [one, two, three].map((amperes) => `00${amperes}`) as [string, string, string];
    return surplus({ ...HISTORIQUE_TRI, PAPP: '00000', IINST1, IINST2, IINST3 });
  };

  test('is about what the phase with most current gives without the others', () => {
    expect(surplusAt(9, 1, 0)).toEqual({
      about: 8 * 230,
      least: 8 * 207 - 2 * 253 - 253,
      most: (10 + 2 + 1) * 253,
    });
  });

  test('is about what two phases give where one cannot give as much as the others draw', () => {
    expect(surplusAt(3, 3, 3)).toMatchObject({ about: 3 * 230, most: 12 * 253 });
    expect(surplusAt(2, 4, 4)).toMatchObject({ about: 2 * 230 });
  });

  test('is about 0 where one phase may give what another one draws', () => {
    expect(surplusAt(2, 2, 0)).toEqual({ about: 0, least: 0, most: 7 * 253 });
  });
});

describe('is unknown', () => {
  test.each<[string, Labels, number]>([
    ['for a producer, whose meter measures it', { ...STANDARD, SINSTS: '00000', SINSTI: '00690', IRMS1: '003' }, 0],
    ['for a producer at night', { ...STANDARD, SINSTS: '00000', EAIT: '000001234', IRMS1: '000' }, 0],
    ['when a refused group may be that of a producer', { ...STANDARD, SINSTS: '00000', IRMS1: '003' }, 1],
    ['without the power', { ...STANDARD, IRMS1: '003' }, 1],
    ['without the current', { ...HISTORIQUE, PAPP: '00000' }, 1],
    ['without the current of one phase', { ...HISTORIQUE_TRI, PAPP: '00000', IINST1: '001', IINST3: '000' }, 1],
    ['in a short frame', { ADCO: '012345678901', ADIR1: '063', IINST1: '063', IINST2: '001', IINST3: '000' }, 0],
    ['while the number of phases is unknown', { ADCO: '012345678901', PAPP: '00000' }, 9],
  ])('%s', (_, labels, refused) => expect(surplus(labels, refused)).toBeUndefined());

  test('but not when a group was refused in historique, which has none for producers', () => {
    expect(surplus({ ...HISTORIQUE, PAPP: '00000', IINST: '001' }, 1)?.about).toBe(230);
  });
});

test.each(['auto', 0.9] as const)(
  'a wattmeter with the power factor %s adds it, and the power counts as 0 W',
  (factor) => {
    const labels = { ...HISTORIQUE, PAPP: '00000', IINST: '003' };
    const reading = readingFromFrame(
      { mode: 'historique', address: '012345678901', labels, horodates: {}, refused: 0 },
      0,
    );
    const measured = createWattmeter(factor).measure(reading);
    expect(measured).toMatchObject({ activePowerW: 0, surplusVA: { about: 690, least: 414, most: 1012 } });
  },
);
