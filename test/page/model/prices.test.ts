import { describe, expect, test } from 'vitest';
import type { ConfigBlock } from '../../../homebridge-ui/page/model/config-block.ts';
import { pricesTyped } from '../../../homebridge-ui/page/model/config-block.ts';
import {
  canHaveHours,
  differInHours,
  priceLinesOf,
  withLine,
  withNewLine,
  withNewPeriod,
  withoutLine,
  withoutPeriod,
  withPeriod,
  withSameHours,
  withTakenLines,
} from '../../../homebridge-ui/page/model/prices.ts';

const OLD = { from: '2026-02-01', subscription: 15.65, periods: [{ name: 'HP', price: 0.2065 }] };
const NEW = {
  ...{ from: '2026-08-01', subscription: 15.86, given: 0.04, note: 'mine' },
  periods: [
    { name: 'HP', price: 0.2142 },
    { name: 'HC', price: 0.1589, hours: '22:30-06:30' },
  ],
};
const block: ConfigBlock = { meters: [{ port: 'demo' }, { port: '/dev/ttyUSB0', name: 'Grange', prices: [OLD, NEW] }] };

describe('the price lines of a meter', () => {
  test('come newest first, those without a date first of all, each with its index in the settings', () => {
    const lines = priceLinesOf(withNewLine(block, 1, '', ['BASE']), 1);
    expect(lines.map(({ from, index }) => [from, index])).toEqual([
      ['', 2],
      ['2026-08-01', 1],
      ['2026-02-01', 0],
    ]);
  });

  test.each([undefined, null, 7, 'x', [null], [7]])('are empty fields where the settings have %j', (prices) => {
    const lines = priceLinesOf({ meters: [{ prices }] }, 0);
    expect(lines).toEqual(Array.isArray(prices) ? [{ index: 0, from: '', periods: [] }] : []);
  });

  test('of a meter that is not there are none', () => {
    expect(priceLinesOf({}, 0)).toEqual([]);
    expect(pricesTyped({}, 3)).toBeUndefined();
  });
});

describe('an edit', () => {
  test.each<[string, ConfigBlock, unknown]>([
    ['of a date', withLine(block, 1, 0, { from: '2026-02-02' }), [{ ...OLD, from: '2026-02-02' }, NEW]],
    ['of a subscription', withLine(block, 1, 1, { subscription: 16 }), [OLD, { ...NEW, subscription: 16 }]],
    [
      'of a price',
      withPeriod(block, 1, [0, 0], { price: 'x' }),
      [{ ...OLD, periods: [{ name: 'HP', price: 'x' }] }, NEW],
    ],
    [
      'of a name',
      withPeriod(block, 1, [0, 0], { name: 'BASE' }),
      [{ ...OLD, periods: [{ name: 'BASE', price: 0.2065 }] }, NEW],
    ],
    [
      'that empties a price',
      withPeriod(block, 1, [0, 0], { price: undefined }),
      [{ ...OLD, periods: [{ name: 'HP' }] }, NEW],
    ],
    [
      'that adds a period',
      withNewPeriod(block, 1, 0, 'HC'),
      [{ ...OLD, periods: [...OLD.periods, { name: 'HC' }] }, NEW],
    ],
    ['that removes a period', withoutPeriod(block, 1, [1, 0]), [OLD, { ...NEW, periods: NEW.periods.slice(1) }]],
    ['that removes a line', withoutLine(block, 1, 0), [NEW]],
  ])('%s changes nothing else', (_, edited, prices) => {
    expect(edited).toEqual({ meters: [{ port: 'demo' }, { port: '/dev/ttyUSB0', name: 'Grange', prices }] });
  });

  test('that empties what a producer gets removes the field', () => {
    const [, line] = pricesTyped(withLine(block, 1, 1, { given: undefined }), 1) as readonly object[];
    expect(line).not.toHaveProperty('given');
  });

  test('that removes the last line leaves no prices', () => {
    const emptied = withoutLine(withoutLine(block, 1, 0), 1, 0);
    expect(JSON.parse(JSON.stringify(emptied))).toEqual({
      meters: [{ port: 'demo' }, { port: '/dev/ttyUSB0', name: 'Grange' }],
    });
  });
});

describe('a new line', () => {
  test('is a copy of the newest one, with all its fields', () => {
    expect(pricesTyped(withNewLine(block, 1, '2027-02-01', ['BASE']), 1)).toEqual([
      OLD,
      NEW,
      { ...NEW, from: '2027-02-01' },
    ]);
  });

  test('has the periods of the meter, without prices, when it is the first', () => {
    expect(pricesTyped(withNewLine(block, 0, '2026-08-01', ['HP', 'HC']), 0)).toEqual([
      { from: '2026-08-01', periods: [{ name: 'HP' }, { name: 'HC' }] },
    ]);
  });
});

test('lines that are taken stand among the others by their dates, and replace those of the same date only, but for what a producer gets', () => {
  const taken = [
    { from: '2025-08-01', subscription: 15.74, periods: [] },
    { from: '2026-08-01', subscription: 15.86, given: undefined, periods: [] },
  ];
  expect(pricesTyped(withTakenLines(block, 1, taken), 1)).toEqual([taken[0], OLD, { ...taken[1], given: 0.04 }]);
});

describe('the hours of a period', () => {
  const linesOf = (edited: ConfigBlock) => pricesTyped(edited, 1);

  test('stay when its price is replaced by another one of the same date or of a later one', () => {
    const periods = [
      { name: 'HP', price: 0.3 },
      { name: 'HC', price: 0.2 },
    ];
    const taken = ['2026-02-01', '2026-08-01', '2027-02-01'].map((from) => ({ from, subscription: 1, periods }));
    const hoursIn = priceLinesOf(withTakenLines(block, 1, taken), 1).map((line) =>
      line.periods.map(({ hours }) => hours),
    );
    expect(hoursIn).toEqual([
      [undefined, '22:30-06:30'],
      [undefined, '22:30-06:30'],
      [undefined, undefined],
    ]);
  });

  test('are copied to the periods of the same name, and to no others', () => {
    const old = { ...OLD, periods: [...OLD.periods, { name: 'HC..', price: 0.1579 }] };
    const both: ConfigBlock = { meters: [{}, { prices: [old, NEW] }] };
    expect(differInHours(both, 1, 1)).toBe(true);
    expect(linesOf(withSameHours(both, 1, 1))).toEqual([
      { ...old, periods: [old.periods[0], { name: 'HC..', price: 0.1579, hours: '22:30-06:30' }] },
      NEW,
    ]);
    expect(differInHours(withSameHours(both, 1, 1), 1, 1)).toBe(false);
    expect(differInHours(both, 1, 0)).toBe(false);
  });

  test.each([
    [{ name: 'HC' }, false, true],
    [{ name: 'WEEK-END' }, false, true],
    [{ name: 'BASE' }, true, false],
    [{ name: 'BASE', hours: '00:00-00:00' }, true, true],
    [{ name: 'HPJR' }, false, false],
    [{ name: 'PM' }, false, false],
  ])('%j, the only one: %j, may have some: %j', (period, isOnly, may) => {
    expect(canHaveHours(period, isOnly)).toBe(may);
  });
});
