import { readConfig } from '../config/read-config.ts';
import type { Price } from '../money/price.ts';

/**
 * The valid prices in a form. The form itself shows what is wrong with the others.
 * @param typed unchecked
 */
export function typedPrices(typed: unknown): readonly Price[] {
  return readConfig({ meters: [{ port: 'demo', prices: typed }] }).config.meters[0]?.prices ?? [];
}
