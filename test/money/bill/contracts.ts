import type { Price } from '../../../src/money/price.ts';
import { proposalFor } from '../../../src/money/proposal.ts';
import type { Tariff } from './independent/bill.ts';
import { type RegulatedContract, regulated } from './independent/price-table.ts';

/** A contract at the regulated tariff, with its name on the meter, until another one follows. */
interface RegulatedStay extends RegulatedContract {
  readonly written: string;
  readonly until?: string;
}

/** What a household pays: prices from its own bills, then the regulated tariff. */
interface Contracts {
  readonly own: readonly Tariff[];
  readonly regulated: readonly RegulatedStay[];
}

const CONTRACTS: { readonly [meter: string]: Contracts } = {
  maison: {
    own: [
      { from: '2022-01-01', subscription: '11.47', periods: { BASE: '0.1740' } },
      { from: '2022-05-17', subscription: '11.9', periods: { BASE: '0.18083' } },
    ],
    regulated: [
      { from: '2023-02-01', until: '2023-06-15', option: 'base', kVA: 6, written: 'BASE' },
      { from: '2023-06-15', until: '2025-09-01', option: 'hphc', kVA: 9, written: 'HC..' },
      { from: '2025-09-01', option: 'tempo', kVA: 9, written: 'TEMPO' },
    ],
  },
  atelier: { own: [], regulated: [{ from: '2023-09-01', option: 'tempo', kVA: 12, written: 'BBR(' }] },
  ferme: {
    own: [
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
    regulated: [],
  },
};

/** The prices of a meter for the other program, which has its own copy of the regulated ones. */
export function tariffsOf(meter: string): readonly Tariff[] {
  const { own = [], regulated: stays = [] } = CONTRACTS[meter] ?? {};
  return [...own, ...stays.flatMap((stay) => regulated(stay, stay.until))];
}

/** The prices of a meter in the settings of the product: typed in, or copied from the product's proposal. */
export function pricesOf(meter: string): readonly Price[] {
  const { own = [], regulated: stays = [] } = CONTRACTS[meter] ?? {};
  return [...typed(own), ...stays.flatMap(proposed)];
}

/** Prices as a household types them into the settings. */
export function typed(tariffs: readonly Tariff[]): readonly Price[] {
  return tariffs.map(({ from, subscription, given, periods }) => ({
    from,
    subscription: Number(subscription),
    ...(given !== undefined && { given: Number(given) }),
    periods: Object.entries(periods).map(([name, price]) => ({ name, price: Number(price) })),
  }));
}

function proposed({ from, until = '9999', kVA, written }: RegulatedStay): readonly Price[] {
  const proposal = proposalFor({ contract: written, subscribedVA: kVA * 1_000 }, from);
  if (proposal.kind !== 'prices') throw new Error(`${written} with ${kVA} kVA: ${proposal.kind}`);
  const prices = proposal.prices.map(({ price }) => (price.from < from ? { ...price, from } : price));
  return prices.filter((price) => price.from < until);
}
