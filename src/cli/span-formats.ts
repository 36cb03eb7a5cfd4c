import { figure } from '../doctor/figure.ts';
import type { SpanLength, SpanSum } from '../journal/span-sums.ts';
import type { Texts } from '../texts/texts.ts';

type Words = Texts['cli']['history'];

/** The spans of one meter. */
export interface MeterSpans {
  readonly meter: string;
  readonly spans: readonly SpanSum[];
}

/** A table for a reader, with a column for the energy in each tariff period. */
export function spanTable({ meter, spans }: MeterSpans, length: SpanLength, words: Words): readonly string[] {
  const tariffs = tariffsIn(spans);
  const head = [meter, words.mean, words.least, words.greatest, 'kWh', ...(tariffs.length > 1 ? tariffs : [])];
  const rows = spans.map((span) => [
    whenOf(span.fromMs, length),
    ...[span.meanVA, span.leastVA, span.greatestVA].map((va) => (va === undefined ? '' : figure(va))),
    kWh(span.energyWh, words),
    ...(tariffs.length > 1 ? tariffs.map((tariff) => kWh(span.energyWhByTariff[tariff], words)) : []),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** A table for a program (RFC 4180, numbers with a point). */
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

/** An object a span, for a program. */
export function spanObjects(chapters: readonly MeterSpans[], by: SpanLength): readonly object[] {
  return chapters.flatMap(({ meter, spans }) =>
    spans.map(({ fromMs, ...span }) => ({ meter, by, from: fromMs, ...span })),
  );
}

function tariffsIn(spans: readonly SpanSum[]): readonly string[] {
  return [...new Set(spans.flatMap(({ energyWhByTariff }) => Object.keys(energyWhByTariff)))].sort();
}

function kWh(wh: number | undefined, { point }: Words): string {
  return wh === undefined ? '' : figure(wh / 1000, 3, point);
}

function cellOf(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The beginning of a span as its length needs it. */
function whenOf(ms: number, length: SpanLength): string {
  return new Date(ms).toLocaleString('sv-SE').slice(0, { minute: 16, hour: 16, day: 10, month: 7 }[length]);
}

/** Local time with its distance to UTC: two hours with one name stay two. */
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
