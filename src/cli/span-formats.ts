import type { SpanLength, SpanSum } from '../journal/span-sums.ts';
import type { Texts } from '../texts/texts.ts';

/** The spans of one meter. */
export interface MeterSpans {
  readonly meter: string;
  readonly spans: readonly SpanSum[];
}

/** A table for people. Where energy was used in several tariff periods, each period has a column. */
export function spanTable({ meter, spans }: MeterSpans, length: SpanLength, { cli, number }: Texts): readonly string[] {
  const words = cli.history;
  const kWh = (wh: number | undefined) => (wh === undefined ? '' : number(wh / 1000, 3));
  const tariffs = tariffsIn(spans);
  const head = [meter, words.mean, words.least, words.greatest, 'kWh', ...(tariffs.length > 1 ? tariffs : [])];
  const rows = spans.map((span) => [
    whenOf(span.fromMs, length),
    ...[span.meanVA, span.leastVA, span.greatestVA].map((va) => (va === undefined ? '' : number(va))),
    kWh(span.energyWh),
    ...(tariffs.length > 1 ? tariffs.map((tariff) => kWh(span.energyWhByTariff[tariff])) : []),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** CSV for programs (RFC 4180): the decimal point is a point in every language. */
export function spanCsv(chapters: readonly MeterSpans[]): readonly string[] {
  const tariffs = tariffsIn(chapters.flatMap(({ spans }) => spans));
  const head = ['meter', 'from', 'minutes', 'mean_va', 'least_va', 'greatest_va', 'energy_wh'];
  const rows = chapters.flatMap(({ meter, spans }) =>
    spans.map((span) => [
      meter,
      isoOf(span.fromMs),
      span.minutes,
      span.meanVA === undefined ? '' : Math.round(span.meanVA * 10) / 10,
      span.leastVA ?? '',
      span.greatestVA ?? '',
      span.energyWh ?? '',
      ...tariffs.map((tariff) => span.energyWhByTariff[tariff] ?? ''),
    ]),
  );
  return [[...head, ...tariffs.map((tariff) => `energy_wh ${tariff}`)], ...rows].map((row) =>
    row.map(cellOf).join(','),
  );
}

/** One object for each span, for programs. */
export function spanObjects(chapters: readonly MeterSpans[], by: SpanLength): readonly object[] {
  return chapters.flatMap(({ meter, spans }) =>
    spans.map(({ fromMs, ...span }) => ({ meter, by, from: fromMs, ...span })),
  );
}

function tariffsIn(spans: readonly SpanSum[]): readonly string[] {
  return [...new Set(spans.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)))].sort();
}

function cellOf(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The start of a span, as precise as its length: `2026-11-25 13:58` for a minute, `2026-11` for a month. */
function whenOf(ms: number, length: SpanLength): string {
  return new Date(ms).toLocaleString('sv-SE').slice(0, { minute: 16, hour: 16, day: 10, month: 7 }[length]);
}

/** Local time with its offset from UTC, so that the hour that comes twice in autumn is not ambiguous. */
function isoOf(ms: number): string {
  const at = new Date(ms);
  const eastMinutes = -at.getTimezoneOffset();
  const local = new Date(ms + eastMinutes * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(eastMinutes) / 60), Math.abs(eastMinutes) % 60].map(two);
  return `${local}${eastMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
