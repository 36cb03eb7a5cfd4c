import type { Price } from '../../../src/tariff/price.ts';
import type { Tariff } from './independent/bill.ts';
import { regulated } from './independent/price-table.ts';

/** What the household of each meter pays: until February 2023, and for a supplier's own contract, from its own bills. */
export const TARIFFS: { readonly [meter: string]: readonly Tariff[] } = {
  maison: [
    { from: '2022-01-01', subscription: '11.47', periods: { BASE: '0.1740' } },
    { from: '2022-05-17', subscription: '11.9', periods: { BASE: '0.18083' } },
    ...regulated({ from: '2023-02-01', option: 'base', kVA: 6 }, '2023-06-15'),
    ...regulated({ from: '2023-06-15', option: 'hphc', kVA: 9 }, '2025-09-01'),
    ...regulated({ from: '2025-09-01', option: 'tempo', kVA: 9 }),
  ],
  atelier: regulated({ from: '2023-09-01', option: 'tempo', kVA: 12 }),
  ferme: [
    {
      from: '2024-12-30',
      subscription: '16.505',
      given: '0.1276',
      periods: { HP: '0.2068', HC: '0.1610', 'HEURE NUIT': '0.1234567' },
    },
    {
      from: '2025-08-01',
      subscription: '17.4',
      given: '0.04',
      periods: { HP: '0.2111', HC: '0.1649', 'HEURE NUIT': '0.1199' },
    },
    {
      from: '2026-03-17',
      subscription: '17.4',
      given: '0.04',
      periods: { HP: '0.2099', HC: '0.1601', 'HEURE NUIT': '0.1149' },
    },
  ],
};

/** The same as a household types it into the settings. */
export function typed(tariffs: readonly Tariff[]): readonly Price[] {
  return tariffs.map(({ from, subscription, given, periods }) => ({
    from,
    subscription: Number(subscription),
    ...(given !== undefined && { given: Number(given) }),
    periods: Object.entries(periods).map(([name, price]) => ({ name, price: Number(price) })),
  }));
}
