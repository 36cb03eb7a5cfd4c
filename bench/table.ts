/** The result of a benchmark: rows of texts and figures under a title. */
export interface Table {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly says: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = string | Figure;

/** A measured number with its format. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly decimals: number;
}

export function figure(value: number, unit = '', decimals = 0): Figure {
  return { value, unit, decimals };
}

/**
 * The table in Markdown, padded so that it also reads as plain text. For several runs it has the figures of each and
 * their spread.
 */
export function printed(runs: readonly [Table, ...Table[]]): string {
  const [{ title, says, header, rows }] = runs;
  const cells = rows.map((row, y) =>
    row.map((cell, x) => (typeof cell === 'string' ? cell : textOf(runs.map((run) => run.rows[y]?.[x] ?? '')))),
  );
  const isText = header.map((_, x) => rows.every((row) => typeof row[x] === 'string' && row[x] !== ''));
  const lines = aligned([header, ...cells], isText);
  return [`### ${title}`, '', says, '', ...lines, ...(runs.length > 1 ? ['', spreadOf(runs)] : [])].join('\n');
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => (typeof cell === 'string' ? cell : numberOf(cell))).join(' / ');
}

function numberOf({ value, unit, decimals }: Figure): string {
  const [whole = '', fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`}${unit === '' ? '' : ` ${unit}`}`;
}

function aligned(rows: readonly (readonly string[])[], isText: readonly boolean[]): readonly string[] {
  const widths = isText.map((_, x) => Math.max(...rows.map((row) => row[x]?.length ?? 0)));
  const lines = rows.map((row) => {
    const padded = row.map((cell, x) => (isText[x] ? cell.padEnd(widths[x] ?? 0) : cell.padStart(widths[x] ?? 0)));
    return `| ${padded.join(' | ')} |`;
  });
  const rule = widths.map((width, x) => (isText[x] ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`));
  return [lines[0] ?? '', `|${rule.join('|')}|`, ...lines.slice(1)];
}

/** How far apart the first two runs are. */
function spreadOf([one, other]: readonly Table[]): string {
  const apart = (one?.rows ?? []).flatMap((row, y) =>
    row.flatMap((cell, x) => {
      const again = other?.rows[y]?.[x];
      if (typeof cell === 'string' || typeof again !== 'object') return [];
      const mean = (Math.abs(cell.value) + Math.abs(again.value)) / 2;
      const where = `${textOf(row.slice(0, 1))}, ${one?.header[x]}`;
      return [{ where, share: mean === 0 ? 0 : Math.abs(cell.value - again.value) / mean }];
    }),
  );
  const sorted = apart.toSorted((a, b) => a.share - b.share);
  const [middle, most] = [sorted[sorted.length >> 1], sorted.at(-1)];
  const percent = (share = 0) => `${(share * 100).toFixed(1)} %`;
  return `The two runs are ${percent(middle?.share)} apart in the median, ${percent(most?.share)} at most (${most?.where}).`;
}
