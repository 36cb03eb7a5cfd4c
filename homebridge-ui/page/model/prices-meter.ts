import { CONTRACTS, contractKind, isSamePeriod, periodName } from '../../../src/reading/periods.ts';
import type { EnergySpans } from '../../../src/ui/protocol.ts';
import type { ShownMeter } from './shown-status.ts';

/** What the meter and its history show about its contract. */
export interface MeterFacts {
  /** Today's date in Paris. */
  readonly today: string;
  /** The date of the meter's first day in the journal. */
  readonly first?: string;
  /** As the meter writes it (OPTARIF or NGTF). */
  readonly contract?: string;
  readonly subscribedVA?: number;
  /** The tariff periods of the contract, or those seen in the last two years, under their canonical names. */
  readonly periods: readonly string[];
  /** Whether the meter counts exported energy. */
  readonly isProducer: boolean;
}

const [ONLY] = CONTRACTS.base.periods;
/** Only the last two years are searched, so that the periods of an earlier contract are forgotten. */
const YEARS = 2;

/**
 * What is known about a meter.
 * @param history its energy by year
 * @param status undefined while the plugin does not run
 */
export function meterFacts(history: EnergySpans, status: ShownMeter | undefined): MeterFacts {
  const { today, first, spans } = history;
  const reading = status?.lastReading;
  const contract = reading?.contract ?? history.contract;
  const subscribedVA = reading?.subscribedVA ?? history.subscribedVA;
  const years = spans.slice(-YEARS);
  const seen = [
    ...years.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)),
    ...(reading?.tariff === undefined ? [] : [reading.tariff]),
  ];
  return {
    today,
    first,
    contract,
    subscribedVA,
    periods: periodsOf(contract ?? '', seen),
    isProducer: reading?.exportedWh !== undefined || years.some(({ givenWh = 0 }) => givenWh > 0),
  };
}

/**
 * The periods of the contract come first. If the contract has none or is unknown, those that were seen; if there are none, a single one.
 */
function periodsOf(contract: string, seen: readonly string[]): readonly string[] {
  const kind = contractKind(contract);
  const known: readonly string[] = kind === undefined ? [] : CONTRACTS[kind].periods;
  const named = seen.map(periodName).filter((name) => known.length === 0 || name !== ONLY);
  const all = [...known, ...named];
  const periods = all.filter((name, at) => all.findIndex((one) => isSamePeriod(one, name)) === at);
  return periods.length > 0 ? periods : [ONLY];
}
