import { describe, expect, test } from 'vitest';
import { energyCsv, energyObjects } from '../../src/cli/energy-formats.ts';
import { dayOn, HPHC, spansBy } from './energy-spans.ts';

describe('JSON of days, months or years', () => {
  test('has one object for each, with what is known, and money to the cent', () => {
    expect(energyObjects([{ meter: 'linky', spans: spansBy('month', HPHC) }])).toEqual([
      {
        meter: 'linky',
        by: 'month',
        from: Date.parse('2026-01-01T00:00:00+01:00'),
        date: '2026-01',
        energyWh: 15_000,
        energyWhByTariff: { HP: 10_000, HC: 5_000 },
        energyWhByRegister: { HCHP: 10_000, HCHC: 5_000 },
        greatestVA: 4_200,
        greatestAt: Date.parse('2026-01-30T19:31:20+01:00'),
        baseW: 180,
        subscribedVA: 6_000,
        seen: 0.0323,
        // Two days of 31 cost 2 €, 10 kWh cost 2 €, and 5 kWh cost 0.50 €.
        euros: 4.5,
        subscriptionEuros: 2,
        eurosByTariff: { HP: 2, HC: 0.5 },
      },
      {
        meter: 'linky',
        by: 'month',
        from: Date.parse('2026-02-01T00:00:00+01:00'),
        date: '2026-02',
        energyWh: 50_000,
        energyWhByTariff: { HP: 30_000, HC: 20_000 },
        energyWhByRegister: { HCHP: 30_000, HCHC: 20_000 },
        givenWh: 2_000,
        unseenWh: 15_000,
        greatestVA: 5_900,
        greatestAt: Date.parse('2026-02-01T12:00:00+01:00'),
        subscribedVA: 6_000,
        seen: 0.0179,
        euros: 17,
        subscriptionEuros: 1,
        eurosByTariff: { HP: 12, HC: 4 },
        givenEuros: 0.2,
      },
    ]);
  });

  test('of a day in which nothing was seen has no energy, but a subscription', () => {
    expect(energyObjects([{ meter: 'linky', spans: spansBy('day', HPHC) }])[1]).toEqual({
      meter: 'linky',
      by: 'day',
      from: Date.parse('2026-01-31T00:00:00+01:00'),
      date: '2026-01-31',
      energyWhByTariff: {},
      seen: 0,
      euros: 1,
      subscriptionEuros: 1,
      eurosByTariff: {},
    });
  });

  test('without a price has no money, and says why', () => {
    const [january, february] = energyObjects([{ meter: 'linky', spans: spansBy('month', HPHC.slice(1)) }]);
    expect(january).toMatchObject({ eurosByTariff: {}, unpriced: { kind: 'noPrice', date: '2026-01-30' } });
    expect(january).not.toHaveProperty('euros');
    expect(january).not.toHaveProperty('subscriptionEuros');
    expect(february).toMatchObject({ euros: 17 });
  });

  test('without --cost has no money at all', () => {
    const keys = energyObjects([{ meter: 'linky', spans: spansBy('year') }]).flatMap(Object.keys);
    expect(keys.filter((key) => /euro|unpriced|cost/i.test(key))).toEqual([]);
  });
});

describe('CSV of days, months or years', () => {
  test('has a column for Wh and euros of each period, with points and two decimals of a euro', () => {
    expect(energyCsv([{ meter: 'linky', spans: spansBy('month', HPHC) }])).toEqual([
      'meter,date,energy_wh,energy_wh HC,energy_wh HP,given_wh,unseen_wh,greatest_va,greatest_at,base_w,subscribed_va,seen,euros,subscription_euros,euros HC,euros HP,given_euros',
      'linky,2026-01,15000,5000,10000,,,4200,2026-01-30T19:31:20+01:00,180,6000,0.0323,4.50,2.00,0.50,2.00,',
      'linky,2026-02,50000,20000,30000,2000,15000,5900,2026-02-01T12:00:00+01:00,,6000,0.0179,17.00,1.00,4.00,12.00,0.20',
    ]);
  });

  test('leaves out the columns that no meter has', () => {
    const days = [dayOn('2026-03-01', { energyWhByTariff: { BASE: 7 } })];
    const spans = spansBy('year', [], days);
    expect(energyCsv([{ meter: 'barn', spans }])).toEqual([
      'meter,date,energy_wh,energy_wh BASE,seen',
      'barn,2026,7,7,0.0027',
    ]);
  });

  test('has the columns of all meters, and quotes the name of a period that needs it', () => {
    const barn = spansBy('day', [], [dayOn('2026-03-01', { energyWhByTariff: { 'Nuit, "été"': 7 } })]);
    const [head = '', first = '', second = ''] = energyCsv([
      { meter: 'barn', spans: barn },
      { meter: 'linky', spans: spansBy('day').slice(0, 1) },
    ]);
    expect(head).toMatch(/^meter,date,energy_wh,energy_wh HC,energy_wh HP,"energy_wh Nuit, ""été""",greatest_va,/);
    expect(first).toBe('barn,2026-03-01,7,,,7,,,,,1');
    expect(second).toMatch(/^linky,2026-01-30,15000,5000,10000,,4200,/);
  });

  test('of no meter is its header', () => {
    expect(energyCsv([])).toEqual(['meter,date,energy_wh']);
  });
});
