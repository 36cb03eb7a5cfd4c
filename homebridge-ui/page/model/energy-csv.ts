import { parisTimeOf } from '../../../src/paris-time.ts';
import type { EnergySpan } from '../../../src/tariff/energy-span.ts';
import { roundedEuros } from '../../../src/tariff/euros.ts';
import type { Language } from '../../../src/texts/texts.ts';

/** Before the text, so that a spreadsheet takes it for UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** The columns that are there even when nobody has a value. */
const ALWAYS: readonly string[] = ['date', 'energy_wh'];

type Column = readonly [name: string, value: (span: EnergySpan) => number | string | undefined];

interface Signs {
  readonly between: string;
  readonly decimal: string;
}

/** What stands between fields and before decimals. A French spreadsheet would else put a whole row into one cell. */
const SIGNS: { readonly [L in Language]: Signs } = {
  en: { between: ',', decimal: '.' },
  fr: { between: ';', decimal: ',' },
};

/**
 * Spans as CSV (RFC 4180) for a spreadsheet in the page's language, under the names that the command line uses. What nobody knows
 * is an empty field.
 */
export function energyCsv(spans: readonly EnergySpan[], language: Language): string {
  const signs = SIGNS[language];
  const columns = columnsOf(spans).filter(
    ([name, value]) => ALWAYS.includes(name) || spans.some((span) => value(span) !== undefined),
  );
  const rows = [columns.map(([name]) => name), ...spans.map((span) => columns.map(([, value]) => value(span)))];
  return (
    BYTE_ORDER_MARK + rows.map((row) => `${row.map((value) => field(value, signs)).join(signs.between)}\r\n`).join('')
  );
}

function columnsOf(spans: readonly EnergySpan[]): readonly Column[] {
  const energyPeriods = namesIn(spans.map(({ energyWhByTariff }) => energyWhByTariff));
  const pricedPeriods = namesIn(spans.map(({ cost }) => cost?.eurosByTariff ?? {}));
  return [
    ['date', ({ date }) => date],
    ['energy_wh', ({ energyWh }) => energyWh],
    ...energyPeriods.map((name): Column => [`energy_wh ${name}`, (span) => span.energyWhByTariff[name]]),
    ['given_wh', ({ givenWh }) => givenWh],
    ['unseen_wh', ({ unseenWh }) => unseenWh],
    ['greatest_va', ({ greatestVA }) => greatestVA],
    ['greatest_at', ({ greatestAtMs }) => (greatestAtMs === undefined ? undefined : parisTimeOf(greatestAtMs))],
    ['base_w', ({ baseW }) => (baseW === undefined ? undefined : Math.round(baseW))],
    ['subscribed_va', ({ subscribedVA }) => subscribedVA],
    // Four decimals tell a minute in a day.
    ['seen', ({ seen }) => Math.round(seen * 10_000) / 10_000],
    ['euros', ({ cost }) => toCent(cost?.euros)],
    ['subscription_euros', ({ cost }) => toCent(cost?.subscriptionEuros)],
    ...pricedPeriods.map((name): Column => [`euros ${name}`, ({ cost }) => toCent(cost?.eurosByTariff[name])]),
    ['given_euros', ({ cost }) => toCent(cost?.givenEuros)],
  ];
}

function namesIn(byName: readonly { readonly [name: string]: number }[]): readonly string[] {
  return [...new Set(byName.flatMap((values) => Object.keys(values)))].toSorted();
}

function toCent(euros: number | undefined): string | undefined {
  return euros === undefined ? undefined : roundedEuros(euros).toFixed(2);
}

/** RFC 4180: a field with a sign that separates fields, a quote or a line break stands in quotes. */
function field(value: number | string | undefined, { between, decimal }: Signs): string {
  const text = String(value ?? '').replace(/^(-?\d+)\.(\d+)$/, `$1${decimal}$2`);
  return text.includes(between) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
