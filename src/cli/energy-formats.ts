import type { Cost } from '../money/cost.ts';
import { energyColumns, shareOf } from '../money/energy-columns.ts';
import { roundedEuros } from '../money/euros.ts';
import type { PricedSpan } from '../money/priced-spans.ts';
import { type Column, csvLines } from './columns.ts';
import type { MeterSpans } from './span-formats.ts';

/** CSV of days, months or years for programs. */
export function energyCsv(chapters: readonly MeterSpans<PricedSpan>[]): readonly string[] {
  const rows = chapters.flatMap(({ meter, spans }) => spans.map((span) => ({ meter, ...span })));
  const meterColumn: Column<(typeof rows)[number]> = { title: 'meter', cell: ({ meter }) => meter };
  return csvLines([meterColumn, ...energyColumns(rows)], rows);
}

/** One object for each day, month or year, for programs. Unknown values are absent, and money is rounded to the cent. */
export function energyObjects(chapters: readonly MeterSpans<PricedSpan>[]): readonly object[] {
  return chapters.flatMap(({ meter, spans }) => spans.map((span) => energyObject(meter, span)));
}

function energyObject(
  meter: string,
  {
    by,
    date,
    fromMs,
    fromFilesWh,
    greatestAtMs,
    baseW,
    seen,
    powerSeen: _,
    powerDays: __,
    cost,
    ...counted
  }: PricedSpan,
): object {
  return {
    meter,
    by,
    from: fromMs,
    date,
    ...counted,
    importedWh: fromFilesWh,
    greatestAt: greatestAtMs,
    baseW: baseW && Math.round(baseW),
    seen: shareOf(seen),
    ...(cost && costObject(cost)),
  };
}

function costObject({ euros, subscriptionEuros, eurosByTariff, givenEuros, unpriced }: Cost): object {
  return {
    ...roundedAmounts({ euros, subscriptionEuros }),
    eurosByTariff: roundedAmounts(eurosByTariff),
    ...roundedAmounts({ givenEuros }),
    unpriced,
  };
}

function roundedAmounts(amounts: { readonly [name: string]: number | undefined }): { readonly [name: string]: number } {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, euros]) => (euros === undefined ? [] : [[name, roundedEuros(euros)]])),
  );
}
