import { readConfig } from '../config/read-config.ts';
import type { Price } from '../money/price.ts';

/** The prices that stand in a form, as far as they are right. What is wrong in them is shown in the form. @param typed unchecked */
export function typedPrices(typed: unknown): readonly Price[] {
  return readConfig({ meters: [{ port: 'demo', prices: typed }] }).config.meters[0]?.prices ?? [];
}
