import { describe, expect, test } from 'vitest';
import { baseLoadW, meanPrice, monthFacts } from '../../../homebridge-ui/page/model/month-facts.ts';
import type { Outlook } from '../../../src/money/outlook.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { costWith, spanWith } from './span-with.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const facts = (recent: readonly PricedSpan[], outlook?: Outlook) =>
  Object.fromEntries(monthFacts(recent, outlook, '2026-10-02', words).map(({ name, value }) => [name, value]));

describe('the present month', () => {
  test('is what its days have drawn and cost so far, without those of the month before', () => {
    const spans = ['2026-09-30', '2026-10-01', '2026-10-02'].map((date) =>
      spanWith(date, { BASE: 8000 }, { cost: costWith(0.5, { BASE: 1.6 }) }),
    );
    expect(facts(spans)).toEqual({ 'So far': '16.0\u00a0kWh, €4.20' });
  });

  test('is heading for what the mean day says', () => {
    const outlook = { month: '2026-10', energyWh: 248_000, energyWhByTariff: { BASE: 248_000 }, fromDays: 7 };
    expect(facts([], outlook)).toEqual({ 'End-of-month forecast': '248.0\u00a0kWh' });
    const cost = costWith(15.86, { BASE: 49.6 });
    expect(facts([], { ...outlook, cost })['End-of-month forecast']).toBe('248.0\u00a0kWh, €65.46');
  });

  test('is in Wh while it has only a few', () => {
    expect(facts([spanWith('2026-10-02', { BASE: 12 })])).toEqual({ 'So far': '12\u00a0Wh' });
    const days = ['2026-10-01', '2026-10-02'].map((date) => spanWith(date, { BASE: 900 }));
    expect(facts(days)).toEqual({ 'So far': '1.8\u00a0kWh' });
  });

  test('is unknown before anything was read', () => {
    expect(facts([])).toEqual({});
  });
});

describe('the base load', () => {
  const night = (date: string, baseW: number) => spanWith(date, { BASE: 8000 }, { baseW });

  test('is that of the night in the middle', () => {
    expect(baseLoadW([night('2026-09-01', 900), night('2026-09-02', 120), night('2026-09-03', 130)])).toBe(130);
    expect(baseLoadW([spanWith('2026-09-01', { BASE: 1 })])).toBeUndefined();
  });

  test('is told with the energy of a year, and with what that costs where there are prices', () => {
    expect(facts([night('2026-09-30', 100.4)])).toEqual({
      'Base load': '100\u00a0W',
      'Base load per year': '880\u00a0kWh',
    });
    const priced = { ...night('2026-09-30', 100), cost: costWith(0.5, { BASE: 1.6 }) };
    expect(facts([priced])['Base load per year']).toBe('877\u00a0kWh, €175');
  });

  test('is priced by what the kWh of the days have cost without the subscription', () => {
    const dear = spanWith('2026-09-01', { BASE: 1000 }, { cost: costWith(0.5, { BASE: 0.3 }) });
    const unpriced = spanWith('2026-09-02', { BASE: 1000 }, { cost: { eurosByTariff: {} } });
    expect(meanPrice([dear, unpriced])).toBeCloseTo(0.3);
    expect(meanPrice([unpriced])).toBeUndefined();
  });
});
