import { expect, test } from 'vitest';
import { withoutPrm } from '../../src/base/masked-numbers.ts';

test.each([
  ['Enedis_Conso_Heure_20250106-20260824_12345678901234.csv', 'Enedis_Conso_Heure_20250106-20260824_…1234.csv'],
  ['12345678901234 and 23456789012345', '…1234 and …2345'],
  ['curve.csv', 'curve.csv'],
  ['123456789012345.csv', '123456789012345.csv'],
])('of the number of a supply point the last four digits are left: %s', (text, shown) => {
  expect(withoutPrm(text)).toBe(shown);
});
