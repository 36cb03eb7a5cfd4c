import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { frames, learning, RegisterMeter } from './register-meter.ts';

const HC = { name: 'HEURE  CREUSE', index: 7 };
const HP = { name: 'HEURE  PLEINE', index: 2 };
const WEEKEND = { name: 'WEEK-END', index: 4 };

describe('in standard mode', () => {
  test('a register is assigned the period that the meter names while the register counts, whatever its number', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    expect(take(frames(meter, 6, HC))).toEqual({ EASF07: { name: 'HEURE  CREUSE', offPeak: true } });
    expect(take(frames(meter, 6, WEEKEND))).toEqual({
      EASF07: { name: 'HEURE  CREUSE', offPeak: true },
      EASF04: { name: 'WEEK-END' },
    });
    expect(take(frames(meter, 6, HP))['EASF02']).toEqual({ name: 'HEURE  PLEINE', offPeak: false });
  });

  test('nothing is known before a register has counted', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning();
    expect(take(frames(meter, 60, HC, { wh: 0 }))).toEqual({});
    expect(named).toEqual([]);
  });

  test('the same object is returned until something changes', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    const known = take(frames(meter, 6, HC));
    expect(take(frames(meter, 60, HC))).toBe(known);
  });

  test('frames around a switch, with parts of different age, are not trusted', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    take(frames(meter, 6, HC));
    // The number changes a frame before the name, and the register a frame after it.
    take(meter.frame({ name: HC.name, index: HP.index, counts: HC.index }));
    take(meter.frame({ ...HP, counts: HC.index }));
    take(meter.frame({ ...HP, counts: HC.index }));
    expect(Object.keys(take(frames(meter, 2, HP, { wh: 0 })))).toEqual(['EASF07']);
    expect(take(frames(meter, 3, HP))['EASF02']).toEqual({ name: HP.name, offPeak: false });
  });

  test('without NTARF the number is that of STGE', () => {
    const meter = new RegisterMeter();
    const stge = ((HC.index - 1) << 10).toString(16).padStart(8, '0').toUpperCase();
    const options = { labels: { STGE: stge }, without: ['NTARF'] };
    expect(learning().take(frames(meter, 6, HC, options))).toEqual({ EASF07: { name: HC.name, offPeak: true } });
  });

  test('frames without the name or the number of the period have no effect', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    take(frames(meter, 3, HC, { wh: 0 }));
    expect(take(frames(meter, 20, HP, { without: ['LTARF'] }))).toEqual({});
    expect(take(frames(meter, 20, HP, { without: ['NTARF'] }))).toEqual({});
    expect(take(frames(meter, 2, HC, { wh: 0 }))).toEqual({});
  });

  test('what was counted in days without readings has no effect', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    take(frames(meter, 6, HC, { wh: 0 }));
    for (let day = 0; day < 20; day += 1) {
      take(meter.frame({ ...HC, counts: HP.index }, { seconds: 24 * 3_600, wh: 9_000 }));
      take(frames(meter, 6, HC, { wh: 0 }));
    }
    expect(take(meter.frame(HC, { seconds: 24 * 3_600 }))).toEqual({});
    expect(said).toEqual([]);
  });

  test('two registers that have advanced between two frames have no effect', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    take(frames(meter, 6, HC, { wh: 0 }));
    // The frame in which the other register counts is lost.
    meter.frame(HC);
    expect(take(meter.frame({ ...HC, counts: 1 }))).toEqual({});
  });

  test('an invalid register number has no effect', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    expect(take(frames(meter, 400, { ...HC, index: 0, counts: 7 }))).toEqual({});
    expect(take(frames(meter, 400, { ...HC, index: 14, counts: 7 }))).toEqual({});
    expect(said).toEqual([]);
  });

  test('the newer period of a register is used', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    take(frames(meter, 6, HC));
    expect(take(frames(meter, 6, { ...HC, name: 'SUPER CREUSE' }))).toEqual({
      EASF07: { name: 'SUPER CREUSE', offPeak: true },
    });
    expect(take(frames(meter, 6, { ...HC, name: 'HEURES SOLEIL' }))).toEqual({ EASF07: { name: 'HEURES SOLEIL' } });
  });

  test('what is remembered is known at once, and learning continues', () => {
    const meter = new RegisterMeter();
    const before = learning();
    before.take(frames(meter, 6, HC));
    const { take } = learning(before.learner.periods);
    expect(take(meter.frame(HP))).toEqual({ EASF07: { name: HC.name, offPeak: true } });
    expect(Object.keys(take(frames(meter, 6, HP)))).toEqual(['EASF07', 'EASF02']);
  });
});

describe('a line of the history of the registers', () => {
  test('begins with the first reading that names the period with the register', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning();
    const [first, second] = [frames(meter, 6, HC), frames(meter, 6, HP)];
    take([...first, ...second]);
    expect(named).toEqual([
      { register: 'EASF07', sinceMonotonicMs: first[0]?.monotonicMs, period: HC.name, offPeak: true },
      { register: 'EASF02', sinceMonotonicMs: second[0]?.monotonicMs, period: HP.name, offPeak: false },
    ]);
  });

  test('is added for another period, from the first reading that names it, and not again for later readings', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning({ EASF07: { name: HC.name, offPeak: true } });
    take(frames(meter, 60, HC));
    expect(named).toEqual([]);
    const renamed = frames(meter, 60, { ...HC, name: 'HEURES SOLEIL' });
    take(renamed);
    const sinceMonotonicMs = renamed[0]?.monotonicMs;
    expect(named).toEqual([{ register: 'EASF07', sinceMonotonicMs, period: 'HEURES SOLEIL' }]);
  });

  test('is added if only the off-peak flag differs', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning({ EASF07: { name: HC.name } });
    take(frames(meter, 6, HC));
    expect(named).toMatchObject([{ register: 'EASF07', period: HC.name, offPeak: true }]);
  });

  test('begins with the present stretch, however long that is before the register counts', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning();
    take(frames(meter, 6, HC, { wh: 0 }));
    take(frames(meter, 6, HP, { wh: 0 }));
    const stretch = frames(meter, 600, HC, { wh: 0 });
    take([...stretch, meter.frame(HC)]);
    expect(named).toMatchObject([{ register: 'EASF07', sinceMonotonicMs: stretch[0]?.monotonicMs }]);
  });

  test('does not reach back over a day without readings, in which the register may have counted something else', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning();
    take(frames(meter, 3, HC, { wh: 0 }));
    const after = meter.frame(HC, { seconds: 24 * 3_600 });
    take([after, ...frames(meter, 6, HC)]);
    expect(named).toMatchObject([{ register: 'EASF07', sinceMonotonicMs: after.monotonicMs }]);
  });

  test('is added for the counting register instead of the named one', () => {
    const meter = new RegisterMeter();
    const { take, named } = learning();
    take(frames(meter, 4, { ...HC, counts: 3 }, { wh: 0 }));
    const counting = frames(meter, 20, { ...HC, counts: 3 }, { seconds: 60 });
    take(counting);
    const sinceMonotonicMs = counting[0]?.monotonicMs;
    expect(named).toEqual([{ register: 'EASF03', sinceMonotonicMs, period: HC.name, offPeak: true }]);
  });

  test('is not added in historique mode', () => {
    const { take, named } = learning();
    const labels = { HCHC: '000000001', HCHP: '000000002', PTEC: 'HP..' };
    const frame = { mode: 'historique', address: '021861000123', labels, horodates: {}, refused: 0 } as const;
    expect(Object.keys(take(readingFromFrame(frame, 0)))).toEqual(['HCHC', 'HCHP']);
    expect(named).toEqual([]);
  });
});

describe('if another register counts than the meter names', () => {
  const WRONG = { ...HC, counts: 3 };

  test('that is accepted after five minutes, assigned the period, and reported once', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    expect(take(frames(meter, 4 * 30, WRONG))).toEqual({});
    expect(said).toEqual([]);
    expect(take(frames(meter, 2 * 30, WRONG))).toEqual({ EASF03: { name: HC.name, offPeak: true } });
    take(frames(meter, 6, HP));
    take(frames(meter, 600, WRONG));
    expect(said).toEqual([{ kind: 'register', named: 'EASF07', moving: 'EASF03' }]);
  });

  test('it is not accepted with fewer than ten counts, however long that takes', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    take(frames(meter, 4, WRONG, { wh: 0 }));
    expect(take(frames(meter, 9, WRONG, { seconds: 1_500 }))).toEqual({});
    expect(said).toEqual([]);
    take(meter.frame(WRONG));
    expect(said).toHaveLength(1);
  });

  test('a register that the meter has named before keeps its period, under which it is billed', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    take(frames(meter, 6, { name: 'HP BLEU', index: 2 }));
    const periods = take(frames(meter, 600, { name: 'HP ROUGE', index: 6, counts: 2 }));
    expect(periods).toEqual({ EASF02: { name: 'HP BLEU', offPeak: false } });
    expect(said).toEqual([{ kind: 'register', named: 'EASF06', moving: 'EASF02' }]);
  });

  test('a register of another colour than that of the day is not reported here, but as a day counted in another colour', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    take(frames(meter, 6, { name: 'HP BLEU', index: 2 }));
    const stge = { labels: { STGE: '033A5401' } };
    const periods = take(frames(meter, 600, { name: 'HP ROUGE', index: 6, counts: 2 }, stge));
    expect(periods).toEqual({ EASF02: { name: 'HP BLEU', offPeak: false } });
    expect(said).toEqual([]);
  });

  test('that is not reported again after a restart', () => {
    const meter = new RegisterMeter();
    const first = learning();
    first.take(frames(meter, 600, WRONG));
    const [news] = first.said;
    expect(news).toBeDefined();
    const second = learning(first.learner.periods, news ? [{ atMs: 5, ...news }] : []);
    second.take(frames(meter, 600, WRONG));
    expect(second.said).toEqual([]);
  });

  test('occasional counts of another register in addition to the right one are ignored', () => {
    const meter = new RegisterMeter();
    const { take, said } = learning();
    for (let minute = 0; minute < 100; minute += 1) {
      take(frames(meter, 5, HC));
      take(frames(meter, 5, WRONG));
    }
    expect(take(meter.frame(HC))).toEqual({ EASF07: { name: HC.name, offPeak: true } });
    expect(said).toEqual([]);
  });
});

describe('in historique', () => {
  const reading = (labels: Reading['frame']['labels'], refused = 0) =>
    readingFromFrame({ mode: 'historique', address: '021861000123', labels, horodates: {}, refused }, 0);

  test('the registers of the frame have the periods of the specification at once', () => {
    const { take } = learning();
    expect(take(reading({ HCHC: '000000001', HCHP: '000000002', PTEC: 'HP..' }))).toEqual({
      HCHC: { name: 'HC..', offPeak: true },
      HCHP: { name: 'HP..', offPeak: false },
    });
  });

  test.each([
    [{ BASE: '000000001' }, { BASE: { name: 'TH..' } }],
    [
      { EJPHN: '000000001', EJPHPM: '000000001' },
      { EJPHN: { name: 'HN..' }, EJPHPM: { name: 'PM..' } },
    ],
    [
      { BBRHCJR: '000000001', BBRHPJW: '000000001' },
      { BBRHCJR: { name: 'HCJR', offPeak: true }, BBRHPJW: { name: 'HPJW', offPeak: false } },
    ],
  ])('%j', (labels, periods) => {
    expect(learning().take(reading(labels))).toEqual(periods);
  });

  test('a register whose group is refused stays known, and another contract has its own', () => {
    const { take } = learning();
    const both = take(reading({ HCHC: '000000001', HCHP: '000000002' }));
    expect(take(reading({ HCHC: '000000001' }, 1))).toBe(both);
    expect(take(reading({}))).toBe(both);
    expect(take(reading({ BASE: '000000003' }))).toEqual({ BASE: { name: 'TH..' } });
  });

  test('what was learned in standard mode is remembered, but not shown', () => {
    const meter = new RegisterMeter();
    const { take } = learning();
    take(frames(meter, 6, HC));
    expect(take(reading({ BASE: '000000003' }))).toEqual({ BASE: { name: 'TH..' } });
    expect(take(meter.frame(HP))).toEqual({ EASF07: { name: HC.name, offPeak: true } });
  });
});
