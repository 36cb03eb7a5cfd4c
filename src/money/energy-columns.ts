import { parisTimeOf } from '../base/paris-time.ts';
import { roundedEuros } from './euros.ts';
import type { PricedSpan } from './priced-spans.ts';

/** A column of CSV. */
export interface EnergyColumn {
  readonly title: string;
  /** The value of a span in this column; undefined if it has none. Money has two decimals. */
  readonly cell: (span: PricedSpan) => string | number | undefined;
}

/**
 * The CSV columns of days, months and years, for the command line and the settings page: the first two always, the others only if at least
 * one span has a value.
 */
export function energyColumns(spans: readonly PricedSpan[]): readonly EnergyColumn[] {
  const always: readonly EnergyColumn[] = [
    { title: 'date', cell: ({ date }) => date },
    { title: 'energy_wh', cell: ({ energyWh }) => energyWh },
  ];
  const others = [...measureColumns(spans), ...moneyColumns(spans)];
  return [...always, ...others.filter(({ cell }) => spans.some((span) => cell(span) !== undefined))];
}

/** A share with four decimals, which is precise enough to show a single minute of a day. */
export function shareOf(seen: number): number {
  return Math.round(seen * 10_000) / 10_000;
}

function measureColumns(spans: readonly PricedSpan[]): readonly EnergyColumn[] {
  return [
    ...namesIn(spans.map(({ energyWhByTariff }) => energyWhByTariff)).map((period) => ({
      title: `energy_wh ${period}`,
      cell: ({ energyWhByTariff }: PricedSpan) => energyWhByTariff[period],
    })),
    { title: 'given_wh', cell: ({ givenWh }) => givenWh },
    { title: 'unseen_wh', cell: ({ unseenWh }) => unseenWh },
    { title: 'imported_wh', cell: ({ fromFilesWh }) => fromFilesWh },
    { title: 'greatest_va', cell: ({ greatestVA }) => greatestVA },
    { title: 'greatest_at', cell: ({ greatestAtMs }) => greatestAtMs && parisTimeOf(greatestAtMs) },
    { title: 'base_w', cell: ({ baseW }) => baseW && Math.round(baseW) },
    { title: 'subscribed_va', cell: ({ subscribedVA }) => subscribedVA },
    { title: 'seen', cell: ({ seen }) => shareOf(seen) },
  ];
}

function moneyColumns(spans: readonly PricedSpan[]): readonly EnergyColumn[] {
  const euros = (amount: number | undefined) => (amount === undefined ? undefined : roundedEuros(amount).toFixed(2));
  return [
    { title: 'euros', cell: ({ cost }) => euros(cost?.euros) },
    { title: 'subscription_euros', cell: ({ cost }) => euros(cost?.subscriptionEuros) },
    ...namesIn(spans.map(({ cost }) => cost?.eurosByTariff ?? {})).map((period) => ({
      title: `euros ${period}`,
      cell: ({ cost }: PricedSpan) => euros(cost?.eurosByTariff[period]),
    })),
    { title: 'given_euros', cell: ({ cost }) => euros(cost?.givenEuros) },
  ];
}

function namesIn(amounts: readonly { readonly [period: string]: number }[]): readonly string[] {
  return [...new Set(amounts.flatMap((one) => Object.keys(one)))].toSorted();
}
