import { parisTimeOf } from '../base/paris-time.ts';
import type { MinuteSpan, Span } from '../energy/span.ts';
import type { Texts } from '../texts/texts.ts';
import { type Column, csvLines, filledColumns, tableLines } from './columns.ts';

/** A minute or an hour. */
export type ListedSpan = Omit<Span, 'by' | 'date' | 'seen'>;

/** The spans of one meter. */
export interface MeterSpans<One> {
  readonly meter: string;
  readonly spans: readonly One[];
}

/** A table of minutes or hours for people. If energy was used in several tariff periods, each period has a column. */
export function spanTable({ meter, spans }: MeterSpans<ListedSpan>, { cli, number }: Texts): readonly string[] {
  const words = cli.history;
  const va = (value: number | undefined) => value && number(value);
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : number(wh / 1000, 3));
  const periods = periodsIn(spans);
  const columns: readonly Column<ListedSpan>[] = [
    { title: meter, cell: ({ fromMs }) => parisTimeOf(fromMs).slice(0, 16).replace('T', ' ') },
    { title: words.mean, cell: ({ meanVA }) => va(meanVA) },
    { title: words.least, cell: ({ leastVA }) => va(leastVA) },
    { title: words.greatest, cell: ({ greatestVA }) => va(greatestVA) },
    { title: 'kWh', cell: ({ energyWh }) => kWh(energyWh) },
    ...(periods.length > 1 ? periods : []).map((title) => ({
      title,
      cell: ({ energyWhByTariff }: ListedSpan) => kWh(energyWhByTariff[title]),
    })),
    ...filledColumns([{ title: words.imported, cell: ({ fromFilesWh }: ListedSpan) => kWh(fromFilesWh) }], spans),
  ];
  return tableLines(columns, spans);
}

/** CSV of minutes or hours for programs: the decimal separator is a point in every language. */
export function spanCsv(chapters: readonly MeterSpans<ListedSpan>[]): readonly string[] {
  type Row = ListedSpan & { readonly meter: string };
  const rows = chapters.flatMap(({ meter, spans }) => spans.map((span): Row => ({ meter, ...span })));
  const columns: readonly Column<Row>[] = [
    { title: 'meter', cell: ({ meter }) => meter },
    { title: 'from', cell: ({ fromMs }) => parisTimeOf(fromMs) },
    { title: 'minutes', cell: ({ minutes }) => minutes },
    { title: 'mean_va', cell: ({ meanVA }) => meanVA && Math.round(meanVA * 10) / 10 },
    { title: 'least_va', cell: ({ leastVA }) => leastVA },
    { title: 'greatest_va', cell: ({ greatestVA }) => greatestVA },
    { title: 'energy_wh', cell: ({ energyWh }) => energyWh },
    ...periodsIn(rows).map((period) => ({
      title: `energy_wh ${period}`,
      cell: ({ energyWhByTariff }: Row) => energyWhByTariff[period],
    })),
    ...filledColumns([{ title: 'imported_wh', cell: ({ fromFilesWh }: Row) => fromFilesWh }], rows),
  ];
  return csvLines(columns, rows);
}

/** One object for each minute or hour, for programs. */
export function spanObjects(chapters: readonly MeterSpans<ListedSpan>[], by: MinuteSpan): readonly object[] {
  return chapters.flatMap(({ meter, spans }) =>
    spans.map(({ fromMs, minutes, meanVA, leastVA, greatestVA, energyWh, energyWhByTariff, fromFilesWh }) => ({
      meter,
      by,
      from: fromMs,
      minutes,
      meanVA,
      leastVA,
      greatestVA,
      energyWh,
      energyWhByTariff,
      importedWh: fromFilesWh,
    })),
  );
}

/** The tariff periods in which some of these spans have energy. */
export function periodsIn(spans: readonly Pick<Span, 'energyWhByTariff'>[]): readonly string[] {
  return [...new Set(spans.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)))].sort();
}
