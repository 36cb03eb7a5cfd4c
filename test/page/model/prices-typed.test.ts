import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eurosAKWhIn, eurosAMonthIn } from '../../../homebridge-ui/page/model/prices-typed.ts';

test.each([
  ['0.2142', 0.2142],
  ['0,2142', 0.2142],
  [' 0,2142 € ', 0.2142],
  ['0,2142\u00a0€/kWh', 0.2142],
  ['0,21420 € TTC / kWh', 0.2142],
  ['€0.2142', 0.2142],
  ['0.2142 EUR per kWh', 0.2142],
  ['21,42 c€', 0.2142],
  ['21,42 cts', 0.2142],
  ['21,42 cts€/kWh TTC', 0.2142],
  ['21.42 cents', 0.2142],
  ['21,42 centimes par kWh', 0.2142],
  ['21,42', 0.2142],
  ['4', 0.04],
  ['0,4 ct', 0.004],
  ['214,2 €/MWh', 0.2142],
  [',2142', 0.2142],
  ['0', 0],
  ['2', 2],
  ['21,42 €', 21.42],
])('the price of a kWh “%s” is %d €', (typed, euros) => {
  expect(eurosAKWhIn(typed)).toBe(euros);
});

test.each([
  ['15,86', 15.86],
  ['15.86 €/mois', 15.86],
  ['15,86 € par mois', 15.86],
  ['€15.86 per month', 15.86],
  ['1586 cts', 15.86],
  ['190,32 €/an', 15.86],
  ['190.32 € per year TTC', 15.86],
  ['235,90 €/an', 19.6583333],
  ['1 234,5', 1234.5],
])('the subscription “%s” is %d € a month', (typed, euros) => {
  expect(eurosAMonthIn(typed)).toBe(euros);
});

test.each(['', ' ', 'dear', '-0,2', '0,21,42', '1.234,56', '0,2142 $', '0,2142 €/an', '12 kWh', '1e3', '0.2142 € HT'])(
  'the price of a kWh “%s” is not understood',
  (typed) => {
    expect(eurosAKWhIn(typed)).toBeUndefined();
  },
);

test.each(['15,86 €/kWh', '0,52 €/jour', '15 86 x'])('the subscription “%s” is not understood', (typed) => {
  expect(eurosAMonthIn(typed)).toBeUndefined();
});

test('any price in euros is understood as it is, with a comma or a point, in euros or in cents', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (tenThousandths) => {
      const euros = tenThousandths / 10_000;
      expect(eurosAKWhIn(`${euros} €`)).toBe(euros);
      expect(eurosAKWhIn(String(euros).replace('.', ','))).toBe(euros);
      expect(eurosAKWhIn(`${(tenThousandths / 100).toFixed(2)} c€/kWh`)).toBe(euros);
    }),
  );
});
