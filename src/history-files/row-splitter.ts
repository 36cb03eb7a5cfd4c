import { type FileRow, HistoryFileError } from './history-file.ts';

/** No line of these files is longer. What is longer is cut, so that a file without line ends is never held twice. */
const MOST_LINE_CHARACTERS = 10_000;

/**
 * Three years of five minutes are 315 000 rows, and twice as many need some 400 MB of memory. So a file that is small enough cannot
 * exhaust it with short rows. Blank ones count, since millions of them take long.
 */
export const MOST_ROWS = 700_000;

/** Each search begins at the first of several CR only, so that many of them take no longer. */
const CR_BEFORE_LF = /(?<!\r)\r+(?=\n)/g;
const CR_AT_END = /(?<!\r)\r+$/;

/**
 * Cuts text into rows of cells, which are separated by semicolons. A row ends with LF, with CR and LF, or with CR alone, as some
 * programs for the Mac write it. A quoted cell ends on its line: in none of these files a
 * line end is part of a cell, and a quote that was never closed shall not swallow the lines after it. Blank rows are left
 * out, yet they count as lines.
 */
export class RowSplitter {
  #rest = '';
  #line = 0;

  /**
   * The rows that end in the text. CR at its end may be the first half of a line end, so they wait for the next text.
   * @throws HistoryFileError `tooManyRows`
   */
  *take(text: string): Generator<FileRow> {
    const all = this.#rest + text;
    const known = all.replace(CR_AT_END, '');
    const lines = known.replace(CR_BEFORE_LF, '').split(/[\r\n]/);
    const last = lines.pop() ?? '';
    this.#rest = last.slice(0, MOST_LINE_CHARACTERS) + all.slice(known.length).slice(0, MOST_LINE_CHARACTERS);
    for (const line of lines) yield* this.#row(line);
  }

  /** The last row, which has no end of line unless that is a CR. */
  *end(): Generator<FileRow> {
    if (this.#rest.endsWith('\r')) {
      yield* this.#row(this.#rest);
      return;
    }
    const isLastCellClosed = /(?:^|;)\s*"(?:[^"]|"")*"\s*$/.test(this.#rest);
    for (const row of this.#row(this.#rest)) {
      yield { ...row, isUnfinished: true, ...(isLastCellClosed && { isLastCellClosed }) };
    }
  }

  *#row(line: string): Generator<FileRow> {
    this.#line += 1;
    if (this.#line > MOST_ROWS) throw new HistoryFileError({ kind: 'tooManyRows', mostRows: MOST_ROWS });
    const cells = cellsOf(line.slice(0, MOST_LINE_CHARACTERS));
    if (cells.some((cell) => cell !== '')) yield { line: this.#line, cells };
  }
}

function cellsOf(line: string): string[] {
  const cells = line.includes('"') ? (line.match(CELL_WITH_SEPARATOR) ?? []).map(unquoted) : line.split(';');
  return cells.map(withoutBlanks);
}

/** A quoted cell, in which `""` is a quote, or one that is not quoted; each with what separates it from the one before. */
const CELL_WITH_SEPARATOR = /(?:^|;)(?:\s*"(?:[^"]|"")*"\s*(?=;|$)|[^;]*)/g;

function unquoted(cellWithSeparator: string): string {
  const cell = withoutBlanks(cellWithSeparator.replace(/^;/, ''));
  return /^".*"$/s.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** The byte order mark of a file that was appended to another one is a blank, too. */
function withoutBlanks(cell: string): string {
  return cell.trim();
}
