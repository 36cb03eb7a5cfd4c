import { type CsvSigns, csvRow } from '../../../src/base/csv.ts';
import { energyColumns } from '../../../src/money/energy-columns.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';

/** At the beginning of the text, so that a spreadsheet reads it as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** Spans as CSV (RFC 4180) for a spreadsheet, with the separators of its language. Unknown values are empty fields. */
export function energyCsv(spans: readonly PricedSpan[], signs: CsvSigns): string {
  const columns = energyColumns(spans);
  const rows = [columns.map(({ title }) => title), ...spans.map((span) => columns.map(({ cell }) => cell(span)))];
  return BYTE_ORDER_MARK + rows.map((row) => `${csvRow(row, signs)}\r\n`).join('');
}
