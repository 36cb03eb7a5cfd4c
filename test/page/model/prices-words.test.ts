import { expect, test } from 'vitest';
import { amountText, lineSummary, priceText } from '../../../homebridge-ui/page/model/prices-words.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const en = pageWordsIn('en', ['en-GB']);
const fr = pageWordsIn('fr', ['fr-FR']);

test('a price has four decimals for a kWh and two for a month, or as many as it needs', () => {
  expect(priceText(0.2142, 'kWh', en)).toBe('€0.2142 per kWh');
  expect(priceText(0.2, 'kWh', fr)).toBe('0,2000\u00a0€ le kWh');
  expect(priceText(0.21425, 'kWh', fr)).toBe('0,21425\u00a0€ le kWh');
  expect(priceText(15.9, 'month', en)).toBe('€15.90 per month');
  expect(priceText(19.6583333, 'month', fr)).toBe('19,6583333\u00a0€ par mois');
});

test('a field has the number as the language writes it, and any text as it was typed', () => {
  expect(amountText(0.2142, 'kWh', fr)).toBe('0,2142');
  expect(amountText(16, 'month', en)).toBe('16.00');
  expect(amountText('cher', 'kWh', fr)).toBe('cher');
  expect([undefined, null, {}].map((value) => amountText(value, 'kWh', en))).toEqual(['', '', '']);
});

test('a line is summed up, without what is not a number', () => {
  const periods = [
    { name: 'HP..', price: 0.2142 },
    { name: 'HC', price: 0.1589 },
  ];
  const line = { index: 0, from: '2026-08-01', subscription: 15.86, periods };
  expect(lineSummary(line, en)).toBe('€15.86 per month · Peak hours €0.2142 per kWh · Off-peak hours €0.1589 per kWh');
  expect(lineSummary({ ...line, subscription: 'x', periods: periods.slice(1) }, en)).toBe('€0.1589 per kWh');
  expect(lineSummary({ ...line, subscription: undefined, periods: [] }, en)).toBe('');
});
