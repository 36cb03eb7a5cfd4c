import { energyColumns } from '../../../src/money/energy-columns.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';

/** What stands between fields and before decimals. */
type Signs = PageTexts['csv'];

/** Before the text, so that a spreadsheet takes it for UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** Spans as CSV (RFC 4180) for a spreadsheet, with the signs of its language. What nobody knows is an empty field. */
export function energyCsv(spans: readonly PricedSpan[], signs: Signs): string {
  const columns = energyColumns(spans);
  const rows = [columns.map(({ title }) => title), ...spans.map((span) => columns.map(({ cell }) => cell(span)))];
  const line = (row: readonly (number | string | undefined)[]) =>
    row.map((value) => field(value, signs)).join(signs.between);
  return BYTE_ORDER_MARK + rows.map((row) => `${line(row)}\r\n`).join('');
}

/** RFC 4180: a field with a sign that separates fields, a quote or a line break stands in quotes. */
function field(value: number | string | undefined, { between, decimal }: Signs): string {
  const text = String(value ?? '').replace(/^(-?\d+)\.(\d+)$/, `$1${decimal}$2`);
  return text.includes(between) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
