import type { SpanSum } from '../journal/span-sums.ts';
import { parisTimeOf } from '../paris-time.ts';
import type { Texts } from '../texts/texts.ts';
import { type Column, csvLines, tableLines } from './columns.ts';

/** The spans of one meter. */
export interface MeterSpans<Span> {
  readonly meter: string;
  readonly spans: readonly Span[];
}

/** A table of minutes or hours for people. Where energy was used in several tariff periods, each period has a column. */
export function spanTable({ meter, spans }: MeterSpans<SpanSum>, { cli, number }: Texts): readonly string[] {
  const words = cli.history;
  const va = (value: number | undefined) => value && number(value);
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : number(wh / 1000, 3));
  const periods = periodsIn(spans);
  const columns: readonly Column<SpanSum>[] = [
    { title: meter, cell: ({ fromMs }) => parisTimeOf(fromMs).slice(0, 16).replace('T', ' ') },
    { title: words.mean, cell: ({ meanVA }) => va(meanVA) },
    { title: words.least, cell: ({ leastVA }) => va(leastVA) },
    { title: words.greatest, cell: ({ greatestVA }) => va(greatestVA) },
    { title: 'kWh', cell: ({ energyWh }) => kWh(energyWh) },
    ...(periods.length > 1 ? periods : []).map((title) => ({
      title,
      cell: ({ energyWhByTariff }: SpanSum) => kWh(energyWhByTariff[title]),
    })),
  ];
  return tableLines(columns, spans);
}

/** CSV of minutes or hours for programs: the decimal point is a point in every language. */
export function spanCsv(chapters: readonly MeterSpans<SpanSum>[]): readonly string[] {
  type Row = SpanSum & { readonly meter: string };
  const columns: readonly Column<Row>[] = [
    { title: 'meter', cell: ({ meter }) => meter },
    { title: 'from', cell: ({ fromMs }) => parisTimeOf(fromMs) },
    { title: 'minutes', cell: ({ minutes }) => minutes },
    { title: 'mean_va', cell: ({ meanVA }) => meanVA && Math.round(meanVA * 10) / 10 },
    { title: 'least_va', cell: ({ leastVA }) => leastVA },
    { title: 'greatest_va', cell: ({ greatestVA }) => greatestVA },
    { title: 'energy_wh', cell: ({ energyWh }) => energyWh },
    ...periodsIn(chapters.flatMap(({ spans }) => spans)).map((period) => ({
      title: `energy_wh ${period}`,
      cell: ({ energyWhByTariff }: Row) => energyWhByTariff[period],
    })),
  ];
  return csvLines(
    columns,
    chapters.flatMap(({ meter, spans }) => spans.map((span) => ({ meter, ...span }))),
  );
}

/** One object for each minute or hour, for programs. */
export function spanObjects(chapters: readonly MeterSpans<SpanSum>[], by: 'minute' | 'hour'): readonly object[] {
  return chapters.flatMap(({ meter, spans }) =>
    spans.map(({ fromMs, ...span }) => ({ meter, by, from: fromMs, ...span })),
  );
}

/** The tariff periods in which some of these spans have energy. */
export function periodsIn(spans: readonly Pick<SpanSum, 'energyWhByTariff'>[]): readonly string[] {
  return [...new Set(spans.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)))].sort();
}
