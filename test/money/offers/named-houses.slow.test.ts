import { describe, expect, test } from 'vitest';
import type { ImportedDay } from '../../../src/energy/imported-day.ts';
import { BASE, HP_HC, HP_HC_STANDARD, TEMPO, WEEKEND } from '../../../testbed/years/contract.ts';
import { momentOf } from '../../../testbed/years/wall-clock.ts';
import { datesFromTo } from '../bill/independent/civil-calendar.ts';
import { type Asking, bothOffers } from './both-offers.ts';
import { curveDay, stepsOf } from './curve-days.ts';
import type { Sum } from './independent/offers.ts';
import { archiveOf, type Kept, lived } from './lived-house.ts';
import { houseNamed, type NamedHouse } from './named-house.ts';
import { ownPrices } from './offers-house.ts';
import { COLOURS, TRUE_TEMPO, TRUE_TEMPO_STANDARD, tempoOf } from './true-tempo.ts';

const ONE_PRICE = ownPrices('15.5', { BASE: '0.2' });
const OFF_PEAK = ownPrices('16.02', { HP: '0.2213', HC: '0.1612' });
const TEMPO_PRICES = ownPrices('15.59', {
  ...{ HCJB: '0.1312', HPJB: '0.1598', HCJW: '0.148', HPJW: '0.1857', HCJR: '0.155', HPJR: '0.7011' },
});
const NIGHT = '22:30-06:30';

type Question = Partial<Pick<Asking, 'own' | 'offPeak' | 'kVA' | 'isPowerTold'>> & Kept & { readonly now?: string };

/** The offers of a house, once the product and the independent calculation agree. */
function offersIn(house: NamedHouse, { now = house.until, minutesSinceMs, imported = [], ...question }: Question = {}) {
  const life = lived(houseNamed({ ...house, hours: [house.hours, question.offPeak].join(' ') }));
  const archive = archiveOf(life, { minutesSinceMs, imported });
  const { readings, isTempoTold } = life;
  const known = { readings, isTempoTold, minutesSinceMs, steps: imported.flatMap(stepsOf) };
  const { product, reckoned } = bothOffers({
    kVA: 9,
    own: ONE_PRICE,
    ...question,
    ...known,
    archive,
    nowMs: momentOf(now),
  });
  expect(product).toEqual(reckoned);
  return reckoned as { readonly [offer in 'base' | 'hphc' | 'tempo' | 'own']: Sum };
}

/** A house on the contract Base, from one midnight to another. */
function baseHouse(from: string, until: string, others: Partial<NamedHouse> = {}): NamedHouse {
  return { stays: [{ from: `${from} 00:00:00`, contract: BASE }], until: `${until} 00:00:00`, ...others };
}

function curvesOf(first: string, last: string, watts: number, stepMinutes = 30): readonly ImportedDay[] {
  return datesFromTo(first, last).map((date) => curveDay(date, stepMinutes, (nth) => watts + 7 * (nth % 11)));
}

describe('the clocks', () => {
  test('skip an hour in March, which has no energy', () => {
    const house = baseHouse('2025-03-10', '2025-04-20', { dense: ['2025-03-30'] });
    const { hphc } = offersIn(house, { offPeak: '01:30-02:30,03:30-05:00' });
    expect(hphc).toMatchObject({ days: 41, leftOut: [] });
  });

  test('show an hour twice in October, with the same periods each time', () => {
    const house = baseHouse('2025-10-10', '2025-11-20', { dense: ['2025-10-26'] });
    const { hphc } = offersIn(house, { offPeak: '02:30-07:00' });
    expect(hphc).toMatchObject({ days: 41, leftOut: [] });
  });
});

describe('a leap year', () => {
  test('has a 29th of the subscription on 29 February', () => {
    // 19.88 for February and 19.88 × 10 ÷ 31 in March
    const { base } = offersIn(baseHouse('2024-02-01', '2024-03-11'));
    expect(base).toMatchObject({ days: 39, leftOut: [], money: { subscription: '26.29' } });
  });

  test('has 365 dates including 29 February', () => {
    const { base, own } = offersIn(baseHouse('2023-11-20', '2024-12-20'), { own: TEMPO_PRICES });
    expect([base.days, base.from, base.to]).toEqual([365, '2023-12-21', '2024-12-19']);
    expect(own.days).toBe(365);
  });
});

describe('a change of the contract', () => {
  const until = '2025-03-20 00:00:00';

  test('of the subscribed power applies the newest prices to all days', () => {
    const stays = [
      { from: '2025-01-01 00:00:00', contract: BASE, subscribedKVA: 6 },
      { from: '2025-02-01 00:00:00', contract: BASE, subscribedKVA: 12 },
    ] as const;
    const { base } = offersIn({ stays, until }, { isPowerTold: true, kVA: 12 });
    // 23.76 × (2 + 19 ÷ 31)
    expect(base).toMatchObject({ days: 78, money: { subscription: '62.08' } });
  });

  test('to Tempo at some hour splits that day by its minutes, and the others by their registers', () => {
    const stays = [
      { from: '2024-11-01 00:00:00', contract: HP_HC },
      { from: '2025-01-15 15:20:00', contract: TRUE_TEMPO },
    ] as const;
    const { hphc, tempo } = offersIn({ stays, until, hours: NIGHT }, { own: TEMPO_PRICES, offPeak: NIGHT });
    expect([hphc.days, tempo.days]).toEqual([139, 139]);
  });

  test('in standard mode continues with other registers of the same meter', () => {
    const stays = [
      { from: '2024-11-01 00:00:00', contract: HP_HC_STANDARD },
      { from: '2025-01-15 15:20:00', contract: TRUE_TEMPO_STANDARD },
    ] as const;
    // Prices without hours use those of Tempo, since the meter reports that contract.
    expect(offersIn({ stays, until }, { own: OFF_PEAK }).own).toMatchObject({ days: 139, leftOut: [] });
  });
});

describe('a replacement of the meter', () => {
  const exchanged = (at: string) =>
    [
      { from: '2025-05-01 00:00:00', contract: HP_HC },
      { from: at, contract: HP_HC, address: '041976000456' },
    ] as const;
  const until = '2025-06-20 00:00:00';

  test('loses no day if the meter was heard', () => {
    const { hphc } = offersIn({ stays: exchanged('2025-05-20 14:20:00'), until }, { own: OFF_PEAK, offPeak: NIGHT });
    expect(hphc).toMatchObject({ days: 50, leftOut: [] });
  });

  test('in an absence excludes the days whose energy no meter counted', () => {
    const absences = [['2025-05-18 10:00:00', '2025-05-23 16:00:00']] as const;
    const { base } = offersIn(
      { stays: exchanged('2025-05-20 14:20:00'), until, absences },
      { own: OFF_PEAK, offPeak: NIGHT },
    );
    expect(base).toMatchObject({ days: 46, leftOut: ['2025-05-19..2025-05-22'] });
  });
});

describe('an absence', () => {
  const away = (from: string, to: string) => baseHouse('2025-05-01', '2025-06-20', { absences: [[from, to]] });

  test.each([
    ['of minutes within a period', '2025-05-20 10:00:00', '2025-05-20 10:20:00', []],
    ['of minutes around the end of a period', '2025-05-20 22:20:00', '2025-05-20 22:40:00', ['2025-05-20..2025-05-20']],
    ['of the last minute before a period', '2025-05-20 22:29:00', '2025-05-20 22:30:00', ['2025-05-20..2025-05-20']],
    ['of the first minute of a period', '2025-05-20 22:30:00', '2025-05-20 22:31:00', ['2025-05-20..2025-05-20']],
    ['of a night within a period', '2025-05-20 22:55:00', '2025-05-21 05:50:00', []],
    [
      'of hours over midnight and the end of a period',
      '2025-05-20 23:00:00',
      '2025-05-21 07:00:00',
      ['2025-05-20..2025-05-21'],
    ],
    ['of days', '2025-05-20 10:00:00', '2025-05-24 15:00:00', ['2025-05-20..2025-05-24']],
  ])('%s excludes the days whose periods it hides', (_, from, to, leftOut) => {
    const { base, hphc } = offersIn(away(from, to), { offPeak: NIGHT });
    expect([base.leftOut, hphc.leftOut]).toEqual([[], leftOut]);
  });

  test('of days hides nothing from the registers', () => {
    const stays = [{ from: '2025-05-01 00:00:00', contract: HP_HC }] as const;
    const house = { ...away('2025-05-20 10:00:00', '2025-05-24 15:00:00'), stays };
    expect(offersIn(house, { own: OFF_PEAK, offPeak: NIGHT }).hphc).toMatchObject({ days: 50, leftOut: [] });
  });

  test('in which nothing was used costs the subscription of its days', () => {
    const off = [['2025-05-19 08:00:00', '2025-05-25 12:00:00']] as const;
    const { hphc } = offersIn({ ...away('2025-05-20 10:00:00', '2025-05-24 15:00:00'), off }, { offPeak: NIGHT });
    expect(hphc).toMatchObject({ days: 50, leftOut: [] });
  });

  test('that began before the year excludes its days, since nobody knows how much of it is older', () => {
    const stays = [{ from: '2024-05-01 00:00:00', contract: HP_HC }] as const;
    const absences = [['2024-07-20 10:00:00', '2024-08-10 10:00:00']] as const;
    const { base, own } = offersIn({ stays, until: '2025-08-01 00:00:00', absences }, { own: OFF_PEAK });
    expect([base.from, base.days, own.from, own.days]).toEqual(['2024-08-11', 355, '2024-08-11', 355]);
  });

  test('of a night before the year excludes nothing', () => {
    const stays = [{ from: '2024-05-01 00:00:00', contract: HP_HC }] as const;
    const absences = [['2024-07-31 20:00:00', '2024-08-01 10:00:00']] as const;
    const { base } = offersIn({ stays, until: '2025-08-01 00:00:00', absences }, { own: OFF_PEAK });
    expect([base.from, base.days]).toEqual(['2024-08-01', 365]);
  });
});

describe('imported curves', () => {
  test('from before the meter was heard are used by step, split where a period ends, also when the clocks change', () => {
    const imported = curvesOf('2024-10-15', '2025-03-31', 300, 60);
    const { base, hphc, tempo } = offersIn(baseHouse('2025-04-01', '2025-04-20'), {
      imported,
      offPeak: '01:26-06:26,12:56-15:56',
    });
    expect([base.days, hphc.days, tempo.days]).toEqual([187, 187, 187]);
    expect(tempo.money?.eurosByPeriod['HPJR']).toBeDefined();
  });

  test('have the colour of the previous date before 06:00', () => {
    // 2025-01-13 is blue, and 14 is red. Energy was used only at night: 1 kW for 24 hours of white and blue nights.
    const imported = datesFromTo('2024-11-01', '2025-02-28').map((date) =>
      curveDay(date, 60, (hour) => (hour < 6 ? 1_000 : 0)),
    );
    const { tempo } = offersIn(
      baseHouse('2025-03-01', '2025-03-02', { off: [['2025-02-28 00:00:00', '2025-03-03 00:00:00']] }),
      { imported },
    );
    const nights = datesFromTo('2024-10-31', '2025-02-27').filter((date) => COLOURS.get(date) === 'R');
    // 6 kWh in each of the nights that follow a red day, at 16.15 ct.
    expect(tempo.money?.eurosByPeriod).toMatchObject({ HCJR: (nights.length * 6 * 0.1615).toFixed(2) });
  });

  test('for days that the meter counted itself are not used', () => {
    const house = baseHouse('2025-05-01', '2025-06-20');
    const imported = curvesOf('2025-05-05', '2025-05-20', 9_000);
    expect(offersIn(house, { imported, offPeak: NIGHT })).toEqual(offersIn(house, { offPeak: NIGHT }));
  });

  test('fill an absence if they fit into what was counted', () => {
    const stays = [{ from: '2025-05-01 00:00:00', contract: HP_HC }] as const;
    const absences = [['2025-05-20 10:00:00', '2025-05-24 15:00:00']] as const;
    const house = { stays, absences, until: '2025-06-20 00:00:00' };
    const question = { own: ownPrices('16.5', { HP: '0.2213', HC: '0.1612' }, { HC: NIGHT }) };
    const fits = offersIn(house, { ...question, imported: curvesOf('2025-05-21', '2025-05-23', 50) });
    const fitsNot = offersIn(house, { ...question, imported: curvesOf('2025-05-21', '2025-05-23', 9_000) });
    expect([fits.hphc.money?.wh, fitsNot.hphc.money?.wh]).toEqual([fits.base.money?.wh, fits.base.money?.wh]);
    expect(fits.hphc.days).toBe(50);
  });

  test('fill an absence at a single price, whatever periods the registers have', () => {
    const stays = [{ from: '2025-05-01 00:00:00', contract: HP_HC }] as const;
    const absences = [['2025-05-20 10:00:00', '2025-05-24 15:00:00']] as const;
    const imported = curvesOf('2025-05-21', '2025-05-23', 50);
    const { hphc } = offersIn({ stays, absences, until: '2025-06-20 00:00:00' }, { imported, offPeak: NIGHT });
    expect(hphc).toMatchObject({ days: 50, leftOut: [] });
  });

  test('that fit for one price and not for two exclude their days, since the two sides have different energy on them', () => {
    const stays = [{ from: '2025-05-01 00:00:00', contract: HP_HC }] as const;
    const absences = [['2025-05-20 10:00:00', '2025-05-24 15:00:00']] as const;
    const house = { stays, absences, until: '2025-06-20 00:00:00' };
    // As much as was used in these days, but more of it at night.
    const imported = datesFromTo('2025-05-21', '2025-05-23').map((date) =>
      curveDay(date, 60, (hour) => (hour < 6 ? 1_000 : 0)),
    );
    const onePrice = offersIn(house, { imported, offPeak: NIGHT });
    expect(onePrice.base).toMatchObject({ days: 50, leftOut: [] });
    expect(onePrice.hphc).toMatchObject({ days: 46, leftOut: ['2025-05-21..2025-05-24'] });
    const twoPrices = offersIn(house, { imported, own: OFF_PEAK, offPeak: NIGHT });
    expect(twoPrices).toEqual(offersIn(house, { own: OFF_PEAK, offPeak: NIGHT }));
  });

  test('complete the first day, if the meter was heard until its midnight', () => {
    const stays = [{ from: '2025-05-01 15:20:00', contract: BASE }] as const;
    const house = { stays, until: '2025-06-20 00:00:00', dense: ['2025-05-01'] };
    const whWith = (watts: number) =>
      offersIn(house, { imported: [curveDay('2025-05-01', 30, () => watts)], offPeak: NIGHT }).hphc.money?.wh ?? 0;
    expect(whWith(4_100) - whWith(4_000)).toBe(2_400);
    expect(whWith(50)).toBe(offersIn(house, { offPeak: NIGHT }).hphc.money?.wh);
  });

  test('that lack a step are used where they have steps', () => {
    const imported = datesFromTo('2025-03-01', '2025-04-30').map((date) => curveDay(date, 30, (nth) => 20 * nth, 40));
    expect(offersIn(baseHouse('2025-05-01', '2025-05-10'), { imported, offPeak: NIGHT }).hphc.days).toBe(70);
  });
});

describe('a day that is partly known', () => {
  test('is usable for a single price, and not for several, once its minutes are deleted', () => {
    const minutesSinceMs = momentOf('2025-05-15 13:00:00');
    const { base, hphc } = offersIn(baseHouse('2025-05-01', '2025-06-20'), { minutesSinceMs, offPeak: NIGHT });
    expect([base.from, hphc.from]).toEqual(['2025-05-01', '2025-05-16']);
  });

  test('is not compared if it is today, but is if the meter was heard for a part of it', () => {
    const house = { stays: [{ from: '2025-05-01 15:20:00', contract: BASE }], until: '2025-06-20 17:10:00' } as const;
    expect(offersIn(house, { offPeak: NIGHT }).hphc).toMatchObject({ from: '2025-05-01', to: '2025-06-19' });
    expect(offersIn(house, { offPeak: NIGHT, now: '2025-06-21 00:00:00' }).hphc.to).toBe('2025-06-20');
  });
});

describe('days that are long ago', () => {
  test('are compared if the own prices are usable for no later ones', () => {
    const stays = [
      { from: '2024-06-01 00:00:00', contract: HP_HC },
      { from: '2025-08-05 00:00:00', contract: BASE },
    ] as const;
    const absences = [['2024-08-02 00:00:00', '2025-08-05 00:00:00']] as const;
    const { tempo } = offersIn({ stays, absences, until: '2025-08-15 00:00:00' }, { own: OFF_PEAK });
    expect(tempo).toMatchObject({ days: 62, from: '2024-06-01', to: '2024-08-01' });
  });
});

describe('the colours of Tempo', () => {
  test('are those that the meter counted rather than the published ones', () => {
    const colours = new Map([...COLOURS, ['2025-01-09', 'R']]);
    expect(COLOURS.get('2025-01-09')).not.toBe('R');
    const stays = [
      { from: '2024-11-01 00:00:00', contract: tempoOf(TEMPO, colours) },
      { from: '2025-01-10 00:00:00', contract: BASE },
    ] as const;
    const house = { stays, until: '2025-03-20 00:00:00' };
    const contradicted = offersIn(house).tempo.money?.eurosByPeriod['HCJR'];
    expect(contradicted).not.toBe(
      offersIn({ ...house, stays: [{ ...stays[0], contract: TRUE_TEMPO }, stays[1]] }).tempo.money?.eurosByPeriod[
        'HCJR'
      ],
    );
  });

  test('exclude the days for which they are unknown, and the nights after these', () => {
    // 2026-09-01 to 07 are not published, nor any after 2026-09-09.
    const { tempo } = offersIn(baseHouse('2026-08-01', '2026-10-01'));
    expect(tempo).toMatchObject({ days: 32, to: '2026-09-09', leftOut: ['2026-09-01..2026-09-08'] });
  });
});

describe('holidays', () => {
  const periods = { HP: '0.2371', HC: '0.1683', 'WEEK-END': '0.17025' };
  const house = baseHouse('2025-04-10', '2025-06-15', { hours: '22:00-06:00' });
  const prices = (days: string) =>
    ownPrices('17.3', periods, { HC: 'mon-fri 22:00-06:00', 'WEEK-END': `${days} 00:00-24:00` });

  test('are not days of the week if hours name them, and ordinary days otherwise', () => {
    const named = offersIn(house, { own: prices('sat-sun,holiday') });
    const ordinary = offersIn(house, { own: prices('sat-sun') });
    expect([named.own.days, ordinary.own.days]).toEqual([66, 66]);
    expect(named.own.money?.eurosByPeriod).not.toEqual(ordinary.own.money?.eurosByPeriod);
  });
});

describe('a period that the household spells in other capitals than the meter', () => {
  test('is the same period, counted by a register or by minutes', () => {
    const names = { 'WEEK-END': 'Week-end' };
    const own = ownPrices(
      '17.3',
      { HP: '0.2371', HC: '0.1683', 'WEEK-END': '0.17025' },
      { HC: 'mon-fri 22:00-06:00', 'WEEK-END': 'sat-sun 00:00-24:00' },
      names,
    );
    const stays = [
      { from: '2025-04-01 00:00:00', contract: WEEKEND },
      { from: '2025-05-10 12:00:00', contract: BASE },
    ] as const;
    expect(offersIn({ stays, until: '2025-06-15 00:00:00' }, { own }).own).toMatchObject({ days: 75, leftOut: [] });
  });
});

describe('hours by season', () => {
  test('apply by date, also over the end of the year', () => {
    const hours = '11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat-sun 00:00-24:00';
    const { hphc } = offersIn(baseHouse('2024-10-20', '2025-04-20'), { offPeak: hours });
    expect(hphc).toMatchObject({ days: 182, leftOut: [] });
  });
});

describe('too little is known', () => {
  test.each([
    ['2025-05-30', 29, false],
    ['2025-05-31', 30, true],
  ])('with 30 days until %s', (until, days, hasSum) => {
    const { base } = offersIn(baseHouse('2025-05-01', until));
    expect([base.days, base.money !== undefined]).toEqual([days, hasSum]);
  });

  test.each([
    ['2025-02-08', 99, false],
    ['2025-02-09', 100, true],
  ])('for Tempo with the winter until %s', (until, days, hasSum) => {
    const { base, tempo } = offersIn(baseHouse('2024-11-01', until));
    expect([tempo.days, tempo.money !== undefined, base.money !== undefined]).toEqual([days, hasSum, true]);
  });

  test('about the off-peak hours', () => {
    expect(offersIn(baseHouse('2025-05-01', '2025-06-20')).hphc.days).toBe(0);
  });

  test('if the regulated options are not sold with the subscribed power', () => {
    expect(Object.keys(offersIn(baseHouse('2025-05-01', '2025-06-20'), { kVA: 3, offPeak: NIGHT }))).toEqual([
      'base',
      'own',
    ]);
  });

  test('about the household’s prices, so that the offers are not compared with anything', () => {
    const { base } = offersIn(baseHouse('2025-05-01', '2025-06-20'), { own: undefined });
    expect(base.money?.ownEuros).toBeUndefined();
  });
});
