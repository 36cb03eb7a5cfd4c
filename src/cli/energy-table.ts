import { parisTimeOf } from '../base/paris-time.ts';
import { greatestOf } from '../energy/spans.ts';
import { sumOfField, sumOfWhByName } from '../energy/watt-hours.ts';
import type { Cost } from '../money/cost.ts';
import { roundedEuros } from '../money/euros.ts';
import type { PricedSpan } from '../money/priced-spans.ts';
import type { Texts } from '../texts/texts.ts';
import { type Column, filledColumns, tableLines } from './columns.ts';
import { type MeterSpans, periodsIn } from './span-formats.ts';

type Money = Pick<Cost, 'euros' | 'subscriptionEuros' | 'givenEuros'>;
type Counted = Pick<
  PricedSpan,
  'energyWh' | 'energyWhByTariff' | 'givenWh' | 'unseenWh' | 'fromFilesWh' | 'greatestVA' | 'greatestAtMs'
>;

/** A row of the table: a span, or the total of all. */
interface Row extends Counted {
  readonly when: string;
  /** When the greatest power occurred, as precisely as the row needs it. */
  readonly greatestAt?: string;
  readonly cost?: Money;
}

/**
 * A table of days, months or years for people, with a total. If energy was used in several tariff periods, each period has a column. A
 * column without content in any span is left out.
 */
export function energyTable({ meter, spans }: MeterSpans<PricedSpan>, { cli, number }: Texts): readonly string[] {
  const words = cli.history;
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : number(wh / 1000, 3));
  const euros = (amount: number | undefined) => (amount === undefined ? undefined : number(roundedEuros(amount), 2));
  const periods = periodsIn(spans);
  const rows = [...spans.map(rowOf), { when: words.total, ...totalOf(spans) }];
  const always: readonly Column<Row>[] = [
    { title: meter, cell: ({ when }) => when },
    { title: 'kWh', cell: ({ energyWh }) => kWh(energyWh) },
  ];
  const others: readonly Column<Row>[] = [
    ...(periods.length > 1 ? periods : []).map((title) => ({
      title,
      cell: ({ energyWhByTariff }: Row) => kWh(energyWhByTariff[title]),
    })),
    { title: words.unseen, cell: ({ unseenWh }) => kWh(unseenWh) },
    { title: words.imported, cell: ({ fromFilesWh }) => kWh(fromFilesWh) },
    { title: words.given, cell: ({ givenWh }) => kWh(givenWh) },
    { title: words.greatest, cell: ({ greatestVA }) => (greatestVA === undefined ? undefined : number(greatestVA)) },
    { title: words.greatestAt, cell: ({ greatestAt }) => greatestAt },
    { title: '€', cell: ({ cost }) => euros(cost?.euros) },
    { title: words.subscription, cell: ({ cost }) => euros(cost?.subscriptionEuros) },
    { title: words.givenEuros, cell: ({ cost }) => euros(cost?.givenEuros) },
  ];
  return tableLines([...always, ...filledColumns(others, rows)], rows);
}

function rowOf(span: PricedSpan): Row {
  const { by, date, greatestAtMs } = span;
  if (greatestAtMs === undefined) return { ...span, when: date };
  const at = minuteOf(greatestAtMs);
  return { ...span, when: date, greatestAt: by === 'day' ? at.slice(11) : at };
}

/** Energy that is unknown in a span is not in the total: what the meter counted meanwhile is in a later span. */
function totalOf(spans: readonly PricedSpan[]): Omit<Row, 'when'> {
  const greatest = greatestOf(spans);
  return {
    ...sumOfField(spans, 'energyWh'),
    ...sumOfField(spans, 'unseenWh'),
    ...sumOfField(spans, 'fromFilesWh'),
    ...sumOfField(spans, 'givenWh'),
    energyWhByTariff: sumOfWhByName(spans.map(({ energyWhByTariff }) => energyWhByTariff)),
    greatestVA: greatest?.greatestVA,
    ...(greatest?.greatestAtMs !== undefined && { greatestAt: minuteOf(greatest.greatestAtMs) }),
    cost: totalMoney(spans),
  };
}

/** An amount that is unknown in one span is unknown in the total. */
function totalMoney(spans: readonly PricedSpan[]): Money {
  const giving = spans.filter(({ givenWh }) => givenWh !== undefined);
  return {
    ...sumOfAll(spans, 'euros'),
    ...sumOfAll(spans, 'subscriptionEuros'),
    ...sumOfAll(giving, 'givenEuros'),
  };
}

function sumOfAll<K extends keyof Money>(spans: readonly PricedSpan[], key: K): { readonly [k in K]?: number } {
  const known = spans.flatMap(({ cost }) => cost?.[key] ?? []);
  if (known.length === 0 || known.length < spans.length) return {};
  const total = known.reduce((sum, euros) => sum + euros, 0);
  return { [key]: total } as { readonly [k in K]: number };
}

/** A moment in Paris, to the minute: `2026-08-14 19:31`. */
function minuteOf(ms: number): string {
  return parisTimeOf(ms).slice(0, 16).replace('T', ' ');
}
