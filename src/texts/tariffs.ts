import { type ContractKind, contractKind, knownName, type PeriodName } from '../reading/periods.ts';

/** The names that a language has for the contracts and the tariff periods of the table, as they stand within a sentence. */
export interface TariffTexts {
  readonly contracts: { readonly [kind in ContractKind]: string };
  readonly periods: { readonly [name in PeriodName]: string };
  /** The seasons of a contract's off-peak hours, with their dates. */
  readonly seasons: { readonly summer: string; readonly winter: string };
}

/** As `Season` of the Reading. */
export type SeasonName = keyof TariffTexts['seasons'];

/** The name of the contract that OPTARIF or NGTF gives; undefined for a supplier's own name. */
export function contractNameIn({ contracts }: TariffTexts, written: string): string | undefined {
  const kind = contractKind(written);
  return kind && contracts[kind];
}

/** The name of a tariff period, however it is written; undefined for a supplier's own. */
export function periodNameIn({ periods }: TariffTexts, written: string): string | undefined {
  const name = knownName(written);
  return name && periods[name];
}
