import { csvRow } from '../base/csv.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** The content of a row in this column; undefined if it has none. */
  readonly cell: (row: Row) => string | number | undefined;
}

/** The columns in which at least one of the rows has content. */
export function filledColumns<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly Column<Row>[] {
  return columns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
}

/** A table for people: the first column is aligned to the left, the others to the right. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const lines = textsOf(columns, rows);
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** CSV for programs: the same separators in every language. */
export function csvLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  return textsOf(columns, rows).map((line) => csvRow(line, { between: ',', decimal: '.' }));
}

function textsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly (readonly string[])[] {
  return [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? '')))];
}
