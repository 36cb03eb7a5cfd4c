import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { energyBars, ticksUpTo } from '../../../homebridge-ui/page/model/energy-bars.ts';
import { pageWordsIn } from '../../../homebridge-ui/page/model/page-words.ts';

const words = pageWordsIn('en', ['en-GB']);
/** Midnight in this machine's time zone. */
const midnight = (day: number) => new Date(2026, 9, day).getTime();
const day = (
  date: number,
  energyWhByTariff: { readonly [tariff: string]: number },
  energyWh?: number,
  minutes = 1440,
) => ({
  fromMs: midnight(date),
  energyWh: energyWh ?? Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0),
  energyWhByTariff,
  minutes,
});

describe('the bars of a month', () => {
  test('are stacked by tariff, in the order of the legend', () => {
    const { bars, legend } = energyBars({ days: [day(1, { 'HP..': 5000, 'HC..': 3000 })] }, midnight(2), words);
    expect(bars[0]?.parts.map(({ name, wh }) => [name, wh])).toEqual([
      ['Off-peak', 3000],
      ['Peak', 5000],
    ]);
    expect(legend.map(({ name }) => name)).toEqual(['Off-peak', 'Peak']);
    expect(bars[0]?.text).toBe('1 Oct: 8.0\u00a0kWh (Off-peak 3.0\u00a0kWh, Peak 5.0\u00a0kWh)');
  });

  test('show energy without a known tariff as a part of its own', () => {
    const { bars, legend } = energyBars({ days: [day(1, { 'HC..': 3000 }, 4000)] }, midnight(2), words);
    expect(bars[0]?.parts.at(-1)).toMatchObject({ name: 'No tariff known', wh: 1000 });
    expect(legend).toHaveLength(2);
  });

  test('have one part for a tariff that historique and standard spell differently', () => {
    const days = [day(1, { 'HC..': 3000, 'HEURE  CREUSE': 1000 })];
    expect(energyBars({ days }, midnight(2), words).bars[0]?.parts).toMatchObject([{ name: 'Off-peak', wh: 4000 }]);
  });

  test('include days without readings, across the end of summer time, too', () => {
    const { bars } = energyBars({ days: [day(24, { 'TH..': 1 }), day(27, { 'TH..': 1 })] }, midnight(27) + 1, words);
    expect(bars.map((bar) => [bar.day, bar.wh])).toEqual([
      ['24 Oct', 1],
      ['25 Oct', undefined],
      ['26 Oct', undefined],
      ['27 Oct', 1],
    ]);
    expect(bars[1]?.text).toBe('25 Oct: nothing was read');
  });

  test('count today in the sum, but not in the average', () => {
    const days = [day(1, { 'TH..': 10_000 }), day(2, { 'TH..': 20_000 }), day(3, { 'TH..': 1000 })];
    const { summary } = energyBars({ days }, midnight(3) + 3_600_000, words);
    expect(summary).toBe('3 days: 31.0\u00a0kWh in all, 15.0\u00a0kWh a full day on average.');
  });

  test('go on to today, with or without readings', () => {
    const { bars } = energyBars({ days: [day(1, { 'TH..': 1 })] }, midnight(4) + 3_600_000, words);
    expect(bars.map((bar) => bar.day)).toEqual(['1 Oct', '2 Oct', '3 Oct', '4 Oct']);
  });

  test('are at most a month, even if the browser’s clock is years ahead', () => {
    const { bars } = energyBars({ days: [day(1, { 'TH..': 1 })] }, midnight(4000), words);
    expect(bars).toHaveLength(31);
  });

  test('leave days that were read in part out of the average: the first one, or one with an outage', () => {
    const days = [
      day(1, { 'TH..': 500 }, 500, 60),
      day(2, { 'TH..': 20_000 }),
      day(3, { 'TH..': 9000 }, 9000, 1200),
      day(4, { 'TH..': 10_000 }, 10_000, 1437),
    ];
    const { summary } = energyBars({ days }, midnight(5), words);
    expect(summary).toContain('15.0\u00a0kWh a full day on average');
  });

  test('have no average on the first day', () => {
    const { summary } = energyBars({ days: [day(3, { 'TH..': 1000 })] }, midnight(3) + 3_600_000, words);
    expect(summary).toBe('1 day: 1.0\u00a0kWh in all.');
  });
});

describe('a scale', () => {
  test('has round steps', () => {
    expect(ticksUpTo(18_400)).toEqual([0, 5000, 10_000, 15_000, 20_000]);
    expect(ticksUpTo(0)).toEqual([0]);
  });

  test.each([
    [18_400, ['0', '5', '10', '15', '20\u00a0kWh']],
    [1800, ['0.0', '0.5', '1.0', '1.5', '2.0\u00a0kWh']],
    [100, ['0.00', '0.05', '0.10\u00a0kWh']],
    [7, ['0.000', '0.002', '0.004', '0.006', '0.008\u00a0kWh']],
  ])('up to %d Wh has marks with as many decimals as its step', (wh, marks) => {
    const { ticks } = energyBars({ days: [day(1, { 'TH..': wh })] }, midnight(2), words);
    expect(ticks.map(({ text }) => text)).toEqual(marks);
  });

  test('reaches the greatest value with at most four steps, and by less than one step more', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (most) => {
        const ticks = ticksUpTo(most);
        const step = ticks[1] ?? 0;
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect((ticks.at(-1) ?? 0) - step).toBeLessThanOrEqual(most * (1 + 1e-9));
      }),
    ));
});
