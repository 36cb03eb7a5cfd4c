import type { Price } from '../../../src/money/price.ts';
import { type RegulatedOption, regulatedPrices } from '../../../src/money/regulated-tariffs.ts';
import type { Tariff } from '../bill/independent/bill.ts';
import type { OwnLine } from './independent/offers.ts';

/** The newest regulated prices of an option; undefined where it is not sold with a subscribed power. */
export function newestTariff(option: RegulatedOption, kVA: number): Tariff | undefined {
  const price = regulatedPrices(option, kVA).at(-1)?.price;
  return (
    price && {
      from: price.from,
      subscription: String(price.subscription),
      periods: Object.fromEntries(price.periods.map(({ name, price }) => [name, String(price)])),
    }
  );
}

/** A price line as a household types it, and for the independent calculation. */
export interface OwnPrices {
  readonly typed: Price;
  readonly line: OwnLine;
}

/** @param names what the household calls the periods, by their names here */
export function ownPrices(
  subscription: string,
  periods: OwnLine['periods'],
  hours: OwnLine['hours'] = {},
  names: { readonly [period: string]: string } = {},
): OwnPrices {
  return {
    line: { subscription, periods, hours: Object.fromEntries(Object.keys(periods).map((name) => [name, hours[name]])) },
    typed: {
      from: '2026-08-01',
      subscription: Number(subscription),
      periods: Object.entries(periods).map(([name, price]) => ({
        name: names[name] ?? name,
        price: Number(price),
        ...(hours[name] !== undefined && { hours: hours[name] }),
      })),
    },
  };
}
