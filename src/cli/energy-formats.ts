import { parisTimeOf } from '../paris-time.ts';
import type { Cost, EnergySpan } from '../tariff/energy-span.ts';
import { roundedEuros } from '../tariff/euros.ts';
import { type Column, csvLines, filledColumns } from './columns.ts';
import { type MeterSpans, periodsIn } from './span-formats.ts';

/** CSV of days, months or years for programs. Of the columns after the energy, those that are empty are left out. */
export function energyCsv(chapters: readonly MeterSpans<EnergySpan>[]): readonly string[] {
  const rows = chapters.flatMap(({ meter, spans }) => spans.map((span) => ({ meter, ...span })));
  const always: readonly Column<(typeof rows)[number]>[] = [
    { title: 'meter', cell: ({ meter }) => meter },
    { title: 'date', cell: ({ date }) => date },
    { title: 'energy_wh', cell: ({ energyWh }) => energyWh },
  ];
  return csvLines([...always, ...filledColumns([...measureColumns(rows), ...moneyColumns(rows)], rows)], rows);
}

function measureColumns(spans: readonly EnergySpan[]): readonly Column<EnergySpan>[] {
  return [
    ...periodsIn(spans).map((period) => ({
      title: `energy_wh ${period}`,
      cell: ({ energyWhByTariff }: EnergySpan) => energyWhByTariff[period],
    })),
    { title: 'given_wh', cell: ({ givenWh }) => givenWh },
    { title: 'unseen_wh', cell: ({ unseenWh }) => unseenWh },
    { title: 'greatest_va', cell: ({ greatestVA }) => greatestVA },
    { title: 'greatest_at', cell: ({ greatestAtMs }) => greatestAtMs && parisTimeOf(greatestAtMs) },
    { title: 'base_w', cell: ({ baseW }) => baseW && Math.round(baseW) },
    { title: 'subscribed_va', cell: ({ subscribedVA }) => subscribedVA },
    { title: 'seen', cell: ({ seen }) => shareOf(seen) },
  ];
}

function moneyColumns(spans: readonly EnergySpan[]): readonly Column<EnergySpan>[] {
  const periods = new Set(spans.flatMap(({ cost }) => Object.keys(cost?.eurosByTariff ?? {})));
  const euros = (amount: number | undefined) => (amount === undefined ? undefined : roundedEuros(amount).toFixed(2));
  return [
    { title: 'euros', cell: ({ cost }) => euros(cost?.euros) },
    { title: 'subscription_euros', cell: ({ cost }) => euros(cost?.subscriptionEuros) },
    ...[...periods].sort().map((period) => ({
      title: `euros ${period}`,
      cell: ({ cost }: EnergySpan) => euros(cost?.eurosByTariff[period]),
    })),
    { title: 'given_euros', cell: ({ cost }) => euros(cost?.givenEuros) },
  ];
}

/** One object for each day, month or year, for programs. What is unknown is absent, and money is rounded to the cent. */
export function energyObjects(chapters: readonly MeterSpans<EnergySpan>[]): readonly object[] {
  return chapters.flatMap(({ meter, spans }) => spans.map((span) => energyObject(meter, span)));
}

function energyObject(
  meter: string,
  { by, date, fromMs, greatestAtMs, baseW, seen, cost, ...counted }: EnergySpan,
): object {
  return {
    meter,
    by,
    from: fromMs,
    date,
    ...counted,
    ...(greatestAtMs !== undefined && { greatestAt: greatestAtMs }),
    ...(baseW !== undefined && { baseW: Math.round(baseW) }),
    seen: shareOf(seen),
    ...(cost && costObject(cost)),
  };
}

function costObject({ euros, subscriptionEuros, eurosByTariff, givenEuros, unpriced }: Cost): object {
  return {
    ...roundedAmounts({ euros, subscriptionEuros }),
    eurosByTariff: roundedAmounts(eurosByTariff),
    ...roundedAmounts({ givenEuros }),
    ...(unpriced && { unpriced }),
  };
}

function roundedAmounts(amounts: { readonly [name: string]: number | undefined }): { readonly [name: string]: number } {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, euros]) => (euros === undefined ? [] : [[name, roundedEuros(euros)]])),
  );
}

/** A share with four decimals, which tell a minute in a day. */
function shareOf(seen: number): number {
  return Math.round(seen * 10_000) / 10_000;
}
