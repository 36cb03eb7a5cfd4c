import { CONTRACTS, contractKind, isSamePeriod, periodName } from '../../../src/periods.ts';
import type { EnergySpans } from '../../../src/ui/protocol.ts';
import type { ShownMeter } from './shown-status.ts';

/** What the meter and its history tell of its contract. */
export interface MeterFacts {
  /** The date of today in Paris. */
  readonly today: string;
  /** The date of its first day in the journal. */
  readonly first?: string;
  /** As the meter writes it (OPTARIF or NGTF). */
  readonly contract?: string;
  readonly subscribedVA?: number;
  /** The tariff periods that its contract has, or that were seen in the last two years, under their canonical names. */
  readonly periods: readonly string[];
  /** Whether it counts what is given to the grid. */
  readonly isProducer: boolean;
}

const [ONLY] = CONTRACTS.base.periods;
/** Periods of an earlier contract are forgotten with the years before the last two. */
const YEARS = 2;

/**
 * What is known of a meter.
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
    ...(first !== undefined && { first }),
    ...(contract !== undefined && { contract }),
    ...(subscribedVA !== undefined && { subscribedVA }),
    periods: periodsOf(contract ?? '', seen),
    isProducer: reading?.exportedWh !== undefined || years.some(({ givenWh = 0 }) => givenWh > 0),
  };
}

/** The periods of the contract first. Without a contract that has any, those that were seen; without these, a single one. */
function periodsOf(contract: string, seen: readonly string[]): readonly string[] {
  const kind = contractKind(contract);
  const known: readonly string[] = kind === undefined ? [] : CONTRACTS[kind].periods;
  const named = seen.map(periodName).filter((name) => known.length === 0 || name !== ONLY);
  const all = [...known, ...named];
  const periods = all.filter((name, at) => all.findIndex((one) => isSamePeriod(one, name)) === at);
  return periods.length > 0 ? periods : [ONLY];
}
