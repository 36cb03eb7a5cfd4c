import { readFileSync } from 'node:fs';
import type { Tariff } from './bill.ts';

/** A contract at the regulated tariff, from a date on. */
export interface RegulatedContract {
  readonly from: string;
  readonly option: 'base' | 'hphc' | 'tempo';
  readonly kVA: number;
}

const ROWS = readFileSync(new URL('price-table.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split(';'));

/** The prices of a contract until a date, from its first day on. */
export function regulated({ from, option, kVA }: RegulatedContract, until = '9999-12-31'): readonly Tariff[] {
  const rows = ROWS.filter(([since = '', name, power]) => name === option && power === String(kVA) && since < until);
  const holding = rows.filter(([since = '']) => since <= from).length - 1;
  return rows.slice(holding).map(([since = '', , , subscription = '', prices = '']) => ({
    from: since < from ? from : since,
    subscription,
    periods: Object.fromEntries(prices.split(',').map(priceIn)),
  }));
}

/** `HP 22.28`, in cents with two decimals, as a name and euros. */
function priceIn(text: string): readonly [string, string] {
  const [name = '', cents = ''] = text.split(' ');
  const digits = cents.replace('.', '').padStart(5, '0');
  return [name, `${digits.slice(0, -4)}.${digits.slice(-4)}`];
}
