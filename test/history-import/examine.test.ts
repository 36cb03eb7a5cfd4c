import { describe, expect, test } from 'vitest';
import { beginningOfDay } from '../../src/base/paris-time.ts';
import type { CountedDay } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { examine } from '../../src/history-import/examine.ts';
import { digestOf, type ImportRecord } from '../../src/journal/imports.ts';
import type { Price } from '../../src/money/price.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';
import { archiveWith, curveDay, curveFile, FIRST_DAY, PRM } from './history-file.ts';

const OTHER_PRM = '98765432109876';

/** A day that the meter itself has reported. */
function ownDay(nth: number, energyWh = 11_000): CountedDay {
  const day = FIRST_DAY + nth;
  return { day, parts: [{ atMs: beginningOfDay(day), energyWh }], seenMinutes: 1_440 };
}

describe('the days of a file are counted:', () => {
  test('all are new without a journal', () => {
    expect(examine(curveFile(), 'linky', undefined)).toMatchObject({
      days: 10,
      newDays: 10,
      ownDays: 0,
      importedDays: 0,
    });
  });

  test('those of the meter, those of another import, and those of both, which belong to the meter', () => {
    const archive = archiveWith({
      days: (_, from, to) => [7, 8, 9, 10].map((nth) => ownDay(nth)).filter(({ day }) => day >= from && day <= to),
      importedDays: () => [4, 5, 6, 7].map(curveDay),
    });
    expect(examine(curveFile(), 'linky', archive)).toMatchObject({ days: 10, newDays: 4, ownDays: 3, importedDays: 3 });
  });
});

describe('the changed days of another import', () => {
  const archive = archiveWith({ importedDays: () => curveFile().days });
  const changed = (days: readonly ImportedDay[]) => examine(curveFile({ days }), 'linky', archive).changedDays;

  test('are those to which the file adds something: exported energy, the peak power, or another curve', () => {
    expect(changed([{ day: FIRST_DAY, givenWh: 500 }, curveDay(1), { ...curveDay(2), greatestVA: 4_000 }])).toBe(2);
    expect(changed([{ day: FIRST_DAY, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: Array(48).fill(600) }] }])).toBe(
      1,
    );
  });

  test('exclude those without anything new, as a part of the curve', () => {
    expect(
      changed([curveDay(0), { day: FIRST_DAY + 1, curve: [{ fromMinute: 600, stepMinutes: 30, meanW: [500, 500] }] }]),
    ).toBe(0);
  });

  test('exclude those of the meter itself', () => {
    const own = archiveWith({ importedDays: () => [curveDay(0)], days: () => [ownDay(0)] });
    expect(examine(curveFile({ days: [{ day: FIRST_DAY, givenWh: 500 }] }), 'linky', own).changedDays).toBe(0);
  });
});

describe('the energy of a file', () => {
  test('is that of its curves', () => {
    expect(examine(curveFile(), 'linky', undefined)).toMatchObject({ energyWh: 120_000 });
  });

  test('is that of the whole day where the file has both', () => {
    const days = [{ ...curveDay(0), energyWh: 12_345 }, curveDay(1)];
    expect(examine(curveFile({ days }), 'linky', undefined).energyWh).toBe(24_345);
  });

  test('is not rounded before the end: 12 steps of 5 min with 1 W are 1 Wh', () => {
    const days = [{ day: FIRST_DAY, curve: [{ fromMinute: 0, stepMinutes: 5, meanW: Array(12).fill(1) }] }];
    expect(examine(curveFile({ days }), 'linky', undefined).energyWh).toBe(1);
  });

  test('is absent if the file has none, and never 0', () => {
    const days = [{ day: FIRST_DAY, givenWh: 7_000 }];
    const found = examine(curveFile({ days }), 'linky', undefined);
    expect([found.energyWh, found.givenWh, found.euros]).toEqual([undefined, 7_000, undefined]);
    expect(examine(curveFile(), 'linky', undefined).givenWh).toBeUndefined();
  });
});

describe('a file is recognised', () => {
  const { days } = curveFile();
  const record: ImportRecord = {
    ...{ id: 3, meter: 'linky', kind: 'enedisCurve', atMs: 0, firstDay: FIRST_DAY, lastDay: FIRST_DAY + 9, days: 10 },
    digest: digestOf(days),
  };
  const archive = archiveWith({ imports: (meter) => (meter === 'linky' ? [record] : []), importedDays: () => days });

  test('by its days', () => {
    expect(examine(curveFile({ kind: 'endStamps' }), 'linky', archive).knownAs).toBe(3);
  });

  test('but not for another meter, nor with an additional day', () => {
    expect(examine(curveFile(), 'annex', archive).knownAs).toBeUndefined();
    expect(examine(curveFile({ days: [...days, curveDay(10)] }), 'linky', archive).knownAs).toBeUndefined();
  });
});

test.each<[string, string | undefined, string | undefined, string | undefined]>([
  ['the meter’s own', PRM, PRM, undefined],
  ['of another meter', PRM, OTHER_PRM, OTHER_PRM],
  ['of a meter whose number is not known', PRM, undefined, undefined],
  ['without a number', undefined, PRM, undefined],
])('a file is %s', (_, prm, meterPrm, otherPrm) => {
  const { prm: _prm, ...file } = curveFile();
  const found = examine({ ...file, prm }, 'linky', archiveWith({ prm: () => meterPrm }));
  expect(found.otherPrm).toBe(otherPrm);
});

describe('the cost of the new days is', () => {
  const base = { from: '2025-01-01', subscription: 12, periods: [{ name: 'BASE', price: 0.2 }] };
  const [peak, offPeak] = [
    { name: 'HP', price: 0.2 },
    { name: 'HC', price: 0.1 },
  ];
  const euros = (prices: readonly Price[], file = curveFile(), archive = archiveWith({})) =>
    examine(file, 'linky', archive, prices).euros;

  test('absent without prices', () => {
    expect(euros([])).toEqual({ kind: 'noPrices' });
  });

  test('known with one period', () => {
    expect(euros([base])).toEqual({ kind: 'priced' });
  });

  test('known with hours, and otherwise unknown from the first such day on', () => {
    const hours = { ...base, periods: [peak, { ...offPeak, hours: '22:00-06:00' }] };
    const noHours = { ...base, from: '2026-01-05', periods: [peak, offPeak] };
    expect(euros([hours])).toEqual({ kind: 'priced' });
    expect(euros([hours, noHours])).toEqual({ kind: 'noHours', date: '2026-01-05' });
  });

  test('unknown before the first price', () => {
    expect(euros([{ ...base, from: '2026-01-04' }])).toEqual({ kind: 'noPrice', date: '2026-01-01' });
  });

  test('known if the meter has reported the periods of the registers', () => {
    const days = [{ day: FIRST_DAY, energyWh: 5_000, energyWhByRegister: { EASF01: 3_000, EASF02: 2_000 } }];
    const prices = [{ ...base, periods: [peak, offPeak] }];
    const archive = archiveWith({
      registerLines: () => linesOf({ EASF01: 'HEURE CREUSE', EASF02: 'HEURE PLEINE' }),
    });
    expect(euros(prices, curveFile({ days }), archive)).toEqual({ kind: 'priced' });
    expect(euros(prices, curveFile({ days }))).toEqual({ kind: 'unknownPeriod', date: '2026-01-01' });
  });

  test('known also for imported energy on days for which another file has exported energy', () => {
    const archive = archiveWith({ importedDays: () => curveFile().days.map(({ day }) => ({ day, givenWh: 3_000 })) });
    expect(euros([base], curveFile(), archive)).toEqual({ kind: 'priced' });
    expect(euros([base], curveFile(), archiveWith({ importedDays: () => curveFile().days }))).toBeUndefined();
  });

  test('not mentioned if the meter itself has every day', () => {
    const archive = archiveWith({ days: () => Array.from({ length: 10 }, (_, nth) => ownDay(nth)) });
    expect(euros([base], curveFile(), archive)).toBeUndefined();
  });
});

describe('days of an absence of the plugin', () => {
  /** The meter was heard until the evening before the file, and again the day after it, when it had counted this much. */
  function archiveWithAbsence(unseenWh: number) {
    const before = { ...ownDay(-1), seenUntilMs: beginningOfDay(FIRST_DAY) };
    const unseen = { energyWh: unseenWh, sinceMs: beginningOfDay(FIRST_DAY) - 1 };
    const after = { ...ownDay(10, unseenWh + 11_000), unseen };
    return archiveWith({ days: () => [before, after] });
  }

  test('are shown if they fit into what the meter counted meanwhile', () => {
    expect(examine(curveFile(), 'linky', archiveWithAbsence(120_000))).toMatchObject({ newDays: 10, unshownDays: 0 });
  });

  test('are not shown if they exceed what it counted', () => {
    expect(examine(curveFile(), 'linky', archiveWithAbsence(119_999))).toMatchObject({ newDays: 10, unshownDays: 10 });
  });
});
