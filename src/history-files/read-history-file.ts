import { beginAndEnd } from './begin-and-end.ts';
import { edfPowers } from './edf-powers.ts';
import { endStamps } from './end-stamps.ts';
import { enedisCurve } from './enedis-curve.ts';
import { enedisIndexes } from './enedis-indexes.ts';
import { isArchive, readEnedisSpreadsheet } from './enedis-spreadsheet.ts';
import { textOf } from './file-text.ts';
import {
  type FileRow,
  type HistoryFile,
  HistoryFileError,
  MOST_FILE_BYTES,
  type RowReader,
  type TextFormat,
} from './history-file.ts';
import { onePointARow } from './one-point-a-row.ts';
import { RowSplitter } from './row-splitter.ts';

/** The kinds of text files. Each is recognised by its rows, so the order here does not matter. */
const FORMATS: readonly TextFormat[] = [enedisCurve, enedisIndexes, beginAndEnd, endStamps, onePointARow, edfPowers];

/** Each kind can be recognised within this many rows. */
const MOST_ROWS_BEFORE_HEADER = 40;

/**
 * Reads a file with a household's history, written by Enedis, by a supplier, or by a program that queries them.
 * @param progress called with the share read so far, from 0 to 1
 * @throws HistoryFileError
 */
export async function readHistoryFile(bytes: Uint8Array, progress?: (share: number) => void): Promise<HistoryFile> {
  if (bytes.length > MOST_FILE_BYTES) throw new HistoryFileError({ kind: 'tooLarge', mostBytes: MOST_FILE_BYTES });
  if (isArchive(bytes)) {
    const file = await readEnedisSpreadsheet(bytes);
    progress?.(1);
    return file;
  }
  const splitter = new RowSplitter();
  const reading = new TextReading();
  for (const { text, share } of textOf(bytes)) {
    for (const row of splitter.take(text)) reading.take(row);
    progress?.(share);
  }
  for (const row of splitter.end()) reading.take(row);
  return reading.file();
}

/** Recognises the kind of a file from its first rows, and passes all rows to its reader. */
class TextReading {
  readonly #firstRows: FileRow[] = [];
  #reader: RowReader | undefined;

  take(row: FileRow): void {
    try {
      this.#take(row);
    } catch (cause) {
      throw row.isUnfinished && isBadRow(cause) ? new HistoryFileError({ kind: 'truncated', line: row.line }) : cause;
    }
  }

  file(): HistoryFile {
    if (this.#reader === undefined) {
      throw new HistoryFileError({ kind: this.#firstRows.length === 0 ? 'empty' : 'unknown' });
    }
    return this.#reader.file();
  }

  #take(row: FileRow): void {
    if (this.#reader === undefined) this.#recognise(row);
    else this.#reader.take(row);
  }

  #recognise(row: FileRow): void {
    this.#firstRows.push(row);
    const format = FORMATS.find((each) => each.recognises(this.#firstRows));
    if (format !== undefined) this.#begin(format.reader());
    else if (this.#firstRows.length >= MOST_ROWS_BEFORE_HEADER) throw new HistoryFileError({ kind: 'unknown' });
  }

  #begin(reader: RowReader): void {
    this.#reader = reader;
    for (const row of this.#firstRows) reader.take(row);
  }
}

function isBadRow(cause: unknown): boolean {
  return cause instanceof HistoryFileError && cause.problem.kind === 'badRow';
}
