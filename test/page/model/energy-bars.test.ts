import { describe, expect, test } from 'vitest';
import { energyBars } from '../../../homebridge-ui/page/model/energy-bars.ts';
import { periodOf } from '../../../homebridge-ui/page/model/energy-period.ts';
import { slotsOf } from '../../../homebridge-ui/page/model/energy-slots.ts';
import { beginningOfDay, dayOfDate } from '../../../src/base/paris-time.ts';
import { sumOfWh, whOf } from '../../../src/energy/watt-hours.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { costWith, spanWith } from './span-with.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const today = dayOfDate('2026-10-31') ?? 0;
const nowMs = beginningOfDay(today);
const bounds = { first: today - 1000, today };
const october = slotsOf(periodOf('month', today, bounds), words);
const energy = (spans: readonly PricedSpan[], before: readonly PricedSpan[] = []) =>
  energyBars(october, { spans, before, nowMs }, 'energy', words);
const euros = (spans: readonly PricedSpan[]) => energyBars(october, { spans, nowMs }, 'euros', words);

describe('the bars of a period', () => {
  test('are stacked by tariff, in the order of the legend', () => {
    const { bars, legend } = energy([spanWith('2026-10-01', { HP: 5000, HC: 3000 })]);
    expect(bars[0]?.parts.map(({ name, value }) => [name, value])).toEqual([
      ['Off-peak hours', 3],
      ['Peak hours', 5],
    ]);
    expect(legend.map(({ name }) => name)).toEqual(['Off-peak hours', 'Peak hours']);
    expect(bars[0]?.text).toBe('Thu 1: 8.0\u00a0kWh (Off-peak hours 3.0\u00a0kWh, Peak hours 5.0\u00a0kWh)');
  });

  test('show energy without a known tariff as a part of its own', () => {
    const { bars, legend } = energy([spanWith('2026-10-01', { HC: 3000 }, { energyWh: 4000 })]);
    expect(bars[0]?.parts.at(-1)).toMatchObject({ name: 'Unknown tariff', value: 1 });
    expect(legend).toHaveLength(2);
  });

  test('have no such part where the tariffs add up to the energy in sixtieths of a Wh, as those of a file do', () => {
    const byTariff = { HC: whOf(1), HP: whOf(1), BASE: whOf(10) };
    const { bars } = energy([spanWith('2026-10-01', byTariff, { energyWh: sumOfWh(Object.values(byTariff)) })]);
    expect(bars[0]?.parts).toHaveLength(3);
  });

  test('have one part for a tariff that is written in two ways', () => {
    const { bars } = energy([spanWith('2026-10-01', { 'HC..': 3000, 'HEURE  CREUSE': 1000 })]);
    expect(bars[0]?.parts).toMatchObject([{ name: 'Off-peak hours', value: 4 }]);
  });

  test('leave a day without a reading empty, and say so', () => {
    const { bars } = energy([spanWith('2026-10-24', { BASE: 1 }), spanWith('2026-10-27', { BASE: 1 })]);
    expect(bars).toHaveLength(31);
    expect(bars[24]).toMatchObject({ parts: [], text: 'Sun 25: nothing was read' });
    expect(bars[24]).not.toHaveProperty('total');
  });

  test('are in Wh as long as none of them has 1 kWh, nor a mark of a year before', () => {
    const [first, few] = [spanWith('2026-10-01', { BASE: 2 }), spanWith('2026-10-02', { BASE: 999 })];
    const { bars, scale } = energy([first, few]);
    expect(bars[0]?.text).toBe('Thu 1: 2\u00a0Wh');
    expect(scale.ticks.map(({ text }) => text)).toEqual(['0', '500', '1,000\u00a0Wh']);
    expect(energy([first]).scale.ticks.map(({ text }) => text)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0\u00a0Wh']);
    expect(energy([first], [spanWith('2025-10-02', { BASE: 9000 })]).bars[0]?.text).toBe('Thu 1: 0.0\u00a0kWh');
  });

  test('have what a producer gave below zero', () => {
    const { bars, scale } = energy([spanWith('2026-10-01', { BASE: 8000 }, { givenWh: 3000 })]);
    expect(bars[0]).toMatchObject({ given: 3, text: 'Thu 1: 8.0\u00a0kWh, 3.0\u00a0kWh exported' });
    expect(scale).toMatchObject({ top: 8, bottom: -4 });
  });

  test('have a mark where they were a year before, also on a day that is still to come', () => {
    const { bars, scale } = energy([spanWith('2026-10-01', { BASE: 8000 })], [spanWith('2025-10-02', { BASE: 9000 })]);
    expect(bars[0]).toMatchObject({ before: undefined });
    expect(bars[1]).toMatchObject({ before: 9, text: 'Fri 2: nothing was read, 9.0\u00a0kWh a year ago' });
    expect(scale.top).toBe(10);
  });

  test('leave room for a mark that is far above all of them, as on the first days of a cold month', () => {
    const before = [spanWith('2025-10-02', { BASE: 30_000 }), spanWith('2025-10-03', { BASE: 45_000 })];
    const { scale } = energy([spanWith('2026-10-01', { BASE: 1000 })], before);
    expect(scale.top).toBeGreaterThanOrEqual(45);
  });

  test('have no mark of a day with the energy of other days', () => {
    const before = [spanWith('2025-10-02', { BASE: 90_000 }, { unseenWh: 80_000 })];
    expect(energy([spanWith('2026-10-02', { BASE: 8000 })], before).bars[1]).toMatchObject({ before: undefined });
  });

  test('have no mark of a day of which a file lacks a part', () => {
    const before = [spanWith('2025-10-02', { BASE: 9000 }, { fromFilesWh: 9000, seen: 0.5 })];
    expect(energy([spanWith('2026-10-02', { BASE: 8000 })], before).bars[1]).toMatchObject({ before: undefined });
  });

  test('have no mark of an hour that was seen in part', () => {
    const slots = slotsOf(periodOf('day', today, bounds), words);
    const fromMs = beginningOfDay(dayOfDate('2025-10-31') ?? 0);
    const markOf = (seen: number) => {
      const before = [spanWith('x', { BASE: 500 }, { by: 'hour', fromMs, seen })];
      return energyBars(slots, { spans: [], before, nowMs }, 'energy', words).bars[0]?.before;
    };
    expect([1, 0.95, 0.5].map(markOf)).toEqual([0.5, 0.5, undefined]);
  });

  test('say of the present day that it is not over', () => {
    const { bars } = energy([spanWith('2026-10-30', { BASE: 8000 }), spanWith('2026-10-31', { BASE: 1000 })]);
    expect(bars.slice(-2).map(({ text }) => text)).toEqual(['Fri 30: 8.0\u00a0kWh', 'Sat 31, so far: 1.0\u00a0kWh']);
  });

  test('are still to come after the present moment', () => {
    const slots = slotsOf(periodOf('week', today, bounds), words);
    const { bars } = energyBars(slots, { spans: [], nowMs }, 'energy', words);
    expect(bars.slice(-2).map(({ text }) => text)).toEqual(['Sat 31: nothing was read', 'Sun 1: still to come']);
  });

  test('of hours are found by the moment at which they begin', () => {
    const slots = slotsOf(periodOf('day', today, bounds), words);
    const fromMs = beginningOfDay(today) + 3 * 3_600_000;
    const hour = spanWith('2026-10-31T03:00+01:00', { BASE: 500 }, { by: 'hour', fromMs });
    expect(energyBars(slots, { spans: [hour], nowMs }, 'energy', words).bars[3]).toMatchObject({
      name: '3:00',
      total: 0.5,
    });
  });
});

describe('energy from files', () => {
  test('is marked at the top of the bar, and said', () => {
    const { bars } = energy([
      spanWith('2026-10-01', { BASE: 8000 }, { fromFilesWh: 3000 }),
      spanWith('2026-10-02', { BASE: 8000 }, { fromFilesWh: 8000 }),
      spanWith('2026-10-03', { BASE: 8000 }),
    ]);
    expect(bars.slice(0, 3).map(({ imported }) => imported)).toEqual([
      { value: 3, above: 5 },
      { value: 8, above: 0 },
      undefined,
    ]);
    expect(bars.slice(0, 3).map(({ text }) => text)).toEqual([
      'Thu 1: 8.0\u00a0kWh, 3.0\u00a0kWh of it from a file',
      'Fri 2: 8.0\u00a0kWh, from a file',
      'Sat 3: 8.0\u00a0kWh',
    ]);
  });

  test('costs its share of the energy, above the subscription', () => {
    const cost = costWith(0.5, { BASE: 2 });
    const { bars } = euros([spanWith('2026-10-01', { BASE: 8000 }, { fromFilesWh: 2000, cost })]);
    expect(bars[0]?.imported).toEqual({ value: 0.5, above: 2 });
  });

  test('is where its unknown tariff is, and below what was counted during an absence', () => {
    const { bars } = energy([
      spanWith('2026-10-01', { BASE: 6000 }, { energyWh: 8000, fromFilesWh: 2000 }),
      spanWith('2026-10-02', { BASE: 8000 }, { fromFilesWh: 2000, unseenWh: 1000 }),
    ]);
    expect(bars.slice(0, 2).map(({ imported }) => imported?.above)).toEqual([6, 5]);
  });

  test('of nothing is marked too: a file tells that the house drew nothing', () => {
    const { bars } = energy([spanWith('2026-10-01', { BASE: 0 }, { fromFilesWh: 0 })]);
    expect(bars[0]).toMatchObject({ imported: { value: 0 }, text: 'Thu 1: 0\u00a0Wh, from a file' });
  });
});

describe('energy of an absence', () => {
  const absence = spanWith('2026-10-20', { BASE: 310_000 }, { unseenWh: 300_000 });

  test('is hatched, and does not flatten the other bars: the scale fits what was seen', () => {
    const { bars, scale } = energy([spanWith('2026-10-01', { BASE: 12_000 }), absence]);
    expect(bars[19]).toMatchObject({ total: 310, unseen: 300 });
    expect(bars[19]?.text).toBe('Tue 20: 310.0\u00a0kWh, 300.0\u00a0kWh of it while the plugin was away');
    expect(scale.top).toBe(15);
  });

  test('has its whole height where that is not more than twice the others', () => {
    const { scale } = energy([
      spanWith('2026-10-01', { BASE: 12_000 }),
      spanWith('2026-10-02', { BASE: 20_000 }, { unseenWh: 15_000 }),
    ]);
    expect(scale.top).toBe(20);
  });

  test('has the scale for itself where nothing else was seen', () => {
    const { scale } = energy([spanWith('2026-10-20', { BASE: 30_000 }, { unseenWh: 30_000 })]);
    expect(scale.top).toBe(30);
  });
});

describe('the bars of euros', () => {
  test('stand on the subscription', () => {
    const cost = costWith(0.5, { HC: 1.25, HP: 2 });
    const { bars, legend } = euros([spanWith('2026-10-01', { HP: 5000, HC: 3000 }, { cost })]);
    expect(bars[0]).toMatchObject({ total: 3.75 });
    expect(legend.map(({ name }) => name)).toEqual(['Subscription', 'Off-peak hours', 'Peak hours']);
    expect(bars[0]?.text).toBe('Thu 1: €3.75 (Subscription €0.50, Off-peak hours €1.25, Peak hours €2.00)');
  });

  test('of a day that cannot be priced whole are absent', () => {
    const cost = {
      subscriptionEuros: 0.5,
      eurosByTariff: {},
      unpriced: { kind: 'unknownPeriod', date: '2026-10-01' },
    } as const;
    const { bars } = euros([spanWith('2026-10-01', { HP: 5000 }, { cost })]);
    expect(bars[0]).toMatchObject({ parts: [], text: 'Thu 1: no price' });
  });

  test('of a day in which nothing was seen have its subscription', () => {
    const cost = costWith(0.5, {});
    const { energyWh: _, ...day } = spanWith('2026-10-01', {}, { cost, seen: 0 });
    expect(euros([day]).bars[0]).toMatchObject({ total: 0.5, text: 'Thu 1: €0.50' });
  });

  test('of an hour are without the subscription', () => {
    const slots = slotsOf(periodOf('day', today, bounds), words);
    const fromMs = beginningOfDay(today);
    const hour = spanWith('x', { HC: 500 }, { by: 'hour', fromMs, cost: { euros: 0.1, eurosByTariff: { HC: 0.1 } } });
    expect(energyBars(slots, { spans: [hour], nowMs }, 'euros', words).bars[0]).toMatchObject({ total: 0.1 });
  });
});
