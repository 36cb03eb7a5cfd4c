import { type FileRow, HistoryFileError } from './history-file.ts';

/** No line of these files is longer. Longer lines are cut, so that a file without line ends is never held in memory twice. */
const MOST_LINE_CHARACTERS = 10_000;

/**
 * Three years of five-minute steps are 315 000 rows; twice as many need some 400 MB of memory. So a file within the size limit cannot
 * exhaust memory with short rows. Blank rows count, too, since millions of them take long.
 */
export const MOST_ROWS = 700_000;

/** Each match starts only at the first of several CRs, so that many of them do not take longer. */
const CR_BEFORE_LF = /(?<!\r)\r+(?=\n)/g;
const CR_AT_END = /(?<!\r)\r+$/;

/**
 * Splits text into rows of cells, separated by semicolons. A row ends with LF, with CR LF, or with CR only, as some programs for the Mac
 * write it. A quoted cell ends on its line: none of these files has a line end within a cell, and an unclosed quote must not swallow the
 * following lines. Blank rows are skipped, but count as lines.
 */
export class RowSplitter {
  #rest = '';
  #line = 0;

  /**
   * The rows that end in the text. CRs at its end may be the first half of a line end, so they are kept for the next text.
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

  /** The last row, which has no line end other than possibly a CR. */
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

/** A quoted cell, in which `""` is a quote, or an unquoted one; each with the separator before it. */
const CELL_WITH_SEPARATOR = /(?:^|;)(?:\s*"(?:[^"]|"")*"\s*(?=;|$)|[^;]*)/g;

function unquoted(cellWithSeparator: string): string {
  const cell = withoutBlanks(cellWithSeparator.replace(/^;/, ''));
  return /^".*"$/s.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** `trim` also removes the byte order mark of a file that was appended to another one. */
function withoutBlanks(cell: string): string {
  return cell.trim();
}
