import { periodName } from '../../../src/reading/periods.ts';
import type { PageWords } from './page-words.ts';
import type { PriceLine } from './prices.ts';
import { tariffsOf } from './tariff-names.ts';

/** Prices of a kWh have at least four decimals, as on bills, and subscriptions two. */
const DIGITS = { kWh: 4, month: 2 } as const;
const MOST_DIGITS = 7;

/** What an amount of money is per: a kWh, or a month. */
export type PriceUnit = keyof typeof DIGITS;

/** `€0.2142/kWh`, with as many decimals as the amount has. */
export function priceText(euros: number, unit: PriceUnit, words: PageWords): string {
  return words.texts.prices.per[unit](words.euros(euros, digitsOf(euros, unit)));
}

/** The amount as shown in its field: a number in the format of the language, and any other text as it was typed. */
export function amountText(value: unknown, unit: PriceUnit, words: PageWords): string {
  if (typeof value === 'number') return words.count(value, digitsOf(value, unit));
  return typeof value === 'string' ? value : '';
}

/** A line in one sentence: `€15.86/month · Peak €0.2142/kWh · Off-peak €0.1589/kWh`. Values that are not numbers are left out. */
export function lineSummary({ subscription, periods }: PriceLine, words: PageWords): string {
  const tariffs = tariffsOf(
    periods.map(({ name }) => periodName(name)),
    words.texts,
  );
  const prices = periods.flatMap(({ name, price }) => {
    const label = periods.length > 1 ? `${tariffs.get(periodName(name))?.name} ` : '';
    return typeof price === 'number' ? `${label}${priceText(price, 'kWh', words)}` : [];
  });
  return [...(typeof subscription === 'number' ? [priceText(subscription, 'month', words)] : []), ...prices].join(
    ' · ',
  );
}

function digitsOf(value: number, unit: PriceUnit): number {
  const decimals = value.toFixed(MOST_DIGITS).replace(/0+$/, '').split('.')[1]?.length ?? 0;
  return Math.max(DIGITS[unit], decimals);
}
